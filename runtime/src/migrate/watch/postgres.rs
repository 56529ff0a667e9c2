//! Looks at what a migration waits for on PostgreSQL.

use larder_format::Dialect;

use super::{Seen, Subject};
use crate::migrate::connection::{MigratorConnection, quoted_table};

/// Without bound values, so that a pooler may answer from any session.
pub(super) async fn look(connection: &mut MigratorConnection, subject: Subject<'_>) -> sqlx::Result<Seen> {
    let backend = subject.backend;
    let holders = sessions(connection, &format!("a.pid = ANY (pg_blocking_pids({backend}::int))")).await?;
    let holder = if holders.is_empty() { String::new() } else { format!("held by {}", holders.join(" and ")) };
    Ok(Seen { holder, progress: progress(connection, subject).await.unwrap_or_default() })
}

/// Returns who has a lock on a table of the database.
pub(super) async fn at_work(connection: &mut MigratorConnection, subject: Subject<'_>) -> sqlx::Result<String> {
    let condition = format!(
        "a.pid NOT IN ({}, pg_backend_pid()) AND a.pid IN (SELECT l.pid FROM pg_locks l
            JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
            WHERE l.locktype = 'relation' AND l.granted AND l.relation >= 16384)",
        subject.backend
    );
    let holders = sessions(connection, &condition).await?;
    Ok(if holders.is_empty() { String::new() } else { format!("active on the database: {}", holders.join(" and ")) })
}

async fn sessions(connection: &mut MigratorConnection, condition: &str) -> sqlx::Result<Vec<String>> {
    let sql = format!(
        "SELECT coalesce(nullif(a.application_name, ''), a.usename::text, ''), coalesce(host(a.client_addr), 'the \
         same machine'),
            a.pid::bigint, coalesce(a.state, a.backend_type, ''),
            coalesce(to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '')
         FROM pg_stat_activity a WHERE {condition} ORDER BY a.xact_start LIMIT 3"
    );
    let mut holders = Vec::new();
    for row in &connection.rows(&sql, &[]).await? {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        let (name, host, state, since) = (text(0)?, text(1)?, text(3)?, text(4)?);
        holders.push(format!("`{name}` from {host}, server process {}, {state}, since {since}", row.int(2)?));
    }
    Ok(holders)
}

async fn progress(connection: &mut MigratorConnection, subject: Subject<'_>) -> sqlx::Result<Option<(u64, u64)>> {
    let table = quoted_table(subject.table.unwrap_or_default(), Dialect::Postgres).replace('\'', "''");
    let sql = format!(
        "SELECT blocks_done, blocks_total, tuples_done, tuples_total FROM pg_stat_progress_create_index
         WHERE datname = current_database() AND (pid = {} OR relid = to_regclass('{table}'))",
        subject.backend
    );
    let rows = connection.rows(&sql, &[]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let count = |index| row.int(index).map(|number| u64::try_from(number).unwrap_or_default());
    let (blocks, tuples) = ((count(0)?, count(1)?), (count(2)?, count(3)?));
    let (done, total) = if tuples.1 > 0 { tuples } else { blocks };
    Ok((total > 0).then_some((done.min(total), total)))
}
