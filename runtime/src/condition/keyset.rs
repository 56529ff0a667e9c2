//! Places in an order, as cursors hold them.

use super::column::ColumnSql;
use super::node::{Comparison, ConditionNode};
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
pub(crate) fn behind(order: &[OrderItem], mut bytes: &[u8]) -> Option<ConditionNode> {
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

    fn compare(&self, comparison: Comparison) -> ConditionNode {
        match self.operand() {
            Some(value) => ConditionNode::Compare(self.item.column, comparison, value),
            None => ConditionNode::Never(self.item.column, comparison),
        }
    }
}

/// Returns `a >= 1 AND (a > 1 OR b > 2)`, by which an index is read from its place on. Where nulls are last, they are
/// among the rows behind a value.
///
/// It never says `a > 1 OR a = 1 AND b > 2`: MariaDB 10.11 loses rows where it makes ranges of that in an index with a
/// descending column.
fn beyond(place: &[Held<'_>]) -> ConditionNode {
    let Some((first, rest)) = place.split_first() else { return ConditionNode::any(Vec::new()) };
    let rest = (!rest.is_empty()).then(|| beyond(rest));
    let OrderItem { column, is_descending, nulls, .. } = *first.item;
    let is_null = ConditionNode::IsNull(column, true);
    if first.is_null {
        return match nulls {
            Nulls::First => {
                ConditionNode::any([ConditionNode::IsNull(column, false)].into_iter().chain(rest).collect())
            }
            Nulls::Last => ConditionNode::all(vec![is_null, rest.unwrap_or_else(|| ConditionNode::any(Vec::new()))]),
        };
    }
    let (from, behind) = match is_descending {
        false => (Comparison::GreaterOrEqual, Comparison::Greater),
        true => (Comparison::LessOrEqual, Comparison::Less),
    };
    let with_nulls = |node| match nulls {
        Nulls::Last if column.is_nullable => ConditionNode::any(vec![node, ConditionNode::IsNull(column, true)]),
        _ => node,
    };
    let behind = with_nulls(first.compare(behind));
    let Some(rest) = rest else { return behind };
    let apart = ConditionNode::all(vec![with_nulls(first.compare(from)), ConditionNode::any(vec![behind, rest])]);
    match as_one(place) {
        Some(values) => ConditionNode::Beyond(values, is_descending, Box::new(apart)),
        None => apart,
    }
}

/// Returns the columns and values where all are ordered alike and none is null: an index is then read from the very
/// place on, however many rows have the first value.
fn as_one(place: &[Held<'_>]) -> Option<Vec<(ColumnSql, Operand)>> {
    let is_descending = place.first()?.item.is_descending;
    let is_alike = |held: &Held<'_>| held.item.is_descending == is_descending && !held.item.column.is_nullable;
    let values = place.iter().filter(|held| is_alike(held));
    let values = values.map(|held| Some((held.item.column, held.operand()?))).collect::<Option<Vec<_>>>()?;
    (values.len() == place.len()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::super::typed::TypedColumn;
    use super::super::writer::Writer;
    use super::behind;
    use crate::config::Driver;
    use crate::value::{Arguments, CursorValue as _};

    /// Returns the condition of the rows behind 1 and 2.
    fn text(driver: Driver, is_mixed: bool) -> String {
        let (a, b) = (TypedColumn::<(), i64>::new("a", 0), TypedColumn::<(), i64>::new("b", 1));
        let second = if is_mixed { b.asc() } else { b.desc() };
        let mut place = Vec::new();
        1_i64.write(&mut place);
        2_i64.write(&mut place);
        let mut writer = Writer::behind(String::new(), Arguments::new(driver));
        writer.condition(&behind(&[a.desc().item, second.item], &place).expect("it is a place"));
        writer.finish().0.as_str().to_owned()
    }

    #[test]
    #[cfg(feature = "postgres")]
    fn columns_in_one_direction_are_compared_as_one() {
        assert_eq!(text(Driver::Postgres, false), r#"("a" <= $1 AND ("a", "b") < ($2, $3))"#);
        assert_eq!(text(Driver::Postgres, true), r#"("a" <= $1 AND ("a" < $2 OR "b" > $3))"#);
    }

    #[test]
    #[cfg(feature = "mysql")]
    fn mysql_gets_a_range_of_the_first() {
        assert_eq!(text(Driver::MySql, false), "(`a` <= ? AND (`a` < ? OR `b` < ?))");
    }
}
