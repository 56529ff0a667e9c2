//! Which schemas of PostgreSQL's are read, and what their tables are called.

use larder_format::Dialect;

use crate::migrate::connection::MigratorConnection;

/// The schema of the connection, and others. Other engines have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaScope {
    /// Whether the connection's own is read, whose tables are called by their names alone.
    pub(in crate::migrate) own: bool,
    /// Those whose tables are called with them: `auth.users`.
    pub(in crate::migrate) named: Vec<String>,
}

impl SchemaScope {
    /// Returns the schema of the connection, and these.
    #[must_use]
    pub fn with(mut named: Vec<String>) -> Self {
        named.sort();
        named.dedup();
        Self { own: true, named }
    }

    /// Returns these schemas alone.
    #[must_use]
    pub fn only(named: Vec<String>) -> Self {
        Self { own: false, ..Self::with(named) }
    }

    /// Returns the schemas of a list, or where it is empty these. That of the connection is called by no name unless
    /// it is among those.
    pub(in crate::migrate) async fn listed(
        self,
        listed: Vec<String>,
        connection: &mut MigratorConnection,
    ) -> sqlx::Result<Self> {
        if listed.is_empty() || connection.dialect() != Dialect::Postgres {
            return Ok(self);
        }
        let rows = connection.rows("SELECT current_schema()::text", &[]).await?;
        let current = rows.first().map_or(Ok(None), |row| row.text(0))?.filter(|own| !self.named.contains(own));
        let is_own = |name: &String| current.as_ref() == Some(name);
        let own = listed.iter().any(is_own);
        let named = listed.into_iter().filter(|name| !is_own(name)).collect();
        Ok(Self { own, ..Self::with(named) })
    }

    /// Puts the schemas in the place of what stands for them in a query of the catalogue: `{scope}` behind a
    /// namespace, and `{c}`, `{p}`, `{t}` for the names of tables and types.
    #[cfg(feature = "postgres")]
    pub(super) fn within(&self, sql: &str) -> String {
        let literals: Vec<_> = self.named.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
        let literals = literals.join(", ");
        let own = if self.own { "nspname = current_schema()" } else { "false" };
        let scope = match self.named.as_slice() {
            [] => format!("IN (SELECT oid FROM pg_namespace WHERE {own})"),
            _ => format!("IN (SELECT oid FROM pg_namespace WHERE {own} OR nspname IN ({literals}))"),
        };
        let names = [("{c}", "c.relname", "c.relnamespace"), ("{p}", "p.relname", "p.relnamespace")];
        let names = names.into_iter().chain([("{t}", "t.typname", "t.typnamespace")]);
        names.fold(sql.replace("{scope}", &scope), |sql, (mark, name, namespace)| {
            let called = match self.named.as_slice() {
                [] => name.to_owned(),
                _ => format!(
                    "(SELECT CASE WHEN nspname IN ({literals}) THEN nspname || '.' ELSE '' END FROM pg_namespace \
                     WHERE oid = {namespace}) || {name}"
                ),
            };
            sql.replace(mark, &called)
        })
    }
}

impl Default for SchemaScope {
    fn default() -> Self {
        Self::with(Vec::new())
    }
}
