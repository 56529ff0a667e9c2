//! What keys and tenants use, and how much of it they may: counted in the database or by this instance.

pub(super) mod last_used;
pub(super) mod quota;
pub(super) mod rate;
pub(super) mod requests;
