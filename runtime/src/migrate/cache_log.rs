//! The table in which applications write down what they could not tell Redis.
//!
//! | column | what |
//! | --- | --- |
//! | seq | grows with each entry, but not in the order in which transactions commit |
//! | written_at | seconds since 1970, by the clock of the database |
//! | names | the instance that wrote it, and what it changed, one key of the cache on each line |

use super::connection::MigratorConnection;
use super::dialect;
use super::report::failure::database;
use crate::error::Result;

/// Creates the table, if it is not there; called under the lock, since two first starts at once break `IF NOT EXISTS`
/// on PostgreSQL.
pub(super) async fn create(connection: &mut MigratorConnection) -> Result<()> {
    if exists(connection).await? {
        return Ok(());
    }
    let sql = dialect::sql(connection.dialect()).cache_log;
    connection.execute(sql).await.map_err(|error| database("creating the table larder_cache_log", error))
}

/// Returns whether the table is there.
pub(super) async fn exists(connection: &mut MigratorConnection) -> Result<bool> {
    let sql = dialect::sql(connection.dialect()).has_cache_log;
    let rows = connection.rows(sql, &[]).await.map_err(|error| database("looking for larder_cache_log", error))?;
    Ok(!rows.is_empty())
}
