//! Looks up what a definition names: entities, named types and fields.

mod definitions;
mod fields;

pub(super) use definitions::{Definitions, Known, has_several_keys};
pub(super) use fields::{Fields, advise, field_help, find};
