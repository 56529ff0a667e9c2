//! What sqlx's derive expands to, without the macro crate, which is half of what compiling this package would take.

/// Reads a row by the names of its columns.
macro_rules! from_row {
    ($row:ident { $($name:ident)* }) => {
        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $row {
            fn from_row(row: &'r sqlx::postgres::PgRow) -> sqlx::Result<Self> {
                Ok(Self { $($name: sqlx::Row::try_get(row, stringify!($name))?,)* })
            }
        }
    };
}
