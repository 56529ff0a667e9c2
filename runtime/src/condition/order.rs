//! Orders of rows.

use std::fmt;
use std::marker::PhantomData;

use super::column::ColumnSql;
use super::typed::CursorForm;

/// A column that rows are ordered by, and in which direction: `Message::CREATED_AT.desc()`.
///
/// A null is below every value, on every database, unless [`nulls_first`](Self::nulls_first) or
/// [`nulls_last`](Self::nulls_last) says where it stands. Texts are ordered by code points.
#[must_use = "an order does nothing before a query is ordered by it"]
pub struct Order<E> {
    pub(crate) item: OrderItem,
    of: PhantomData<fn() -> E>,
}

/// The same without the entity.
#[derive(Clone, Copy)]
pub(crate) struct OrderItem {
    pub(crate) column: ColumnSql,
    pub(crate) is_descending: bool,
    pub(crate) nulls: Nulls,
    /// How a cursor holds the value.
    pub(crate) cursor: CursorForm,
}

/// Where nulls stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// Before all values.
    First,
    /// Behind them.
    Last,
}

impl<E> Order<E> {
    pub(super) const fn new(column: ColumnSql, is_descending: bool, cursor: CursorForm) -> Self {
        let item = OrderItem { column, is_descending, nulls: OrderItem::usual(is_descending), cursor };
        Self { item, of: PhantomData }
    }

    /// Puts rows without a value before all others.
    pub fn nulls_first(mut self) -> Self {
        self.item.nulls = Nulls::First;
        self
    }

    /// Puts rows without a value behind all others.
    pub fn nulls_last(mut self) -> Self {
        self.item.nulls = Nulls::Last;
        self
    }

    /// Turns the order around: each row stands where it stood from the other end.
    pub fn reversed(mut self) -> Self {
        self.item = self.item.reversed();
        self
    }
}

impl OrderItem {
    /// Returns the order of groups by what they have in common; no cursor holds it.
    pub(crate) const fn group(column: ColumnSql) -> Self {
        Self { column, is_descending: false, nulls: Nulls::First, cursor: CursorForm::NONE }
    }

    /// Where nulls stand if nothing is said: below every value.
    pub(crate) const fn usual(is_descending: bool) -> Nulls {
        if is_descending { Nulls::Last } else { Nulls::First }
    }

    pub(crate) fn reversed(self) -> Self {
        let nulls = match self.nulls {
            Nulls::First => Nulls::Last,
            Nulls::Last => Nulls::First,
        };
        Self { is_descending: !self.is_descending, nulls, ..self }
    }
}

impl<E> Clone for Order<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Order<E> {}

impl<E> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.item.fmt(f)
    }
}

/// Says all that tells one order from another; cursors hold it.
impl fmt::Debug for OrderItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.column)?;
        if self.is_descending {
            f.write_str(" desc")?;
        }
        match self.nulls {
            _ if !self.column.is_nullable => Ok(()),
            Nulls::First => f.write_str(" nulls first"),
            Nulls::Last => f.write_str(" nulls last"),
        }
    }
}
