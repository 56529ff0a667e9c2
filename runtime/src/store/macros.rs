//! What generated code says of a whole schema: the store, its sessions and scopes, constraints and figures.

mod constraints;
mod figures;
mod references;
mod session;
mod store;
mod tenant_scope;
