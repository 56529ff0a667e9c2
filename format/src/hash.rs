//! The hash that ties a migration to the ones before it.

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use crate::checksum::hex;
use crate::plan::{FIRST_RULES, PlanFile};

/// Returns 16 hexadecimal digits over id, parents, operations, names and, beyond the first, lowering rules of a plan.
///
/// Two branches that make the same change on different parents differ; layout, steps, checksums and waivers do not
/// count, so that they can be amended.
#[must_use]
pub fn plan(plan: &PlanFile) -> String {
    let mut hasher = Sha256::new();
    text(&mut hasher, &plan.id);
    number(&mut hasher, plan.parents.len());
    let mut parents: Vec<_> = plan.parents.iter().collect();
    parents.sort();
    for parent in parents {
        text(&mut hasher, parent);
    }
    for list in [tables(&plan.operations), tables(&plan.names)] {
        number(&mut hasher, list.len());
        for item in list {
            table(&mut hasher, &item);
        }
    }
    if plan.rules != FIRST_RULES {
        hasher.update(b"r");
        number(&mut hasher, plan.rules as usize);
    }
    hex(&hasher.finalize()[..8])
}

impl PlanFile {
    /// Returns how a later migration names this one among its parents, `id@hash`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, plan(self))
    }
}

/// What `serde` makes of an item; one that TOML cannot say was never read from or written to a file.
fn tables<T: serde::Serialize>(items: &[T]) -> Vec<Table> {
    items.iter().map(|item| Table::try_from(item).unwrap_or_default()).collect()
}

fn table(hasher: &mut Sha256, table: &Table) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    hasher.update(b"{");
    number(hasher, entries.len());
    for (key, item) in entries {
        text(hasher, key);
        value(hasher, item);
    }
}

fn value(hasher: &mut Sha256, item: &Value) {
    match item {
        Value::Table(inner) => table(hasher, inner),
        Value::Array(items) => {
            hasher.update(b"[");
            number(hasher, items.len());
            items.iter().for_each(|item| value(hasher, item));
        }
        Value::String(content) => {
            hasher.update(b"s");
            text(hasher, content);
        }
        scalar => {
            hasher.update(b"v");
            text(hasher, &scalar.to_string());
        }
    }
}

fn text(hasher: &mut Sha256, content: &str) {
    number(hasher, content.len());
    hasher.update(content.as_bytes());
}

fn number(hasher: &mut Sha256, number: usize) {
    hasher.update((number as u64).to_le_bytes());
}
