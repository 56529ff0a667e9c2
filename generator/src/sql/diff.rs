//! What the definition asks for and the migrations do not yet give. Pure; tables are found by name, so the order of
//! the definition decides nothing but the order of new tables.

use std::collections::BTreeMap;

use larder_format::plan::Table;

mod part;

pub use part::Part;

/// One difference between two states.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    CreateTable(Table),
    DropTable(Table),
    /// A part of a table that is on one side only, or differs.
    Alter {
        table: String,
        part: Part,
    },
}

/// Returns the changes that lead from `before` to `after`: dropped tables by name, then the others in the order of
/// `after`.
pub fn diff(before: &BTreeMap<String, Table>, after: &[Table]) -> Vec<Change> {
    let dropped = before.values().filter(|table| !after.iter().any(|other| other.name == table.name));
    let mut changes: Vec<_> = dropped.cloned().map(Change::DropTable).collect();
    for table in after {
        match before.get(&table.name) {
            None => changes.push(Change::CreateTable(table.clone())),
            Some(existing) => {
                let alter = |part| Change::Alter { table: table.name.clone(), part };
                changes.extend(part::differences(existing, table).into_iter().map(alter));
            }
        }
    }
    changes
}
