//! Places in an order, as cursors hold them.

use super::column::ColumnSql;
use super::node::{Comparison, Node};
use super::operand::Operand;
use super::order::{Nulls, OrderItem};
use crate::error::{Error, ErrorKind, Result};
use crate::value::Row;

/// Appends where a row stands in an order.
///
/// # Errors
/// `Decode`, or `Database` for a column that rows leave out.
pub(crate) fn write_place(order: &[OrderItem], row: &Row, to: &mut Vec<u8>) -> Result<()> {
    for OrderItem { column, cursor, .. } in order {
        let place = column.place.ok_or_else(|| left_out(column))?;
        (cursor.write)(column, row, place, to)?;
    }
    Ok(())
}

/// Returns the error of a page by a column that no row tells.
pub(crate) fn left_out(column: &ColumnSql) -> Error {
    Error::new(ErrorKind::Database(format!("rows leave out `{}`, so that no page can be read by it", column.name)))
}

/// Returns the condition of the rows behind a place in an order; `None` where `bytes` hold none of this order.
pub(crate) fn behind(order: &[OrderItem], mut bytes: &[u8]) -> Option<Node> {
    let mut place = Vec::with_capacity(order.len());
    for item in order {
        let held = bytes;
        let value = (item.cursor.read)(&item.column, &mut bytes)?;
        if value.is_none() && !item.column.is_nullable {
            return None;
        }
        place.push(Held { item, bytes: held, is_null: value.is_none() });
    }
    bytes.is_empty().then(|| beyond(&place))
}

/// The value of a column at the place.
struct Held<'a> {
    item: &'a OrderItem,
    /// They begin with the value.
    bytes: &'a [u8],
    is_null: bool,
}

impl Held<'_> {
    fn operand(&self) -> Option<Operand> {
        (self.item.cursor.read)(&self.item.column, &mut { self.bytes })?
    }

    fn compare(&self, comparison: Comparison) -> Node {
        match self.operand() {
            Some(value) => Node::Compare(self.item.column, comparison, value),
            None => Node::Never(self.item.column, comparison),
        }
    }

    /// Rows that the column alone puts behind the place.
    fn further(&self) -> Node {
        let beyond = if self.item.is_descending { Comparison::Less } else { Comparison::Greater };
        let column = self.item.column;
        match (self.is_null, self.item.nulls) {
            (true, Nulls::First) => Node::IsNull(column, false),
            (true, Nulls::Last) => Node::any(Vec::new()),
            (false, Nulls::Last) if column.is_nullable => {
                Node::any(vec![self.compare(beyond), Node::IsNull(column, true)])
            }
            (false, _) => self.compare(beyond),
        }
    }

    fn same(&self) -> Node {
        if self.is_null { Node::IsNull(self.item.column, true) } else { self.compare(Comparison::Equal) }
    }
}

/// Returns `a >= 1 AND (a > 1 OR b > 2)`, by which an index is read from its place on; of a column that may be null
/// `a > 1 OR a = 1 AND b > 2`.
fn beyond(place: &[Held<'_>]) -> Node {
    let Some((first, rest)) = place.split_first() else { return Node::any(Vec::new()) };
    let further = first.further();
    if rest.is_empty() {
        return further;
    }
    if first.item.column.is_nullable {
        return Node::any(vec![further, Node::all(vec![first.same(), beyond(rest)])]);
    }
    let from = if first.item.is_descending { Comparison::LessOrEqual } else { Comparison::GreaterOrEqual };
    Node::all(vec![first.compare(from), Node::any(vec![further, beyond(rest)])])
}
