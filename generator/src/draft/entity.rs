//! Drafts of entities, indexes, unique keys and aggregates.

use super::{ExtrasDraft, FieldDraft, Flag, Located, QueryDraft, SqlDraft, Text};
use crate::{
    diagnostic::Origin,
    ir::{IndexKind, MergeRule},
};

/// An entity as written.
#[derive(Debug, Clone)]
pub struct EntityDraft {
    pub name: Text,
    pub doc: Option<String>,
    /// The documentation is the comment of the table, too.
    pub comment: Flag,
    pub table: Option<Text>,
    /// The schema of the table on PostgreSQL.
    pub schema: Option<Text>,
    /// The view whose rows are read.
    pub view: Option<Text>,
    /// `none` of a table without a primary key.
    pub key: Option<Text>,
    /// The entity or table it was.
    pub was: Option<Text>,
    pub cache: Option<CacheDraft>,
    /// How its rows are laid out in partitions.
    pub partition: Option<PartitionDraft>,
    pub soft_delete: Option<Text>,
    pub version: Option<Text>,
    /// The timestamp by which recent rows are counted.
    pub activity: Option<Text>,
    /// Whether the database hides its rows from other tenants; as the whole definition has it when absent.
    pub row_level_security: Option<Located<bool>>,
    /// Where its rows are kept once tables are spread over servers.
    pub distribution: Option<Text>,
    pub fields: Vec<FieldDraft>,
    pub indexes: Vec<IndexDraft>,
    pub uniques: Vec<UniqueDraft>,
    pub checks: Vec<CheckDraft>,
    pub aggregates: Vec<AggregateDraft>,
    pub queries: Vec<QueryDraft>,
    /// What is done about its rows when they are written.
    pub hooks: Option<Text>,
    /// A rule of its rows that asks the database.
    pub check_with: Option<Text>,
    /// Entities that a table in between ties this one to.
    pub many: Vec<ManyDraft>,
    /// References that several fields hold together.
    pub belongs_to: Vec<BelongsToDraft>,
    /// Derives and attributes of its generated types.
    pub extras: ExtrasDraft,
    /// A struct of the user's, not a table of `models.toml`.
    pub derived: bool,
}

impl EntityDraft {
    /// Returns an entity of which nothing but the name is known.
    pub fn named(name: Text) -> Self {
        Self {
            name,
            doc: None,
            comment: None,
            table: None,
            schema: None,
            view: None,
            key: None,
            was: None,
            cache: None,
            partition: None,
            soft_delete: None,
            version: None,
            activity: None,
            row_level_security: None,
            distribution: None,
            fields: Vec::new(),
            indexes: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            aggregates: Vec::new(),
            queries: Vec::new(),
            hooks: None,
            check_with: None,
            many: Vec::new(),
            belongs_to: Vec::new(),
            extras: ExtrasDraft::default(),
            derived: false,
        }
    }
}

/// `cache = "medium"` or `cache = { ttl = "medium", mode = "fast" }` as written.
#[derive(Debug, Clone, Default)]
pub struct CacheDraft {
    pub ttl: Option<Text>,
    /// How long it is remembered that there is no row.
    pub missing: Option<Text>,
    /// How long pages and counts stay.
    pub lists: Option<Text>,
    pub mode: Option<Text>,
    pub on_down: Option<Text>,
    /// Bytes in process.
    pub memory: Option<Text>,
    /// Rows in process.
    pub rows: Option<Located<i64>>,
    /// Which rows are read ahead.
    pub warm: Option<WarmDraft>,
    /// After how long a read takes a copy whose time is over.
    pub soft_timeout: Option<Text>,
    /// After how long a read gives up.
    pub hard_timeout: Option<Text>,
}

/// `warm = { newest = 1000, ready = true }` as written.
#[derive(Debug, Clone)]
pub struct WarmDraft {
    pub newest: Option<Located<i64>>,
    pub used: Option<Located<i64>>,
    pub ready: bool,
    pub origin: Origin,
}

/// `partition = { by = "created_at", every = "month", keep = 12 }` as written.
#[derive(Debug, Clone)]
pub struct PartitionDraft {
    /// The field whose value says which partition a row is in; `None` if the definition forgets it.
    pub by: Option<Text>,
    /// The period of one partition.
    pub every: Option<Text>,
    /// How many partitions a hash picks from.
    pub hash: Option<Located<i64>>,
    /// How many periods to come have a partition.
    pub ahead: Option<Located<i64>>,
    /// How many periods that are over keep theirs.
    pub keep: Option<Located<i64>>,
    /// Partitions that are too old are dropped, not only taken out of the table.
    pub drop: Flag,
    pub origin: Origin,
}

/// `many_to_many = "Tag"` as written.
#[derive(Debug, Clone)]
pub struct ManyDraft {
    /// The other entity.
    pub with: Text,
    /// The entity in between, where it is named.
    pub through: Option<Text>,
}

/// A reference of several fields as written: `{ to = "PlaylistTrack", on = "playlist_id, track_id" }`.
#[derive(Debug, Clone)]
pub struct BelongsToDraft {
    /// The parent.
    pub to: Option<Text>,
    /// The fields that hold it.
    pub on: Option<Text>,
    /// The parent's fields, in place of its primary key.
    pub by: Option<Text>,
    /// What its methods are called by.
    pub name: Option<Text>,
    pub on_delete: Option<Text>,
    pub on_update: Option<Text>,
    pub deferrable: Option<Text>,
    pub origin: Origin,
}

/// A secondary index as written: `"user_id, updated_at desc"`.
#[derive(Debug, Clone)]
pub struct IndexDraft {
    pub kind: IndexKind,
    /// The fields; `None` if the definition forgets them.
    pub on: Option<Text>,
    pub condition: Option<Text>,
    /// What its methods are called by.
    pub name: Option<Text>,
    /// `none`: it makes no methods, and that is known.
    pub methods: Option<Text>,
    pub origin: Origin,
    /// A second kind given to the same index.
    pub surplus: Option<Text>,
    /// What follows the table in the statement that makes it.
    pub sql: Option<SqlDraft>,
    /// The method of PostgreSQL's: `gin`.
    pub using: Option<Text>,
    /// An operator class for all fields, or one for each.
    pub operators: Option<Text>,
    /// Fields that stand beside those that it is over.
    pub include: Option<Text>,
    /// No two rows agree in it.
    pub unique: Flag,
}

/// A condition over several fields as written: `{ on = "starts_at, ends_at", sql = "starts_at < ends_at" }`.
#[derive(Debug, Clone)]
pub struct CheckDraft {
    /// The fields; `None` if the definition forgets them.
    pub on: Option<Text>,
    pub sql: Option<SqlDraft>,
    pub origin: Origin,
}

/// A unique key over several fields as written.
#[derive(Debug, Clone)]
pub struct UniqueDraft {
    /// The fields; `None` if the definition forgets them.
    pub on: Option<Text>,
    pub condition: Option<Text>,
    /// What its methods are called by.
    pub name: Option<Text>,
    /// `none`: it makes no look-up, and that is known.
    pub methods: Option<Text>,
    /// `distinct` or `equal`.
    pub nulls: Option<Text>,
    pub adds: Option<Text>,
    pub greatest: Option<Text>,
    pub least: Option<Text>,
    pub sets: Option<Text>,
    pub origin: Origin,
}

impl UniqueDraft {
    /// Returns the fields that an upsert makes of both rows, but for those that it adds up.
    pub fn merges(&self) -> impl Iterator<Item = (&Text, MergeRule)> {
        let words =
            [(&self.greatest, MergeRule::Greatest), (&self.least, MergeRule::Least), (&self.sets, MergeRule::New)];
        words.into_iter().filter_map(|(words, merge)| Some((words.as_ref()?, merge)))
    }
}

/// A struct of figures as written.
#[derive(Debug, Clone)]
pub struct AggregateDraft {
    pub name: Text,
    pub between: Option<Text>,
    pub figures: Vec<FigureDraft>,
}

/// One figure as written: `active = "count(where status = 'active')"`.
#[derive(Debug, Clone)]
pub struct FigureDraft {
    pub name: Text,
    pub expression: Text,
}

/// A named type as written: an alias with rules, an enum, or a struct.
#[derive(Debug, Clone)]
pub struct ValueDraft {
    pub name: Text,
    pub doc: Option<String>,
    /// What the name stands for, unless it is a struct; then it says nothing.
    pub alias: FieldDraft,
    /// The members, if it is a struct.
    pub fields: Option<Vec<FieldDraft>>,
    /// Derives and attributes of the generated type.
    pub extras: ExtrasDraft,
    /// A type of the user's, not a table of `models.toml`.
    pub derived: bool,
}
