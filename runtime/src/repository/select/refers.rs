//! How rows refer to others: by a column, or by a whole reference.

use std::any::Any;

use crate::condition::{ColumnSql, ConditionNode, TypedColumn, left_out};
use crate::entity::{Entity, KeyValue, RowReference, Table};
use crate::error::Result;
use crate::value::{Arguments, Bind, Column, Row};

/// How rows refer to others: a column that holds their key, `Message::CONVERSATION_ID`, or a reference, which may have
/// several columns, `Message::CONVERSATION`.
#[diagnostic::on_unimplemented(message = "rows of `{E}` refer to nothing by `{Self}`")]
pub trait RefersBy<E: Table>: Copy {
    /// What tells apart the rows that are referred to.
    type Key: Clone + Ord + Send + Sync + 'static;

    #[doc(hidden)]
    fn reference(self) -> ReferenceForm<E, Self::Key>;
}

type Among<K> = Box<dyn Fn(&[K]) -> ConditionNode + Send + Sync>;
type Of<E, K> = Box<dyn Fn(&Row, &E) -> Result<Option<K>> + Send + Sync>;

/// What statements ask of a reference.
#[doc(hidden)]
pub struct ReferenceForm<E, K> {
    columns: Vec<ColumnSql>,
    among: Among<K>,
    bind: fn(&[K], &mut Arguments),
    of: Of<E, K>,
}

impl<E, K> ReferenceForm<E, K> {
    pub(super) fn columns(&self) -> &[ColumnSql] {
        &self.columns
    }

    /// Is true of the rows that refer to one with such a key.
    pub(super) fn among(&self, keys: &[K]) -> ConditionNode {
        (self.among)(keys)
    }

    /// Adds the keys to arrays; `None` where the database compares a column in its own way.
    pub(super) fn bind(&self, keys: &[K], arrays: &mut Arguments) -> Option<()> {
        let is_plain = self.columns.iter().all(ColumnSql::is_compared_plainly);
        is_plain.then(|| (self.bind)(keys, arrays))
    }

    /// Returns what a row refers to, if anything.
    pub(super) fn of(&self, row: &Row, child: &E) -> Result<Option<K>> {
        (self.of)(row, child)
    }
}

impl<E: Table, T> RefersBy<E> for TypedColumn<E, T>
where
    T: Bind + Column + Clone + Ord + Send + Sync + 'static,
{
    type Key = T;

    fn reference(self) -> ReferenceForm<E, T> {
        ReferenceForm {
            columns: vec![self.sql],
            among: Box::new(move |keys| self.is_in(keys.iter().cloned()).into_node()),
            bind: |keys, arrays| keys.iter().for_each(|key| key.bind_key(arrays)),
            of: Box::new(move |row, _| {
                let place = self.sql.place.ok_or_else(|| left_out(&self.sql))?;
                self.decode(row, place)
            }),
        }
    }
}

impl<E: Table, P: Entity, K> RefersBy<E> for RowReference<E, P, K>
where
    K: Into<KeyValue> + Clone + Ord + Send + Sync + Any,
{
    type Key = K;

    fn reference(self) -> ReferenceForm<E, K> {
        ReferenceForm {
            columns: self.columns.iter().map(|column| column.own).collect(),
            among: Box::new(move |keys| self.own_among(keys)),
            bind: |keys, arrays| keys.iter().cloned().for_each(|key| key.into().bind(arrays)),
            of: Box::new(move |_, child| Ok((self.of)(child))),
        }
    }
}
