//! PostgreSQL 15 and later.

use super::Capabilities;

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    transactional_ddl: true,
    schemas: true,
    partial_indexes: true,
    nulls_highest: true,
    inline_indexes: false,
    numbered_placeholders: true,
    repeats_reads: false,
    begin: "BEGIN",
    system: "postgresql",
};

/// Words that PostgreSQL takes as a column or table name only in quotes.
#[rustfmt::skip]
pub(super) const RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary",
    "both", "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except",
    "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in",
    "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like",
    "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or",
    "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right", "select",
    "session_user", "similar", "some", "symmetric", "system_user", "table", "tablesample", "then", "to", "trailing",
    "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where", "window", "with",
];

/// A carriage return is escaped, since a checkout may change the line ends of a file.
pub(super) fn text_literal(text: &str) -> String {
    if text.contains('\r') {
        return format!("E'{}'", text.replace('\\', "\\\\").replace('\r', "\\r").replace('\'', "''"));
    }
    format!("'{}'", text.replace('\'', "''"))
}
