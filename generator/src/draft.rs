//! Definitions as written: unresolved text with its place, produced alike by models.toml and by
//! `#[derive(Repository)]`.

mod entity;
mod extras;
mod field;
mod query;
mod sql;
mod text;

pub use entity::{
    AggregateDraft, BelongsToDraft, CacheDraft, CheckDraft, EntityDraft, FigureDraft, IndexDraft, ManyDraft,
    PartitionDraft, UniqueDraft, ValueDraft, WarmDraft,
};
pub use extras::ExtrasDraft;
pub use field::{EnumDraft, FieldDraft, Flag, LengthDraft, NativeDraft, RangeDraft, RuleDrafts};
pub use query::{QueryDraft, RowsDraft};
pub use sql::SqlDraft;
pub use text::{Located, Text};

/// All that one or more sources define, in the order of the text.
#[derive(Debug, Clone, Default)]
pub struct Drafts {
    pub values: Vec<ValueDraft>,
    pub entities: Vec<EntityDraft>,
    /// Derives and attributes of every generated type.
    pub extras: ExtrasDraft,
    /// Rows of every entity with a tenant are hidden from other tenants by the database.
    pub row_level_security: bool,
    /// The keys of every table with tenants begin with the tenant, as a spread database needs it.
    pub is_ready_to_scale: bool,
    /// What spreads the tables over servers.
    pub engine: Option<Text>,
}
