//! What the catalogue is asked for by name.

use larder_format::Dialect;

/// What the catalogue is asked for by name.
#[derive(Clone, Copy)]
pub(in crate::migrate) enum Thing {
    Table,
    Column,
    /// Usable or not: PostgreSQL keeps an invalid one of a broken `DROP INDEX CONCURRENTLY`.
    Index,
    ValidIndex,
    Constraint,
    ValidConstraint,
}

impl Thing {
    /// Returns a query for its table's name and, but for a table, its own, which gives a row when it is there.
    pub(in crate::migrate) fn query(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Postgres => self.postgres(),
            Dialect::MySql => self.mysql(),
            Dialect::Sqlite => self.sqlite(),
        }
    }

    fn postgres(self) -> &'static str {
        match self {
            Self::Table => "SELECT 'found' WHERE to_regclass(quote_ident(?)) IS NOT NULL",
            Self::Column => {
                "SELECT 'found' FROM pg_attribute
                 WHERE attrelid = to_regclass(quote_ident(?)) AND attname = ? AND attnum > 0 AND NOT attisdropped"
            }
            Self::Index => {
                "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                 WHERE i.indrelid = to_regclass(quote_ident(?)) AND c.relname = ?"
            }
            Self::ValidIndex => {
                "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                 WHERE i.indrelid = to_regclass(quote_ident(?)) AND c.relname = ? AND i.indisvalid"
            }
            Self::Constraint => {
                "SELECT 'found' FROM pg_constraint WHERE conrelid = to_regclass(quote_ident(?)) AND conname = ?"
            }
            Self::ValidConstraint => {
                "SELECT 'found' FROM pg_constraint
                 WHERE conrelid = to_regclass(quote_ident(?)) AND conname = ? AND convalidated"
            }
        }
    }

    fn mysql(self) -> &'static str {
        match self {
            Self::Table => {
                "SELECT 'found' FROM information_schema.tables WHERE table_schema = database() AND table_name = ?"
            }
            Self::Column => {
                "SELECT 'found' FROM information_schema.columns
                 WHERE table_schema = database() AND table_name = ? AND column_name = ?"
            }
            Self::Index | Self::ValidIndex => {
                "SELECT 'found' FROM information_schema.statistics
                 WHERE table_schema = database() AND table_name = ? AND index_name = ? LIMIT 1"
            }
            Self::Constraint | Self::ValidConstraint => {
                "SELECT 'found' FROM information_schema.table_constraints
                 WHERE table_schema = database() AND table_name = ? AND constraint_name = ?"
            }
        }
    }

    fn sqlite(self) -> &'static str {
        match self {
            Self::Table => "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = ?",
            Self::Column => "SELECT 'found' FROM pragma_table_xinfo(?) WHERE name = ?",
            Self::Index | Self::ValidIndex => {
                "SELECT 'found' FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND name = ?"
            }
            // SQLite keeps names of constraints in the table's text only.
            Self::Constraint | Self::ValidConstraint => {
                "SELECT 'found' FROM sqlite_schema WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0"
            }
        }
    }
}
