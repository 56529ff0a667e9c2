//! The digest by which a generated store detects that a struct has changed.

use std::fmt::{Debug, Write as _};

use super::{Entity, FieldType, Rule, ValueType};

/// Returns a number that changes with everything that tables, statements and repositories are made of; sentences of
/// documentation and names of before do not count.
///
/// The generated store compares the number it was made with to that of each entity it is compiled with: FNV-1a over the
/// parts of the entity, which derive macro and generator print alike, being of one version.
#[must_use]
pub fn shape(entity: &Entity) -> u64 {
    let mut bare = entity.clone();
    bare.doc = None;
    bare.was = None;
    bare.queries.clear();
    (bare.hooks, bare.check_with) = (None, None);
    for field in &mut bare.fields {
        field.doc = None;
        field.was = None;
    }
    number(&Said(UNSAID.iter().fold(format!("{bare:?}"), |text, unsaid| text.replace(unsaid, ""))))
}

/// Words that came later and that an entity does not say: what was generated before stays current.
const UNSAID: [&str; 8] = [
    ", hooks: None, check_with: None",
    ", queries: []",
    ", view: false",
    ", checks: []",
    ", text: None, unique: false",
    ", include: []",
    ", missing_seconds: None, lists_seconds: None, mode: None, on_down: None, memory: None, rows: None",
    ", warm: None, soft_timeout: None, hard_timeout: None",
];

/// A text that is printed as it is.
struct Said(String);

impl Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the same of a named type: of a struct its members, of an enum its values, of a newtype what it stands for
/// and its rules.
#[must_use]
pub fn value_shape(structure: Option<&ValueType>, column: Option<&FieldType>, rules: &[Rule]) -> u64 {
    let mut bare = structure.cloned();
    if let Some(value) = &mut bare {
        value.doc = None;
        value.fields.iter_mut().for_each(|field| field.doc = None);
    }
    number(&(bare, column, rules))
}

fn number(parts: &impl Debug) -> u64 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    // Writing to a number cannot fail.
    let _ = write!(hash, "{parts:?}");
    hash.0
}

struct Fnv(u64);

impl std::fmt::Write for Fnv {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}
