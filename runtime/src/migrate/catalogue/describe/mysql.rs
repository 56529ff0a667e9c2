//! Tables of MySQL and MariaDB, by the statements that `SHOW CREATE TABLE` gives.

use larder_format::Dialect;
use larder_format::catalogue::LiveTable;

use super::statement;
use crate::migrate::catalogue::token::{SqlToken, escaped_tokens, joined, split};
use crate::migrate::connection::{MigratorConnection, quoted};

const TABLES: &str = "SELECT table_name FROM information_schema.tables
    WHERE table_schema = database() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
        AND table_name NOT IN ('larder_migrations', 'larder_migrations_lock', 'larder_cache_log')";

/// What a statement leaves out is one thing on MySQL and another on MariaDB.
const ACTIONS: &str = "SELECT table_name, constraint_name, CAST(delete_rule AS CHAR), CAST(update_rule AS CHAR)
    FROM information_schema.referential_constraints WHERE constraint_schema = database()";

pub(super) async fn tables(connection: &mut MigratorConnection) -> sqlx::Result<Vec<LiveTable>> {
    let mut tables = Vec::new();
    for name in connection.texts(TABLES, &[]).await? {
        let sql = format!("SHOW CREATE TABLE {}", quoted(&name, Dialect::MySql));
        for created in connection.rows(&sql, &[]).await? {
            tables.push(table(name.clone(), &created.text(1)?.unwrap_or_default()));
        }
    }
    for row in connection.rows(ACTIONS, &[]).await? {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        let (name, constraint) = (text(0)?, text(1)?);
        let table = tables.iter_mut().find(|table| table.name.eq_ignore_ascii_case(&name));
        let references = table.map(|table| table.references.iter_mut()).into_iter().flatten();
        for reference in references.filter(|reference| reference.name.as_ref() == Some(&constraint)) {
            (reference.on_delete, reference.on_update) = (text(2)?, text(3)?);
        }
    }
    Ok(tables)
}

fn table(name: String, sql: &str) -> LiveTable {
    let words = escaped_tokens(&unveiled(sql));
    let mut table = LiveTable { name, ..LiveTable::default() };
    let open = words.iter().position(|word| word.is("(")).unwrap_or(words.len());
    let mut depth = 0_u32;
    let mut end = words.len();
    for (at, word) in words.iter().enumerate() {
        if word.is("(") {
            depth += 1;
        } else if word.is(")") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                end = at;
                break;
            }
        }
    }
    if open >= end {
        return table;
    }
    for item in split(&words[open + 1..end], |word| word.is(",")) {
        statement::item(item, true, &mut table);
    }
    options(&words[end + 1..], &mut table);
    table
}

/// `ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COMMENT='…'`
fn options(words: &[SqlToken], table: &mut LiveTable) {
    let mut rest = words;
    while let Some(at) = rest.iter().position(|word| word.is("=")) {
        let name = joined(&rest[..at]);
        let value = rest.get(at + 1).map(SqlToken::text).unwrap_or_default();
        rest = &rest[(at + 2).min(rest.len())..];
        if name.eq_ignore_ascii_case("COMMENT") {
            let inner = value.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
            table.comment = inner.map(statement::unescaped);
        } else if !name.eq_ignore_ascii_case("AUTO_INCREMENT") {
            // The next number of a key says what was inserted, not what the table is.
            table.options.push(format!("{name}={value}"));
        }
    }
    table.options.extend(Some(joined(rest)).filter(|left| !left.is_empty()));
}

/// What only newer servers read is part of the statement here: `/*!80023 INVISIBLE */`.
fn unveiled(sql: &str) -> String {
    let mut text = String::new();
    let mut rest = sql;
    while let Some((before, behind)) = rest.split_once("/*!") {
        let (veiled, after) = behind.split_once("*/").unwrap_or((behind, ""));
        text.push_str(before);
        text.push_str(veiled.trim_start_matches(|digit: char| digit.is_ascii_digit()));
        rest = after;
    }
    text.push_str(rest);
    text
}
