//! SQLite's tables, by the statements that it keeps.

use larder_format::catalogue::LiveTable;

use super::statement;
use crate::migrate::catalogue::token::{SqlToken, joined, split, tokens};
use crate::migrate::connection::MigratorConnection;

/// Without the tables in which a virtual table keeps its rows.
const TABLES: &str = "SELECT t.name, t.sql FROM sqlite_schema t JOIN pragma_table_list l ON l.name = t.name
    WHERE t.type = 'table' AND l.schema = 'main' AND l.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND t.name NOT IN ('larder_migrations', 'larder_cache_log')";

const INDEXES: &str = "SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid";

pub(super) async fn tables(connection: &mut MigratorConnection) -> sqlx::Result<Vec<LiveTable>> {
    let mut tables = Vec::new();
    for row in connection.rows(TABLES, &[]).await? {
        tables.push(table(row.text(0)?.unwrap_or_default(), &tokens(&row.text(1)?.unwrap_or_default())));
    }
    for row in connection.rows(INDEXES, &[]).await? {
        let name = row.text(0)?.unwrap_or_default();
        let index = statement::index(&tokens(&row.text(1)?.unwrap_or_default()));
        if let Some(table) = tables.iter_mut().find(|table| table.name == name) {
            table.indexes.extend(index);
        }
    }
    Ok(tables)
}

/// Returns the tables in which virtual tables keep their rows.
pub(super) async fn inner(connection: &mut MigratorConnection) -> sqlx::Result<Vec<String>> {
    connection.texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'", &[]).await
}

/// `CREATE TABLE name ( items ) options`
fn table(name: String, words: &[SqlToken]) -> LiveTable {
    let mut table = LiveTable { name, ..LiveTable::default() };
    let open = words.iter().position(|word| word.is("(")).unwrap_or(words.len());
    let Some(end) = words.iter().rposition(|word| word.is(")")).filter(|end| *end > open) else { return table };
    for item in split(&words[open + 1..end], |word| word.is(",")) {
        statement::item(item, false, &mut table);
    }
    let options = split(&words[end + 1..], |word| word.is(","));
    table.options = options.into_iter().map(joined).filter(|option| !option.is_empty()).collect();
    numbered(&mut table);
    table
}

/// The key of a row, under a name of its own.
fn numbered(table: &mut LiveTable) {
    let has_row_numbers = !table.options.iter().any(|option| option.eq_ignore_ascii_case("WITHOUT ROWID"));
    let Some(key) = &table.primary else { return };
    let ([name], true) = (key.columns.as_slice(), has_row_numbers && key.others.is_empty()) else { return };
    let column = table.columns.iter_mut().find(|column| column.name.eq_ignore_ascii_case(name));
    if let Some(column) = column.filter(|column| column.ty.eq_ignore_ascii_case("INTEGER")) {
        column.numbered = true;
        column.nullable = false;
    }
}
