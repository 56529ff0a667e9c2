//! Stands in for Redis in a build without the feature `redis`: it cannot be connected to, and never answers.
#![allow(dead_code, reason = "only connecting is ever tried")]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::codec::frame::{KeyState, LeaseToken};
use super::counters::WatchCounters;
use super::memory::bound::{Bound, Listener};
use crate::clock::Clock;
use crate::config::RedisConfig;
use crate::statistics::{RedisMemory, RedisStatistics, RegionSample};
use crate::{Error, ErrorKind, Result};

#[derive(Clone)]
pub(crate) struct Redis {
    pub(crate) watched: Arc<WatchCounters>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unavailable;

#[derive(Debug, Clone)]
pub(crate) struct GenerationKeys {
    pub(crate) region: Vec<u8>,
    pub(crate) tenant: Option<Vec<u8>>,
}

pub(crate) type Generation = Option<u64>;

impl Redis {
    pub(crate) async fn connect(_config: &RedisConfig, _prefix: &str) -> Result<Self> {
        Err(Error::new(ErrorKind::Configuration(
            "REDIS_URL is set, but larder was built without its feature `redis`".into(),
        )))
    }

    pub(crate) async fn flush(config: &RedisConfig, prefix: &str) -> Result<u64> {
        Self::connect(config, prefix).await.map(|_| 0)
    }

    pub(crate) async fn watch(&self, _: Clock, _: Arc<Bound>, _: Arc<dyn Listener>) {}

    pub(crate) fn connection(&self) -> Option<u64> {
        None
    }

    pub(crate) fn still(&self, _: Option<u64>) -> Result<(), Unavailable> {
        Err(Unavailable)
    }

    pub(crate) fn is_trusted(&self) -> bool {
        false
    }

    pub(crate) fn is_slow(&self) -> bool {
        false
    }

    pub(crate) fn is_up(&self) -> bool {
        false
    }

    pub(crate) fn statistics(&self) -> Vec<RedisStatistics> {
        Vec::new()
    }

    pub(crate) async fn memory(&self) -> Option<Result<RedisMemory, Unavailable>> {
        None
    }

    pub(crate) async fn sample(
        &self,
        _: &[u8],
        _: impl Fn(&[u8]) -> Option<String>,
    ) -> Option<Result<Vec<RegionSample>, Unavailable>> {
        None
    }

    pub(crate) fn lease_life(&self) -> Duration {
        Duration::ZERO
    }

    pub(crate) fn lease_wait(&self) -> Duration {
        Duration::ZERO
    }

    pub(crate) async fn read_or_lease(
        &self,
        _: &[u8],
        _: &GenerationKeys,
        _: LeaseToken,
    ) -> Result<(KeyState, Generation), Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn read(&self, _: &[u8], _: &GenerationKeys) -> Result<(KeyState, Generation), Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn read_many(&self, _: &[Vec<u8>]) -> Result<Vec<KeyState>, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn lease_many(&self, _: &[(Vec<u8>, LeaseToken)]) -> Vec<bool> {
        Vec::new()
    }

    pub(crate) async fn generation(&self, _: &GenerationKeys) -> Result<Generation, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn started_at(&self, _: &[u8]) -> Result<Generation, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn standing(&self, _: &[Vec<u8>]) -> Result<Vec<Generation>, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn lease_over(&self, _: &[u8], _: &[u8], _: LeaseToken) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn fill(&self, _: &[u8], _: LeaseToken, _: &[u8], _: Duration) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn replace(&self, _: &[u8], _: &[u8], _: &[u8], _: Duration) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn renew(&self, _: &[u8], _: LeaseToken) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn release(&self, _: &[u8], _: LeaseToken) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn set(&self, _: &[u8], _: &[u8], _: Duration) -> Result<(), Unavailable> {
        Err(Unavailable)
    }

    pub(crate) fn on_return(&self, _: impl Fn() + Send + Sync + 'static) {}

    pub(crate) async fn note_used(&self, _: &[u8], _: HashMap<Vec<u8>, u64>, _: usize) -> Result<(), Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn used(&self, _: &[u8], _: usize) -> Result<Vec<Vec<u8>>, Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn fence(&self, _: &[Vec<u8>], _: LeaseToken, _: Duration) -> Result<(), Unavailable> {
        Err(Unavailable)
    }

    pub(crate) async fn clear(&self, _: &[Vec<u8>], _: LeaseToken) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }
}
