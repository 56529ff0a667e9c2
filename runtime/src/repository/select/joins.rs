//! Columns and conditions of rows that others refer to.

use crate::condition::{ColumnSql, Condition, ConditionNode, Hop, HopColumns, Referring, TypedColumn};
use crate::entity::{Entity, RowReference, Table};

impl<E, T> TypedColumn<E, T> {
    /// Follows the reference: returns a column of the row that it names, as a column of the rows that have it, null
    /// where there is no such row. `Message::CONVERSATION_ID.to(Conversation::TITLE)` is compared, ordered by and
    /// selected as `Message::CONTENT` is. The rows are joined (`LEFT JOIN`): of the same tenant, and without those that
    /// are marked as deleted.
    #[must_use]
    pub fn to<P: Entity<Key = T>, V>(self, column: TypedColumn<P, V>) -> TypedColumn<E, V> {
        let key = P::KEY_ORDER.first().map_or("", |order| order.item.column.name);
        let on = vec![HopColumns { from: self.sql.name, to: key }];
        behind(Hop::get(self.sql.path, on, &P::TABLE.count), column)
    }

    /// Is true where rows of another entity refer to the column by `reference` that the condition is true of:
    /// `Conversation::ID.having_any(Message::CONVERSATION_ID, Message::TOKEN_COUNT.gt(100))`. They are of the same
    /// tenant, and not marked as deleted. It is never unknown.
    pub fn having_any<C: Table>(self, reference: TypedColumn<C, T>, condition: Condition<C>) -> Condition<E> {
        self.referring(reference, condition, true)
    }

    /// Is true where no such rows refer to the column.
    pub fn having_none<C: Table>(self, reference: TypedColumn<C, T>, condition: Condition<C>) -> Condition<E> {
        self.referring(reference, condition, false)
    }

    fn referring<C: Table>(
        self,
        reference: TypedColumn<C, T>,
        condition: Condition<C>,
        is_wanted: bool,
    ) -> Condition<E> {
        let of = Referring { columns: vec![reference.sql], rows: &C::TABLE.count, condition: condition.into_node() };
        Condition::new(ConditionNode::Exists(vec![self.sql], Box::new(of), is_wanted))
    }
}

impl<E: Table, P: Entity, K> RowReference<E, P, K> {
    /// Follows the reference, as [`TypedColumn::to`] does, also where several columns hold it or where it leads to
    /// another unique key than the primary one: `StopNote::STOP.to(Stop::NAME)`.
    #[must_use]
    pub fn to<V>(self, column: TypedColumn<P, V>) -> TypedColumn<E, V> {
        let on = self.columns.iter().map(|column| HopColumns { from: column.own.name, to: column.theirs.name });
        behind(Hop::get(None, on.collect(), &P::TABLE.count), column)
    }

    /// Is true of rows of `P` that are referred to by rows that the condition is true of, as
    /// [`TypedColumn::having_any`] is: `StopNote::STOP.any(StopNote::TEXT.contains("late"))` is a condition on stops.
    pub fn any(self, condition: Condition<E>) -> Condition<P> {
        self.referred(condition, true)
    }

    /// Is true of rows of `P` that no such rows refer to.
    pub fn none(self, condition: Condition<E>) -> Condition<P> {
        self.referred(condition, false)
    }

    fn referred(self, condition: Condition<E>, is_wanted: bool) -> Condition<P> {
        let columns = self.columns.iter().map(|column| column.own).collect();
        let of = Referring { columns, rows: &E::TABLE.count, condition: condition.into_node() };
        let theirs = self.columns.iter().map(|column| column.theirs).collect();
        Condition::new(ConditionNode::Exists(theirs, Box::new(of), is_wanted))
    }
}

/// Returns a column of the row that a reference leads to.
fn behind<E, P, V>(hop: &'static Hop, column: TypedColumn<P, V>) -> TypedColumn<E, V> {
    let path = Some(column.sql.path.map_or(hop, |further| further.behind(hop)));
    TypedColumn::of(ColumnSql { path, place: None, is_nullable: true, ..column.sql })
}
