//! Imports, laid out as rustfmt does: names fill lines, a path inside a list has a line of its own.

use std::collections::BTreeMap;

use super::{STEP, WIDTH};

/// Imported names by their first segment; capitals stand before small letters, as rustfmt sorts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uses {
    is_imported: bool,
    inner: BTreeMap<String, Uses>,
}

impl Uses {
    /// Adds a name by the segments of its path.
    pub(crate) fn add<'n>(&mut self, mut path: impl Iterator<Item = &'n str>) {
        match path.next() {
            Some(first) if self.inner.contains_key(first) => {
                if let Some(inner) = self.inner.get_mut(first) {
                    inner.add(path);
                }
            }
            Some(first) => self.inner.entry(first.to_owned()).or_default().add(path),
            None => self.is_imported = true,
        }
    }

    // Expands to: use std::sync::Arc; use larder::{Page, Result, cache::Cached}; use super::UserId;
    /// Returns the imports in the groups that an empty line parts: the standard library, other crates, the user's
    /// modules, the own ones, outermost first.
    pub(super) fn groups(&self, indent: usize) -> Vec<Vec<String>> {
        let mut roots: Vec<(&String, &Self)> = self.inner.iter().collect();
        roots.sort_by_key(|(name, _)| (*name != "std", name.starts_with("crate"), *name == "super"));
        let first = |name: &str| name.split("::").next().unwrap_or_default().to_owned();
        let line = |(name, tree): &(&String, &Self)| format!("use {};", tree.text(name, indent, "use ".len()));
        roots
            .chunk_by(|one, next| first(one.0) == first(next.0))
            .map(|group| group.iter().map(line).collect())
            .collect()
    }

    // Expands to: larder::{Page, cache::Cached}
    /// Returns the name with what is imported of it; `before` columns of the line stand in front.
    fn text(&self, name: &str, indent: usize, before: usize) -> String {
        let before = before + name.len() + "::".len();
        let mut items: Vec<(&str, &Self)> = self.inner.iter().map(|(name, tree)| (name.as_str(), tree)).collect();
        let itself = Self::default();
        if self.is_imported && !items.is_empty() {
            items.insert(0, ("self", &itself));
        }
        match items.as_slice() {
            [] => name.to_owned(),
            [(first, tree)] => format!("{name}::{}", tree.text(first, indent, before)),
            items => {
                let items: Vec<String> = items.iter().map(|(name, tree)| tree.text(name, indent + 1, 0)).collect();
                format!("{name}::{}", list(&items, indent, before))
            }
        }
    }
}

fn list(items: &[String], indent: usize, before: usize) -> String {
    let line = format!("{{{}}}", items.join(", "));
    if !items.iter().any(|item| item.contains('{')) && STEP * indent + before + line.len() + ";".len() <= WIDTH {
        return line;
    }
    let margin = " ".repeat(STEP * (indent + 1));
    let mut text = String::from("{");
    let mut column = WIDTH;
    for item in items {
        if item.contains("::") || column + item.len() + ", ".len() > WIDTH {
            text.push_str(&format!("\n{margin}{item},"));
            column = if item.contains("::") { WIDTH } else { margin.len() + item.len() + 1 };
        } else {
            text.push_str(&format!(" {item},"));
            column += item.len() + 2;
        }
    }
    format!("{text}\n{}}}", " ".repeat(STEP * indent))
}
