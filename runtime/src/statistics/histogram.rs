//! Durations, counted by their size.
//!
//! The bounds are decimal, so that they can be written down: sixteen buckets for every power of ten between a hundred
//! nanoseconds and a hundred seconds, each at most a quarter wider than where it begins. The histograms of crates have
//! binary bounds, or are not atomic.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::shard::Sharded;

/// Tenths at which the buckets of a power of ten begin.
const STEPS: [u64; 16] = [10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90];
/// The nanoseconds up to which all share the first bucket.
const LEAST: u64 = 100;
/// How many powers of ten are distinguished.
const DECADES: usize = 9;
/// Those between, what is below, and what is above.
const BUCKETS: usize = 1 + DECADES * STEPS.len() + 1;

/// For the first two digits of a number, from ten on, the step that they belong to.
const PLACES: [u8; 90] = {
    let mut places = [0; 90];
    let mut digits = 0;
    let mut step = 0;
    while digits < 90 {
        if step + 1 < STEPS.len() && STEPS[step + 1] == digits as u64 + 10 {
            step += 1;
        }
        places[digits] = step as u8;
        digits += 1;
    }
    places
};

/// Counters of durations.
pub(crate) struct HistogramCells {
    buckets: [AtomicU64; BUCKETS],
    nanos: AtomicU64,
}

/// Returns the bucket of a duration: it is above the bucket's lower bound, and not above its upper one.
fn place(nanos: u64) -> usize {
    let below = nanos.saturating_sub(1);
    if below < LEAST {
        return 0;
    }
    let decade = below.ilog10() - LEAST.ilog10();
    if decade as usize >= DECADES {
        return BUCKETS - 1;
    }
    let digits = below / 10_u64.pow(decade + 1);
    1 + decade as usize * STEPS.len() + usize::from(PLACES[(digits - 10) as usize])
}

/// Returns the upper bound of a bucket in nanoseconds; `None` for the last, which has none.
fn bound(bucket: usize) -> Option<u64> {
    if bucket + 1 >= BUCKETS {
        return None;
    }
    let (decade, step) = (bucket / STEPS.len(), bucket % STEPS.len());
    Some(STEPS[step] * (LEAST / 10) * 10_u64.pow(u32::try_from(decade).ok()?))
}

impl HistogramCells {
    pub(crate) fn record(&self, duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.buckets[place(nanos)].fetch_add(1, Ordering::Relaxed);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Records a duration of nothing, which needs no sum.
    pub(crate) fn record_none(&self) {
        self.buckets[0].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Histogram {
        let mut read = Histogram::default();
        self.add_to(&mut read);
        read
    }

    pub(super) fn add_to(&self, histogram: &mut Histogram) {
        let counts: Vec<u64> = self.buckets.iter().map(|count| count.load(Ordering::Relaxed)).collect();
        histogram.merge(&Histogram { counts, nanos: self.nanos.load(Ordering::Relaxed) });
    }
}

impl Default for HistogramCells {
    fn default() -> Self {
        Self { buckets: [const { AtomicU64::new(0) }; BUCKETS], nanos: AtomicU64::new(0) }
    }
}

impl Sharded<HistogramCells> {
    pub(crate) fn read(&self) -> Histogram {
        let mut read = Histogram::default();
        self.all().for_each(|cells| cells.add_to(&mut read));
        read
    }
}

/// How many durations of which size there were.
///
/// Sizes are exact to within a quarter, between a hundred nanoseconds and a hundred seconds. As JSON it is `count`,
/// `sum_seconds`, the quantiles `p50_seconds` to `p99_seconds`, `max_seconds`, and `buckets`, a list of pairs: an upper
/// bound in seconds (`null` for the last one) and how many were between it and the bound before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Empty where nothing was counted.
    counts: Vec<u64>,
    nanos: u64,
}

impl Histogram {
    /// Returns how many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns what they took together.
    #[must_use]
    pub fn sum(&self) -> Duration {
        Duration::from_nanos(self.nanos)
    }

    /// Returns the mean; `None` where there were none.
    #[must_use]
    pub fn mean(&self) -> Option<Duration> {
        self.nanos.checked_div(self.count()).map(Duration::from_nanos)
    }

    /// Returns the duration that a share of them, between 0 and 1, did not exceed; `None` where there were none.
    ///
    /// Within a bucket they are taken to be spread evenly. What is above a hundred seconds counts as a hundred.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let wanted = share.clamp(0.0, 1.0) * count as f64;
        let (mut below, mut lower) = (0_u64, 0_u64);
        for (bucket, counted) in self.counts.iter().enumerate() {
            let Some(upper) = bound(bucket) else { break };
            if *counted > 0 && (below + counted) as f64 >= wanted {
                let part = ((wanted - below as f64) / *counted as f64).clamp(0.0, 1.0);
                return Some(Duration::from_nanos(lower + ((upper - lower) as f64 * part) as u64));
            }
            below += counted;
            lower = upper;
        }
        Some(Duration::from_nanos(lower))
    }

    /// Returns an upper bound of the longest; `None` where there were none.
    #[must_use]
    pub fn max(&self) -> Option<Duration> {
        let longest = self.counts.iter().rposition(|counted| *counted > 0)?;
        Some(bound(longest).map_or(Duration::MAX, Duration::from_nanos))
    }

    /// Returns how many took no longer than `limit`; of those in the bucket around it, none.
    #[must_use]
    pub fn up_to(&self, limit: Duration) -> u64 {
        let is_within = |bucket: usize| bound(bucket).is_some_and(|bound| Duration::from_nanos(bound) <= limit);
        self.counts.iter().enumerate().take_while(|(bucket, _)| is_within(*bucket)).map(|(_, counted)| counted).sum()
    }

    /// Returns the buckets that are not empty, each with its upper bound, `None` for the one above all bounds.
    pub fn buckets(&self) -> impl Iterator<Item = (Option<Duration>, u64)> {
        let filled = self.counts.iter().enumerate().filter(|(_, counted)| **counted > 0);
        filled.map(|(bucket, counted)| (bound(bucket).map(Duration::from_nanos), *counted))
    }

    /// Adds what another one has counted.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
        } else {
            self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
        }
        self.nanos = self.nanos.wrapping_add(other.nanos);
    }

    /// Returns what was counted since an earlier state of the same one.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let before = earlier.counts.iter().copied().chain(std::iter::repeat(0));
        let counts = self.counts.iter().zip(before).map(|(now, before)| now.saturating_sub(before)).collect();
        Self { counts, nanos: self.nanos.wrapping_sub(earlier.nanos) }
    }
}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quantile = |share| self.quantile(share).map(|quantile| quantile.as_secs_f64());
        let buckets: Vec<(Option<f64>, u64)> =
            self.buckets().map(|(bound, count)| (bound.map(|bound| bound.as_secs_f64()), count)).collect();
        let mut fields = serializer.serialize_struct("Histogram", 8)?;
        fields.serialize_field("count", &self.count())?;
        fields.serialize_field("sum_seconds", &self.sum().as_secs_f64())?;
        fields.serialize_field("p50_seconds", &quantile(0.5))?;
        fields.serialize_field("p90_seconds", &quantile(0.9))?;
        fields.serialize_field("p95_seconds", &quantile(0.95))?;
        fields.serialize_field("p99_seconds", &quantile(0.99))?;
        let max = self.max().filter(|max| *max < Duration::MAX);
        fields.serialize_field("max_seconds", &max.map(|max| max.as_secs_f64()))?;
        fields.serialize_field("buckets", &buckets)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_between_the_bounds_of_its_bucket() {
        let mut before = 0;
        for bucket in 0..BUCKETS - 1 {
            let upper = bound(bucket).unwrap();
            assert!(upper > before, "{bucket}");
            assert!(bucket == 0 || (upper - before) * 4 <= before, "{before}..{upper} is too wide");
            assert_eq!((place(before + 1), place(upper), place(upper + 1)), (bucket, bucket, bucket + 1), "{upper}");
            before = upper;
        }
        assert_eq!((before, place(0), place(u64::MAX)), (100_000_000_000, 0, BUCKETS - 1));
    }

    #[test]
    fn quantiles_are_within_a_quarter_of_what_was_recorded() {
        let cells = HistogramCells::default();
        for micros in 1..=1000 {
            cells.record(Duration::from_micros(micros));
        }
        let read = cells.read();
        assert_eq!((read.count(), read.sum()), (1000, Duration::from_micros(500_500)));
        for (share, micros) in [(0.5, 500.0), (0.9, 900.0), (0.99, 990.0), (1.0, 1000.0)] {
            let found = read.quantile(share).unwrap().as_secs_f64() * 1e6;
            assert!((found - micros).abs() <= micros / 8.0, "{share}: {found} of {micros}");
        }
        assert_eq!(read.max(), Some(Duration::from_millis(1)));
        assert_eq!(read.up_to(Duration::from_micros(100)), 100);
        assert_eq!(Histogram::default().quantile(0.5), None);
    }

    #[test]
    fn what_came_since_is_told_from_what_was_there() {
        let cells = HistogramCells::default();
        cells.record(Duration::from_millis(3));
        let earlier = cells.read();
        cells.record(Duration::from_secs(500));
        let since = cells.read().since(&earlier);
        assert_eq!((since.count(), since.sum()), (1, Duration::from_secs(500)));
        assert_eq!(since.buckets().collect::<Vec<_>>(), [(None, 1)]);
        assert_eq!(since.quantile(0.5), Some(Duration::from_secs(100)));
    }
}
