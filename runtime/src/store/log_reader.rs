//! Reads the invalidation log, and drops from the cache what other instances could not fence.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use crate::error::{ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::Executor;
use crate::handle::invalidation_log::{self, LogEntry, PAGE};

/// Pause before a log is looked for again that was not there.
const ABSENT: Duration = Duration::from_secs(60);
/// Pause between two looks for entries that are too old.
const TRIM: Duration = Duration::from_secs(60);

/// Reads the log once, so that the first write knows whether there is one, and goes on in the background. Nothing
/// happens if that was begun before.
pub(crate) async fn start(engine: &Arc<Engine>) {
    if !engine.cache.wants_log() || !engine.cache.log().begin() {
        return;
    }
    let mut reader = LogReader::new(engine);
    let pause = reader.turn(engine).await;
    tokio::spawn(keep_on(Arc::downgrade(engine), reader, pause));
}

async fn keep_on(engine: Weak<Engine>, mut reader: LogReader, mut pause: Duration) {
    loop {
        // Not all instances at the same moment, and none later than it says.
        tokio::time::sleep(pause.mul_f64(rand::random_range(0.9..=1.0))).await;
        let Some(engine) = engine.upgrade() else { return };
        pause = reader.turn(&engine).await;
    }
}

/// What an instance has read of the log.
struct LogReader {
    position: Position,
    /// Entries of another database say nothing of this one.
    namespace: Arc<str>,
    /// When the last read began that was answered.
    read: Instant,
    /// When entries were deleted last, or none were found.
    trimmed: Instant,
    interval: Duration,
}

impl LogReader {
    fn new(engine: &Engine) -> Self {
        let now = Instant::now();
        Self {
            position: Position::new(engine.limits.longest_write(None)),
            namespace: engine.cache.namespace(),
            read: now,
            trimmed: now,
            interval: engine.cache.log_interval(),
        }
    }

    /// Reads once and returns the pause before the next time.
    async fn turn(&mut self, engine: &Arc<Engine>) -> Duration {
        match self.read(engine).await {
            Ok(()) => {
                if engine.cache.log().keep(true) {
                    tracing::debug!("writes that Redis cannot fence are written down in larder_cache_log");
                }
                self.interval
            }
            // A database that cannot be asked is asked again.
            Err(error) if !matches!(error.kind(), ErrorKind::Database(_)) => self.interval,
            Err(error) => {
                engine.cache.log().keep(false);
                tracing::warn!(
                    %error,
                    "the table larder_cache_log cannot be read; the migrator creates it; until then writes that Redis \
                     cannot fence are made as with CACHE_ON_DOWN=continue"
                );
                ABSENT
            }
        }
    }

    async fn read(&mut self, engine: &Arc<Engine>) -> Result<()> {
        let (executor, began, kept) = (Executor::of_larder(engine), Instant::now(), engine.cache.longest_life());
        let namespace = engine.cache.namespace();
        if namespace != self.namespace {
            (self.namespace, self.position) = (namespace, Position::new(engine.limits.longest_write(None)));
        }
        let mut from = self.position.low;
        loop {
            let page = invalidation_log::read(executor, from).await?;
            if from == self.position.low && self.position.is_of_another(&page) {
                self.position = Position::new(engine.limits.longest_write(None));
            }
            let last = page.last().map(|entry| entry.number);
            let is_last = page.len() < PAGE;
            let new: Vec<_> = page.into_iter().filter(|entry| self.position.is_new(entry.number)).collect();
            new.iter().for_each(|entry| self.position.note(entry.number));
            let texts: Vec<_> = new.into_iter().map(|entry| entry.text).collect();
            engine.cache.drop_logged(&texts).await;
            match last {
                Some(last) if !is_last => from = last,
                _ => break,
            }
        }
        self.position.advance(began);
        if self.read.elapsed() >= kept {
            engine.cache.drop_all().await;
        }
        self.read = began;
        self.trim(executor, kept).await
    }

    /// Deletes what is older than anything in Redis.
    async fn trim(&mut self, executor: Executor<'_>, kept: Duration) -> Result<()> {
        if self.position.high > 0 && self.trimmed.elapsed() >= TRIM {
            let seconds = i64::try_from(kept.as_secs()).unwrap_or(i64::MAX);
            if !invalidation_log::trim(executor, self.position.high, seconds).await? {
                self.trimmed = Instant::now();
            }
        }
        Ok(())
    }
}

/// Which entries were read. One with a lower number may still come, because a transaction takes its number before it
/// commits; but not later than its writes may last.
struct Position {
    /// All entries up to this one were read, or will never come.
    low: i64,
    high: i64,
    /// Those above `low` that were read.
    known: BTreeSet<i64>,
    /// What was the highest number at the end of earlier reads.
    highs: VecDeque<(Instant, i64)>,
    longest_write: Duration,
}

impl Position {
    fn new(longest_write: Duration) -> Self {
        Self { low: 0, high: 0, known: BTreeSet::new(), highs: VecDeque::new(), longest_write }
    }

    fn is_new(&self, number: i64) -> bool {
        number > self.low && !self.known.contains(&number)
    }

    fn note(&mut self, number: i64) {
        self.known.insert(number);
        self.high = self.high.max(number);
    }

    /// Whether the last entry is gone though later ones are not, or none: the table was emptied, or is another one.
    fn is_of_another(&self, page: &[LogEntry]) -> bool {
        self.low > 0 && page.first().is_none_or(|entry| entry.number != self.low)
    }

    /// Ends a read that began at a time.
    fn advance(&mut self, began: Instant) {
        while self.known.remove(&(self.low + 1)) {
            self.low += 1;
        }
        while let Some((at, high)) = self.highs.front().copied()
            && began.duration_since(at) >= self.longest_write
        {
            self.highs.pop_front();
            self.low = self.low.max(high);
        }
        self.known = self.known.split_off(&(self.low + 1));
        if self.high > self.low && self.highs.back().is_none_or(|(_, high)| *high < self.high) {
            self.highs.push_back((Instant::now(), self.high));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{LogEntry, Position};

    fn entry(number: i64) -> LogEntry {
        LogEntry { number, text: String::new() }
    }

    #[test]
    fn a_number_that_is_missing_is_waited_for_as_long_as_a_write_may_last() {
        let limit = Duration::from_secs(30);
        let mut position = Position::new(limit);
        for number in [1, 2, 4] {
            position.note(number);
        }
        position.advance(Instant::now());
        assert_eq!((position.low, position.high), (2, 4));
        assert!(position.is_new(3) && !position.is_new(4));
        position.note(3);
        position.advance(Instant::now());
        assert_eq!(position.low, 4);
        position.note(9);
        position.advance(Instant::now());
        assert_eq!(position.low, 4);
        position.advance(Instant::now() + limit * 2);
        assert_eq!(position.low, 9);
        assert!(!position.is_new(8));
    }

    #[test]
    fn a_table_without_the_last_entry_is_another_one() {
        let mut position = Position::new(Duration::from_secs(30));
        assert!(!position.is_of_another(&[]));
        position.note(1);
        position.advance(Instant::now());
        assert!(position.is_of_another(&[]) && position.is_of_another(&[entry(2)]));
        assert!(!position.is_of_another(&[entry(1), entry(2)]));
    }
}
