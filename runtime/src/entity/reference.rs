//! References from rows to others, as constants of the entities that hold them.

use std::fmt;

use super::{Entity, KeyValue, Table};
use crate::condition::{ColumnSql, Comparison, Condition, ConditionNode, TypedColumn};

/// A reference of rows of `E` to rows of `P`: a constant of each entity, `Message::CONVERSATION`. `K` is what tells the
/// rows of `P` apart that it leads to: their key, or the values of another unique key.
pub struct RowReference<E, P: Entity, K = <P as Entity>::Key> {
    /// `Message.conversation`, in messages.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [ReferenceColumn],
    /// Where a row leads, if anywhere.
    pub(crate) of: fn(&E) -> Option<K>,
    /// What a row of `P` is referred to by.
    pub(crate) by: fn(&P) -> Option<K>,
    /// Makes a key of it, where it is one.
    pub(crate) key: Option<fn(K) -> P::Key>,
}

/// A column of a reference, and the one of the row it leads to that it equals.
#[derive(Clone, Copy)]
#[doc(hidden)]
pub struct ReferenceColumn {
    pub(crate) own: ColumnSql,
    pub(crate) theirs: ColumnSql,
}

impl ReferenceColumn {
    #[must_use]
    pub const fn new<E, T, P, U>(own: TypedColumn<E, T>, theirs: TypedColumn<P, U>) -> Self {
        Self { own: own.sql, theirs: theirs.sql }
    }
}

impl<E, P: Entity, K> Clone for RowReference<E, P, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, P: Entity, K> Copy for RowReference<E, P, K> {}

impl<E, P: Entity, K> fmt::Debug for RowReference<E, P, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl<E, P: Entity> RowReference<E, P> {
    /// One to the primary key.
    #[doc(hidden)]
    #[must_use]
    pub const fn to_key(name: &'static str, columns: &'static [ReferenceColumn], of: fn(&E) -> Option<P::Key>) -> Self {
        Self { name, columns, of, by: |row| Some(row.key()), key: Some(|key| key) }
    }
}

impl<E, P: Entity> RowReference<E, P, KeyValue> {
    /// One to another unique key.
    #[doc(hidden)]
    #[must_use]
    pub const fn to_unique(
        name: &'static str,
        columns: &'static [ReferenceColumn],
        of: fn(&E) -> Option<KeyValue>,
        by: fn(&P) -> Option<KeyValue>,
    ) -> Self {
        Self { name, columns, of, by, key: None }
    }
}

impl<E: Table, P: Entity, K: Clone + Into<KeyValue>> RowReference<E, P, K> {
    /// Is true of the rows that refer to this one.
    pub fn is(self, row: &P) -> Condition<E> {
        self.is_one_of([row])
    }

    /// Is true of the rows that refer to one of these.
    pub fn is_one_of<'p>(self, rows: impl IntoIterator<Item = &'p P>) -> Condition<E> {
        let keys: Vec<K> = rows.into_iter().filter_map(self.by).collect();
        Condition::new(self.own_among(&keys))
    }

    /// Is true of the rows that refer to one with such a key.
    pub(crate) fn own_among(&self, keys: &[K]) -> ConditionNode {
        among(self.columns.iter().map(|column| column.own).collect(), keys)
    }

    /// Is true of the rows with such a key.
    pub(crate) fn theirs_among(&self, keys: &[K]) -> ConditionNode {
        among(self.columns.iter().map(|column| column.theirs).collect(), keys)
    }
}

/// Says that columns have the values of one of some keys.
fn among<K: Clone + Into<KeyValue>>(columns: Vec<ColumnSql>, keys: &[K]) -> ConditionNode {
    let values = keys.iter().cloned().map(Into::into);
    if let [column] = columns[..] {
        return ConditionNode::In(column, values.map(|value: KeyValue| Box::new(value) as _).collect(), true);
    }
    let equals =
        |(column, value): (&ColumnSql, KeyValue)| ConditionNode::Compare(*column, Comparison::Equal, Box::new(value));
    let row = |value: KeyValue| ConditionNode::all(columns.iter().zip(value.into_parts()).map(equals).collect());
    ConditionNode::any(values.map(row).collect())
}
