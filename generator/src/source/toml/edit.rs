//! Edits of a definition that leave every other byte of its text: comments, order and layout are a person's.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::was::cut;

/// A text under change. What cannot be edited, since it is written in a way that is not understood here, stays.
#[derive(Debug, Clone)]
pub struct Editor {
    text: String,
}

impl Editor {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Puts an entity behind all others.
    pub fn add_entity(&mut self, block: &str) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.text.push_str(&format!("\n\n{}\n", block.trim()));
    }

    /// Takes out the tables of an entity, from each header to the next one or to the comment above that.
    pub fn remove_entity(&mut self, name: &str) {
        let is_own = |line: &str| {
            let header = line.trim_start().strip_prefix("[entities.").and_then(|rest| rest.strip_prefix(name));
            header.is_some_and(|rest| rest.starts_with([']', '.']))
        };
        let (mut kept, mut waiting, mut goes) = (String::new(), String::new(), false);
        for line in self.text.split_inclusive('\n') {
            if line.trim_start().starts_with('[') {
                let was = goes;
                goes = is_own(line);
                if !goes {
                    kept.push_str(&waiting);
                }
                waiting.clear();
                if was && goes {
                    continue;
                }
            }
            let is_comment = line.trim_start().starts_with('#');
            if !goes {
                kept.push_str(line);
            } else if is_comment {
                waiting.push_str(line);
            } else {
                waiting.clear();
            }
        }
        self.text = kept;
    }

    /// Puts a line of a field behind another field, or before all fields.
    pub fn add_field(&mut self, entity: &str, after: Option<&str>, line: &str) -> bool {
        let place = {
            let Some(root) = parsed(&self.text) else { return false };
            let Some(fields) = table(&root, &["entities", entity, "fields"]) else { return false };
            let end_of = |range: &Range<usize>| {
                self.text[range.end..].find('\n').map_or(self.text.len(), |at| range.end + at + 1)
            };
            let ranges = fields.iter().map(|(key, value)| (&**key.get_ref(), key.span().start..value.span().end));
            let mut ranges: Vec<(&str, Range<usize>)> = ranges.collect();
            ranges.sort_by_key(|(_, range)| range.start);
            match (after, ranges.first()) {
                (Some(after), _) => ranges.iter().find(|(name, _)| *name == after).map(|(_, range)| end_of(range)),
                (None, Some((_, first))) => Some(self.text[..first.start].rfind('\n').map_or(0, |at| at + 1)),
                (None, None) => None,
            }
        };
        let Some(place) = place else { return false };
        let newline = if self.text[..place].ends_with('\n') || place == 0 { "" } else { "\n" };
        self.text.insert_str(place, &format!("{newline}{}\n", line.trim_end()));
        true
    }

    /// Takes out the line of a field.
    pub fn remove_field(&mut self, entity: &str, field: &str) -> bool {
        let range = {
            let Some(root) = parsed(&self.text) else { return false };
            entry(&root, &["entities", entity, "fields"], field)
        };
        let Some(range) = range else { return false };
        self.text.replace_range(cut(&self.text, range), "");
        true
    }

    /// Returns the value of a field's key as it is written; that of `type` also where the type is all there is.
    #[must_use]
    pub fn get(&self, entity: &str, field: &str, key: &str) -> Option<String> {
        let root = parsed(&self.text)?;
        let value = value(&root, &["entities", entity, "fields"], field)?;
        let range = match value.get_ref() {
            DeValue::String(_) if key == "type" => value.span(),
            DeValue::Table(members) => members.get(key)?.span(),
            _ => return None,
        };
        Some(self.text[range].to_owned())
    }

    /// Sets a key of a field, or takes it out.
    pub fn set(&mut self, entity: &str, field: &str, key: &str, said: Option<&str>) -> bool {
        let (range, replacement) = {
            let Some(root) = parsed(&self.text) else { return false };
            let Some(value) = value(&root, &["entities", entity, "fields"], field) else { return false };
            match (value.get_ref(), said) {
                (DeValue::String(_), Some(said)) if key == "type" => (value.span(), said.to_owned()),
                (DeValue::String(_), Some(said)) => {
                    let ty = &self.text[value.span()];
                    (value.span(), format!("{{ type = {ty}, {key} = {said} }}"))
                }
                (DeValue::Table(members), said) => match (members.get_key_value(key), said) {
                    (Some((_, old)), Some(said)) => (old.span(), said.to_owned()),
                    (Some((name, old)), None) => {
                        let range = cut(&self.text, name.span().start..old.span().end);
                        (range, String::new())
                    }
                    (None, Some(said)) => {
                        let inner = unclosed(&self.text[value.span()], '}');
                        let end = value.span().start + inner.len();
                        let comma = if inner.ends_with('{') { "" } else { "," };
                        (end..value.span().end, format!("{comma} {key} = {said} }}"))
                    }
                    (None, None) => return true,
                },
                _ => return said.is_none(),
            }
        };
        self.text.replace_range(range, &replacement);
        true
    }

    /// Adds a key or an index to a list of an entity.
    pub fn add_key(&mut self, entity: &str, list: &str, said: &str) -> bool {
        let (place, text) = {
            let Some(root) = parsed(&self.text) else { return false };
            match value(&root, &["entities", entity], list) {
                Some(value) => {
                    let inner = unclosed(&self.text[value.span()], ']');
                    let end = value.span().start + inner.len();
                    let comma = if inner.ends_with(['[', ',']) { "" } else { "," };
                    if self.text[value.span()].contains('\n') {
                        (end..value.span().end, format!("{comma}\n    {said},\n]"))
                    } else {
                        let space = if inner.ends_with('[') { "" } else { " " };
                        (end..value.span().end, format!("{comma}{space}{said}]"))
                    }
                }
                None => {
                    let header = format!("[entities.{entity}]\n");
                    let Some(at) = self.text.find(&header) else { return false };
                    let behind = at + header.len();
                    // Behind the lines that say what the entity is.
                    let lines = self.text[behind..].split_inclusive('\n');
                    let said_first =
                        |line: &&str| ["doc", "table", "was", "cache"].iter().any(|key| line.starts_with(key));
                    let length: usize = lines.take_while(said_first).map(str::len).sum();
                    (behind + length..behind + length, format!("{list} = [{said}]\n"))
                }
            }
        };
        self.text.replace_range(place, &text);
        true
    }

    /// Takes an element of a list of an entity out, which is the text `on`, or a table with it.
    pub fn remove_key(&mut self, entity: &str, list: &str, is_it: impl Fn(&str) -> bool) -> bool {
        let range = {
            let Some(root) = parsed(&self.text) else { return false };
            let Some(value) = value(&root, &["entities", entity], list) else { return false };
            let Some(elements) = value.get_ref().as_array() else { return false };
            let on = |element: &DeValue<'_>| match element {
                DeValue::String(text) => is_it(text),
                DeValue::Table(members) => {
                    let on = members.get("on").or_else(|| members.get("contains"));
                    on.and_then(|on| on.get_ref().as_str()).is_some_and(&is_it)
                }
                _ => false,
            };
            let found = elements.iter().find(|element| on(element.get_ref())).map(|element| element.span());
            match found {
                Some(_) if elements.len() == 1 => entry(&root, &["entities", entity], list),
                Some(range) => Some(with_comma(&self.text, range)),
                None => None,
            }
        };
        let Some(range) = range else { return false };
        let is_whole = self.text[range.clone()].starts_with(list);
        let range = if is_whole { cut(&self.text, range) } else { range };
        self.text.replace_range(range, "");
        true
    }
}

/// Returns a list or an inline table without its closing bracket.
fn unclosed(text: &str, bracket: char) -> &str {
    text.strip_suffix(bracket).unwrap_or(text).trim_end()
}

/// An element of a list, with the comma and the line that go with it.
fn with_comma(text: &str, element: Range<usize>) -> Range<usize> {
    let behind = &text[element.end..];
    if let Some(rest) = behind.trim_start().strip_prefix(',') {
        let end = text.len() - rest.len();
        let line = text[..element.start].rfind('\n').map_or(0, |at| at + 1);
        let is_alone = text[line..element.start].trim().is_empty();
        return match (is_alone, rest.find('\n')) {
            (true, Some(at)) if rest[..at].trim().is_empty() => line..end + at + 1,
            _ => element.start..text.len() - rest.trim_start_matches(' ').len(),
        };
    }
    let before = text[..element.start].trim_end();
    let start = before.strip_suffix(',').map_or(before.len(), str::len);
    start..element.end
}

fn parsed(text: &str) -> Option<toml::Spanned<DeTable<'_>>> {
    DeTable::parse(text).ok()
}

fn table<'a, 'i>(root: &'a toml::Spanned<DeTable<'i>>, path: &[&str]) -> Option<&'a DeTable<'i>> {
    path.iter().try_fold(root.get_ref(), |table, key| table.get(*key)?.get_ref().as_table())
}

fn value<'a, 'i>(
    root: &'a toml::Spanned<DeTable<'i>>,
    path: &[&str],
    key: &str,
) -> Option<&'a toml::Spanned<DeValue<'i>>> {
    table(root, path)?.get(key)
}

/// Returns where a key and its value are.
fn entry(root: &toml::Spanned<DeTable<'_>>, path: &[&str], key: &str) -> Option<Range<usize>> {
    let (name, value) = table(root, path)?.get_key_value(key)?;
    Some(name.span().start..value.span().end)
}

#[cfg(test)]
mod tests {
    use super::Editor;

    const TEXT: &str = "\
# top
[entities.A]
table = \"as\"
indexes = [\"b\", \"c\"]

# of fields
[entities.A.fields]
b = \"text\" # why
c = { type = \"string\", length = 5, doc = \"kept\" }

# of the second
[entities.B]

[entities.B.fields]
id = { type = \"uuid\", primary = true }
";

    #[track_caller]
    fn check(edit: impl Fn(&mut Editor) -> bool, before: &str, after: &str) {
        let mut editor = Editor::new(TEXT);
        assert!(edit(&mut editor));
        assert!(TEXT.contains(before), "{before}");
        assert_eq!(editor.into_text(), TEXT.replacen(before, after, 1));
    }

    #[test]
    fn fields_come_change_and_go() {
        check(|e| e.add_field("A", Some("b"), "d = \"i32\""), "# why\n", "# why\nd = \"i32\"\n");
        check(|e| e.add_field("A", None, "d = \"i32\""), "b = \"text\"", "d = \"i32\"\nb = \"text\"");
        check(|e| e.remove_field("A", "b"), "b = \"text\" # why\n", "");
        check(|e| e.set("A", "b", "type", Some("\"text?\"")), "\"text\" #", "\"text?\" #");
        check(|e| e.set("A", "b", "default", Some("1")), "\"text\" #", "{ type = \"text\", default = 1 } #");
        check(|e| e.set("A", "c", "length", Some("9")), "length = 5", "length = 9");
        check(|e| e.set("A", "c", "length", None), ", length = 5", "");
        check(|e| e.set("A", "c", "default", Some("\"x\"")), "\"kept\" }", "\"kept\", default = \"x\" }");
    }

    #[test]
    fn keys_come_and_go() {
        check(|e| e.add_key("A", "indexes", "\"d\""), "\"c\"]", "\"c\", \"d\"]");
        check(|e| e.add_key("A", "unique", "\"d\""), "\"as\"\n", "\"as\"\nunique = [\"d\"]\n");
        check(|e| e.remove_key("A", "indexes", |on| on == "b"), "\"b\", ", "");
        check(|e| e.remove_key("A", "indexes", |on| on == "c"), ", \"c\"", "");
    }

    #[test]
    fn entities_come_and_go_with_what_is_theirs() {
        let mut editor = Editor::new(TEXT);
        editor.remove_entity("A");
        assert_eq!(editor.into_text(), format!("# top\n{}", &TEXT[TEXT.find("# of the second").expect("is there")..]));
        let mut editor = Editor::new(TEXT);
        editor.add_entity("[entities.C]\n");
        assert_eq!(editor.into_text(), format!("{TEXT}\n[entities.C]\n"));
    }
}
