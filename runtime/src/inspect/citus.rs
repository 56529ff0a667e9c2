//! Citus's catalogue and views. What is no cluster costs one small statement.

use crate::error::Result;
use crate::handle::Executor;
use crate::statement::Sql;
use crate::statistics::{CitusNode, Distribution, TableShards, TenantStatements, View};
use crate::value::Row;

use super::whole;

static IS_CITUS: Sql =
    Sql::same("", "inspect_extension", "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')");

static NODES: Sql = Sql::same(
    "",
    "inspect_nodes",
    "SELECT nodename || ':' || nodeport, isactive, shouldhaveshards FROM pg_dist_node WHERE noderole = 'primary' \
     ORDER BY groupid",
);

/// Citus asks every server for the sizes.
static SHARDS: Sql = Sql::same(
    "",
    "inspect_shards",
    "SELECT table_name::text, citus_table_type, nodename || ':' || nodeport, count(*), \
     coalesce(sum(shard_size), 0)::bigint, coalesce(max(shard_size), 0)::bigint \
     FROM citus_shards GROUP BY 1, 2, 3 ORDER BY 1, 3",
);

static IS_TRACKED: Sql = Sql::same(
    "",
    "inspect_tracking",
    "SELECT coalesce(current_setting('citus.stat_tenants_track', true), 'none') <> 'none'",
);

static TENANTS: Sql = Sql::same(
    "",
    "inspect_tenants",
    "SELECT tenant_attribute, sum(read_count_in_this_period + read_count_in_last_period)::bigint, \
     sum(query_count_in_this_period + query_count_in_last_period)::bigint, \
     sum(cpu_usage_in_this_period + cpu_usage_in_last_period)::float8 \
     FROM citus_stat_tenants GROUP BY 1 \
     HAVING sum(query_count_in_this_period + query_count_in_last_period) > 0 ORDER BY 3 DESC, 1 LIMIT 20",
);

const ELSEWHERE: &str = "the database is on one server";

pub(super) async fn distribution(at: Executor<'_>) -> Result<View<Distribution>> {
    if !at.one(&IS_CITUS, &[], |row| row.get::<bool>(0)).await? {
        return Ok(View::NotKept(ELSEWHERE));
    }
    let node = |row: &Row| Ok(CitusNode { place: row.get(0)?, is_active: row.get(1)?, holds_shards: row.get(2)? });
    let nodes = match View::of(at.all(&NODES, &[], node).await, "SELECT on pg_dist_node", ELSEWHERE)? {
        View::Known(nodes) => nodes,
        View::NotPermitted(right) => return Ok(View::NotPermitted(right)),
        View::NotKept(reason) => return Ok(View::NotKept(reason)),
    };
    Ok(View::Known(Distribution { nodes, tables: tables(at).await, tenants: tenants(at).await }))
}

async fn tables(at: Executor<'_>) -> View<Vec<TableShards>> {
    let shards = |row: &Row| {
        Ok(TableShards {
            table: row.get(0)?,
            kind: row.get(1)?,
            place: row.get(2)?,
            shards: whole(row, 3)?,
            bytes: whole(row, 4)?,
            largest_bytes: whole(row, 5)?,
        })
    };
    of_cluster(at.all(&SHARDS, &[], shards).await, "SELECT on citus_shards")
}

async fn tenants(at: Executor<'_>) -> View<Vec<TenantStatements>> {
    let tenant = |row: &Row| {
        Ok(TenantStatements {
            tenant: row.get(0)?,
            reads: whole(row, 1)?,
            statements: whole(row, 2)?,
            cpu_seconds: row.get(3)?,
        })
    };
    match of_cluster(at.one(&IS_TRACKED, &[], |row| row.get::<bool>(0)).await, "pg_monitor") {
        View::Known(true) => of_cluster(at.all(&TENANTS, &[], tenant).await, "pg_monitor"),
        View::Known(false) => View::NotKept("set citus.stat_tenants_track = 'all' on every server"),
        View::NotPermitted(right) => View::NotPermitted(right),
        View::NotKept(reason) => View::NotKept(reason),
    }
}

/// A server of the cluster that is away makes these questions fail; what the coordinator knows alone is worth showing.
fn of_cluster<T>(answer: Result<T>, right: &'static str) -> View<T> {
    let away = "a server of the cluster does not answer";
    View::of(answer, right, away).unwrap_or(View::NotKept(away))
}
