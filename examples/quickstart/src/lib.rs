//! The entities of a blog and their store.

pub mod blog;
pub mod models;
