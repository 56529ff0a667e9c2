//! Finds dangling references between the parts of a schema.

use std::collections::BTreeMap;

use larder_format::plan::Table;

use crate::sql::Problem;

/// Returns what hangs in the air: keys, indexes and checks over columns that are gone, references to what is not there.
///
/// Migrations that were generated never leave such a thing; operations declared by hand and branches that were merged
/// can.
pub(in crate::sql) fn problems(tables: &BTreeMap<String, Table>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for table in tables.values() {
        for (part, columns) in parts(table) {
            let lost = columns.into_iter().filter(|name| !table.columns.iter().any(|column| column.name == **name));
            for column in lost {
                problems
                    .push(broken(format!("`{part}` uses column `{}.{column}`, which no longer exists", table.name)));
            }
        }
        for key in &table.foreign_keys {
            match tables.get(&key.parent) {
                None => problems
                    .push(broken(format!("`{}` refers to table `{}`, which no longer exists", key.name, key.parent))),
                Some(parent) if !is_key(parent, &key.parent_columns) => problems.push(broken(format!(
                    "`{}` refers to `{}` ({}), which is not a key of that table",
                    key.name,
                    key.parent,
                    key.parent_columns.join(", ")
                ))),
                Some(_) => {}
            }
        }
    }
    problems
}

/// Tells whether a foreign key can refer to these columns.
pub(in crate::sql) fn is_key(table: &Table, columns: &[String]) -> bool {
    let whole = |key: &&larder_format::plan::Unique| key.conditions.is_empty();
    table.primary_key.columns == columns || table.uniques.iter().filter(whole).any(|key| key.columns == columns)
}

/// The name of each part of a table with the columns it needs.
fn parts(table: &Table) -> Vec<(&str, Vec<&String>)> {
    let mut parts = vec![(table.primary_key.name.as_str(), table.primary_key.columns.iter().collect::<Vec<_>>())];
    for key in &table.uniques {
        let conditions = key.conditions.iter().map(|condition| &condition.column);
        parts.push((&key.name, key.columns.iter().chain(conditions).collect()));
    }
    for index in &table.indexes {
        let conditions = index.conditions.iter().map(|condition| &condition.column);
        parts.push((&index.name, index.columns.iter().map(|column| &column.name).chain(conditions).collect()));
    }
    parts.extend(table.foreign_keys.iter().map(|key| (key.name.as_str(), key.columns.iter().collect())));
    parts.extend(table.checks.iter().map(|check| (check.name.as_str(), check.subjects().iter().collect())));
    if let Some(search) = &table.search {
        parts.push((&search.name, search.columns.iter().chain(&search.tenant).collect()));
    }
    parts.extend(table.row_security.iter().map(|security| ("row level security", vec![&security.tenant])));
    parts.extend(table.scale.iter().map(|scale| ("the key shape", vec![&scale.tenant])));
    parts.extend(table.partition.iter().map(|partition| ("the partitions", vec![&partition.by])));
    parts
}

fn broken(message: String) -> Problem {
    Problem::new("M0109", message)
}
