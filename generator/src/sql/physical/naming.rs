//! Physical names of keys, indexes and checks: computed when a thing is made, stored, never computed again.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::plan::{DefaultValue, Table};
use larder_format::{checksum, qualified};

/// What every server takes; PostgreSQL cuts longer names without a word.
const LONGEST: usize = 63;
/// What leaves room for the number of a part of a table, which a server that spreads rows adds.
const LONGEST_OF_PARTS: usize = 54;

/// Names taken in one schema; they are unique over all tables since MySQL and PostgreSQL ask for it.
#[derive(Debug, Default)]
pub(in crate::sql) struct ClaimedNames {
    taken: BTreeSet<String>,
}

impl ClaimedNames {
    /// Returns `{table}_{columns}_{suffix}`, cut, hashed and numbered where needed.
    pub(in crate::sql) fn claim(&mut self, table: &str, columns: &[&str], suffix: &str) -> String {
        self.claim_name(&name(table, columns, suffix))
    }

    /// Returns the name, numbered where another has it.
    pub(in crate::sql) fn claim_name(&mut self, base: &str) -> String {
        let mut chosen = base.to_owned();
        let mut number = 1;
        while !self.taken.insert(chosen.clone()) {
            number += 1;
            chosen = numbered(base, number);
        }
        chosen
    }

    /// Records a name that stands.
    pub(in crate::sql) fn take(&mut self, name: String) {
        self.taken.insert(name);
    }
}

/// A key, index or check: the name it has, and the conventional one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sql) struct PartName {
    pub(in crate::sql) stored: String,
    pub(in crate::sql) derived: String,
}

impl PartName {
    /// Tells whether the name was made by the convention, numbered or not.
    pub(in crate::sql) fn is_conventional(&self) -> bool {
        self.stored == self.derived || (2..100).any(|number| numbered(&self.derived, number) == self.stored)
    }
}

/// Returns the names of all that a table has, in an order that renaming does not change.
pub(in crate::sql) fn names(table: &Table) -> Vec<PartName> {
    let part = |stored: &str, columns: &[&str], suffix: &str| PartName {
        stored: stored.to_owned(),
        derived: name(&table.name, columns, suffix),
    };
    let texts = |columns: &[String]| columns.iter().map(String::as_str).collect::<Vec<_>>().join("_");
    let mut names = vec![part(&table.primary_key.name, &[], "pkey")];
    names.extend(table.uniques.iter().map(|key| part(&key.name, &[&texts(&key.columns)], "key")));
    names.extend(table.foreign_keys.iter().map(|key| part(&key.name, &[&texts(&key.columns)], "fkey")));
    names.extend(table.checks.iter().map(|check| part(&check.name, &[&texts(check.subjects())], "check")));
    names.extend(table.indexes.iter().map(|index| {
        let columns: Vec<_> = index.columns.iter().map(|column| column.name.clone()).collect();
        part(&index.name, &[&texts(&columns)], "idx")
    }));
    if let Some(search) = &table.search {
        names.push(part(&search.name, &["search"], "idx"));
        names.push(PartName { stored: search.shadow.clone(), derived: shadow(&table.name) });
    }
    names
}

/// What helps where a table has a name that is taken.
pub(crate) const OTHER_TABLE: &str = "choose another name with `table = \"…\"`";

/// The parts of tables that a database keeps in one space with tables, by their names in small letters.
pub(crate) struct NamedParts<'a>(BTreeMap<String, NamedPart<'a>>);

/// One of them.
pub(crate) struct NamedPart<'a> {
    pub(crate) table: &'a str,
    kind: &'static str,
}

impl<'a> NamedParts<'a> {
    pub(crate) fn of(tables: impl IntoIterator<Item = &'a Table>) -> Self {
        let mut parts = BTreeMap::new();
        for table in tables {
            for (name, kind) in relations(table) {
                parts.entry(name.to_lowercase()).or_insert(NamedPart { table: &table.name, kind });
            }
        }
        Self(parts)
    }

    /// Returns the part that has a name, however it is capitalised.
    pub(crate) fn named(&self, name: &str) -> Option<&NamedPart<'a>> {
        self.0.get(&name.to_lowercase())
    }
}

impl NamedPart<'_> {
    /// Says that a table cannot have the name of this part.
    pub(crate) fn takes(&self, name: &str) -> String {
        format!("the table name `{name}` is already taken by {} of `{}`", self.kind, self.table)
    }
}

/// Returns the names of what a database keeps in one space with tables, each with what it is.
pub(in crate::sql) fn relations(table: &Table) -> Vec<(String, &'static str)> {
    let mut names = vec![(table.primary_key.name.clone(), "the primary key")];
    names.extend(table.uniques.iter().map(|key| (key.name.clone(), "a unique key")));
    names.extend(table.indexes.iter().map(|index| (index.name.clone(), "an index")));
    let counted = table.columns.iter().filter(|column| column.default == Some(DefaultValue::Identity));
    names.extend(counted.map(|column| (name(&table.name, &[&column.name], "seq"), "the sequence")));
    if let Some(search) = &table.search {
        names.push((search.name.clone(), "the full-text index"));
        let words = ["", "_config", "_content", "_data", "_docsize", "_idx"].iter();
        names.extend(words.map(|suffix| (format!("{}{suffix}", search.shadow), "a table of its full-text index")));
    }
    if table.partition.is_some() {
        names.push((partition(&table.name), "a partition"));
    }
    names
}

/// Returns the name of the table that SQLite keeps the words of another in.
pub(in crate::sql) fn shadow(table: &str) -> String {
    format!("{}_search", qualified::plain(table))
}

/// Returns the name of the partition for all that comes later.
pub(in crate::sql) fn partition(table: &str) -> String {
    format!("{table}_later")
}

/// Returns the name of the function that finds rows of a table by their words, which is in the schema of the table.
pub(crate) fn finder(table: &str) -> String {
    qualified::of(qualified::schema(table), &name(table, &["search"], "keys"))
}

fn numbered(base: &str, number: u32) -> String {
    cut(&format!("{base}{number}"))
}

/// Returns the conventional name, the same for the same words on every machine.
pub(in crate::sql) fn name(table: &str, columns: &[&str], suffix: &str) -> String {
    let words = std::iter::once(qualified::plain(table)).chain(columns.iter().copied()).chain(std::iter::once(suffix));
    cut(&words.collect::<Vec<_>>().join("_"))
}

/// Returns the name of a key, index or check in a table whose parts lie on several servers. Their names end in a
/// number, so that this one must not, and is shorter.
pub(crate) fn of_parts(name: &str) -> String {
    let ending = name.rsplit_once('_').map_or("", |(_, ending)| ending);
    if !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_digit()) {
        return shortened(&format!("{name}_part"), LONGEST_OF_PARTS);
    }
    shortened(name, LONGEST_OF_PARTS)
}

pub(in crate::sql) fn cut(name: &str) -> String {
    shortened(name, LONGEST)
}

/// A name over the limit keeps its beginning and its suffix around eight digits of a hash over the whole.
fn shortened(name: &str, longest: usize) -> String {
    if name.len() <= longest {
        return name.to_owned();
    }
    let hash = &checksum::of(name)[..8];
    let suffix = name.rsplit_once('_').map_or("", |(_, suffix)| suffix);
    let suffix = if suffix.len() < hash.len() { suffix } else { "part" };
    let mut end = longest - hash.len() - suffix.len() - 2;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}_{suffix}", name[..end].trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let table = "a_table_with_a_name_that_is_rather_long_for_a_table";
        let first = name(table, &["first_column", "second_column"], "key");
        let second = name(table, &["first_column", "second_colunm"], "key");
        assert!(first.len() <= LONGEST && first.ends_with("_key"), "{first}");
        assert_ne!(first, second);
    }

    #[test]
    fn the_number_of_a_part_fits_behind_a_name_and_is_told_from_it() {
        assert_eq!(of_parts("users_tenant_id_openid_key"), "users_tenant_id_openid_key");
        assert_eq!(of_parts("users_2024"), "users_2024_part");
        let long = of_parts("a_table_with_a_long_name_first_column_second_column_key");
        assert!(long.len() <= 54 && long.ends_with("_key"), "{long}");
    }

    #[test]
    fn equal_names_are_numbered() {
        let mut names = ClaimedNames::default();
        assert_eq!(names.claim("a", &["b"], "idx"), "a_b_idx");
        assert_eq!(names.claim("a_b", &[], "idx"), "a_b_idx2");
    }
}
