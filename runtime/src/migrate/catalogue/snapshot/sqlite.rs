//! SQLite keeps the text of each statement, with later changes patched into it; so the text is taken apart here.

use super::Snapshot;
use crate::migrate::catalogue::token::{SqlToken, joined, split, tokens};
use crate::migrate::connection::MigratorConnection;

const OBJECTS: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT IN ('larder_migrations', 'larder_cache_log')";

pub(super) async fn read(connection: &mut MigratorConnection) -> sqlx::Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    for row in connection.rows(OBJECTS, &[]).await? {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        let (kind, sql) = (text(0)?, text(3)?);
        let words = tokens(&sql);
        if kind == "table" && !words.get(1).is_some_and(|word| word.is("VIRTUAL")) {
            table(&text(1)?, &words, &mut snapshot);
        } else if kind == "index" {
            snapshot.add(format!("table {}", text(2)?), joined(&words));
        } else {
            snapshot.add(format!("{kind} {}", text(1)?), joined(&words));
        }
    }
    Ok(snapshot)
}

/// `CREATE TABLE name ( items ) options`
fn table(name: &str, words: &[SqlToken], into: &mut Snapshot) {
    let object = format!("table {name}");
    let open = words.iter().position(|word| word.is("(")).unwrap_or(words.len());
    let Some(end) = words.iter().rposition(|word| word.is(")")).filter(|end| *end > open) else {
        into.add(object, joined(words));
        return;
    };
    into.add(object.clone(), joined(&words[end + 1..]));
    for item in split(&words[open + 1..end], |word| word.is(",")) {
        for line in item_lines(item) {
            into.add(object.clone(), line);
        }
    }
}

/// A column that was added later carries its constraints with it; they are listed like those of the table.
fn item_lines(item: &[SqlToken]) -> Vec<String> {
    let Some(first) = item.first() else { return Vec::new() };
    if ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|keyword| first.is(keyword)) {
        return vec![joined(item)];
    }
    let mut parts = split(item, |word| word.is("CONSTRAINT")).into_iter();
    let mut column = format!("column {}", joined(parts.next().unwrap_or_default()));
    let mut lines = Vec::new();
    for part in parts {
        let (name, rest) = part.split_at(part.len().min(1));
        let named = format!("CONSTRAINT {}", joined(name));
        match rest.first() {
            Some(word) if word.is("CHECK") => lines.push(format!("{named} {}", joined(rest))),
            Some(word) if word.is("REFERENCES") => {
                lines.push(format!("{named} FOREIGN KEY ({}) {}", first.text(), joined(rest)));
            }
            Some(word) if word.is("UNIQUE") => lines.push(format!("{named} UNIQUE ({})", first.text())),
            Some(word) if word.is("PRIMARY") => lines.push(format!("{named} PRIMARY KEY ({})", first.text())),
            _ => column.push_str(&format!(" {named} {}", joined(rest))),
        }
    }
    lines.push(column);
    lines
}

#[cfg(test)]
mod tests;
