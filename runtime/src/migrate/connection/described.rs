//! What a server makes of a statement before it is run.

#[expect(
    clippy::disallowed_types,
    reason = "the statements are those of a definition, with placeholders for values"
)]
use sqlx::AssertSqlSafe;
use sqlx::{Column as _, Executor as _, SqlSafeStr as _, Statement as _, TypeInfo as _};

use super::MigratorConnection;
use crate::connection::Connection as Raw;
use crate::error::Error;

/// A column of a statement's rows: its name, and its type as the driver calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedColumn {
    /// Its name.
    pub name: String,
    /// `INT8`, `VARCHAR`; of an expression SQLite knows none: `NULL`.
    pub type_name: String,
}

/// Why a server does not prepare a statement.
#[derive(Debug)]
pub struct Unprepared {
    /// What it says.
    pub error: Error,
    /// The byte of the statement that it means, as far as it says.
    pub at: Option<usize>,
}

/// Returns the byte of a statement that an error means. PostgreSQL tells it; the others quote a part of the text, or
/// name a table or column.
pub(super) fn place(error: &sqlx::Error, statement: &str) -> Option<usize> {
    let error = error.as_database_error()?;
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        let Some(sqlx::postgres::PgErrorPosition::Original(letter)) = error.position() else { return None };
        return statement.char_indices().nth(letter.checked_sub(1)?).map(|(at, _)| at);
    }
    let message = error.message();
    let quoted = message.split(['\'', '"']).skip(1).step_by(2);
    let named = message.split(": ").skip(1);
    let last_part = |text| str::rsplit(text, '.').next();
    quoted.chain(named).flat_map(|text| [Some(text), last_part(text)]).flatten().find_map(|word| find(statement, word))
}

/// Returns where a word stands by itself.
fn find(statement: &str, word: &str) -> Option<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let stands_alone = |(at, _): &(usize, &str)| {
        !statement[..*at].ends_with(is_part) && !statement[at + word.len()..].starts_with(is_part)
    };
    let mut places = statement.match_indices(word).filter(|_| !word.is_empty());
    places.find(stands_alone).map(|(at, _)| at)
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

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_word_is_found_where_it_stands_by_itself() {
        assert_eq!(find("SELECT ab, b FROM b", "b"), Some(11));
        assert_eq!(find("SELECT ab", "b"), None);
        assert_eq!(find("SELECT ä, b", "b"), Some(11));
        assert_eq!(find("SELECT a", ""), None);
    }
}
