//! What the blog keeps.

use larder::{Repository, Timestamp};
use serde::{Deserialize, Serialize};

// ANCHOR: struct
/// An article, found by its slug.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "posts", cache = "long", index("created_at desc"))]
pub struct Post {
    #[field(primary)]
    pub id: PostId,
    #[field(unique, immutable, length(1..=80), pattern = "^[a-z0-9-]+$")]
    pub slug: String,
    #[field(length(1..=200))]
    pub title: String,
    #[field(text)]
    pub body: String,
    #[field(default = 0, counts = Comment)]
    pub comments: i32,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}
// ANCHOR_END: struct

/// What a reader says about a post; gone with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "comments", index("post_id, created_at desc"))]
pub struct Comment {
    #[field(primary)]
    pub id: CommentId,
    #[field(belongs_to = Post, on_delete = "cascade", immutable)]
    pub post_id: PostId,
    #[field(length(1..=50))]
    pub author: String,
    #[field(text, length(1..=2000))]
    pub body: String,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}
