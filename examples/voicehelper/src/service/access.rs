//! Who may do what: keys, who owns them, and their permissions.

pub(super) mod auth;
pub(super) mod first_key;
pub(super) mod principal;
