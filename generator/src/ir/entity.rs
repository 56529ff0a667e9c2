//! Entities, unique keys and aggregates after resolution.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::object::Object;
use larder_format::qualified;

use super::{
    Counter, EnumType, Extras, Field, FieldId, FieldType, Index, JsonShape, ManyToMany, Partition, Predicate, Query,
    Relation, RowCheck, Rule, Unique,
};

/// Where the rows of a table are kept that is spread over servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    /// Those of one tenant on one server.
    Tenant,
    /// All of them on every server.
    Reference,
}

/// All entities of an application, in declaration order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    pub entities: Vec<Entity>,
    /// Structured JSON values, in declaration order.
    pub values: Vec<ValueType>,
    /// Derives and attributes of generated types, which tables, statements and repositories do not hang on.
    pub extras: Extras,
    /// Of some entities, by name, the timestamp that says when a row was last active; only the store's figures hang on
    /// it.
    pub activities: BTreeMap<String, FieldId>,
    /// The entities whose rows the database hides from other tenants; only tables and the store hang on it.
    pub secured: BTreeSet<String>,
    /// The entities whose keys begin with the tenant on PostgreSQL, each with the field that holds it; only tables and
    /// the store hang on it.
    pub scaled: BTreeMap<String, FieldId>,
    /// Where the rows of entities are kept once tables are spread over servers; those that stay in one place are not
    /// among them. Only tables hang on it.
    pub distributed: BTreeMap<String, Distribution>,
    /// The entities whose rows PostgreSQL keeps in partitions; only tables and the store hang on it.
    pub partitioned: BTreeMap<String, Partition>,
    /// Entities whose documentation is the comment of their tables, too.
    pub commented: BTreeSet<String>,
    /// What only the store knows of.
    pub ties: Vec<ManyToMany>,
    /// Objects beside tables, by name.
    pub objects: BTreeMap<String, Object>,
}

impl Schema {
    /// Returns the entity called `name`.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    /// Returns the value type called `name`.
    pub fn value(&self, name: &str) -> Option<&ValueType> {
        self.values.iter().find(|value| value.name == name)
    }

    /// Returns the entities that have a table of their own, in declaration order.
    pub fn with_tables(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().filter(|entity| !entity.view)
    }

    /// Returns every relation that points at `parent`, with the entity that holds it, in declaration order; no key
    /// stands behind those of a view.
    pub fn relations_to<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = (&'a Entity, &'a Relation)> {
        self.entities
            .iter()
            .flat_map(|entity| entity.relations.iter().map(move |relation| (entity, relation)))
            .filter(move |(child, relation)| relation.parent == parent && !child.view)
    }
}

/// One table and the Rust items made for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Upper camel case, as the Rust struct is called.
    pub name: String,
    /// With the schema before a dot, where it has one of PostgreSQL's.
    pub table: String,
    /// The entity or table that this one was.
    pub was: Option<String>,
    pub doc: Option<String>,
    /// The field that holds the tenant's business id; `None` for an entity that no tenant owns.
    pub tenant: Option<FieldId>,
    pub fields: Vec<Field>,
    pub primary: Vec<FieldId>,
    pub uniques: Vec<Unique>,
    pub indexes: Vec<Index>,
    /// Foreign keys of this entity, in field order.
    pub relations: Vec<Relation>,
    /// Columns of this entity that count or sum rows of a child.
    pub counters: Vec<Counter>,
    pub aggregates: Vec<Aggregate>,
    /// Statements of the user's own, which no table and no store hangs on.
    pub queries: Vec<Query>,
    pub soft_delete: Option<FieldId>,
    pub version: Option<FieldId>,
    pub cache: Option<CachePolicy>,
    /// A type of the program whose hooks are called when rows are written.
    pub hooks: Option<String>,
    /// A function of the program that checks a row in the transaction that writes it.
    pub check_with: Option<String>,
    /// The table is a view, whose rows are only read.
    pub view: bool,
    /// What holds of every row, beyond the rules of single fields.
    pub checks: Vec<RowCheck>,
}

impl Entity {
    /// Returns what its rows are called in the code, also where Rust cannot call them as the table.
    pub fn rows(&self) -> String {
        crate::name::rows(&self.name, qualified::plain(&self.table))
    }

    /// Returns the field with this id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.0]
    }

    /// Returns the id of the field called `name`.
    pub fn field_id(&self, name: &str) -> Option<FieldId> {
        self.fields.iter().position(|field| field.name == name).map(FieldId)
    }

    /// Returns the column of the field called `name`.
    pub fn column_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.field_id(name).map_or(name, |id| self.field(id).column())
    }

    /// Returns whether the table has a primary key.
    pub fn has_key(&self) -> bool {
        !self.primary.is_empty()
    }

    /// Returns the fields of the primary key, less the tenant that a scope stands for.
    pub fn keys(&self) -> impl Iterator<Item = &Field> {
        self.key_ids().map(|id| self.field(id))
    }

    /// Returns the same as ids.
    pub fn key_ids(&self) -> impl Iterator<Item = FieldId> {
        let is_own = |id: &FieldId| Some(*id) != self.tenant || self.primary.len() == 1;
        self.primary.iter().copied().filter(is_own)
    }

    /// Returns whether the tenant is a part of the primary key, so that two tenants may have the same keys.
    pub fn is_keyed_by_tenant(&self) -> bool {
        self.primary.len() > 1 && self.tenant.is_some_and(|tenant| self.primary.contains(&tenant))
    }

    /// Returns whether the field is part of a key: a trailing space in it is refused, since databases differ on
    /// whether it counts.
    pub fn is_in_key(&self, field: &Field) -> bool {
        let uniques = self.uniques.iter().flat_map(|unique| unique.columns.iter().copied());
        let parts = self.relations.iter().filter(|relation| relation.is_composite()).flat_map(Relation::fields);
        let own = self.primary.iter().copied().chain(self.tenant);
        uniques.chain(own).chain(parts).any(|id| self.field(id).name == field.name)
    }

    /// Returns the enum whose values the field or its list holds; of a reference the parent has it.
    pub fn enum_of<'f>(&self, field: &'f Field) -> Option<&'f EnumType> {
        match &field.ty {
            FieldType::Key(key) if key.entity != self.name => None,
            ty => match ty.stored() {
                FieldType::Enum(kind) => Some(kind),
                FieldType::Json(JsonShape::ScalarList(member)) => match &**member {
                    FieldType::Enum(kind) => Some(kind),
                    _ => None,
                },
                _ => None,
            },
        }
    }

    /// Returns the relation that `field` alone holds.
    pub fn relation_of(&self, field: FieldId) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.field == field && !relation.is_composite())
    }

    /// Returns the relations that `field` holds, alone or with others.
    pub fn relations_over(&self, field: FieldId) -> impl Iterator<Item = &Relation> {
        self.relations.iter().filter(move |relation| relation.fields().any(|id| id == field))
    }

    /// Returns the full-text index, of which an entity has at most one.
    pub fn search(&self) -> Option<&Index> {
        self.indexes.iter().find(|index| index.kind == super::IndexKind::Search)
    }
}

/// How rows of an entity are cached; the configuration says what is not said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CachePolicy {
    /// Time to live in seconds: short 300, medium 1800, long 7200, or as given.
    pub ttl_seconds: u64,
    /// How long it is remembered that there is no row.
    pub missing_seconds: Option<u64>,
    /// How long pages and counts stay; without it they are not kept.
    pub lists_seconds: Option<u64>,
    pub mode: Option<CacheMode>,
    pub on_down: Option<OnCacheDown>,
    /// Bytes in process.
    pub memory: Option<u64>,
    /// Rows in process.
    pub rows: Option<u64>,
    /// Which rows are read ahead when the store opens.
    pub warm: Option<WarmRows>,
    /// After how long a read takes a copy whose time is over, in milliseconds.
    pub soft_timeout: Option<u64>,
    /// After how long a read gives up, in milliseconds.
    pub hard_timeout: Option<u64>,
}

/// Which rows are read ahead when the store opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarmRows {
    /// So many of those that were made last.
    pub newest: Option<u64>,
    /// So many of those that were read last.
    pub used: Option<u64>,
    /// Whether an instance counts as not ready before they are.
    pub ready: bool,
}

/// What writes of cached rows cost and promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheMode {
    Strict,
    Fast,
    Relaxed,
}

/// What becomes of writes of cached rows that cannot be fenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCacheDown {
    Log,
    Continue,
    Abort,
}

impl CacheMode {
    /// Returns the mode that a word of the definition stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "strict" => Some(Self::Strict),
            "fast" => Some(Self::Fast),
            "relaxed" => Some(Self::Relaxed),
            _ => None,
        }
    }

    /// Returns its name in the runtime.
    pub fn variant(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Fast => "Fast",
            Self::Relaxed => "Relaxed",
        }
    }
}

impl OnCacheDown {
    /// Returns the reaction that a word of the definition stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "log" => Some(Self::Log),
            "continue" => Some(Self::Continue),
            "abort" => Some(Self::Abort),
            _ => None,
        }
    }

    /// Returns its name in the runtime.
    pub fn variant(self) -> &'static str {
        match self {
            Self::Log => "Log",
            Self::Continue => "Continue",
            Self::Abort => "Abort",
        }
    }
}

/// A struct of computed figures that one statement fills.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Method name, `stats` for `[entities.Tenant.aggregates.stats]`; the struct is the entity's name plus this.
    pub name: String,
    /// The timestamp field of a half-open time range that the caller gives.
    pub between: Option<FieldId>,
    pub figures: Vec<AggregateExpr>,
}

/// One figure of an aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateExpr {
    pub name: String,
    pub function: AggregateFn,
    /// The entity whose rows are taken; the declaring entity itself when `None`.
    pub of: Option<String>,
    /// The field that is summed or averaged, by name since it may be another entity's.
    pub field: Option<String>,
    pub condition: Option<Predicate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregateFn {
    /// `i64`
    Count,
    /// `i64` for integers, `f64` for floats; 0 over no rows.
    Sum,
    /// `Option<f64>`; `None` over no rows.
    Average,
}

/// A struct stored inside a JSON column.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueType {
    pub name: String,
    pub doc: Option<String>,
    pub fields: Vec<ValueField>,
}

/// A member of a [`ValueType`].
#[derive(Debug, Clone, PartialEq)]
pub struct ValueField {
    pub name: String,
    pub doc: Option<String>,
    pub ty: FieldType,
    pub nullable: bool,
    pub rules: Vec<Rule>,
}
