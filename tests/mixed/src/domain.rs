//! The entities that are structs.

pub mod member;
pub mod task;
