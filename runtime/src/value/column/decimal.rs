//! Exact decimal numbers.

use std::fmt::Write as _;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Bind, Column, CursorValue};
use crate::cache::{KeyPart, KeyWriter};
use crate::error::Result;
use crate::validate::exact;
use crate::value::arguments::{Arguments, Refusal, encode};
use crate::value::row::{Row, read};

/// An exact decimal number.
pub type Decimal = rust_decimal::Decimal;

/// Digits of a decimal that SQLite keeps as an integer of the smallest unit; more are kept as text.
const INTEGER_DIGITS: u32 = 18;

/// The value of a column that holds `PRECISION` digits, `SCALE` of them after the point.
///
/// It is bound and read as that column does so: SQLite has no decimals, and there a number of up to 18 digits is an
/// integer of the smallest unit, so that order and sums are exact, and a longer one is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scaled<const PRECISION: u32, const SCALE: u32>(pub Decimal);

impl<const PRECISION: u32, const SCALE: u32> Scaled<PRECISION, SCALE> {
    fn exact(self) -> Option<Decimal> {
        exact(self.0, PRECISION, SCALE)
    }

    /// The number as a column gives it back.
    fn shown(self) -> Decimal {
        self.exact().unwrap_or(self.0)
    }
}

impl<const PRECISION: u32, const SCALE: u32> Bind for Scaled<PRECISION, SCALE> {
    fn bind(&self, arguments: &mut Arguments) {
        Digits { precision: PRECISION, scale: SCALE }.bind(Some(self.0), arguments);
    }

    fn bind_null(arguments: &mut Arguments) {
        Digits { precision: PRECISION, scale: SCALE }.bind(None, arguments);
    }

    fn stored(self) -> Self {
        Self(self.shown())
    }
}

/// How many digits a column holds.
#[derive(Debug, Clone, Copy)]
pub struct Digits {
    /// In all.
    pub precision: u32,
    /// After the point.
    pub scale: u32,
}

impl Digits {
    /// Whether SQLite keeps the numbers as text, without order and sums.
    pub(crate) fn is_long(self) -> bool {
        self.precision > INTEGER_DIGITS
    }

    /// Reads a value of the column, or null.
    pub(crate) fn read(self, row: &Row, index: usize) -> Result<Option<Decimal>> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) if !self.is_long() => {
                Ok(Option::<i64>::decode(row, index)?.map(|units| Decimal::new(units, self.scale)))
            }
            _ => Option::<Decimal>::decode(row, index),
        }
    }

    /// Appends a value of the column, which is refused where it has more digits.
    #[allow(clippy::if_same_then_else, reason = "only SQLite, which may be left out, tells short numbers from long")]
    pub(crate) fn bind(self, value: Option<Decimal>, arguments: &mut Arguments) {
        let Self { precision, scale } = self;
        let exact = value.and_then(|value| exact(value, precision, scale));
        if precision <= INTEGER_DIGITS {
            encode!(arguments, postgres: exact, mysql: exact, sqlite: exact.map(units));
        } else {
            encode!(arguments, postgres: exact, mysql: exact, sqlite: exact.map(|value| value.to_string()));
        }
        if value.is_some() && exact.is_none() {
            arguments.refuse(Refusal::Digits { precision, scale });
        }
    }
}

/// Returns the number of smallest units, which 18 digits never exceed.
#[cfg(feature = "sqlite")]
fn units(value: Decimal) -> i64 {
    i64::try_from(value.mantissa()).unwrap_or_default()
}

impl<const PRECISION: u32, const SCALE: u32> Column for Scaled<PRECISION, SCALE> {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        let value = match &row.0 {
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) if PRECISION <= INTEGER_DIGITS => {
                Decimal::new(i64::decode(row, index)?, SCALE)
            }
            _ => Decimal::decode(row, index)?,
        };
        Ok(Self(Self(value).shown()))
    }
}

/// A number of no column, such as a sum. SQLite is given and gives text.
impl Bind for Decimal {
    fn bind(&self, arguments: &mut Arguments) {
        encode!(arguments, postgres: *self, mysql: *self, sqlite: self.to_string());
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, postgres: None::<Self>, mysql: None::<Self>, sqlite: None::<&str>);
    }
}

impl Column for Decimal {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) => {
                String::decode(row, index)?.parse().map_err(|_| row.unreadable(index, "is no decimal number"))
            }
            #[allow(unreachable_patterns, reason = "reachable with a driver besides SQLite")]
            _ => read!(row, index, postgres: Self, mysql: Self, sqlite: i64),
        }
    }
}

impl<const PRECISION: u32, const SCALE: u32> KeyPart for Scaled<PRECISION, SCALE> {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        // The writer never reports an error.
        let _ = write!(to, "{}", self.0.normalize());
    }
}

impl<const PRECISION: u32, const SCALE: u32> CursorValue for Scaled<PRECISION, SCALE> {
    fn write(&self, to: &mut Vec<u8>) {
        to.push(b'D');
        to.extend_from_slice(&self.shown().mantissa().to_be_bytes());
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let (b'D', rest) = from.split_first()? else { return None };
        let (bytes, rest) = rest.split_first_chunk()?;
        let value = Decimal::try_from_i128_with_scale(i128::from_be_bytes(*bytes), SCALE).ok()?;
        *from = rest;
        Some(Self(value))
    }
}

/// A number of no column, with the digits that it has.
impl CursorValue for Decimal {
    fn write(&self, to: &mut Vec<u8>) {
        to.push(b'E');
        to.extend_from_slice(&self.mantissa().to_be_bytes());
        to.extend_from_slice(&self.scale().to_be_bytes());
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let (b'E', rest) = from.split_first()? else { return None };
        let (mantissa, rest) = rest.split_first_chunk()?;
        let (scale, rest) = rest.split_first_chunk()?;
        let value = Self::try_from_i128_with_scale(i128::from_be_bytes(*mantissa), u32::from_be_bytes(*scale)).ok()?;
        *from = rest;
        Some(value)
    }
}

/// As text, which keeps every digit.
impl<const PRECISION: u32, const SCALE: u32> Serialize for Scaled<PRECISION, SCALE> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.shown())
    }
}

impl<'de, const PRECISION: u32, const SCALE: u32> Deserialize<'de> for Scaled<PRECISION, SCALE> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A format that does not describe itself holds what was written above.
        if deserializer.is_human_readable() {
            return <Decimal as Deserialize>::deserialize(deserializer).map(Self);
        }
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom("no decimal number"))
    }
}

/// A member whose column holds a decimal, or a decimal or NULL.
pub trait DecimalMember: Sized {
    /// The value as a column of so many digits holds it.
    type Scaled<const PRECISION: u32, const SCALE: u32>: Column + Serialize + DeserializeOwned + 'static;

    /// Returns the value for the column.
    fn scaled<const PRECISION: u32, const SCALE: u32>(&self) -> Self::Scaled<PRECISION, SCALE>;

    /// Returns the value, if there is one.
    fn number(&self) -> Option<Decimal>;

    /// Makes the member of the column's value.
    fn of_scaled<const PRECISION: u32, const SCALE: u32>(scaled: Self::Scaled<PRECISION, SCALE>) -> Self;
}

impl DecimalMember for Decimal {
    type Scaled<const PRECISION: u32, const SCALE: u32> = Scaled<PRECISION, SCALE>;

    fn scaled<const PRECISION: u32, const SCALE: u32>(&self) -> Scaled<PRECISION, SCALE> {
        Scaled(*self)
    }

    fn number(&self) -> Option<Self> {
        Some(*self)
    }

    fn of_scaled<const PRECISION: u32, const SCALE: u32>(scaled: Scaled<PRECISION, SCALE>) -> Self {
        scaled.0
    }
}

impl DecimalMember for Option<Decimal> {
    type Scaled<const PRECISION: u32, const SCALE: u32> = Option<Scaled<PRECISION, SCALE>>;

    fn scaled<const PRECISION: u32, const SCALE: u32>(&self) -> Option<Scaled<PRECISION, SCALE>> {
        self.map(Scaled)
    }

    fn number(&self) -> Self {
        *self
    }

    fn of_scaled<const PRECISION: u32, const SCALE: u32>(scaled: Option<Scaled<PRECISION, SCALE>>) -> Self {
        scaled.map(|scaled| scaled.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Scaled};
    use crate::value::column::CursorValue;

    #[test]
    fn a_cursor_and_the_cache_give_back_the_number() {
        let value = Scaled::<28, 10>("-123456789012345678.0123456789".parse().expect("is a decimal"));
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        assert_eq!(Scaled::<28, 10>::read(&mut bytes.as_slice()), Some(value));
        let stored = postcard::to_stdvec(&value).expect("has bytes");
        assert_eq!(postcard::from_bytes::<Scaled<28, 10>>(&stored), Ok(value));
        let json = serde_json::to_string(&Scaled::<6, 2>(Decimal::new(15, 1))).expect("has JSON");
        assert_eq!(json, "\"1.50\"");
        for text in ["\"1.5\"", "1.5"] {
            assert_eq!(serde_json::from_str::<Scaled<6, 2>>(text).expect("is a decimal").0, Decimal::new(15, 1));
        }
    }
}
