//! Removes consumed `was` keys from a definition without touching the rest of the text.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// Returns the text of a definition without each `was` that is consumed; every other byte stays.
///
/// `is_consumed` gets the entity, its field where it is one's, and the old name. A text that is not TOML stays as it
/// is.
pub fn without_was(text: &str, is_consumed: impl Fn(&str, Option<&str>, &str) -> bool) -> String {
    let Ok(root) = DeTable::parse(text) else { return text.to_owned() };
    let entities = root.get_ref().get("entities").and_then(|entities| entities.get_ref().as_table());
    let mut cuts = Vec::new();
    for (name, entity) in entities.into_iter().flatten() {
        let Some(entity) = entity.get_ref().as_table() else { continue };
        let name = name.get_ref();
        cuts.extend(was(entity).filter(|(_, old)| is_consumed(name, None, old)).map(|(range, _)| range));
        let fields = entity.get("fields").and_then(|fields| fields.get_ref().as_table());
        for (field, value) in fields.into_iter().flatten() {
            let found = value.get_ref().as_table().and_then(was);
            let consumed = found.filter(|(_, old)| is_consumed(name, Some(field.get_ref()), old));
            cuts.extend(consumed.map(|(range, _)| range));
        }
    }
    cuts.sort_by_key(|range| range.start);
    let mut kept = text.to_owned();
    for range in cuts.into_iter().rev() {
        kept.replace_range(cut(text, range), "");
    }
    kept
}

/// Returns the entities that a text defines itself.
pub fn entity_names(text: &str) -> Vec<String> {
    let Ok(root) = DeTable::parse(text) else { return Vec::new() };
    let entities = root.get_ref().get("entities").and_then(|entities| entities.get_ref().as_table());
    entities.into_iter().flat_map(|table| table.iter()).map(|(name, _)| name.get_ref().to_string()).collect()
}

/// Returns where `was = "…"` stands, and the old name.
fn was<'a>(table: &'a DeTable<'_>) -> Option<(Range<usize>, &'a str)> {
    let (key, value) = table.get_key_value("was")?;
    let DeValue::String(old) = value.get_ref() else { return None };
    Some((key.span().start..value.span().end, old))
}

/// Widens the range of an entry to all that goes with it: a comma, or its line.
pub(super) fn cut(text: &str, entry: Range<usize>) -> Range<usize> {
    let before = text[..entry.start].trim_end();
    let after = &text[entry.end..];
    let blank = after.len() - after.trim_start().len();
    // Only a member of an inline table has a comma or a brace beside it.
    if before.ends_with(',') && (after[blank..].starts_with([',', '}'])) {
        return before.len() - 1..entry.end;
    }
    if before.ends_with('{') && after[blank..].starts_with([',', '}']) {
        let Some(rest) = after[blank..].strip_prefix(',') else { return before.len()..entry.end };
        return entry.start..text.len() - rest.trim_start().len();
    }
    let start = text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(text.len(), |at| entry.end + at + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::without_was;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_was(text, |_, _, _| true), expected);
    }

    #[test]
    fn an_inline_member_goes_with_one_comma() {
        let field = |value: &str| format!("[entities.A.fields]\nb = {value} # why\nc = \"i64\"\n");
        for (before, after) in [
            ("{ type = \"text?\", was = \"bio\" }", "{ type = \"text?\" }"),
            ("{ was = \"bio\", type = \"text?\" }", "{ type = \"text?\" }"),
            ("{ type = \"text?\",was='bio',length = 3 }", "{ type = \"text?\",length = 3 }"),
            ("{type = \"text?\", was = \"bio\"}", "{type = \"text?\"}"),
        ] {
            check(&field(before), &field(after));
        }
    }

    #[test]
    fn an_entry_of_its_own_goes_with_its_line() {
        check(
            "# top\n[entities.A]\ntable = \"as\"\n  was = \"Old\"  # renamed in May\n\n[entities.A.fields.b]\ntype = \"text\"\nwas = \"c\"",
            "# top\n[entities.A]\ntable = \"as\"\n\n[entities.A.fields.b]\ntype = \"text\"\n",
        );
        check("[entities.A.fields]\nb.type = \"text\"\nb.was = \"c\"\r\n", "[entities.A.fields]\nb.type = \"text\"\n");
    }

    #[test]
    fn what_is_not_consumed_stays() {
        let text = "[entities.A.fields]\nb = { type = \"text\", was = \"c\" }\nd = { type = \"text\", was = \"e\" }\n";
        let kept = without_was(text, |entity, field, old| (entity, field, old) == ("A", Some("d"), "e"));
        assert_eq!(kept, text.replace(", was = \"e\"", ""));
        assert_eq!(without_was("[entities", |_, _, _| true), "[entities");
    }
}
