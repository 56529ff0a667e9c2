//! Reads `derives` and `attributes`.

use super::table::{TomlTable, Value};
use crate::{
    draft::{ExtrasDraft, Located, Text},
    ir::Kind,
};

/// Reads the derives and attributes of `table`; those of a named type are all for one kind.
pub(super) fn read(table: &TomlTable<'_>, only: Option<Kind>) -> ExtrasDraft {
    let mut extras = ExtrasDraft::default();
    for (kind, value) in lists(table, "derives", only) {
        extras.listed.push(Located { value: kind, origin: value.origin });
        extras.derives.extend(texts(&value).map(|text| (kind, text)));
    }
    for (kind, value) in lists(table, "attributes", only) {
        let Some(kind) = kind else { continue };
        extras.listed.push(Located { value: Some(kind), origin: value.origin });
        extras.attributes.extend(texts(&value).map(|text| (kind, text)));
    }
    extras
}

/// Returns the lists below a key, each with the kind of type that it is for.
fn lists<'a>(table: &TomlTable<'a>, key: &str, only: Option<Kind>) -> Vec<(Option<Kind>, Value<'a>)> {
    let Some(entry) = table.get(key) else { return Vec::new() };
    match entry.table() {
        Some(kinds) => {
            let entries = kinds.entries().into_iter();
            entries.filter_map(|entry| Some((Some(Kind::of_word(&entry.key.value)?), entry.value))).collect()
        }
        None => vec![(only, entry.value)],
    }
}

fn texts(value: &Value<'_>) -> impl Iterator<Item = Text> {
    value.elements().into_iter().filter_map(|element| element.text())
}
