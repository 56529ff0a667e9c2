//! Names of tables with a schema: `auth.users` is table `users` of schema `auth`, which PostgreSQL alone has. No name
//! has a dot in itself.

/// Returns the name of a table as databases without schemas have it.
#[must_use]
pub fn plain(table: &str) -> &str {
    table.rsplit_once('.').map_or(table, |(_, plain)| plain)
}

/// Returns the schema of a table; `None` where it is the one of the connection.
#[must_use]
pub fn schema(table: &str) -> Option<&str> {
    table.rsplit_once('.').map(|(schema, _)| schema)
}

/// Returns the name of a table in a schema.
#[must_use]
pub fn of(schema: Option<&str>, plain: &str) -> String {
    schema.map_or_else(|| plain.to_owned(), |schema| format!("{schema}.{plain}"))
}
