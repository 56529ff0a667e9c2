//! Asks a database's catalogue whether a step was done.

use larder_format::Dialect;
use larder_format::plan::Probe;

use super::connection::{Connection, Value};

/// Returns whether the step that `probe` belongs to is done.
pub(super) async fn holds(connection: &mut Connection, probe: &Probe) -> sqlx::Result<bool> {
    let (thing, table, name, wanted) = match probe {
        Probe::HasTable(table) => (Thing::Table, table, None, true),
        Probe::NoTable(table) => (Thing::Table, table, None, false),
        Probe::HasColumn { table, name } => (Thing::Column, table, Some(name), true),
        Probe::NoColumn { table, name } => (Thing::Column, table, Some(name), false),
        Probe::HasIndex { table, name } => (Thing::Index, table, Some(name), true),
        Probe::NoIndex { table, name } => (Thing::Index, table, Some(name), false),
        Probe::HasConstraint { table, name } => (Thing::Constraint, table, Some(name), true),
        Probe::NoConstraint { table, name } => (Thing::Constraint, table, Some(name), false),
    };
    let sql = match connection.dialect() {
        Dialect::Postgres => postgres(thing),
        Dialect::MySql => mysql(thing),
        Dialect::Sqlite => sqlite(thing),
    };
    let values: Vec<_> = [Some(table), name].into_iter().flatten().map(|text| Value::Text(text)).collect();
    Ok(connection.rows(sql, &values).await?.is_empty() != wanted)
}

/// Returns the statement that removes an index which a failed `CREATE INDEX CONCURRENTLY` left behind.
///
/// Only PostgreSQL leaves one; it is not valid, so [`holds`] says that the step is not done.
pub(super) async fn leftover(connection: &mut Connection, probe: &Probe) -> sqlx::Result<Option<String>> {
    let (Dialect::Postgres, Probe::HasIndex { table, name }) = (connection.dialect(), probe) else {
        return Ok(None);
    };
    let sql = "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass(quote_ident(?)) AND c.relname = ? AND NOT i.indisvalid";
    let rows = connection.rows(sql, &[Value::Text(table), Value::Text(name)]).await?;
    Ok((!rows.is_empty()).then(|| format!("DROP INDEX CONCURRENTLY \"{}\"", name.replace('"', "\"\""))))
}

#[derive(Clone, Copy)]
enum Thing {
    Table,
    Column,
    Index,
    Constraint,
}

fn postgres(thing: Thing) -> &'static str {
    match thing {
        Thing::Table => "SELECT 'found' WHERE to_regclass(quote_ident(?)) IS NOT NULL",
        Thing::Column => {
            "SELECT 'found' FROM pg_attribute
             WHERE attrelid = to_regclass(quote_ident(?)) AND attname = ? AND attnum > 0 AND NOT attisdropped"
        }
        Thing::Index => {
            "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass(quote_ident(?)) AND c.relname = ? AND i.indisvalid"
        }
        Thing::Constraint => {
            "SELECT 'found' FROM pg_constraint WHERE conrelid = to_regclass(quote_ident(?)) AND conname = ?"
        }
    }
}

fn mysql(thing: Thing) -> &'static str {
    match thing {
        Thing::Table => {
            "SELECT 'found' FROM information_schema.tables WHERE table_schema = database() AND table_name = ?"
        }
        Thing::Column => {
            "SELECT 'found' FROM information_schema.columns
             WHERE table_schema = database() AND table_name = ? AND column_name = ?"
        }
        Thing::Index => {
            "SELECT 'found' FROM information_schema.statistics
             WHERE table_schema = database() AND table_name = ? AND index_name = ? LIMIT 1"
        }
        Thing::Constraint => {
            "SELECT 'found' FROM information_schema.table_constraints
             WHERE table_schema = database() AND table_name = ? AND constraint_name = ?"
        }
    }
}

fn sqlite(thing: Thing) -> &'static str {
    match thing {
        Thing::Table => "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = ?",
        Thing::Column => "SELECT 'found' FROM pragma_table_xinfo(?) WHERE name = ?",
        Thing::Index => "SELECT 'found' FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND name = ?",
        // SQLite keeps names of constraints in the table's text only.
        Thing::Constraint => {
            "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0"
        }
    }
}
