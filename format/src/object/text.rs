//! What the text of an object says: its statements, the names in them and what it needs.

use std::collections::BTreeSet;

use crate::Dialect;
use crate::splitter::{self, WordKind, words};

/// Returns the statements of a text. Lines of MySQL's client that set another `DELIMITER` are understood.
#[must_use]
pub fn statements(text: &str, dialect: Dialect) -> Vec<&str> {
    if dialect != Dialect::MySql || !text.lines().any(|line| delimiter(line).is_some()) {
        return splitter::split(text, dialect);
    }
    let mut found = Vec::new();
    let (mut mark, mut begins, mut at) = (";", 0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(other) = delimiter(line) {
            found.extend(pieces(&text[begins..at], mark));
            (mark, begins) = (other, end);
        }
        at = end;
    }
    found.extend(pieces(&text[begins..], mark));
    found
}

fn delimiter(line: &str) -> Option<&str> {
    let (word, mark) = line.trim().split_once(char::is_whitespace)?;
    word.eq_ignore_ascii_case("DELIMITER").then_some(mark.trim())
}

/// A mark ends a statement at the end of a line, as in a script; one inside a string stands elsewhere.
fn pieces<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    if mark == ";" {
        return splitter::split(text, Dialect::MySql);
    }
    let mut found = Vec::new();
    let (mut begins, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(before) = line.trim_end().strip_suffix(mark) {
            found.push(&text[begins..at + before.len()]);
            begins = end;
        }
        at = end;
    }
    found.push(&text[begins..]);
    let whole = |piece: &'a str| piece.trim().trim_end_matches(';').trim_end();
    found.into_iter().map(whole).filter(|piece| !words(piece, Dialect::MySql).is_empty()).collect()
}

/// Returns the names that a text says outside strings and comments, keywords among them, in lower case.
#[must_use]
pub fn names(text: &str, dialect: Dialect) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(text, dialect, Collected { inside: false, calls: true }, &mut found);
    found
}

/// Returns the names that a text says, those inside strings with it, since the body of a PostgreSQL function is one.
#[must_use]
pub fn mentions(text: &str, dialect: Dialect) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(text, dialect, Collected { inside: true, calls: true }, &mut found);
    found
}

/// Returns the same without the names of what is called, `count(…)`, so that they are taken for no columns.
#[must_use]
pub fn values(text: &str, dialect: Dialect) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(text, dialect, Collected { inside: true, calls: false }, &mut found);
    found
}

/// Which names are looked for.
#[derive(Clone, Copy)]
struct Collected {
    inside: bool,
    calls: bool,
}

fn collect(text: &str, dialect: Dialect, which: Collected, into: &mut BTreeSet<String>) {
    let words = words(text, dialect);
    for (at, word) in words.iter().enumerate() {
        let is_called = words.get(at + 1).is_some_and(|next| next.is_sign("("));
        match word.kind {
            WordKind::Bare if is_called && !which.calls => {}
            WordKind::Bare => drop(into.insert(word.text.to_lowercase())),
            WordKind::Quoted => drop(into.insert(inner(word.text).to_lowercase())),
            WordKind::Text if which.inside => {
                let inside = inside(word.text);
                if inside.len() < word.text.len() {
                    collect(inside, dialect, which, into);
                }
            }
            WordKind::Text | WordKind::Sign => {}
        }
    }
}

/// Returns the objects that a text says it needs, in a comment `-- needs: one, two`; `None` where it says nothing.
#[must_use]
pub fn needs(text: &str) -> Option<Vec<&str>> {
    let said = text.lines().find_map(|line| line.trim().strip_prefix("--")?.trim().strip_prefix("needs:"))?;
    Some(said.split(',').map(str::trim).filter(|name| !name.is_empty()).collect())
}

/// Takes the quotation marks off a name.
fn inner(text: &str) -> String {
    let mut characters = text.chars();
    characters.next();
    let close = characters.next_back().unwrap_or('"');
    characters.as_str().replace(&format!("{close}{close}"), &close.to_string())
}

/// Takes the quotation marks off a string.
fn inside(text: &str) -> &str {
    let open = match text.as_bytes() {
        [b'$', ..] => text[1..].find('$').map_or(text.len(), |end| end + 2),
        _ => text.find(['\'', '"']).map_or(text.len(), |at| at + 1),
    };
    let close = if text.starts_with('$') { open } else { 1 };
    text.get(open..text.len().saturating_sub(close)).unwrap_or_default()
}
