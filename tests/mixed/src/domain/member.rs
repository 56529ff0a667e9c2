//! People.

use larder::{Repository, Timestamp};
use serde::{Deserialize, Serialize};

/// A person in a team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "members", cache = "medium")]
pub struct Member {
    /// Primary key.
    #[field(primary)]
    pub id: MemberId,
    /// The team that the person belongs to.
    #[field(belongs_to = Team, tenant, on_delete = "cascade", length(1..=30))]
    pub team_id: String,
    /// Where to write to.
    #[field(unique, email, length(..=100))]
    pub email: String,
    /// How others call the person.
    #[field(length(1..=50))]
    pub name: String,
    /// When the person joined.
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}
