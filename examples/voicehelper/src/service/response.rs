//! What is answered: replies with their tags, and problem documents.

pub(super) mod etag;
pub(super) mod problem;
pub(super) mod reply;
