//! What the catalogue of a database tells: whether a step was done, what is left of one, and the whole schema.

pub(super) mod describe;
pub(super) mod probe;
pub(super) mod rest;
pub(super) mod scope;
pub(super) mod snapshot;
pub(super) mod token;
