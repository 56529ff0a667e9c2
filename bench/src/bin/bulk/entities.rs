//! The rows that are inserted: the same with a key that the application makes, and one that the database makes.

use larder::{Repository, Timestamp, Uuid};

#[derive(Debug, Clone, Repository)]
#[repository(table = "bench_entries", index("thread"), index("owner"))]
pub(crate) struct Entry {
    #[field(primary)]
    pub(crate) id: Uuid,
    #[field(length = 50)]
    pub(crate) owner: String,
    pub(crate) thread: Uuid,
    #[field(length = 20)]
    pub(crate) role: String,
    #[field(text)]
    pub(crate) content: String,
    pub(crate) tokens: i32,
    #[field(default = now, immutable)]
    pub(crate) created_at: Timestamp,
}

#[derive(Debug, Clone, Repository)]
#[repository(table = "bench_lines", index("thread"), index("owner"))]
pub(crate) struct Line {
    #[field(primary)]
    pub(crate) id: i64,
    #[field(length = 50)]
    pub(crate) owner: String,
    pub(crate) thread: Uuid,
    #[field(length = 20)]
    pub(crate) role: String,
    #[field(text)]
    pub(crate) content: String,
    pub(crate) tokens: i32,
    #[field(default = now, immutable)]
    pub(crate) created_at: Timestamp,
}

larder::register!(Entry, Line);
