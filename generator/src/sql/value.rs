//! The values that columns take: how databases spell their types, samples, and what a change of type or rules means.

pub(super) mod array;
pub(super) mod decimal;
pub(super) mod pattern;
pub(super) mod sample;
pub(crate) mod scalar;
pub(super) mod stricter;
pub(super) mod type_change;
