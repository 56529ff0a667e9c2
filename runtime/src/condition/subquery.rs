//! Conditions on rows of another entity.

use std::fmt;
use std::marker::PhantomData;

use super::Condition;
use super::column::ColumnSql;
use super::node::ConditionNode;
use super::typed::TypedColumn;
use crate::statement::Sql;

/// The values of a column in the rows of a query.
pub(crate) struct Subquery {
    pub(crate) column: ColumnSql,
    /// Counts the rows of the table.
    pub(crate) rows: &'static Sql,
    pub(crate) tenant: Option<String>,
    pub(crate) conditions: Vec<ConditionNode>,
}

/// Rows that refer to the one that a condition is asked of.
pub(crate) struct Referring {
    /// The columns that refer to it.
    pub(crate) columns: Vec<ColumnSql>,
    /// Counts the rows of their table.
    pub(crate) rows: &'static Sql,
    pub(crate) condition: ConditionNode,
}

/// The values that a column has in the rows of a query, for a condition on rows of another entity.
///
/// `Conversation::ID.is_in_query(scope.messages().select().filter(…).values_of(Message::CONVERSATION_ID))`. The rows
/// are those of the query's own repository: of its tenant, and without those that are marked as deleted.
#[must_use = "a list of values does nothing before a condition asks for it"]
pub struct ValuesOf<T> {
    query: Subquery,
    of: PhantomData<fn() -> T>,
}

impl<T> ValuesOf<T> {
    pub(crate) fn new(query: Subquery) -> Self {
        Self { query, of: PhantomData }
    }
}

impl<T> fmt::Debug for ValuesOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.query.fmt(f)
    }
}

impl fmt::Debug for Subquery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SELECT {} WHERE {:?}", self.column.name, self.conditions)
    }
}

impl<E, T> TypedColumn<E, T> {
    /// Is true where the column has one of the values.
    pub fn is_in_query(self, values: ValuesOf<T>) -> Condition<E> {
        Condition::new(ConditionNode::Within(self.sql, Box::new(values.query), true))
    }

    /// Is true where the column has a value that is none of those.
    pub fn is_not_in_query(self, values: ValuesOf<T>) -> Condition<E> {
        Condition::new(ConditionNode::Within(self.sql, Box::new(values.query), false))
    }
}
