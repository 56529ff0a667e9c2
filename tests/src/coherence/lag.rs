//! How far reads were behind the writes that anybody had been told of as applied.

use std::collections::HashMap;

use larder::Uuid;

/// What stands for a row that is gone, after every number that it had.
const GONE: u64 = u64::MAX;

/// The latest read of each state of a row: if that one was not too old, none before it was.
#[derive(Debug, Default)]
pub(super) struct LatestReads(HashMap<(Uuid, u64), u64>);

impl LatestReads {
    /// Notes a read that began at a time and found a number.
    pub(super) fn add(&mut self, id: Uuid, number: u64, began: u64) {
        let latest = self.0.entry((id, number)).or_default();
        *latest = began.max(*latest);
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|((id, number), began)| format!("read {id} {number} {began}"))
    }
}

/// When writes were acknowledged, and the latest reads of all processes.
#[derive(Debug, Default)]
pub struct Lags {
    acknowledged: HashMap<Uuid, Vec<(u64, u64)>>,
    reads: Vec<(Uuid, u64, u64)>,
}

impl Lags {
    /// Notes that a write was acknowledged at a time; without a number it deleted the row.
    pub fn acknowledge(&mut self, id: Uuid, number: Option<u64>, ended: u64) {
        self.acknowledged.entry(id).or_default().push((number.unwrap_or(GONE), ended));
    }

    pub fn read(&mut self, id: Uuid, number: u64, began: u64) {
        self.reads.push((id, number, began));
    }

    /// Returns the reads that were behind, by how many microseconds each, the worst first.
    #[must_use]
    pub fn behind(&self) -> Vec<(u64, String)> {
        let lag = |(id, number, began): &(Uuid, u64, u64)| {
            let later = self.acknowledged.get(id)?.iter().filter(|(later, ended)| later > number && ended < began);
            let (later, ended) = later.min_by_key(|(_, ended)| *ended)?;
            Some((began - ended, format!("{id} was read as {number} at {began}, when {later} was applied at {ended}")))
        };
        let mut behind: Vec<_> = self.reads.iter().filter_map(lag).collect();
        behind.sort_unstable_by(|one, other| other.cmp(one));
        behind
    }

    pub(super) fn parse_acknowledgement(&mut self, words: &[&str]) -> Option<()> {
        let [id, number, ended] = words else { return None };
        let number = if *number == "-" { None } else { Some(number.parse().ok()?) };
        self.acknowledge(id.parse().ok()?, number, ended.parse().ok()?);
        Some(())
    }

    pub(super) fn parse_read(&mut self, words: &[&str]) -> Option<()> {
        let [id, number, began] = words else { return None };
        self.read(id.parse().ok()?, number.parse().ok()?, began.parse().ok()?);
        Some(())
    }
}

pub(super) fn acknowledgement(id: Uuid, number: Option<u64>, ended: u64) -> String {
    let number = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    format!("ack {id} {number} {ended}")
}
