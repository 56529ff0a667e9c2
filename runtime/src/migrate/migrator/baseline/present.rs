//! The tables and columns that a database has.

use std::collections::BTreeSet;

use larder_format::Dialect;

use super::made::Made;
use crate::migrate::connection::MigratorConnection;

/// The tables of a database and their columns.
#[derive(Debug, Default)]
pub(super) struct Present {
    tables: BTreeSet<String>,
    columns: BTreeSet<(String, String)>,
    /// Whether the names of tables, and those of columns, are the same in upper and lower case.
    folds: (bool, bool),
}

impl Present {
    pub(super) fn has(&self, one: &Made) -> bool {
        let table = folded(&one.table, self.folds.0);
        match &one.column {
            None => self.tables.contains(&table),
            Some(column) => self.columns.contains(&(table, folded(column, self.folds.1))),
        }
    }
}

/// Reads what a statement without a schema reaches. The last column says whether names of tables fold.
const POSTGRES: &str = "SELECT c.relname, a.attname, '0' FROM pg_class c
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p', 'f') AND pg_table_is_visible(c.oid)";

const MYSQL: &str = "SELECT CAST(c.table_name AS CHAR), CAST(c.column_name AS CHAR),
        CAST(@@lower_case_table_names AS CHAR)
    FROM information_schema.columns c JOIN information_schema.tables t
        ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = database() AND t.table_type <> 'VIEW'";

const SQLITE: &str = "SELECT t.name, c.name, '1' FROM sqlite_schema t, pragma_table_xinfo(t.name) c
    WHERE t.type = 'table'";

pub(super) async fn read(connection: &mut MigratorConnection) -> sqlx::Result<Present> {
    let dialect = connection.dialect();
    let sql = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql => MYSQL,
        Dialect::Sqlite => SQLITE,
    };
    let mut present = Present { folds: (false, dialect != Dialect::Postgres), ..Present::default() };
    for row in connection.rows(sql, &[]).await? {
        present.folds.0 = row.text(2)?.is_some_and(|folds| folds != "0");
        let table = folded(&row.text(0)?.unwrap_or_default(), present.folds.0);
        if let Some(column) = row.text(1)? {
            present.columns.insert((table.clone(), folded(&column, present.folds.1)));
        }
        present.tables.insert(table);
    }
    Ok(present)
}

fn folded(name: &str, folds: bool) -> String {
    if folds { name.to_lowercase() } else { name.to_owned() }
}
