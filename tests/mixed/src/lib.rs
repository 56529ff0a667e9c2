//! A tracker of work whose entities come from both doors, with references from each to the other.

pub mod domain;
pub mod models;
