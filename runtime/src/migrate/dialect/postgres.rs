//! The migrator's SQL on PostgreSQL.

use larder_format::object::ObjectKind;

use super::{HistoryTypes, MigratorSql, Thing};

pub(super) const SQL: MigratorSql = MigratorSql {
    thing,
    object,
    column: "SELECT format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END,
                pg_get_expr(d.adbin, d.adrelid)
             FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = to_regclass(?) AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped",
    column_type: "SELECT format_type(atttypid, atttypmod) FROM pg_attribute
             WHERE attrelid = to_regclass(?) AND attname = ? AND attnum > 0 AND NOT attisdropped",
    key_literal,
    estimate: Some("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)"),
    present: "SELECT name, a.attname, '0' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (VALUES (c.relname::text, pg_table_is_visible(c.oid)),
        (n.nspname || '.' || c.relname, n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema')) v (name, is_known)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p', 'f') AND is_known",
    columns_fold: false,
    has_history: "SELECT 'found' WHERE to_regclass('larder_migrations') IS NOT NULL",
    history: HistoryTypes { text: "text", name: "text", long: "text", int: "BIGINT", tail: "" },
    has_cache_log: "SELECT 'found' WHERE to_regclass('larder_cache_log') IS NOT NULL",
    cache_log: "CREATE TABLE IF NOT EXISTS larder_cache_log (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        written_at bigint NOT NULL, names text NOT NULL)",
    locks_row: " FOR UPDATE",
    connection_number: Some("SELECT pg_backend_pid()::bigint"),
    drops_database: Some(" WITH (FORCE)"),
};

fn thing(thing: Thing) -> &'static str {
    match thing {
        Thing::Table => "SELECT 'found' WHERE to_regclass(?) IS NOT NULL",
        Thing::Column => {
            "SELECT 'found' FROM pg_attribute
             WHERE attrelid = to_regclass(?) AND attname = ? AND attnum > 0 AND NOT attisdropped"
        }
        Thing::Index => {
            "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass(?) AND c.relname = ?"
        }
        Thing::ValidIndex => {
            "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass(?) AND c.relname = ? AND i.indisvalid"
        }
        Thing::Constraint => "SELECT 'found' FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = ?",
        Thing::ValidConstraint => {
            "SELECT 'found' FROM pg_constraint
             WHERE conrelid = to_regclass(?) AND conname = ? AND convalidated"
        }
    }
}

fn object(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::View | ObjectKind::MaterializedView => {
            Some("SELECT 'found' FROM pg_class WHERE oid = to_regclass(quote_ident(?)) AND relkind IN ('v', 'm')")
        }
        ObjectKind::Sequence => {
            Some("SELECT 'found' FROM pg_class WHERE oid = to_regclass(quote_ident(?)) AND relkind = 'S'")
        }
        ObjectKind::Function | ObjectKind::Procedure => {
            Some("SELECT 'found' FROM pg_proc WHERE proname = ? AND pg_function_is_visible(oid) LIMIT 1")
        }
        ObjectKind::Trigger => Some(
            "SELECT 'found' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             WHERE t.tgname = ? AND NOT t.tgisinternal AND pg_table_is_visible(c.oid) LIMIT 1",
        ),
        ObjectKind::Type | ObjectKind::Domain => {
            Some("SELECT 'found' FROM pg_type WHERE typname = ? AND pg_type_is_visible(oid) LIMIT 1")
        }
        ObjectKind::Extension => Some("SELECT 'found' FROM pg_extension WHERE extname = ?"),
        ObjectKind::Event => None,
    }
}

fn key_literal(name: &str, ty: &str) -> String {
    format!("quote_literal({name}::text) || '::{}'", ty.replace('\'', "''"))
}
