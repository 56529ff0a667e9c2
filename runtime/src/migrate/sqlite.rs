//! What a database on SQLite needs around a migration that makes tables anew: foreign keys and objects that larder did
//! not make are read before, and compared afterwards.

pub(super) mod foreign_keys;
mod mirror;
pub(super) mod unmanaged;
