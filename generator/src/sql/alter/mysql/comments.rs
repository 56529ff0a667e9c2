//! Comments of tables that stay; that of a column is a part of it.

use larder_format::plan::Probe;

use super::DIALECT;
use super::piece::{INSTANT, ddl};
use super::rework::Rework;
use crate::sql::physical::Column;
use crate::sql::physical::statement::alter_table;
use crate::sql::transition::Piece;

/// Returns what says of a table what people read of it.
pub(super) fn said(rework: &Rework<'_>) -> Option<Piece> {
    let (from, to) = (rework.altered.from, rework.altered.to);
    if from.comment == to.comment {
        return None;
    }
    let text = DIALECT.text_literal(to.comment.as_deref().unwrap_or_default());
    let after = &rework.altered.after;
    let table = DIALECT.text_literal(&after.bare_name);
    let probe = Probe::NoRows(format!(
        "SELECT 1 FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_name = {table} \
         AND CAST(t.table_comment AS BINARY) <> CAST({text} AS BINARY)"
    ));
    let statement = alter_table(&after.name, &[format!("COMMENT = {text}")]);
    Some(ddl(INSTANT, format!("Says of {} what people read of it.", after.bare_name), statement, probe))
}

/// Returns the probe for a column that has its comment.
pub(super) fn is_said(table: &str, column: &Column) -> Probe {
    let text = column.comment.as_deref().unwrap_or("''");
    let [table, name] = [table, &DIALECT.bare(&column.name)].map(|name| DIALECT.text_literal(name));
    Probe::NoRows(format!(
        "SELECT 1 FROM information_schema.columns c WHERE c.table_schema = DATABASE() AND c.table_name = {table} \
         AND c.column_name = {name} AND CAST(c.column_comment AS BINARY) <> CAST({text} AS BINARY)"
    ))
}
