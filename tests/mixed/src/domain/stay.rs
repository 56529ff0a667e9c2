//! Who works where.

use larder::{Date, Repository};

/// A day at a desk.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "stays", cache = "short", belongs_to("Desk", on = "floor, number", on_delete = "cascade"))]
pub struct Stay {
    /// Primary key.
    #[field(primary)]
    pub id: StayId,
    /// The team that the desk belongs to.
    #[field(belongs_to = Team, tenant, on_delete = "cascade", length(1..=30))]
    pub team_id: String,
    /// Where the desk is.
    pub floor: i32,
    /// Which desk it is.
    pub number: i32,
    /// When.
    pub day: Date,
}
