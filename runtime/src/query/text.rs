//! The text of an own statement, in pieces.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of the literals that `sql!` was given and of
//! placeholders; values are always bound.

use std::sync::OnceLock;

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of literals and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use super::parameter::Parameter;
use crate::config::Driver;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::push_placeholder;
use crate::statistics::Label;
use crate::value::{Arguments, Bind, Keyed};

/// The longest list: more placeholders no statement of SQLite has.
const MOST_ITEMS: usize = 32_000;

/// A piece of a text; numbers are the places of values.
#[derive(Debug, Clone, Copy)]
pub enum QueryPiece {
    /// SQL.
    Text(&'static str),
    /// A value.
    Value(usize),
    /// A list in parentheses.
    List(usize),
    /// A part that stands where the condition holds, to `Else` or `End`.
    If(usize),
    /// The part that stands where it does not.
    Else,
    /// The end of both.
    End,
}

/// The text of an own statement in every dialect.
#[derive(Debug)]
pub struct QueryText {
    /// `sql.src/report.rs:12`, or the entity and its method.
    label: Label,
    /// In the order of the dialects.
    pieces: [&'static [QueryPiece]; 3],
    /// The texts that are the same whatever the values are, put together at their first use.
    whole: [OnceLock<Box<str>>; 3],
}

impl QueryText {
    /// Creates a text that is the same everywhere.
    #[must_use]
    pub const fn same(place: &'static str, pieces: &'static [QueryPiece]) -> Self {
        Self::each(place, pieces, pieces, pieces)
    }

    /// Creates a text that every dialect spells in its own way.
    #[must_use]
    pub const fn each(
        place: &'static str,
        postgres: &'static [QueryPiece],
        mysql: &'static [QueryPiece],
        sqlite: &'static [QueryPiece],
    ) -> Self {
        Self::method("sql", place, [postgres, mysql, sqlite])
    }

    /// Creates the text of a method of an entity's repository, for each dialect.
    #[must_use]
    pub const fn method(entity: &'static str, method: &'static str, pieces: [&'static [QueryPiece]; 3]) -> Self {
        Self { label: Label { entity, method }, pieces, whole: [const { OnceLock::new() }; 3] }
    }

    pub(super) fn label(&self) -> Label {
        self.label
    }

    /// Returns the text for these values, and the values in the order of its placeholders.
    pub(super) fn build(&'static self, driver: Driver, values: &[Parameter<'_>]) -> Result<(SqlStr, Arguments)> {
        let dialect = driver.dialect();
        let at = dialect as usize;
        let mut writer = Writer {
            dialect,
            // A text that is known already is not written again, but its values are bound in the same order.
            text: self.whole[at].get().is_none().then(String::new),
            arguments: Arguments::new(driver),
            values,
            is_whole: true,
        };
        writer.write(self.pieces[at])?;
        let text = match writer.text {
            None => self.whole[at].get().map_or("", |text| text).into_sql_str(),
            Some(text) if writer.is_whole => self.whole[at].get_or_init(|| text.into_boxed_str()).into_sql_str(),
            Some(text) => AssertSqlSafe(text).into_sql_str(),
        };
        Ok((text, writer.arguments))
    }
}

struct Writer<'w, 'q> {
    dialect: Dialect,
    text: Option<String>,
    arguments: Arguments,
    values: &'w [Parameter<'q>],
    /// Whether the text is the same whatever the values are.
    is_whole: bool,
}

impl Writer<'_, '_> {
    fn write(&mut self, pieces: &[QueryPiece]) -> Result<()> {
        // Whether each of the parts that are open stands; a part within one that falls does not stand either.
        let mut stands = Vec::new();
        for piece in pieces {
            match *piece {
                QueryPiece::If(place) => {
                    self.is_whole = false;
                    stands.push(matches!(self.values.get(place), Some(Parameter::Condition(true))));
                }
                QueryPiece::Else => {
                    if let Some(last) = stands.last_mut() {
                        *last = !*last;
                    }
                }
                QueryPiece::End => {
                    stands.pop();
                }
                _ if stands.contains(&false) => {}
                QueryPiece::Text(text) => self.push(text),
                QueryPiece::Value(place) => match self.values.get(place) {
                    Some(Parameter::Value(value)) => self.bind(*value),
                    Some(Parameter::Tenant(tenant)) => self.bind(&Keyed(*tenant)),
                    _ => {}
                },
                QueryPiece::List(place) => {
                    self.is_whole = false;
                    if let Some(Parameter::List { items, null }) = self.values.get(place) {
                        self.list(items, *null)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if let Some(whole) = &mut self.text {
            whole.push_str(text);
        }
    }

    fn placeholder(&mut self) {
        if let Some(text) = &mut self.text {
            push_placeholder(text, self.dialect, self.arguments.len() + 1);
        }
    }

    fn bind(&mut self, value: &dyn Bind) {
        self.placeholder();
        self.arguments.add(value);
    }

    /// Writes a list with as many placeholders as the next power of two, so that lists of all lengths share a few
    /// prepared statements; its last item stands in the places that are left. Nothing is in an empty list.
    fn list(&mut self, items: &[&dyn Bind], null: fn(&mut Arguments)) -> Result<()> {
        let Some(last) = items.last() else {
            self.push("(SELECT ");
            self.placeholder();
            null(&mut self.arguments);
            self.push(if self.dialect == Dialect::MySql { " FROM DUAL WHERE 1 = 0)" } else { " WHERE 1 = 0)" });
            return Ok(());
        };
        if items.len() > MOST_ITEMS {
            let what = format!("a list of {} items is too long, the longest has {MOST_ITEMS}", items.len());
            return Err(Error::new(ErrorKind::Database(what)));
        }
        let places = items.len().next_power_of_two().min(MOST_ITEMS);
        for (at, item) in items.iter().chain(std::iter::repeat(last)).take(places).enumerate() {
            self.push(if at == 0 { "(" } else { ", " });
            self.bind(*item);
        }
        self.push(")");
        Ok(())
    }
}

/// Writes a [`QueryText`]: `query_text!("Message" "busiest" [text "SELECT …", value 0])`, with one list for all
/// dialects or one for each.
#[doc(hidden)]
#[macro_export]
macro_rules! __query_text {
    ($entity:literal $method:literal [$($piece:ident $($value:literal)?),* $(,)?] $(,)?) => {{
        const PIECES: &[$crate::support::QueryPiece] = &[$($crate::__query_text!(@$piece $($value)?)),*];
        $crate::support::QueryText::method($entity, $method, [PIECES; 3])
    }};
    ($entity:literal $method:literal $([$($piece:ident $($value:literal)?),* $(,)?]),* $(,)?) => {
        $crate::support::QueryText::method(
            $entity,
            $method,
            [$(&[$($crate::__query_text!(@$piece $($value)?)),*]),*],
        )
    };
    (@text $text:literal) => { $crate::support::QueryPiece::Text($text) };
    (@value $place:literal) => { $crate::support::QueryPiece::Value($place) };
    (@list $place:literal) => { $crate::support::QueryPiece::List($place) };
    (@part $place:literal) => { $crate::support::QueryPiece::If($place) };
    (@other) => { $crate::support::QueryPiece::Else };
    (@end) => { $crate::support::QueryPiece::End };
}

/// Defines the struct of a query's rows, whose members are columns:
/// `query_row! { /// doc \n pub struct MessageBusiest { plain day: Timestamp, decimal(12, 2) cost: Decimal, } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __query_row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($kind:ident $(($precision:literal, $scale:literal))? $member:ident: $ty:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq)]
        $vis struct $name {
            $(
                #[doc = ::core::concat!("The column `", ::core::stringify!($member), "`.")]
                pub $member: $ty,
            )*
        }

        #[automatically_derived]
        impl $crate::support::Projection for $name {
            const NAME: &'static ::core::primitive::str = ::core::stringify!($name);
            const COLUMNS: &'static [&'static ::core::primitive::str] =
                &[$($crate::support::column_name(::core::stringify!($member))),*];

            fn read<S: $crate::support::MemberSource>(from: &mut S) -> $crate::support::Fallible<Self, S::Error> {
                $crate::support::Ok(Self { $($member: from.$kind$(::<$precision, $scale, _>)?()?),* })
            }
        }
    };
}
