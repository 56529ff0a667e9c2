//! What a server makes of a statement before it is run.

#[expect(
    clippy::disallowed_types,
    reason = "the statements are those of a definition, with placeholders for values"
)]
use sqlx::AssertSqlSafe;
use sqlx::{Column as _, Executor as _, SqlSafeStr as _, Statement as _, TypeInfo as _};

use super::MigratorConnection;
use crate::connection::Connection as Raw;

/// A column of a statement's rows: its name, and its type as the driver calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedColumn {
    /// Its name.
    pub name: String,
    /// `INT8`, `VARCHAR`; of an expression SQLite knows none: `NULL`.
    pub type_name: String,
}

macro_rules! described {
    ($connection:expr, $sql:expr, $types:expr) => {{
        let statement = $connection.prepare_with(AssertSqlSafe($sql.to_owned()).into_sql_str(), $types).await?;
        let columns = statement.columns().iter();
        let column = |(name, type_name): (&str, &str)| DescribedColumn {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
        };
        columns.map(|found| column((found.name(), found.type_info().name()))).collect()
    }};
}

impl MigratorConnection {
    #[cfg_attr(not(feature = "postgres"), allow(unused_variables, reason = "only PostgreSQL is told types"))]
    /// Has a statement prepared, whose values have these types on PostgreSQL, and returns its columns.
    pub(crate) async fn describe(&mut self, sql: &str, types: &[&'static str]) -> sqlx::Result<Vec<DescribedColumn>> {
        Ok(match self.raw() {
            #[cfg(feature = "postgres")]
            Raw::Postgres(connection) => {
                let types: Vec<_> = types.iter().copied().map(sqlx::postgres::PgTypeInfo::with_name).collect();
                described!(connection, sql, &types)
            }
            #[cfg(feature = "mysql")]
            Raw::MySql(connection) => described!(connection, sql, &[]),
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(connection) => described!(connection, sql, &[]),
        })
    }
}
