//! The counters of commands to Redis.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::statistics::{HistogramCells, RedisStatistics};

/// What a command to Redis is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Read,
    Generation,
    Fill,
    Set,
    Fence,
    Clear,
    Release,
    Inspect,
}

const PURPOSES: [&str; 8] = ["read", "generation", "fill", "set", "fence", "clear", "release", "inspect"];

impl Purpose {
    pub(super) fn name(self) -> &'static str {
        PURPOSES[self as usize]
    }
}

/// Why a command to Redis failed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    TimedOut,
    Disconnected,
    Refused,
}

impl Failure {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::TimedOut => "timeout",
            Self::Disconnected => "connection",
            Self::Refused => "refused",
        }
    }
}

/// The counters of the commands to Redis.
#[derive(Default)]
pub(super) struct CommandCounters([CommandCells; PURPOSES.len()]);

#[derive(Default)]
struct CommandCells {
    duration: HistogramCells,
    failures: [AtomicU64; Failure::Refused as usize + 1],
}

impl CommandCounters {
    pub(super) fn answered(&self, purpose: Purpose, elapsed: Duration) {
        self.0[purpose as usize].duration.record(elapsed);
    }

    pub(super) fn failed(&self, purpose: Purpose, failure: Failure) {
        self.0[purpose as usize].failures[failure as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Vec<RedisStatistics> {
        let read = PURPOSES.iter().zip(&self.0).map(|(command, cells)| {
            let failures = |failure: Failure| cells.failures[failure as usize].load(Ordering::Relaxed);
            RedisStatistics {
                command,
                timeouts: failures(Failure::TimedOut),
                connection_errors: failures(Failure::Disconnected),
                refused: failures(Failure::Refused),
                duration: cells.duration.read(),
            }
        });
        read.filter(|read| read.duration.count() + read.timeouts + read.connection_errors + read.refused > 0).collect()
    }
}
