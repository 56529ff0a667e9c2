//! What is asked: who sends it, its query and body, what the client has read, and whether it was answered already.

pub(super) mod body;
pub(super) mod call;
pub(super) mod idempotency;
pub(super) mod query;
pub(super) mod reads;
