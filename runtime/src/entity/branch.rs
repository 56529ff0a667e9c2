//! Which rows a delete reaches and which counters it changes, as generated.

use uuid::Uuid;

use super::KeyValue;
use super::counter::CounterTarget;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::InSql;
use crate::value::{Column, Date, LocalDateTime, Row, Time, Timestamp};

/// How many rows one statement of a [`Branch`] returns; a full answer is followed by the rows from its last one on.
pub(crate) const STEP: usize = 10_000;

/// The first day that every database stores.
const FIRST_DAY: Date = match Date::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => Date::MIN,
};

/// What a delete of rows of an entity has to know of them, and of the rows that go with them.
#[derive(Debug)]
pub struct Removal {
    /// Finds the deleted rows by their own keys.
    pub root: Branch,
    /// Which place the deleted rows have when they and the counted parents are locked.
    pub order: u16,
}

/// Rows that the database deletes together with others, found by the keys of those.
///
/// Branches lead on from the rows that they find and may lead back: a row that was found once is not followed again.
#[derive(Debug)]
pub struct Branch {
    /// The rows' table, by which it is known that two branches found the same row.
    pub table: &'static str,
    /// `SELECT id, tenant_id, 1, thread_id, … FROM posts WHERE tenant_id = $1 AND id >= $2 AND author_id IN (`, with
    /// `) ORDER BY 1 LIMIT 10000` behind the keys.
    ///
    /// Its columns: the key; the tenant that the row is of or is, or an empty text; whether it counts, as 1 or 0; then
    /// for each of `counters` the parent's key and the amounts.
    pub rows: InSql,
    /// The type of the rows' key.
    pub key: KeyKind,
    /// What `rows` is given.
    pub by: By,
    /// What the rows are counted in, except in rows that are deleted with them.
    pub counters: &'static [Tally],
    /// What goes with these rows.
    pub branches: &'static [&'static Branch],
}

/// The arguments of a [`Branch`] statement beside the key from which it continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Keys of the rows that these hang on.
    Key,
    /// The same, and before it their tenant.
    KeyInTenant,
    /// Tenants that are deleted.
    Tenant,
}

/// The counters of one parent that a row of a [`Branch`] is counted in.
#[derive(Debug)]
pub struct Tally {
    /// Where.
    pub target: CounterTarget,
    /// The type of the parent's key.
    pub key: KeyKind,
    /// How many counters there are.
    pub amounts: usize,
}

/// The type of a key's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A UUID.
    Uuid,
    /// A number of 16 bits.
    I16,
    /// A number of 32 bits.
    I32,
    /// A number of 64 bits.
    Int,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time without a zone.
    LocalDateTime,
    /// A moment.
    Timestamp,
    /// Several columns.
    Several(&'static [KeyKind]),
}

impl KeyKind {
    /// How many columns there are.
    const fn columns(self) -> usize {
        match self {
            Self::Several(kinds) => kinds.len(),
            _ => 1,
        }
    }

    /// Reads the key from `position` on; a key is null where one of its columns is.
    pub(crate) fn read(self, row: &Row, position: usize) -> Result<Option<KeyValue>> {
        fn value<T: Column + Into<KeyValue>>(row: &Row, position: usize) -> Result<Option<KeyValue>> {
            Ok(Option::<T>::decode(row, position)?.map(Into::into))
        }
        let read = match self {
            Self::Uuid => value::<Uuid>,
            Self::I16 => value::<i16>,
            Self::I32 => value::<i32>,
            Self::Int => value::<i64>,
            Self::Text => value::<String>,
            Self::Bytes => value::<Vec<u8>>,
            Self::Date => value::<Date>,
            Self::Time => value::<Time>,
            Self::LocalDateTime => value::<LocalDateTime>,
            Self::Timestamp => value::<Timestamp>,
            Self::Several(kinds) => {
                let columns = kinds.iter().enumerate().map(|(nth, kind)| kind.read(row, position + nth));
                return Ok(columns.collect::<Result<Option<Vec<_>>>>()?.map(KeyValue::Several));
            }
        };
        read(row, position)
    }

    /// A value that no key is below.
    pub(crate) fn least(self) -> KeyValue {
        match self {
            Self::Uuid => KeyValue::Uuid(Uuid::nil()),
            Self::I16 | Self::I32 | Self::Int => KeyValue::Int(i64::MIN),
            Self::Text => KeyValue::Text(String::new()),
            Self::Bytes => KeyValue::Bytes(Vec::new()),
            Self::Date => KeyValue::Date(FIRST_DAY),
            Self::Time => KeyValue::Time(Time::MIN),
            Self::LocalDateTime => KeyValue::LocalDateTime(FIRST_DAY.and_time(Time::MIN)),
            Self::Timestamp => KeyValue::Timestamp(FIRST_DAY.and_time(Time::MIN).and_utc()),
            Self::Several(kinds) => KeyValue::Several(kinds.iter().map(|kind| kind.least()).collect()),
        }
    }
}

/// A row that a [`Branch`] found.
pub(crate) struct FoundRow {
    pub(crate) key: KeyValue,
    pub(crate) tenant: String,
    pub(crate) is_live: bool,
    /// For each counter of the branch the parent, if the row has one, and what the row adds to it.
    pub(crate) counted: Vec<Option<(KeyValue, Vec<i64>)>>,
}

impl Branch {
    pub(crate) fn read(&self, row: &Row) -> Result<FoundRow> {
        let key = self
            .key
            .read(row, 0)?
            .ok_or_else(|| Error::new(ErrorKind::Decode(format!("{}: a primary key is null", self.rows.label))))?;
        let mut counted = Vec::with_capacity(self.counters.len());
        let behind = self.key.columns();
        let mut position = behind + 2;
        for tally in self.counters {
            let parent = tally.key.read(row, position)?;
            let amounts = position + tally.key.columns();
            let amounts = (amounts..amounts + tally.amounts).map(|at| i64::decode(row, at));
            let amounts = amounts.collect::<Result<Vec<i64>>>()?;
            counted.push(parent.map(|parent| (parent, amounts)));
            position += tally.key.columns() + tally.amounts;
        }
        let (tenant, is_live) = (String::decode(row, behind)?, i64::decode(row, behind + 1)? == 1);
        Ok(FoundRow { key, tenant, is_live, counted })
    }
}
