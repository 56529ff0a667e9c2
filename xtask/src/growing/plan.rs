//! What a number of users needs.

use super::inputs::{Costs, Inputs};

const DAY: f64 = 86_400.0;
const MICROSECONDS: f64 = 1e6;
/// Connections in a pool for each that is in use on average: requests come in bursts.
const BURST: f64 = 4.0;
const LEAST_POOL: f64 = 5.0;

/// The databases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Database {
    /// One server does everything.
    One,
    /// Replicas take lists and searches.
    Replicas(f64),
    /// A coordinator, and workers that hold the rows.
    Citus(f64),
}

/// What is to be run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub(super) users: f64,
    /// Requests in the busiest second.
    pub(super) requests: f64,
    pub(super) service_cores: f64,
    pub(super) instances: f64,
    /// Connections of each instance.
    pub(super) pool: f64,
    pub(super) redis_bytes: f64,
    pub(super) redis_cores: f64,
    pub(super) redis_shards: f64,
    /// Processors of the database that writes keep busy, and reads that no replica answers.
    pub(super) primary_cores: f64,
    /// Processors that lists and searches keep busy.
    pub(super) list_cores: f64,
    pub(super) disk_bytes: f64,
    pub(super) database: Database,
    /// Whether a pooler has to stand in front of the database.
    pub(super) needs_pooler: bool,
}

impl Plan {
    /// Computes the plan of some users.
    pub(super) fn of(inputs: &Inputs, users: f64) -> Self {
        let (doing, machine) = (inputs.users, inputs.machine);
        let requests = users * doing.active * doing.requests * doing.peak / DAY;
        let (reads, writes) = (requests * doing.reads, requests * (1.0 - doing.reads));
        let both = |cost: fn(Costs) -> f64| (reads * cost(inputs.read) + writes * cost(inputs.write)) / MICROSECONDS;
        let service_cores = both(|cost| cost.service);
        let instances = servers(service_cores, machine.service_cores * machine.used).max(machine.service_least);
        let held = both(|cost| cost.connection);
        let pool = (held / instances * BURST).ceil().max(LEAST_POOL);
        let list_cores = reads * inputs.read.database * inputs.replica / MICROSECONDS;
        let primary_cores = both(|cost| cost.database) - list_cores;
        let disk_bytes = users * inputs.rows.iter().map(|rows| rows.each * rows.disk_bytes).sum::<f64>();
        let present = users * doing.active * (machine.redis_hours / 24.0 * doing.peak).min(1.0);
        let redis_bytes = present * inputs.rows.iter().map(|rows| rows.cached * rows.redis_bytes).sum::<f64>();
        let redis_cores = both(|cost| cost.redis);
        let redis_shards = servers(redis_bytes, machine.redis_bytes).max(servers(redis_cores, machine.used)).max(1.0);
        Self {
            users,
            requests,
            service_cores,
            instances,
            pool,
            redis_bytes,
            redis_cores,
            redis_shards,
            primary_cores,
            list_cores,
            disk_bytes,
            database: database(inputs, primary_cores, list_cores, disk_bytes),
            // One more than the pool stops statements.
            needs_pooler: instances * (pool + 1.0) > machine.database_connections,
        }
    }
}

/// Chooses the smallest form that carries the load.
fn database(inputs: &Inputs, primary_cores: f64, list_cores: f64, disk_bytes: f64) -> Database {
    let machine = inputs.machine;
    let each = machine.database_cores * machine.used;
    let fits = disk_bytes <= machine.database_bytes;
    if fits && primary_cores + list_cores <= each {
        return Database::One;
    }
    if fits && primary_cores <= each {
        return Database::Replicas(servers(list_cores, each));
    }
    let workers = servers((primary_cores + list_cores) * inputs.citus, each);
    Database::Citus(workers.max(servers(disk_bytes, machine.database_bytes)).max(2.0))
}

/// Returns how many servers a load takes.
fn servers(load: f64, each: f64) -> f64 {
    (load / each).ceil()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn inputs() -> Inputs {
        Inputs::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/growing.toml")).unwrap()
    }

    #[test]
    fn more_users_never_need_less() {
        let inputs = inputs();
        let plans: Vec<Plan> = (1..=60).map(|step| Plan::of(&inputs, 1_000.0 * 1.3_f64.powi(step))).collect();
        let rank = |plan: &Plan| match plan.database {
            Database::One => (0, 0.0),
            Database::Replicas(replicas) => (1, replicas),
            Database::Citus(workers) => (2, workers),
        };
        for pair in plans.windows(2) {
            let figures = |plan: &Plan| [plan.instances, plan.redis_shards, plan.redis_bytes, plan.disk_bytes];
            assert!(figures(&pair[0]).iter().zip(figures(&pair[1])).all(|(less, more)| *less <= more), "{pair:?}");
            assert!(rank(&pair[0]) <= rank(&pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn the_database_grows_by_what_runs_out() {
        let mut inputs = inputs();
        let form = |inputs: &Inputs, primary, lists, disk| database(inputs, primary, lists, disk);
        inputs.machine.used = 0.5;
        inputs.machine.database_cores = 16.0;
        inputs.machine.database_bytes = 1e12;
        inputs.citus = 2.0;
        assert_eq!(form(&inputs, 4.0, 4.0, 1e9), Database::One);
        assert_eq!(form(&inputs, 4.0, 9.0, 1e9), Database::Replicas(2.0));
        assert_eq!(form(&inputs, 9.0, 7.0, 1e9), Database::Citus(4.0));
        assert_eq!(form(&inputs, 1.0, 1.0, 5.5e12), Database::Citus(6.0));
    }
}
