//! The migrator's SQL on SQLite.

use larder_format::object::ObjectKind;

use super::{HistoryTypes, MigratorSql, Thing};

pub(super) const SQL: MigratorSql = MigratorSql {
    thing,
    object,
    column: "SELECT type, CASE \"notnull\" WHEN 0 THEN 'YES' ELSE 'NO' END, dflt_value
             FROM pragma_table_xinfo(?) WHERE name = ?",
    column_type: "SELECT type FROM pragma_table_xinfo(?) WHERE name = ?",
    key_literal,
    estimate: None,
    present: "SELECT t.name, c.name, '1' FROM sqlite_schema t, pragma_table_xinfo(t.name) c
    WHERE t.type = 'table'",
    columns_fold: true,
    has_history: "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = 'larder_migrations'",
    history: HistoryTypes { text: "TEXT", name: "TEXT", long: "TEXT", int: "INTEGER", tail: " STRICT" },
    has_cache_log: "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = 'larder_cache_log'",
    cache_log: "CREATE TABLE IF NOT EXISTS larder_cache_log (seq INTEGER PRIMARY KEY, written_at INTEGER NOT NULL,
        names TEXT NOT NULL) STRICT",
    locks_row: "",
    connection_number: None,
    drops_database: None,
};

fn thing(thing: Thing) -> &'static str {
    match thing {
        Thing::Table => "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = ?",
        Thing::Column => "SELECT 'found' FROM pragma_table_xinfo(?) WHERE name = ?",
        Thing::Index | Thing::ValidIndex => {
            "SELECT 'found' FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND name = ?"
        }
        // SQLite keeps names of constraints in the table's text only.
        Thing::Constraint | Thing::ValidConstraint => {
            "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0"
        }
    }
}

fn object(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::View => Some("SELECT 'found' FROM sqlite_schema WHERE type = 'view' AND lower(name) = lower(?)"),
        ObjectKind::Trigger => {
            Some("SELECT 'found' FROM sqlite_schema WHERE type = 'trigger' AND lower(name) = lower(?)")
        }
        _ => None,
    }
}

fn key_literal(name: &str, _ty: &str) -> String {
    format!("quote({name})")
}
