//! Columns: added, changed, dropped.

mod added;
mod altered;
mod dropped;
mod fill;
mod required;
mod retyped;

pub(super) use added::{added, computed};
pub(super) use altered::{let_null, other_defaults, same};
pub(super) use dropped::{dropped, in_the_way, names_in_the_way};
pub(super) use fill::{fills, first_pass, second_pass};
pub(super) use required::{becoming_required, refuse_null, required, set_not_null};
pub(super) use retyped::{is_retyped, is_widened, narrowed, widened};

use crate::sql::alter::difference::Altered;

/// Tells whether a column, by the name that renames would give it, goes.
pub(super) fn is_dropped(altered: &Altered<'_>, column: &str) -> bool {
    !altered.to.columns.iter().any(|other| other.name == column)
}
