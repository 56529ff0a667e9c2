//! Keys and what stands there, until they expire.

use std::collections::BTreeMap;
use std::time::Duration;

use redis::Value;

use crate::cache::chance::random_range;
use crate::cache::time::Instant;

#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    held: BTreeMap<Vec<u8>, Held>,
    /// Those that were changed since somebody asked.
    written: Vec<Vec<u8>>,
}

#[derive(Debug, Clone)]
struct Held {
    bytes: Vec<u8>,
    until: Option<Instant>,
}

impl Keys {
    /// Returns what stands at a key, nothing where it has expired.
    pub(super) fn get(&mut self, key: &[u8]) -> Option<&[u8]> {
        if self.held.get(key).is_some_and(|held| held.until.is_some_and(|until| until <= Instant::now())) {
            self.held.remove(key);
        }
        self.held.get(key).map(|held| &*held.bytes)
    }

    pub(super) fn answer(&mut self, key: &[u8]) -> Value {
        self.get(key).map_or(Value::Nil, |bytes| Value::BulkString(bytes.to_vec()))
    }

    /// `SET` with `NX`, `GET` and `PX`, as far as they are used.
    pub(super) fn store(&mut self, key: &[u8], value: &[u8], options: &[Vec<u8>]) -> Value {
        let is_said = |option: &[u8]| options.iter().any(|said| said == option);
        let life = options.iter().position(|said| said == b"PX").map(|at| number(&options[at + 1]));
        let before = self.answer(key);
        if !is_said(b"NX") || before == Value::Nil {
            self.set(key, value.to_vec(), life);
        }
        if is_said(b"GET") { before } else { Value::Okay }
    }

    pub(super) fn set(&mut self, key: &[u8], bytes: Vec<u8>, life: Option<u64>) {
        self.written.push(key.to_vec());
        self.held.insert(key.to_vec(), Held { bytes, until: life.map(from_now) });
    }

    /// Changes what stands there, for as long as it stands anyway.
    pub(super) fn change(&mut self, key: &[u8], bytes: Vec<u8>) {
        self.written.push(key.to_vec());
        if let Some(held) = self.held.get_mut(key) {
            held.bytes = bytes;
        }
    }

    /// Makes a key last at least so long.
    pub(super) fn last(&mut self, key: &[u8], life: u64, is_at_least: bool) {
        let until = from_now(life);
        if let Some(held) = self.held.get_mut(key)
            && held.until.is_some_and(|stood| !is_at_least || stood < until)
        {
            held.until = Some(until);
        }
    }

    pub(super) fn remove(&mut self, key: &[u8]) -> bool {
        let is_there = self.get(key).is_some();
        if is_there {
            self.held.remove(key);
            self.written.push(key.to_vec());
        }
        is_there
    }

    /// Loses a key, as one that is evicted.
    pub(super) fn lose_one(&mut self) {
        if !self.held.is_empty()
            && let Some(key) = self.held.keys().nth(random_range(0..self.held.len())).cloned()
        {
            self.held.remove(&key);
        }
    }

    pub(super) fn take_written(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.written)
    }
}

fn from_now(millis: u64) -> Instant {
    Instant::now().after(Duration::from_millis(millis))
}

pub(super) fn number(text: &[u8]) -> u64 {
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).expect("a number")
}
