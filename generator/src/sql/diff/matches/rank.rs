//! Ranks how similar two tables or columns are.

use larder_format::plan::{Column, Table};

use crate::name;
use crate::sql::value::type_change::TypeChange;

/// How unlike two columns are; the same type weighs most, then the name, then the place in the table.
pub(in crate::sql::diff) fn columns(old: (usize, &Column), new: (usize, &Column)) -> usize {
    let ty = match TypeChange::between(&old.1.ty, &new.1.ty) {
        TypeChange::Same => 0,
        TypeChange::Free => 30,
        TypeChange::Narrows(_) => 40,
        TypeChange::Refused => 1000,
    };
    let nullable = if old.1.nullable == new.1.nullable { 0 } else { 10 };
    ty + nullable + names(&old.1.name, &new.1.name) + 3 * old.0.abs_diff(new.0).min(10)
}

/// How unlike two tables are; the columns they share weigh most.
pub(in crate::sql::diff) fn tables(old: &Table, new: &Table) -> usize {
    let shared = old.columns.iter().filter(|column| {
        new.columns
            .iter()
            .any(|other| other.name == column.name && TypeChange::between(&column.ty, &other.ty) != TypeChange::Refused)
    });
    let most = old.columns.len().max(new.columns.len()).max(1);
    100 * (most - shared.count().min(most)) / most + names(&old.name, &new.name) / 2
}

/// 0 for the same name, 60 for names that share nothing; part of the other counts as near.
fn names(old: &str, new: &str) -> usize {
    let longest = old.chars().count().max(new.chars().count()).max(1);
    let distance = 60 * name::distance(old, new) / longest;
    if old.contains(new) || new.contains(old) { distance / 2 } else { distance }
}
