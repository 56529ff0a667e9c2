//! A connection of larder's in the hands of other code.

use std::fmt;

/// A connection of larder's, lent to code that works with sqlx.
///
/// It is the connection of one driver, and only the method of that one has it.
pub struct BorrowedConnection<'c>(pub(crate) Borrowed<'c>);

/// The connection of one driver.
pub(crate) enum Borrowed<'c> {
    #[cfg(feature = "postgres")]
    Postgres(&'c mut sqlx::PgConnection),
    #[cfg(feature = "mysql")]
    MySql(&'c mut sqlx::MySqlConnection),
    #[cfg(feature = "sqlite")]
    Sqlite(&'c mut sqlx::SqliteConnection),
}

impl Borrowed<'_> {
    fn name(&self) -> &'static str {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "PostgreSQL",
            #[cfg(feature = "mysql")]
            Self::MySql(_) => "MySQL or MariaDB",
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "SQLite",
        }
    }
}

impl fmt::Debug for BorrowedConnection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BorrowedConnection").field(&self.0.name()).finish()
    }
}

impl BorrowedConnection<'_> {
    /// Lends it on.
    fn lent(&mut self) -> BorrowedConnection<'_> {
        BorrowedConnection(match &mut self.0 {
            #[cfg(feature = "postgres")]
            Borrowed::Postgres(connection) => Borrowed::Postgres(connection),
            #[cfg(feature = "mysql")]
            Borrowed::MySql(connection) => Borrowed::MySql(connection),
            #[cfg(feature = "sqlite")]
            Borrowed::Sqlite(connection) => Borrowed::Sqlite(connection),
        })
    }

    /// Returns the one text that a statement without values selects.
    pub(crate) async fn text(&mut self, statement: &'static str) -> Result<String, sqlx::Error> {
        match self.lent().0 {
            #[cfg(feature = "postgres")]
            Borrowed::Postgres(connection) => {
                sqlx::query_scalar(statement).persistent(false).fetch_one(connection).await
            }
            #[cfg(feature = "mysql")]
            Borrowed::MySql(connection) => sqlx::query_scalar(statement).persistent(false).fetch_one(connection).await,
            #[cfg(feature = "sqlite")]
            Borrowed::Sqlite(connection) => sqlx::query_scalar(statement).persistent(false).fetch_one(connection).await,
        }
    }
}

/// Returns the connection of one driver.
macro_rules! driver {
    ($(#[$feature:meta] $method:ident: $variant:ident($connection:ty) $name:literal;)+) => {
        impl BorrowedConnection<'_> {
            $(
                #[$feature]
                #[doc = concat!("Returns the connection to ", $name, ".")]
                ///
                /// # Errors
                /// `InvalidArgument` where the store's database is another.
                pub fn $method(&mut self) -> Result<&mut $connection, sqlx::Error> {
                    match &mut self.0 {
                        Borrowed::$variant(connection) => Ok(connection),
                        #[allow(unreachable_patterns, reason = "reachable with more than one driver")]
                        other => {
                            let what = format!(concat!("the store's database is {}, not ", $name), other.name());
                            Err(sqlx::Error::InvalidArgument(what))
                        }
                    }
                }
            )+
        }
    };
}

driver! {
    #[cfg(feature = "postgres")] postgres: Postgres(sqlx::PgConnection) "PostgreSQL";
    #[cfg(feature = "mysql")] mysql: MySql(sqlx::MySqlConnection) "MySQL or MariaDB";
    #[cfg(feature = "sqlite")] sqlite: Sqlite(sqlx::SqliteConnection) "SQLite";
}
