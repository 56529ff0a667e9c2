//! Points in time and days.

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};

/// A point in time or a day, or none.
pub trait Temporal {
    /// Returns where the value stands to `now`; `None` where there is none to check.
    fn compared_to(&self, now: DateTime<Utc>) -> Option<Ordering>;
}

impl Temporal for DateTime<Utc> {
    fn compared_to(&self, now: DateTime<Utc>) -> Option<Ordering> {
        Some(self.cmp(&now))
    }
}

/// Days of UTC; today is neither past nor future.
impl Temporal for NaiveDate {
    fn compared_to(&self, now: DateTime<Utc>) -> Option<Ordering> {
        Some(self.cmp(&now.date_naive()))
    }
}

impl<T: Temporal> Temporal for Option<T> {
    fn compared_to(&self, now: DateTime<Utc>) -> Option<Ordering> {
        self.as_ref().and_then(|value| value.compared_to(now))
    }
}

impl<T: Temporal + ?Sized> Temporal for &T {
    fn compared_to(&self, now: DateTime<Utc>) -> Option<Ordering> {
        (**self).compared_to(now)
    }
}
