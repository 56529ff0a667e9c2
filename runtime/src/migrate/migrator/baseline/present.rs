//! The tables and columns that a database has.

use std::collections::BTreeSet;

use larder_format::object::ObjectKind;
use larder_format::qualified;

use super::made::Made;
use crate::migrate::catalogue::probe;
use crate::migrate::connection::MigratorConnection;
use crate::migrate::dialect;

/// The tables of a database and their columns.
#[derive(Debug, Default)]
pub(super) struct Present {
    tables: BTreeSet<String>,
    columns: BTreeSet<(String, String)>,
    objects: BTreeSet<(ObjectKind, String)>,
    /// Whether tables are known with their schemas.
    has_schemas: bool,
    /// Whether the names of tables, and those of columns, are the same in upper and lower case.
    folds: (bool, bool),
}

impl Present {
    pub(super) fn has(&self, one: &Made) -> bool {
        if let Some((kind, _)) = &one.object {
            return self.objects.contains(&(*kind, one.table.clone()));
        }
        let name = if self.has_schemas { &one.table } else { qualified::plain(&one.table) };
        let table = folded(name, self.folds.0);
        match &one.column {
            None => self.tables.contains(&table),
            Some(column) => self.columns.contains(&(table, folded(column, self.folds.1))),
        }
    }
}

/// Looks for objects beside tables, each by its name.
pub(super) async fn look_for(
    connection: &mut MigratorConnection,
    all: &[Made],
    present: &mut Present,
) -> sqlx::Result<()> {
    for one in all {
        let Some((kind, _)) = &one.object else { continue };
        if probe::has_object(connection, *kind, &one.table).await? {
            present.objects.insert((*kind, one.table.clone()));
        }
    }
    Ok(())
}

pub(super) async fn read(connection: &mut MigratorConnection) -> sqlx::Result<Present> {
    let sql = dialect::sql(connection.dialect());
    let has_schemas = connection.dialect().capabilities().schemas;
    let mut present = Present { folds: (false, sql.columns_fold), has_schemas, ..Present::default() };
    for row in connection.rows(sql.present, &[]).await? {
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
