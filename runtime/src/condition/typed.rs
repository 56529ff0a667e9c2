//! Columns of an entity with the type of their values.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use larder_format::Dialect;

use super::Condition;
use super::column::{ColumnForm, ColumnKind, ColumnSql, NativeSql};
use super::figure::Figure;
use super::keyset::left_out;
use super::node::{Comparison, ConditionNode};
use super::operand::{Operand, equal_operand, operand};
use super::order::Order;
use super::pattern::TextPattern;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::Cast;
use crate::validate::Text;
use crate::value::{Bind, Column, CursorValue, Decimal, Digits, IntoOption, Row};

/// A column of `E` whose values are of type `T`, null or not: a constant of each entity, `Message::ROLE`.
pub struct TypedColumn<E, T> {
    pub(crate) sql: ColumnSql,
    of: PhantomData<fn() -> (E, T)>,
}

/// Stands for the type of a column that holds JSON, of which a condition asks only whether it is there.
pub enum Opaque {}

/// How a cursor holds the value of a column.
#[derive(Clone, Copy)]
pub(crate) struct CursorForm {
    /// Appends what a row has.
    pub(crate) write: fn(&ColumnSql, &Row, usize, &mut Vec<u8>) -> Result<()>,
    /// Takes a value from the front; the outer `None` where something else stands there.
    pub(crate) read: fn(&ColumnSql, &mut &[u8]) -> Option<Option<Operand>>,
}

impl<E, T> Clone for TypedColumn<E, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, T> Copy for TypedColumn<E, T> {}

impl<E, T> fmt::Debug for TypedColumn<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sql)
    }
}

/// What generated code says of a column.
#[doc(hidden)]
impl<E, T> TypedColumn<E, T> {
    /// Creates the column at a place of the row.
    #[must_use]
    pub const fn new(name: &'static str, place: usize) -> Self {
        Self::of(ColumnSql::new(name, Some(place)))
    }

    /// Creates a column that rows leave out.
    #[must_use]
    pub const fn aside(name: &'static str) -> Self {
        Self::of(ColumnSql::new(name, None))
    }

    pub(crate) const fn of(sql: ColumnSql) -> Self {
        Self { sql, of: PhantomData }
    }

    const fn with(mut self, kind: ColumnKind) -> Self {
        self.sql.kind = kind;
        self
    }

    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.sql.is_nullable = true;
        self
    }

    #[must_use]
    pub const fn text(self) -> Self {
        self.with(ColumnKind::Text)
    }

    #[must_use]
    pub const fn key(self) -> Self {
        self.with(ColumnKind::KeyText)
    }

    #[must_use]
    pub const fn label(self) -> Self {
        self.with(ColumnKind::Label)
    }

    #[must_use]
    pub const fn decimal(self, precision: u32, scale: u32) -> Self {
        let digits = Digits { precision, scale };
        match self.sql.kind {
            ColumnKind::Native(native) => self.with(ColumnKind::Native(NativeSql { digits: Some(digits), ..native })),
            _ => self.with(ColumnKind::Decimal(digits)),
        }
    }

    /// A type of the database's own; what stands behind a value on PostgreSQL.
    #[must_use]
    pub const fn native(self, behind: &'static str) -> Self {
        let cast = if behind.is_empty() { None } else { Some(Cast { before: "", behind }) };
        self.with(ColumnKind::Native(NativeSql { cast, read: None, digits: None }))
    }

    /// What stands before and behind it where it is read, on PostgreSQL, MySQL and SQLite.
    #[must_use]
    pub const fn read(self, read: &'static [(&'static str, &'static str); 3]) -> Self {
        match self.sql.kind {
            ColumnKind::Native(native) => self.with(ColumnKind::Native(NativeSql { read: Some(read), ..native })),
            _ => self,
        }
    }
}

impl<E, T> TypedColumn<E, T> {
    /// Is true where the column is null; never unknown.
    pub fn is_null(self) -> Condition<E> {
        Condition::new(ConditionNode::IsNull(self.sql, true))
    }

    /// Is true where the column has a value; never unknown.
    pub fn is_not_null(self) -> Condition<E> {
        Condition::new(ConditionNode::IsNull(self.sql, false))
    }
}

/// A value that is missing stands for null: a column equals it where it is null, and is neither above nor below it.
impl<E, T: Bind + Send + 'static> TypedColumn<E, T> {
    /// Is true where the column equals the value; of a missing one, where the column is null.
    pub fn eq(self, value: impl IntoOption<T>) -> Condition<E> {
        match value.into_option() {
            Some(value) => self.compare(Comparison::Equal, equal_operand(&self.sql, value)),
            None => self.is_null(),
        }
    }

    /// Is true where the column has another value; of a missing one, where the column has any.
    pub fn ne(self, value: impl IntoOption<T>) -> Condition<E> {
        match value.into_option() {
            Some(value) => self.compare(Comparison::NotEqual, operand(&self.sql, value)),
            None => self.is_not_null(),
        }
    }

    /// Is true where the column is below the value.
    pub fn lt(self, value: impl IntoOption<T>) -> Condition<E> {
        self.ordered(Comparison::Less, value)
    }

    /// Is true where the column is not above the value.
    pub fn le(self, value: impl IntoOption<T>) -> Condition<E> {
        self.ordered(Comparison::LessOrEqual, value)
    }

    /// Is true where the column is above the value.
    pub fn gt(self, value: impl IntoOption<T>) -> Condition<E> {
        self.ordered(Comparison::Greater, value)
    }

    /// Is true where the column is not below the value.
    pub fn ge(self, value: impl IntoOption<T>) -> Condition<E> {
        self.ordered(Comparison::GreaterOrEqual, value)
    }

    /// Is true where the column is neither below `low` nor above `high`.
    pub fn between(self, low: impl IntoOption<T>, high: impl IntoOption<T>) -> Condition<E> {
        self.ge(low).and(self.le(high))
    }

    /// Is true where the column equals one of the values; nowhere, where there are none. Missing values are left out.
    pub fn is_in(self, values: impl IntoIterator<Item = impl IntoOption<T>>) -> Condition<E> {
        self.among(values, true)
    }

    /// Is true where the column has a value that is none of these. Missing values are left out.
    pub fn is_not_in(self, values: impl IntoIterator<Item = impl IntoOption<T>>) -> Condition<E> {
        self.among(values, false)
    }

    fn among(self, values: impl IntoIterator<Item = impl IntoOption<T>>, is_among: bool) -> Condition<E> {
        let values = values.into_iter().filter_map(IntoOption::into_option);
        let operands = values.map(|value| equal_operand(&self.sql, value)).collect();
        Condition::new(ConditionNode::In(self.sql, operands, is_among))
    }

    fn ordered(self, comparison: Comparison, value: impl IntoOption<T>) -> Condition<E> {
        match value.into_option() {
            Some(value) => self.compare(comparison, operand(&self.sql, value)),
            None => Condition::new(ConditionNode::Never(self.sql, comparison)),
        }
    }

    fn compare(self, comparison: Comparison, value: Operand) -> Condition<E> {
        Condition::new(ConditionNode::Compare(self.sql, comparison, value))
    }
}

/// What is looked for is taken as it is: `%` and `_` mean themselves.
impl<E, T: Text> TypedColumn<E, T> {
    /// Is true where the text begins with this one.
    pub fn starts_with(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, true, false, false)
    }

    /// Is true where the text ends with this one.
    pub fn ends_with(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, false, true, false)
    }

    /// Is true where the text contains this one.
    pub fn contains(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, false, false, false)
    }

    /// Is true where the text is this one, with letters of ASCII in either case.
    pub fn eq_ignore_case(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, true, true, true)
    }

    /// Is true where the text begins with this one, with letters of ASCII in either case.
    pub fn starts_with_ignore_case(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, true, false, true)
    }

    /// Is true where the text ends with this one, with letters of ASCII in either case.
    pub fn ends_with_ignore_case(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, false, true, true)
    }

    /// Is true where the text contains this one, with letters of ASCII in either case.
    pub fn contains_ignore_case(self, text: impl Into<String>) -> Condition<E> {
        self.like(text, false, false, true)
    }

    fn like(self, text: impl Into<String>, at_start: bool, at_end: bool, ignores_case: bool) -> Condition<E> {
        let pattern = TextPattern { needle: text.into(), at_start, at_end, ignores_case };
        Condition::new(ConditionNode::Like(self.sql, pattern))
    }
}

impl<E, T: Column + Send + 'static> TypedColumn<E, T> {
    /// Reads what a statement selected of the column.
    pub(crate) fn decode(self, row: &Row, index: usize) -> Result<Option<T>> {
        let value: Box<dyn Any> = match (self.sql.kind.digits(), self.sql.form) {
            (_, ColumnForm::Figure(Figure::Rows | Figure::Count | Figure::Distinct | Figure::Average)) => {
                return Option::<T>::decode(row, index);
            }
            (Some(digits), _) => Box::new(digits.read(row, index)?),
            (None, ColumnForm::Figure(Figure::Sum { of_floats: false })) => Box::new(whole(row, index)?),
            _ => return Option::<T>::decode(row, index),
        };
        match value.downcast::<Option<T>>() {
            Ok(value) => Ok(*value),
            Err(_) => Option::<T>::decode(row, index),
        }
    }
}

/// Reads a sum of integers: PostgreSQL and MySQL give a number of any size.
fn whole(row: &Row, index: usize) -> Result<Option<i64>> {
    if row.dialect() == Dialect::Sqlite {
        return Option::<i64>::decode(row, index);
    }
    let beyond = |_| Error::new(ErrorKind::Decode("a sum is beyond an i64".to_owned()));
    Option::<Decimal>::decode(row, index)?.map(|sum| i64::try_from(sum).map_err(beyond)).transpose()
}

impl<E, T: Column + CursorValue + Send + 'static> TypedColumn<E, T> {
    /// Orders rows by the column, the least first.
    pub const fn asc(self) -> Order<E> {
        Order::new(self.sql, false, CursorForm::of::<T>())
    }

    /// Orders rows by the column, the greatest first.
    pub const fn desc(self) -> Order<E> {
        Order::new(self.sql, true, CursorForm::of::<T>())
    }
}

impl CursorForm {
    /// That of a column whose values no cursor holds.
    pub(super) const NONE: Self = Self { write: |column, _, _, _| Err(left_out(column)), read: |_, _| None };

    const fn of<T: Column + CursorValue + Send + 'static>() -> Self {
        Self { write: write::<T>, read: read::<T> }
    }
}

fn write<T: Column + CursorValue>(column: &ColumnSql, row: &Row, index: usize, to: &mut Vec<u8>) -> Result<()> {
    // A decimal is read by the digits of its column.
    if let Some(digits) = column.kind.digits() {
        return digits.read(row, index).map(|value| value.write(to));
    }
    Option::<T>::decode(row, index).map(|value| value.write(to))
}

fn read<T: Bind + CursorValue + Send + 'static>(column: &ColumnSql, from: &mut &[u8]) -> Option<Option<Operand>> {
    Some(Option::<T>::read(from)?.map(|value| operand(column, value)))
}
