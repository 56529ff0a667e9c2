//! Periods, and how their borders are spelled.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};

/// The time that the rows of one partition are of, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionPeriod {
    /// From midnight on.
    Day,
    /// From Monday on.
    Week,
    /// From the first day on.
    Month,
    /// From the first of January on.
    Year,
}

/// What the values are that say when a row was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionTime {
    /// A moment.
    Timestamp,
    /// A day and a time of day.
    DateTime,
    /// A day.
    Date,
    /// A UUID of version 7, which begins with the milliseconds since 1970.
    Uuid,
}

impl PartitionPeriod {
    /// Returns the beginning of the period that a moment is in; all moments are microseconds since 1970.
    pub(super) fn start(self, moment: i64) -> i64 {
        let day = day(moment);
        let first = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))),
            Self::Month => day.with_day(1),
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        };
        micros(first.unwrap_or(day))
    }

    /// Returns the beginning of the period after the one that a moment is in.
    pub(super) fn next(self, moment: i64) -> i64 {
        self.ahead(moment, 1)
    }

    /// Returns the beginning of the period that is so many after the one of a moment.
    pub(super) fn ahead(self, moment: i64, periods: u32) -> i64 {
        let start = day(self.start(moment));
        let later = match self {
            Self::Day => start.checked_add_days(Days::new(u64::from(periods))),
            Self::Week => start.checked_add_days(Days::new(7 * u64::from(periods))),
            Self::Month => start.checked_add_months(Months::new(periods)),
            Self::Year => start.checked_add_months(Months::new(12 * periods)),
        };
        micros(later.unwrap_or(start))
    }

    /// Returns the beginning of the period that is so many before the one of a moment.
    pub(super) fn back(self, moment: i64, periods: u32) -> i64 {
        let start = day(self.start(moment));
        let earlier = match self {
            Self::Day => start.checked_sub_days(Days::new(u64::from(periods))),
            Self::Week => start.checked_sub_days(Days::new(7 * u64::from(periods))),
            Self::Month => start.checked_sub_months(Months::new(periods)),
            Self::Year => start.checked_sub_months(Months::new(periods.saturating_mul(12))),
        };
        earlier.map_or(i64::MIN, micros)
    }
}

impl PartitionTime {
    /// Returns a moment as SQL spells the value that begins there.
    pub(super) fn literal(self, moment: i64) -> String {
        let at = DateTime::<Utc>::from_timestamp_micros(moment).unwrap_or_default();
        match self {
            Self::Timestamp => at.format("'%Y-%m-%d %H:%M:%S%.6f+00'").to_string(),
            Self::DateTime => at.format("'%Y-%m-%d %H:%M:%S%.6f'").to_string(),
            Self::Date => at.format("'%Y-%m-%d'").to_string(),
            Self::Uuid => {
                let digits = format!("{:012x}", moment.div_euclid(1000).max(0));
                format!("'{}-{}-0000-0000-000000000000'", &digits[..8], &digits[8..])
            }
        }
    }

    /// Returns the expression that gives the microseconds of an expression of the column's type, as text.
    pub(super) fn moment(self, value: &str) -> String {
        match self {
            Self::Uuid => {
                format!("((('x' || substr(replace({value}::text, '-', ''), 1, 12))::bit(48)::bigint) * 1000)::text")
            }
            Self::Timestamp => format!("(extract(epoch FROM {value}::timestamptz) * 1000000)::bigint::text"),
            Self::DateTime | Self::Date => format!("(extract(epoch FROM {value}::timestamp) * 1000000)::bigint::text"),
        }
    }
}

/// Returns how a moment stands in the name of a partition: by its day, and by its time where that is not midnight.
pub(super) fn named(moment: i64) -> String {
    let at = DateTime::<Utc>::from_timestamp_micros(moment).unwrap_or_default();
    let is_midnight = micros(at.date_naive()) == moment;
    at.format(if is_midnight { "%Y%m%d" } else { "%Y%m%d%H%M%S" }).to_string()
}

fn day(moment: i64) -> NaiveDate {
    DateTime::<Utc>::from_timestamp_micros(moment).unwrap_or_default().date_naive()
}

fn micros(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros()
    }

    #[test]
    fn a_period_begins_at_midnight_of_its_first_day() {
        let moment = at("2026-11-30T21:44:00Z");
        for (period, start, next, third, back) in [
            (PartitionPeriod::Day, "20261130", "20261201", "20261203", "20261129"),
            (PartitionPeriod::Week, "20261130", "20261207", "20261221", "20261123"),
            (PartitionPeriod::Month, "20261101", "20261201", "20270201", "20261001"),
            (PartitionPeriod::Year, "20260101", "20270101", "20290101", "20250101"),
        ] {
            let told = [period.start(moment), period.next(moment), period.ahead(moment, 3), period.back(moment, 1)];
            assert_eq!(told.map(named), [start, next, third, back].map(str::to_owned), "{period:?}");
        }
        assert_eq!(named(at("2026-11-30T06:00:00Z")), "20261130060000");
    }

    #[test]
    fn a_border_is_spelled_as_the_column_has_it() {
        let moment = at("2026-12-01T00:00:00Z");
        for (time, text) in [
            (PartitionTime::Timestamp, "'2026-12-01 00:00:00.000000+00'"),
            (PartitionTime::DateTime, "'2026-12-01 00:00:00.000000'"),
            (PartitionTime::Date, "'2026-12-01'"),
            (PartitionTime::Uuid, "'01a22ee6-b000-0000-0000-000000000000'"),
        ] {
            assert_eq!(time.literal(moment), text);
        }
    }
}
