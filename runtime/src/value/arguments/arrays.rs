//! Many rows as one array for each column, which PostgreSQL takes apart again: one text serves any number of rows.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::{Arguments as _, Postgres, Type};
use uuid::Uuid;

/// What stands between two words of a list.
const BETWEEN_WORDS: &str = " ";

/// The arrays of a statement, which are filled row by row.
#[derive(Clone)]
pub(crate) struct ColumnArrays {
    columns: Vec<ColumnArray>,
    /// The column that the next value belongs to.
    next: usize,
    /// Whether every value so far has a place in an array.
    fits: bool,
}

/// The values of one column in PostgreSQL's words: each with its length before it, as arguments have it too.
#[derive(Clone, Default)]
struct ColumnArray {
    /// The number of their type.
    element: u32,
    bytes: PgArgumentBuffer,
    count: usize,
    has_null: bool,
    is_words: bool,
}

impl ColumnArrays {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns: vec![ColumnArray::default(); columns], next: 0, fits: columns > 0 }
    }

    /// Appends the next value of the row.
    pub(crate) fn add<'q, T: Encode<'q, Postgres> + Type<Postgres>>(&mut self, value: T) -> Result<(), BoxDynError> {
        if !self.fits {
            return Ok(());
        }
        let ty = value.produces().unwrap_or_else(T::type_info);
        let column = &mut self.columns[self.next];
        let is_null = column.push(value)?;
        let element = ty.oid().map_or(0, |oid| oid.0);
        if column.element != element {
            let is_first = column.count == 1;
            // A list has no place among the values of a list, and NULL may be bound as of another type.
            self.fits = (is_first || is_null) && array_of(element).is_some();
            if is_first {
                column.element = element;
            }
        }
        self.next = (self.next + 1) % self.columns.len();
        Ok(())
    }

    /// Appends a list of words as one text.
    pub(super) fn add_words(&mut self, words: &[&str]) -> Result<(), BoxDynError> {
        if self.fits {
            self.columns[self.next].is_words = true;
        }
        self.add(words.join(BETWEEN_WORDS))
    }

    /// Returns which columns hold lists of words.
    pub(super) fn words(&self) -> impl Iterator<Item = bool> {
        self.columns.iter().map(|column| column.is_words)
    }

    /// Appends the arrays to `arguments`; false where a value has no place in one.
    pub(super) fn append_to(self, arguments: &mut PgArguments) -> Result<bool, BoxDynError> {
        if !self.fits || self.columns.iter().any(|column| column.count == 0) {
            return Ok(false);
        }
        for column in self.columns {
            arguments.add(column)?;
        }
        Ok(true)
    }
}

impl ColumnArray {
    /// Appends a value; tells whether it is NULL.
    fn push<'q, T: Encode<'q, Postgres>>(&mut self, value: T) -> Result<bool, BoxDynError> {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        let is_null = match value.encode(&mut self.bytes) {
            Ok(IsNull::Yes) => true,
            Ok(IsNull::No) => false,
            Err(error) => {
                self.bytes.truncate(at);
                return Err(error);
            }
        };
        let length = if is_null { -1 } else { i32::try_from(self.bytes.len() - at - 4)? };
        self.bytes[at..at + 4].copy_from_slice(&length.to_be_bytes());
        self.count += 1;
        self.has_null |= is_null;
        Ok(is_null)
    }
}

impl Type<Postgres> for ColumnArray {
    fn type_info() -> PgTypeInfo {
        <Vec<String> as Type<Postgres>>::type_info()
    }
}

/// One dimension, whether there is NULL in it, the type of its values, how many there are, and that they start at 1.
impl Encode<'_, Postgres> for ColumnArray {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&1_i32.to_be_bytes());
        buffer.extend_from_slice(&i32::from(self.has_null).to_be_bytes());
        buffer.extend_from_slice(&self.element.to_be_bytes());
        buffer.extend_from_slice(&i32::try_from(self.count)?.to_be_bytes());
        buffer.extend_from_slice(&1_i32.to_be_bytes());
        buffer.extend_from_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        array_of(self.element)
    }
}

/// Returns the type of arrays of a type, if it is one that has the same number on every server.
fn array_of(element: u32) -> Option<PgTypeInfo> {
    fn array<T>() -> PgTypeInfo
    where
        Vec<T>: Type<Postgres>,
    {
        <Vec<T> as Type<Postgres>>::type_info()
    }
    Some(match element {
        16 => array::<bool>(),
        17 => array::<Vec<u8>>(),
        20 => array::<i64>(),
        21 => array::<i16>(),
        23 => array::<i32>(),
        25 => array::<String>(),
        700 => array::<f32>(),
        701 => array::<f64>(),
        1082 => array::<NaiveDate>(),
        1083 => array::<NaiveTime>(),
        1114 => array::<NaiveDateTime>(),
        1184 => array::<DateTime<Utc>>(),
        1700 => array::<Decimal>(),
        2950 => array::<Uuid>(),
        3802 => array::<serde_json::Value>(),
        _ => return None,
    })
}
