//! The constraints of the schema, so that errors name fields.

use crate::error::{Error, ErrorKind};
use crate::statistics::written_table;

/// A constraint of the schema and the field that breaking it is reported on.
#[derive(Debug, Clone, Copy)]
pub struct ConstraintInfo {
    /// What it demands; names tell nothing, since they may be anybody's.
    pub kind: ConstraintKind,
    /// The physical name.
    pub name: &'static str,
    /// The table it belongs to.
    pub table: &'static str,
    /// Its columns; SQLite reports these instead of the name.
    pub columns: &'static [&'static str],
    /// `User.email`; several joined by `, `.
    pub field: &'static str,
}

/// What a constraint demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// That rows differ, and can be referred to.
    PrimaryKey,
    /// That rows differ.
    Unique,
    /// That there is the row which is referred to.
    ForeignKey,
    /// Anything else.
    Check,
    /// Nothing: the column has another name than its field.
    Column,
}

/// Declares a constructor for each kind.
macro_rules! constructors {
    ($($(#[$doc:meta])+ $name:ident => $kind:ident;)+) => {
        impl ConstraintInfo {
            $(
                $(#[$doc])+
                #[must_use]
                pub const fn $name(
                    name: &'static str,
                    table: &'static str,
                    columns: &'static [&'static str],
                    field: &'static str,
                ) -> Self {
                    Self { kind: ConstraintKind::$kind, name, table, columns, field }
                }
            )+
        }
    };
}

constructors! {
    /// Names the field of a primary key.
    primary_key => PrimaryKey;
    /// Names the field of a unique key.
    unique => Unique;
    /// Names the field of a reference.
    foreign_key => ForeignKey;
    /// Names the field of a check.
    check => Check;
    /// Names the field of a column.
    column => Column;
}

impl ConstraintInfo {
    /// The entity that the table is of.
    pub(crate) fn entity(&self) -> &'static str {
        self.field.split_once('.').map_or(self.field, |(entity, _)| entity)
    }

    fn is_of(&self, kind: ConstraintKind, table: &str) -> bool {
        self.kind == kind && self.table == table
    }

    fn has(&self, columns: &[impl AsRef<str>]) -> bool {
        self.columns.len() == columns.len() && columns.iter().all(|column| self.columns.contains(&column.as_ref()))
    }
}

/// Finds a constraint by its name: that of `table` where several tables have one of the name. MySQL puts the table
/// before it.
pub(crate) fn by_name<'c>(all: &'c [ConstraintInfo], table: Option<&str>, name: &str) -> Option<&'c ConstraintInfo> {
    let bare = name.rsplit('.').next().unwrap_or(name);
    let of_table = |known: &&ConstraintInfo| Some(known.table) == table;
    let named = |name| move |known: &&ConstraintInfo| known.name == name;
    [name, bare]
        .into_iter()
        .find_map(|name| all.iter().filter(named(name)).find(of_table).or_else(|| all.iter().find(named(name))))
}

/// Finds a constraint by the name that a shard of Citus's has for it: with the shard's number behind, or cut, with a
/// hash and the number behind. A constraint that itself has such a name is that one.
pub(crate) fn of_shard<'c>(all: &'c [ConstraintInfo], table: Option<&str>, name: &str) -> Option<&'c ConstraintInfo> {
    let table =
        table.map(|table| if all.iter().any(|known| known.table == table) { table } else { without_shard(table) });
    let bare = without_shard(name);
    let cut =
        bare.rsplit_once('_').filter(|(_, hash)| hash.len() == 8 && hash.bytes().all(|one| one.is_ascii_hexdigit()));
    by_name(all, table, name).or_else(|| by_name(all, table, bare)).or_else(|| {
        let (start, _) = cut?;
        all.iter().find(|known| known.name.len() > LONGEST_OF_SHARD && known.name.starts_with(start))
    })
}

/// What Citus does not cut: 63 bytes less a number of seven digits and what is between.
const LONGEST_OF_SHARD: usize = 54;

/// Returns a name less the number of a shard.
pub(crate) fn without_shard(name: &str) -> &str {
    let parts = name
        .rsplit_once('_')
        .filter(|(_, number)| !number.is_empty() && number.bytes().all(|one| one.is_ascii_digit()));
    parts.map_or(name, |(bare, _)| bare)
}

/// Finds a constraint by its table and columns, in any order.
pub(crate) fn by_columns<'c>(all: &'c [ConstraintInfo], table: &str, columns: &[&str]) -> Option<&'c ConstraintInfo> {
    all.iter().find(|known| known.table == table && known.has(columns))
}

/// Finds the key of a table that has the most of these columns, and no others.
pub(crate) fn key_within<'c>(all: &'c [ConstraintInfo], table: &str, columns: &[String]) -> Option<&'c ConstraintInfo> {
    let is_key = |known: &&ConstraintInfo| matches!(known.kind, ConstraintKind::PrimaryKey | ConstraintKind::Unique);
    let is_within = |known: &&ConstraintInfo| known.columns.iter().all(|own| columns.iter().any(|told| told == own));
    let keys = all.iter().filter(|known| known.table == table && !known.columns.is_empty());
    keys.filter(is_key).filter(is_within).max_by_key(|known| known.columns.len())
}

/// Finds a foreign key by its table and columns, in any order; a unique key may have the same.
#[cfg(feature = "sqlite")]
pub(crate) fn foreign_key(
    all: &'static [ConstraintInfo],
    table: &str,
    columns: &[String],
) -> Option<&'static ConstraintInfo> {
    all.iter().find(|known| known.is_of(ConstraintKind::ForeignKey, table) && known.has(columns))
}

/// Returns the fields of a table's foreign keys, for where SQLite does not say which one was broken.
pub(crate) fn foreign_keys<'c>(all: &'c [ConstraintInfo], table: &str) -> Vec<&'c str> {
    all.iter().filter(|known| known.is_of(ConstraintKind::ForeignKey, table)).map(|known| known.field).collect()
}

/// Finds a table's primary key, which MySQL calls PRIMARY whatever name it was given.
pub(crate) fn primary_key<'c>(all: &'c [ConstraintInfo], table: &str) -> Option<&'c ConstraintInfo> {
    all.iter().find(|known| known.is_of(ConstraintKind::PrimaryKey, table))
}

/// Finds the field of a column, `User.email`; a column without an entry has the name of its field.
pub(crate) fn field_of_column(all: &[ConstraintInfo], entity: &str, table: Option<&str>, column: &str) -> String {
    let is_it = |known: &&ConstraintInfo| {
        table.is_some_and(|table| known.is_of(ConstraintKind::Column, table)) && known.columns == [column]
    };
    all.iter().find(is_it).map_or_else(|| format!("{entity}.{column}"), |known| known.field.to_owned())
}

/// Finds the name of the field that a statement's column belongs to.
pub(crate) fn field_in<'c>(all: &[ConstraintInfo], text: &str, column: &'c str) -> &'c str
where
    'static: 'c,
{
    let named = |known: &&ConstraintInfo| known.kind == ConstraintKind::Column && known.columns == [column];
    let mut found = all.iter().filter(named);
    let table = written_table(text);
    let known = match table {
        Some(table) => found.find(|known| known.table == table),
        None => found.find(|known| text.split([' ', '(', ')', ',', '.']).any(|word| word == known.table)),
    };
    known.and_then(|known| known.field.split_once('.')).map_or(column, |(_, field)| field)
}

/// Finds the entity of a table; every table has a primary key.
pub(crate) fn entity_of_table(all: &[ConstraintInfo], table: &str) -> Option<&'static str> {
    all.iter().find(|known| known.table == table).map(ConstraintInfo::entity)
}

impl Error {
    /// Returns whether the unique key that is reported on `field`, such as `User.email`, was taken.
    #[must_use]
    pub fn is_unique_violation_of(&self, field: &str) -> bool {
        matches!(self.kind(), ErrorKind::UniqueViolation { field: taken } if taken == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "conversations_with_a_long_name_of_a_table_tenant_id_user_id_key";

    const ALL: &[ConstraintInfo] = &[
        ConstraintInfo::primary_key("users_pkey", "users", &["tenant_id", "id"], "User.id"),
        ConstraintInfo::unique("users_openid_2024", "users", &["openid"], "User.openid"),
        ConstraintInfo::unique(LONG, "conversations", &["user_id"], "Conversation.user_id"),
    ];

    #[test]
    fn a_key_of_a_partition_is_that_of_its_table() {
        let told = |columns: &[&str]| {
            let columns: Vec<_> = columns.iter().map(|column| (*column).to_owned()).collect();
            key_within(ALL, "users", &columns).map(|known| known.field)
        };
        assert_eq!(told(&["tenant_id", "id", "created_at"]), Some("User.id"));
        assert_eq!(told(&["openid", "created_at"]), Some("User.openid"));
        assert_eq!(told(&["created_at"]), None);
    }

    #[test]
    fn a_shard_names_the_constraint_of_its_table() {
        let field = |name: &str| of_shard(ALL, Some("users_102059"), name).map(|known| known.field);
        assert_eq!(field("users_pkey_102059"), Some("User.id"));
        assert_eq!(field("users_pkey"), Some("User.id"));
        assert_eq!(field("users_openid_2024"), Some("User.openid"));
        assert_eq!(field("users_openid_2024_102059"), Some("User.openid"));
        assert_eq!(
            field("conversations_with_a_long_name_of_a_table_tenant_1f09ab3c_102059"),
            Some("Conversation.user_id")
        );
        assert_eq!(field("others_pkey_102059"), None);
    }
}
