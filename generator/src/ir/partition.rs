//! Partitions of an entity's table, after resolution.

use super::{Entity, Field, FieldId, FieldType, Scalar};

/// How PostgreSQL lays the rows of an entity out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// The field whose value says which partition a row is in.
    pub by: FieldId,
    pub layout: PartitionLayout,
}

/// What the partitions of an entity are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionLayout {
    Range(Ranges),
    /// So many, a row in the one that a hash picks.
    Hash(u32),
}

/// A partition for each period of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranges {
    pub every: Period,
    /// How many periods to come have a partition.
    pub ahead: u32,
    /// How many periods that are over keep theirs; all if not said.
    pub keep: Option<u32>,
    /// Older ones are dropped, not only taken out of the table.
    pub drops: bool,
}

/// The time that the rows of one partition are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// Returns the period that a word of the definition stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    /// Returns its name in the runtime.
    pub fn variant(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Year => "Year",
        }
    }
}

impl Partition {
    /// Returns whether PostgreSQL's primary key holds more than that of the entity: the field as well, by which it
    /// finds the partition that a row could collide in.
    pub fn widens_key(&self, entity: &Entity) -> bool {
        entity.has_key() && !entity.primary.contains(&self.by)
    }

    /// Returns how many periods that are over keep their partition, if others go.
    pub fn keep(&self) -> Option<u32> {
        match self.layout {
            PartitionLayout::Range(ranges) => ranges.keep,
            PartitionLayout::Hash(_) => None,
        }
    }
}

/// What the values of a field are that periods are cut by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOf {
    Timestamp,
    DateTime,
    Date,
    /// Of the making of a UUID.
    Uuid,
}

impl TimeOf {
    /// Returns what the values of a field are; `None` where they hold no time.
    pub fn field(field: &Field) -> Option<Self> {
        match field.ty.stored() {
            FieldType::Scalar(Scalar::Timestamp) => Some(Self::Timestamp),
            FieldType::Scalar(Scalar::DateTime) => Some(Self::DateTime),
            FieldType::Scalar(Scalar::Date) => Some(Self::Date),
            _ if begins_with_time(field) => Some(Self::Uuid),
            _ => None,
        }
    }

    /// Returns its name in the runtime.
    pub fn variant(self) -> &'static str {
        match self {
            Self::Timestamp => "Timestamp",
            Self::DateTime => "DateTime",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
        }
    }
}

/// Returns whether the field is a UUID that larder makes, which begins with the time.
pub fn begins_with_time(field: &Field) -> bool {
    field.ty.stored() == &FieldType::Scalar(Scalar::Uuid) && field.default == Some(super::Default::UuidV7)
}
