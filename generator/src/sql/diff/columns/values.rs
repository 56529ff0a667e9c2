//! Values of enums that have another name: rows follow them.

use larder_format::plan::{Column, ColumnType, Fill};

use crate::name;
use crate::sql::diff::dialogue::{Dialogue, Pair, Used};
use crate::sql::fill::mapping;
use crate::sql::{Problem, Rename};

/// The values of an enum that are gone, and those that are new.
pub(super) struct EnumValues<'a> {
    gone: Vec<&'a str>,
    new: Vec<&'a str>,
}

impl<'a> EnumValues<'a> {
    /// Compares two enums; `None` where one of the columns is none, or nothing is gone.
    pub(in crate::sql::diff) fn between(old: &'a Column, new: &'a Column) -> Option<Self> {
        let (ColumnType::Enum { values: before }, ColumnType::Enum { values: after }) = (&old.ty, &new.ty) else {
            return None;
        };
        let lacks = |values: &'a [String], others: &[String]| -> Vec<&'a str> {
            values.iter().filter(|value| !others.contains(value)).map(String::as_str).collect()
        };
        let values = Self { gone: lacks(before, after), new: lacks(after, before) };
        (!values.gone.is_empty()).then_some(values)
    }

    /// Returns what rows with a renamed value get, and whether that is all of those that are gone.
    pub(in crate::sql::diff) fn renamed(
        &self,
        pair: Pair<'_>,
        to: &Column,
        dialogue: &mut Dialogue<'_>,
    ) -> Option<(Fill, bool)> {
        let ColumnType::Enum { values: after } = &to.ty else { return None };
        let mut renames: Vec<(String, String)> = Vec::new();
        for (at, rename) in dialogue.value_renames() {
            let Rename { from, value: Some(value), to: name } = rename else { continue };
            let is_here = from.column.as_deref().map(|text| pair.column_named(text)) == Some(&to.name)
                && pair.is_named(&from.table);
            let is_first = !renames.iter().any(|(old, _)| old == value);
            if is_here && is_first && self.gone.contains(&value.as_str()) && after.contains(name) {
                renames.push((value.clone(), name.clone()));
                dialogue.take(Used::Rename(at));
            }
        }
        let is_all = self.gone.iter().all(|gone| renames.iter().any(|(old, _)| old == gone));
        match renames.as_slice() {
            [] => None,
            // As somebody would type it.
            [(_, new)] if is_all => Some((Fill::All(format!("'{}'", new.replace('\'', "''"))), true)),
            _ => Some((mapping::write(&to.name, &renames), is_all)),
        }
    }

    /// Returns the answer that each value which is gone is now the new one that is most like it; `None` where there are
    /// none.
    pub(in crate::sql::diff) fn proposal(&self, subject: &str) -> Option<String> {
        let mut left = self.new.clone();
        let mut flags = Vec::new();
        for gone in &self.gone {
            let nearest = (0..left.len()).min_by_key(|at| name::distance(gone, left[*at]))?;
            flags.push(crate::sql::diff::dialogue::advice::said(
                "--rename",
                &format!("{subject}.{gone}={}", left.remove(nearest)),
            ));
        }
        Some(flags.join(" "))
    }
}

/// The rename names no value that is gone, or a new one that the enum does not have.
pub(in crate::sql::diff) fn useless(rename: &Rename, value: &str, flag: &str) -> Problem {
    let message = format!(
        "`{flag}` has no effect: either `{}` had no value `{value}` that was removed, or it has no value `{}` now",
        rename.from, rename.to
    );
    Problem::new("M0402", message).help("remove the flag, or write the old and the new value")
}
