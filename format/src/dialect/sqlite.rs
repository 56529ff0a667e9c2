//! SQLite 3.45 and later.

use super::Capabilities;

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    transactional_ddl: true,
    schemas: false,
    partial_indexes: true,
    nulls_highest: false,
    inline_indexes: false,
    numbered_placeholders: true,
    repeats_reads: false,
    // Takes the write lock at once: a read that later grows into a write could only fail.
    begin: "BEGIN IMMEDIATE",
    system: "sqlite",
};

/// Words that SQLite's parser takes as a name only in quotes, or as a name here and as an expression there. No others:
/// a name in quotes that is no column is a text to SQLite, where a bare one is an error.
#[rustfmt::skip]
pub(super) const RESERVED: &[&str] = &[
    "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "cast", "check", "collate", "commit",
    "constraint", "create", "current_date", "current_time", "current_timestamp", "default", "deferrable", "delete",
    "distinct", "drop", "else", "escape", "except", "exists", "foreign", "from", "group", "having", "if", "in",
    "index", "insert", "intersect", "into", "is", "isnull", "join", "limit", "not", "nothing", "notnull", "null",
    "on", "or", "order", "primary", "raise", "references", "returning", "select", "set", "table", "then", "to",
    "transaction", "union", "unique", "update", "using", "values", "when", "where",
];

/// A carriage return is written by its number, since a checkout may change the line ends of a file.
pub(super) fn text_literal(text: &str) -> String {
    if text.contains('\r') {
        let parts: Vec<_> = text.split('\r').map(|part| format!("'{}'", part.replace('\'', "''"))).collect();
        return format!("({})", parts.join(" || char(13) || "));
    }
    format!("'{}'", text.replace('\'', "''"))
}
