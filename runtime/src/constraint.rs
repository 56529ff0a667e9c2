use crate::error::{Error, ErrorKind};

/// A constraint of the schema and the field that breaking it is reported on.
#[derive(Debug, Clone, Copy)]
pub struct ConstraintInfo {
    /// The physical name.
    pub name: &'static str,
    /// The table it belongs to.
    pub table: &'static str,
    /// Its columns; SQLite reports these instead of the name.
    pub columns: &'static [&'static str],
    /// `User.email`; several joined by `, `.
    pub field: &'static str,
}

impl ConstraintInfo {
    /// Names the field that a constraint of `table` on `columns` is about.
    #[must_use]
    pub const fn new(
        name: &'static str,
        table: &'static str,
        columns: &'static [&'static str],
        field: &'static str,
    ) -> Self {
        Self { name, table, columns, field }
    }
}

/// Finds the field of a constraint by its name; MariaDB puts the table before it.
pub(crate) fn by_name<'c>(all: &'c [ConstraintInfo], name: &str) -> Option<&'c ConstraintInfo> {
    let bare = name.rsplit('.').next().unwrap_or(name);
    all.iter()
        .find(|constraint| constraint.name == name)
        .or_else(|| all.iter().find(|constraint| constraint.name == bare))
}

/// Finds the field of a constraint by its table and columns, in any order.
pub(crate) fn by_columns<'c>(all: &'c [ConstraintInfo], table: &str, columns: &[&str]) -> Option<&'c ConstraintInfo> {
    all.iter().find(|constraint| {
        constraint.table == table
            && constraint.columns.len() == columns.len()
            && columns.iter().all(|column| constraint.columns.contains(column))
    })
}

/// Finds a foreign key by its table and columns, in any order; a unique key may have the same.
#[cfg(feature = "sqlite")]
pub(crate) fn foreign_key(
    all: &'static [ConstraintInfo],
    table: &str,
    columns: &[String],
) -> Option<&'static ConstraintInfo> {
    all.iter().find(|constraint| {
        constraint.name.ends_with("_fkey")
            && constraint.table == table
            && constraint.columns.len() == columns.len()
            && columns.iter().all(|column| constraint.columns.contains(&column.as_str()))
    })
}

/// Returns the fields of an entity's foreign keys, for where SQLite does not say which one was broken.
pub(crate) fn foreign_keys<'c>(all: &'c [ConstraintInfo], entity: &str) -> Vec<&'c str> {
    owned(all, entity, "_fkey").map(|known| known.field).collect()
}

/// Finds an entity's primary key, which MySQL calls PRIMARY whatever name it was given.
pub(crate) fn primary_key<'c>(all: &'c [ConstraintInfo], entity: &str) -> Option<&'c ConstraintInfo> {
    owned(all, entity, "_pkey").next()
}

fn owned<'c>(all: &'c [ConstraintInfo], entity: &str, suffix: &str) -> impl Iterator<Item = &'c ConstraintInfo> {
    let of_entity = move |field: &str| field.split_once('.').is_some_and(|(owner, _)| owner == entity);
    all.iter().filter(move |known| known.name.ends_with(suffix) && of_entity(known.field))
}

impl Error {
    /// Returns whether the unique key that is reported on `field`, such as `User.email`, was taken.
    #[must_use]
    pub fn is_unique_violation_of(&self, field: &str) -> bool {
        matches!(self.kind(), ErrorKind::UniqueViolation { field: taken } if taken == field)
    }
}
