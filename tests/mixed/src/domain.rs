//! The entities that are structs.

pub mod member;
pub mod stay;
pub mod task;
