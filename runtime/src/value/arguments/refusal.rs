//! Values that no database may be given.

use crate::validate::Rule;

/// Why no database may be given a value. The bounds are the same on all three, so that a program behaves alike on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A text with U+0000, which PostgreSQL stores nowhere.
    Nul,
    /// A text of a key that ends in a space, which MySQL and MariaDB ignore when they compare.
    TrailingSpace,
    /// NaN and the infinities: an error on MySQL, NULL on SQLite and in JSON.
    NotFinite,
    /// A day or moment outside the years that every database writes with four digits.
    Year,
    /// More seconds than an i64 holds.
    Seconds,
    /// A decimal of more digits than the column holds, which databases round or refuse.
    Digits { precision: u32, scale: u32 },
    /// JSON in more levels than MySQL stores, which is fewer than what can be read back elsewhere.
    TooDeep,
    /// A value that serde cannot write as JSON.
    NoJson,
}

/// The years of stored days and moments. MySQL ends here, and SQLite's text is in the order of time only in between.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// Most levels of stored JSON: MySQL's limit. Beyond 127, serde reads none.
pub(crate) const MOST_LEVELS: u32 = 100;

impl Refusal {
    /// Returns the rule that the value broke.
    pub(crate) fn rule(self) -> Rule {
        match self {
            Self::Nul => Rule::Nul,
            Self::TrailingSpace => Rule::TrailingSpace,
            Self::NotFinite => Rule::Finite,
            Self::Year => Rule::Year { min: *YEARS.start(), max: *YEARS.end() },
            Self::Seconds => Rule::Range { min: Some(0.into()), max: Some(i64::MAX.into()) },
            Self::Digits { precision, scale } => Rule::Decimal { precision, scale },
            Self::TooDeep => Rule::Depth { max: MOST_LEVELS },
            Self::NoJson => Rule::Json,
        }
    }
}
