//! Types that columns hold: bound to a statement, read from a row.

mod bytes;
mod calendar;
mod compared;
mod composite_key;
mod cursor_value;
mod decimal;
mod duration;
mod enumeration;
mod json;
mod key;
mod local;
mod newtype;
mod nullable;
mod plain;
mod search_terms;
mod secret;
mod stored_as;
mod text;
mod timestamp;

use crate::error::Result;
use crate::value::arguments::{Arguments, encode};
use crate::value::row::Row;

pub use calendar::{Date, Time};
pub use compared::{Exact, Keyed};
pub use composite_key::{bind_ordered, write_parts};
pub use cursor_value::CursorValue;
pub use decimal::{Decimal, DecimalMember, Digits, Scaled};
pub use enumeration::{UnknownValue, deserialize_text};
pub(crate) use json::storable;
pub use json::{Json, JsonOf};
pub use local::LocalDateTime;
pub use secret::Secret;
pub use stored_as::StoredAs;
pub use timestamp::{Timestamp, now};

/// A value that can stand for a placeholder.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    note = "an enum or a newtype derives `larder::Value`; a serde type is kept as JSON by `#[field(json)]`"
)]
pub trait Bind: Sync {
    /// Appends the value to `arguments`.
    fn bind(&self, arguments: &mut Arguments);

    /// Appends the value of a key. A text that ends in a space is none ([`Keyed`]).
    fn bind_key(&self, arguments: &mut Arguments) {
        self.bind(arguments);
    }

    /// Appends NULL with the type of such a value; PostgreSQL checks the type even of NULL.
    fn bind_null(arguments: &mut Arguments)
    where
        Self: Sized,
    {
        encode!(arguments, None::<&str>);
    }

    /// Returns the value as it will be read back: cut to what a column keeps.
    #[must_use]
    fn stored(self) -> Self
    where
        Self: Sized,
    {
        self
    }
}

/// A type that a column can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    note = "an enum or a newtype derives `larder::Value`; a serde type is kept as JSON by `#[field(json)]`"
)]
pub trait Column: Bind + Sized {
    /// Reads the value at position `index`.
    ///
    /// # Errors
    /// `Decode` when the value is not of this type; its text never holds the value.
    fn decode(row: &Row, index: usize) -> Result<Self>;
}
