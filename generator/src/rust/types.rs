//! The types of an entity and what they can do; the types of values.

pub(super) mod change;
pub(super) mod columns;
pub(super) mod enums;
mod extra;
pub(super) mod figure;
pub(super) mod key;
pub(super) mod new;
pub(super) mod patch;
pub(super) mod query;
pub(super) mod record;
pub(super) mod row;
pub(crate) mod user_type;
pub(super) mod validation;
pub(super) mod values;
