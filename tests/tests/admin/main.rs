//! The operator's routes, as an application mounts them, on every database.

mod access;
mod cache;
mod client;
mod figures;
mod migrations;
mod probes;
