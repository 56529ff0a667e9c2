//! The migrator's SQL on MySQL and MariaDB.

use larder_format::object::ObjectKind;

use super::{HistoryTypes, MigratorSql, Thing};

pub(super) const SQL: MigratorSql = MigratorSql {
    thing,
    object,
    // The catalogue's texts are of types that differ between servers; as CHAR they are the same.
    column: "SELECT CAST(column_type AS CHAR), CAST(is_nullable AS CHAR), CAST(column_default AS CHAR)
             FROM information_schema.columns
             WHERE table_schema = database() AND table_name = ? AND column_name = ?",
    column_type: "SELECT CAST(data_type AS CHAR) FROM information_schema.columns
             WHERE table_schema = database() AND table_name = ? AND column_name = ?",
    key_literal,
    estimate: Some(
        "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables
                 WHERE table_schema = database() AND table_name = ?",
    ),
    present: "SELECT CAST(c.table_name AS CHAR), CAST(c.column_name AS CHAR),
        CAST(@@lower_case_table_names AS CHAR)
    FROM information_schema.columns c JOIN information_schema.tables t
        ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = database() AND t.table_type <> 'VIEW'",
    columns_fold: true,
    has_history: "SELECT 'found' FROM information_schema.tables
        WHERE table_schema = database() AND table_name = 'larder_migrations'",
    history: HistoryTypes {
        text: "VARCHAR(64)",
        name: "VARCHAR(255)",
        long: "LONGTEXT",
        int: "BIGINT",
        tail: " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    },
    has_cache_log: "SELECT 'found' FROM information_schema.tables
        WHERE table_schema = database() AND table_name = 'larder_cache_log'",
    cache_log: "CREATE TABLE IF NOT EXISTS larder_cache_log (seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        written_at BIGINT NOT NULL, names LONGTEXT NOT NULL)
        ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    locks_row: " FOR UPDATE",
    connection_number: Some("SELECT CAST(connection_id() AS SIGNED)"),
    drops_database: Some(""),
};

fn thing(thing: Thing) -> &'static str {
    match thing {
        Thing::Table => {
            "SELECT 'found' FROM information_schema.tables WHERE table_schema = database() AND table_name = ?"
        }
        Thing::Column => {
            "SELECT 'found' FROM information_schema.columns
             WHERE table_schema = database() AND table_name = ? AND column_name = ?"
        }
        Thing::Index | Thing::ValidIndex => {
            "SELECT 'found' FROM information_schema.statistics
             WHERE table_schema = database() AND table_name = ? AND index_name = ? LIMIT 1"
        }
        Thing::Constraint | Thing::ValidConstraint => {
            "SELECT 'found' FROM information_schema.table_constraints
             WHERE table_schema = database() AND table_name = ? AND constraint_name = ?"
        }
    }
}

fn object(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::View => {
            Some("SELECT 'found' FROM information_schema.views WHERE table_schema = database() AND table_name = ?")
        }
        ObjectKind::Trigger => Some(
            "SELECT 'found' FROM information_schema.triggers WHERE trigger_schema = database() AND trigger_name = ?",
        ),
        ObjectKind::Function => Some(
            "SELECT 'found' FROM information_schema.routines
             WHERE routine_schema = database() AND routine_type = 'FUNCTION' AND routine_name = ?",
        ),
        ObjectKind::Procedure => Some(
            "SELECT 'found' FROM information_schema.routines
             WHERE routine_schema = database() AND routine_type = 'PROCEDURE' AND routine_name = ?",
        ),
        ObjectKind::Event => {
            Some("SELECT 'found' FROM information_schema.events WHERE event_schema = database() AND event_name = ?")
        }
        _ => None,
    }
}

fn key_literal(name: &str, ty: &str) -> String {
    match ty {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" => format!("CAST({name} AS CHAR)"),
        "binary" | "varbinary" | "tinyblob" | "blob" => format!("CONCAT('X''', HEX({name}), '''')"),
        _ => format!("CONCAT('_utf8mb4 X''', HEX(CONVERT({name} USING utf8mb4)), '''')"),
    }
}
