//! Conditions on rows and orders of them, said by the columns of an entity and without SQL.
//!
//! What a condition says is a tree, whose texts [`Writer`] puts together from the names of columns and static pieces.
//! Values are bound, whatever they hold, so that a text depends on nothing but which operators are used on which
//! columns.

mod column;
mod figure;
mod hop;
mod keyset;
mod node;
mod operand;
mod order;
mod pattern;
mod subquery;
mod typed;
mod writer;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

pub(crate) use column::ColumnSql;
pub use figure::{Period, Summed, count};
pub(crate) use hop::{Hop, HopColumns};
pub(crate) use keyset::{behind, left_out, write_place};
pub(crate) use node::{Comparison, ConditionNode};
pub use order::Order;
pub(crate) use order::OrderItem;
pub use subquery::ValuesOf;
pub(crate) use subquery::{Referring, Subquery};
pub use typed::{Opaque, TypedColumn};
pub(crate) use writer::Writer;

/// A condition on the rows of an entity, made of its columns: `Message::ROLE.eq(MessageRole::User)`.
///
/// As in SQL, a comparison with a column that is null is neither true nor false: neither the condition nor its opposite
/// finds the row.
#[must_use = "a condition does nothing before a query is filtered by it"]
pub struct Condition<E> {
    node: ConditionNode,
    of: PhantomData<fn() -> E>,
}

impl<E> Condition<E> {
    pub(crate) fn new(node: ConditionNode) -> Self {
        Self { node, of: PhantomData }
    }

    pub(crate) fn into_node(self) -> ConditionNode {
        self.node
    }

    /// Is true where both are.
    pub fn and(self, other: Self) -> Self {
        Self::new(ConditionNode::all(vec![self.node, other.node]))
    }

    /// Is true where one of them is, or both are.
    pub fn or(self, other: Self) -> Self {
        Self::new(ConditionNode::any(vec![self.node, other.node]))
    }

    /// Is true where all of them are: everywhere, where there are none.
    pub fn all_of(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::new(ConditionNode::all(conditions.into_iter().map(Self::into_node).collect()))
    }

    /// Is true where one of them is: nowhere, where there are none.
    pub fn any_of(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::new(ConditionNode::any(conditions.into_iter().map(Self::into_node).collect()))
    }

    /// Is true where the condition is neither true nor false, since a column that it compares is null.
    pub fn is_unknown(self) -> Self {
        Self::new(ConditionNode::Unknown(Box::new(self.node)))
    }
}

/// Is true where the condition is false, and unknown where it is unknown.
impl<E> Not for Condition<E> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(ConditionNode::Not(Box::new(self.node)))
    }
}

/// Shows which operators are used on which columns; values are left out, which may be secret.
impl<E> fmt::Debug for Condition<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}
