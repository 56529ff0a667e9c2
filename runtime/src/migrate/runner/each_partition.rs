//! Builds an index of a partitioned table, in one partition after the other while all are in use.
//!
//! PostgreSQL builds none of a whole such table without stopping its writers. So the table gets one that holds nothing,
//! each partition its own, and the two are tied; the table's is valid once each partition has one.

use std::time::Instant;

use larder_format::Dialect;
use larder_format::plan::Probe;

use super::attempts::LockAttempts;
use super::journal::Note;
use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::connection::{Value, quoted};
use crate::migrate::report::failure::{database, is_lock_timeout, refuse};

/// The partitions whose index is not tied to that of the table: the name that theirs gets, and whether it is built;
/// null where it is not there.
const PARTITIONS: &str = "SELECT p.name, p.own,
        (SELECT CASE WHEN x.indisvalid THEN 'valid' ELSE 'broken' END
            FROM pg_index x JOIN pg_class n ON n.oid = x.indexrelid WHERE x.indrelid = p.oid AND n.relname = p.own)
    FROM (SELECT c.oid, c.relname::text AS name,
            left(c.relname::text, 40) || '_' || substr(md5(c.relname::text || ' ' || ?), 1, 8) || '_idx' AS own
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass(quote_ident(?))) p
    WHERE NOT EXISTS (SELECT FROM pg_inherits a JOIN pg_index x ON x.indexrelid = a.inhrelid
        WHERE a.inhparent = to_regclass(quote_ident(?)) AND x.indrelid = p.oid)
    ORDER BY p.name";

impl Runner<'_> {
    /// Runs the step between two records of it; it can be begun again wherever it ended.
    pub(super) async fn journaled_partitions(&mut self, job: &Job, step: usize) -> Result<()> {
        if job.recorded(step).is_none() {
            self.note(job, step, &[Note::Insert]).await?;
        }
        let begun = Instant::now();
        let limits = self.lift().await?;
        let done = self.until_built(job, step).await;
        self.put_back(limits, done).await?;
        self.note(job, step, &[Note::Finish(begun)]).await
    }

    /// Goes on where it waited too long for a lock of the application.
    async fn until_built(&mut self, job: &Job, step: usize) -> Result<()> {
        let mut attempts = LockAttempts::new(self.limits);
        loop {
            let Err(error) = self.build_in_partitions(job, step).await else { return Ok(()) };
            if !is_lock_timeout(&error) || !self.again(job, step, &mut attempts).await {
                return Err(self.given_up(error, &attempts));
            }
            self.still_locked().await?;
        }
    }

    async fn build_in_partitions(&mut self, job: &Job, step: usize) -> Result<()> {
        let part = job.step(step);
        let (Some(Probe::HasIndex { table, name }), [statement]) = (&part.probe, part.statements.as_slice()) else {
            return Err(refuse(format!("{}: an index of partitions has a probe for it", job.describe(step, 0))));
        };
        let Some((kind, target)) = split(statement) else {
            return Err(refuse(format!("{}: this builds no index", job.describe(step, 0))));
        };
        let failed = |error| database(job.describe(step, 0), error);
        let (index, whole) = (quoted(name, Dialect::Postgres), quoted(table, Dialect::Postgres));
        let empty = format!("CREATE {kind} IF NOT EXISTS {index} ON ONLY {whole} {target}");
        self.watched(job, step, &empty).await.map_err(failed)?;
        let values = [Value::Text(name), Value::Text(table), Value::Text(name)];
        // In a transaction, where a pooler keeps to one session.
        self.begin().await?;
        let rows = self.work.rows(PARTITIONS, &values).await.map_err(failed);
        self.abandon().await;
        let rows = rows?;
        for row in rows {
            let text = |index| row.text(index).map_err(failed);
            let (partition, own, state) = (text(0)?.unwrap_or_default(), text(1)?.unwrap_or_default(), text(2)?);
            let (partition, own) = (quoted(&partition, Dialect::Postgres), quoted(&own, Dialect::Postgres));
            self.still_locked().await?;
            if state.as_deref() == Some("broken") {
                let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {own}");
                self.watched(job, step, &drop).await.map_err(failed)?;
            }
            if state.as_deref() != Some("valid") {
                let build = format!("CREATE {kind} CONCURRENTLY {own} ON {partition} {target}");
                self.watched(job, step, &build).await.map_err(failed)?;
            }
            let attach = format!("ALTER INDEX {index} ATTACH PARTITION {own}");
            self.watched(job, step, &attach).await.map_err(failed)?;
        }
        Ok(())
    }
}

/// Takes `CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)` apart: `UNIQUE INDEX`, and what follows the table.
fn split(statement: &str) -> Option<(&'static str, &str)> {
    let at = statement.find("CREATE ")?;
    let statement = &statement[at..];
    let kind = if statement.starts_with("CREATE UNIQUE INDEX ") { "UNIQUE INDEX" } else { "INDEX" };
    let (_, target) = statement.split_once(" ON ")?;
    let end = match target.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => target.find(' ')?,
    };
    Some((kind, target[end..].trim()))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_statement_is_taken_apart_behind_its_table() {
        for (statement, kind, target) in [
            ("CREATE INDEX CONCURRENTLY a_b_idx ON a (b)", "INDEX", "(b)"),
            (
                "-- Why.\nCREATE UNIQUE INDEX CONCURRENTLY x ON \"or der\" (b, c) WHERE d",
                "UNIQUE INDEX",
                "(b, c) WHERE d",
            ),
            ("CREATE INDEX CONCURRENTLY s ON a USING gin (tokens)", "INDEX", "USING gin (tokens)"),
        ] {
            assert_eq!(split(statement), Some((kind, target)), "{statement}");
        }
    }
}
