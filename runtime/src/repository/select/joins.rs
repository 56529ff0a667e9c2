//! Columns and conditions of rows that others refer to.

use crate::condition::{ColumnSql, Condition, ConditionNode, Hop, Referring, TypedColumn};
use crate::entity::{Entity, Table};

impl<E, T> TypedColumn<E, T> {
    /// Follows the reference: returns a column of the row that it names, as a column of the rows that have it, null
    /// where there is no such row. `Message::CONVERSATION_ID.to(Conversation::TITLE)` is compared, ordered by and
    /// selected as `Message::CONTENT` is. The rows are joined (`LEFT JOIN`): of the same tenant, and without those that
    /// are marked as deleted.
    #[must_use]
    pub fn to<P: Entity<Key = T>, V>(self, column: TypedColumn<P, V>) -> TypedColumn<E, V> {
        let key = P::KEY_ORDER.first().map_or("", |order| order.item.column.name);
        let hop = Hop::get(self.sql.path, self.sql.name, key, &P::TABLE.count);
        let path = Some(column.sql.path.map_or(hop, |further| further.behind(hop)));
        TypedColumn::of(ColumnSql { path, place: None, is_nullable: true, ..column.sql })
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
        let of = Referring { column: reference.sql, rows: &C::TABLE.count, condition: condition.into_node() };
        Condition::new(ConditionNode::Exists(self.sql, Box::new(of), is_wanted))
    }
}
