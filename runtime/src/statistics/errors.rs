//! Errors, counted by their kind.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use crate::error::ErrorKind;

/// Counters of the kinds of errors.
#[derive(Default)]
pub(crate) struct ErrorCells([AtomicU64; ErrorKind::NAMES.len()]);

impl ErrorCells {
    pub(crate) fn add(&self, kind: &ErrorKind) {
        self.0[kind.number()].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_to(&self, counts: &mut ErrorCounts) {
        for (name, count) in ErrorKind::NAMES.iter().zip(&self.0) {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                *counts.0.entry(name).or_default() += count;
            }
        }
    }
}

/// How many errors of which kind there were; kinds without any are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ErrorCounts(pub(crate) BTreeMap<&'static str, u64>);

impl ErrorCounts {
    /// Returns how many errors there were of one kind, by its [name](ErrorKind::name).
    #[must_use]
    pub fn of(&self, kind: &str) -> u64 {
        self.0.get(kind).copied().unwrap_or_default()
    }

    /// Returns how many errors there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Returns the names of the kinds of which there were any, with how many.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.0.iter().map(|(name, count)| (*name, *count))
    }

    /// Adds what another one has counted.
    pub fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(name, count)| *self.0.entry(name).or_default() += count);
    }
}
