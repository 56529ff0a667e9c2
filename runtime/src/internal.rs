//! What only larder's own command line and tests use. Not part of the API: it changes without notice.

pub use crate::migrate::scratch::Scratch;

pub use crate::migrate::SchemaScope;

/// Reads what a database has: in the schema of the connection, and in those that the migrations of `migrator` name.
///
/// # Errors
/// The database cannot be reached, or its catalogue cannot be read.
pub async fn catalogue(migrator: &crate::migrate::Migrator) -> crate::Result<larder_format::catalogue::Catalogue> {
    migrator.catalogue(migrator.scope()?, Vec::new()).await
}

/// Reads the same in the schemas of a list, or where it is empty in those of the scope; of the migrations nothing is
/// needed.
///
/// # Errors
/// The database cannot be reached, or its catalogue cannot be read.
pub async fn catalogue_of(
    migrator: &crate::migrate::Migrator,
    scope: SchemaScope,
    listed: Vec<String>,
) -> crate::Result<larder_format::catalogue::Catalogue> {
    migrator.catalogue(scope, listed).await
}

/// Returns whether migrations of any definition are recorded in a database.
///
/// # Errors
/// The database cannot be reached, or its history cannot be read.
pub async fn is_recorded(migrator: &crate::migrate::Migrator) -> crate::Result<bool> {
    migrator.is_recorded().await
}

/// Stops the migrator between statements, for tests of crashes.
pub mod failpoint {
    pub use crate::migrate::failpoint::install;
}

/// Sends statements that are put together as they are needed, without an entity around them.
pub mod statement {
    use crate::Result;
    use crate::handle::Executor;
    use crate::statement::{Assignments, BatchSql, InSql};
    use crate::value::{Arguments, Bind};

    /// Writes the columns that are set; `keys` follow them. If nothing is set, nothing is sent and the result is 0.
    ///
    /// # Errors
    /// What the statement meets.
    pub async fn write_dynamic(on: Executor<'_>, set: Assignments<'_>, keys: &[&dyn Bind]) -> Result<u64> {
        let statement = (!set.is_empty()).then(|| set.statement(on.driver(), keys));
        on.send_all(statement.into_iter().collect(), Vec::new()).await
    }

    /// Writes many rows, all or none.
    ///
    /// # Errors
    /// What the statements meet.
    pub async fn write_rows<R>(
        on: Executor<'_>,
        sql: &'static BatchSql,
        rows: &[R],
        bind: impl Fn(&R, &mut Arguments),
    ) -> Result<u64> {
        on.send_all(sql.statements(on.driver(), rows, bind), Vec::new()).await
    }

    /// Writes to the rows of a list of keys, all or none.
    ///
    /// # Errors
    /// What the statements meet.
    pub async fn write_in(
        on: Executor<'_>,
        sql: &'static InSql,
        before: &[&dyn Bind],
        keys: &[&dyn Bind],
    ) -> Result<u64> {
        on.send_all(sql.statements(on.driver(), before, keys, &[]), Vec::new()).await
    }
}
