//! Indexes and conditions after resolution.

use std::fmt;

use super::{Entity, Field, FieldId, FieldType, Literal};
use crate::dialect::Dialect;

/// A secondary index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub kind: IndexKind,
    pub columns: Vec<IndexColumn>,
    pub condition: Option<Predicate>,
    /// What its methods are called by in place of its fields: `list_open` for `open`.
    pub name: Option<String>,
    /// Whether it makes a list: an ordered one does unless `methods = "none"`.
    pub makes_methods: bool,
    /// What each database says of the index, in place of its columns; these are the ones that the text is about.
    pub text: Option<SqlText>,
    /// No two rows agree in it; of one with a text.
    pub unique: bool,
    /// Fields that stand in it beside its columns, on PostgreSQL.
    pub include: Vec<FieldId>,
}

impl Index {
    /// Returns whether the columns are the index, as lists and references need it.
    pub fn is_over_columns(&self) -> bool {
        self.kind == IndexKind::Ordered && self.text.is_none()
    }
}

/// A condition over several columns of a row, in the words of databases.
#[derive(Debug, Clone, PartialEq)]
pub struct RowCheck {
    /// The fields that the text is about.
    pub columns: Vec<FieldId>,
    pub text: SqlText,
}

/// A piece of SQL for each database; one that is left out has nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlText {
    pub postgres: Option<String>,
    pub mysql: Option<String>,
    pub sqlite: Option<String>,
}

impl SqlText {
    /// Returns the text for one database.
    pub fn of(&self, dialect: Dialect) -> Option<&str> {
        match dialect {
            Dialect::Postgres => self.postgres.as_deref(),
            Dialect::MySql => self.mysql.as_deref(),
            Dialect::Sqlite => self.sqlite.as_deref(),
        }
    }

    /// Returns the databases that have no such text.
    pub fn lacking(&self) -> impl Iterator<Item = Dialect> {
        Dialect::ALL.into_iter().filter(|dialect| self.of(*dialect).is_none())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Columns in an order.
    Ordered,
    /// A JSON column asked for by containment.
    Contains,
    /// Text columns searched by words.
    Search,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexColumn {
    pub field: FieldId,
    /// `None`: rows are found by equality. `Some`: pages are ordered by it.
    pub order: Option<Order>,
    /// Where nulls stand in that order.
    pub nulls: NullOrder,
}

/// Where nulls stand among the values of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NullOrder {
    /// Below every value: first if the order ascends, last if it descends.
    #[default]
    Lowest,
    /// Above every value, as declared with `asc nulls last` or `desc nulls first`.
    Highest,
}

impl NullOrder {
    /// Returns whether nulls come before the values.
    pub fn is_first(self, order: Order) -> bool {
        (self == Self::Lowest) == (order == Order::Ascending)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// Returns the name of the column in which MySQL has whether another is null, since it orders nulls below every value.
pub fn nulls_column(name: &str) -> String {
    computed_name(name, "_nulls")
}

/// Returns the name of the column in which MySQL has the SHA-256 of a text without a bound that is unique, since its
/// keys hold only the beginning of such a text.
pub fn digest_column(name: &str) -> String {
    computed_name(name, "_sha256")
}

/// Returns the name of a column that is computed from another: of a long one the beginning and its digest, so that the
/// whole fits. Statements and tables find the same name without knowing each other.
fn computed_name(name: &str, suffix: &str) -> String {
    const LONGEST: usize = 63;
    if name.len() + suffix.len() <= LONGEST {
        return format!("{name}{suffix}");
    }
    let digest = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut end = LONGEST - suffix.len() - "_12345678".len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{digest:08x}{suffix}", &name[..end])
}

/// What an upsert makes of a field that both rows have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeRule {
    Greatest,
    Least,
    /// What the new row has.
    New,
}

/// A unique key besides the primary key.
#[derive(Clone, PartialEq)]
pub struct Unique {
    /// With the tenant field first where the scope is the tenant.
    pub columns: Vec<FieldId>,
    pub scope: Scope,
    pub condition: Option<Predicate>,
    pub nulls: Nulls,
    /// Fields that an upsert by this key adds up.
    pub adds: Vec<FieldId>,
    /// What the same upsert makes of other fields.
    pub merges: Vec<(FieldId, MergeRule)>,
    /// What its methods are called by in place of its fields: `find_open` for `open`.
    pub name: Option<String>,
    /// Whether it makes look-ups. An upsert that adds up is made by `adds`.
    pub makes_methods: bool,
}

/// Leaves out what a definition does not say: the shape of an entity is made of this text.
impl fmt::Debug for Unique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Unique");
        text.field("columns", &self.columns);
        text.field("scope", &self.scope);
        text.field("condition", &self.condition);
        text.field("nulls", &self.nulls);
        text.field("adds", &self.adds);
        text.field("name", &self.name);
        text.field("makes_methods", &self.makes_methods);
        if !self.merges.is_empty() {
            text.field("merges", &self.merges);
        }
        text.finish()
    }
}

impl Unique {
    /// Returns whether an upsert by this key is one statement where the database can.
    pub fn is_merged(&self) -> bool {
        !self.adds.is_empty() || !self.merges.is_empty()
    }

    /// Returns whether an upsert by this key changes a field of the row that is there.
    pub fn changes(&self, id: FieldId) -> bool {
        self.adds.contains(&id) || self.merges.iter().any(|(field, _)| *field == id)
    }

    /// Returns whether MySQL finds a field of the key by its digest: a text without a bound, in a key over all rows.
    pub fn is_digested(&self, field: &Field, entity: &Entity) -> bool {
        // Nulls never collide, so that a condition which only leaves them out makes no difference.
        let is_told = |condition: &Condition| {
            let in_key = self.columns.iter().any(|id| entity.field(*id).name == condition.field);
            condition.comparison == Comparison::IsNotNull && self.nulls == Nulls::Distinct && in_key
        };
        field.ty == FieldType::Text
            && field.native.is_none()
            && (self.nulls == Nulls::Distinct || !field.nullable)
            && self.condition.iter().flat_map(|condition| &condition.conditions).all(is_told)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Unique within one tenant, or in the whole table of an entity without tenant.
    Tenant,
    /// Unique over all tenants, said aloud with `unique = "global"`.
    Global,
}

/// Whether two rows with a null in the key collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    Distinct,
    Equal,
}

/// A conjunction of conditions over one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// By name: an aggregate's condition speaks of another entity.
    pub field: String,
    pub comparison: Comparison,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    IsNull,
    IsNotNull,
    Equal(Literal),
    NotEqual(Literal),
    Less(Literal),
    LessOrEqual(Literal),
    Greater(Literal),
    GreaterOrEqual(Literal),
}

#[cfg(test)]
mod tests {
    use super::nulls_column;

    #[test]
    fn long_names_of_computed_columns_are_cut_and_stay_apart() {
        assert_eq!(nulls_column("due_at"), "due_at_nulls");
        let [one, two] = ["a", "b"].map(|end| nulls_column(&format!("{}{end}", "é".repeat(31))));
        assert!(one.len() <= 63 && one.ends_with("_nulls") && one != two, "{one} {two}");
    }
}
