//! Redis as the second level: the operations of the protocol, each one command or one small script on one key.

mod commands;
mod connection;
mod flush;
mod link;
mod refusal;
mod sampling;
mod script;
mod target;
mod tls;

use std::time::Duration;

use futures_util::future::join_all;
use redis::{Cmd, cmd};

use self::commands::Purpose;
use self::connection::RedisConnection;
use self::link::Link;
use self::script::LuaScript;
use self::target::Target;
use super::codec::frame::{HEADER, KeyState, LeaseToken};
use super::model::ttl::millis;
use crate::config::RedisConfig;
use crate::statistics::{RedisMemory, RedisStatistics, RegionSample};
use crate::{Error, ErrorKind, Result};

/// Keys that one command is about.
const CHUNK: usize = 500;
/// A generation that expires only makes its entries unreadable, so this need not outlast them.
const GENERATION_TTL: Duration = Duration::from_secs(7 * 24 * 3600);

/// A server, Cluster or Sentinel group that may come and go.
#[derive(Clone)]
pub(crate) struct Redis(std::sync::Arc<Link>);

/// Redis did not answer; the reader continues without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unavailable;

/// The two counters whose values an entry must carry to be readable. Their values are random, so one that was lost and
/// made again never revives an old entry.
#[derive(Debug, Clone)]
pub(crate) struct GenerationKeys {
    pub(crate) region: Vec<u8>,
    pub(crate) tenant: Option<Vec<u8>>,
}

/// The number that entries must carry to be readable; `None` while a writer may be about to change it.
pub(crate) type Generation = Option<u64>;

fn generation_of(found: Vec<u8>) -> Generation {
    <[u8; 8]>::try_from(found).ok().map(u64::from_be_bytes)
}

impl Redis {
    /// Opens the connection; a server that is down is tried again in the background.
    pub(crate) async fn connect(config: &RedisConfig) -> Result<Self> {
        Ok(Self(Link::open(config).await?))
    }

    pub(crate) fn is_up(&self) -> bool {
        self.0.is_up()
    }

    /// Deletes every key of a prefix; an error says why that was not possible.
    pub(crate) async fn flush(config: &RedisConfig, prefix: &str) -> Result<u64> {
        let target = Target::of(config)?;
        let flush = async { target.connect(config).await?.flush(prefix).await };
        // The error may quote the URL, and with it the password.
        flush.await.map_err(|error| {
            Error::new(ErrorKind::Cache(format!("Redis refused to flush the cache: {:?}", error.kind())))
        })
    }

    /// Returns what became of the commands that were sent.
    pub(crate) fn statistics(&self) -> Vec<RedisStatistics> {
        self.0.commands.read()
    }

    /// Asks for the memory of all servers together; nobody is asked while Redis is away.
    pub(crate) async fn memory(&self) -> Option<Result<RedisMemory, Unavailable>> {
        if !self.is_up() {
            return None;
        }
        let ask = async |mut connection: RedisConnection| {
            let mut whole = RedisMemory::default();
            for node in connection.primaries().await? {
                let info: String = connection.on(&node, cmd("INFO")).await?;
                whole = whole.with(RedisMemory::of_info(&info));
            }
            Ok(whole)
        };
        Some(self.0.inquire(ask).await)
    }

    /// Estimates what each region takes, from a sample; nobody is asked while Redis is away. `region` names the region
    /// of what follows the namespace in a key.
    pub(crate) async fn sample(
        &self,
        namespace: &[u8],
        region: impl Fn(&[u8]) -> Option<String>,
    ) -> Option<Result<Vec<RegionSample>, Unavailable>> {
        if !self.is_up() {
            return None;
        }
        let ask = async |mut connection: RedisConnection| connection.sample(namespace, region).await;
        Some(self.0.inquire(ask).await)
    }

    pub(crate) fn lease_wait(&self) -> Duration {
        self.0.limits().lease_wait
    }

    /// Reads the value, or takes the lease of an absent key, and reads the generation, in one round trip.
    pub(crate) async fn read_or_lease(
        &self,
        key: &[u8],
        generations: &GenerationKeys,
        token: LeaseToken,
    ) -> Result<(KeyState, Generation), Unavailable> {
        let lease = self.lease_command(key, token);
        let (found, generation) =
            tokio::join!(self.0.ask::<Option<Vec<u8>>>(Purpose::Read, &lease), self.generation(generations));
        Ok((KeyState::of(found?), generation?))
    }

    /// Reads a value without taking a lease.
    pub(crate) async fn read(
        &self,
        key: &[u8],
        generations: &GenerationKeys,
    ) -> Result<(KeyState, Generation), Unavailable> {
        let mut get = cmd("GET");
        get.arg(key);
        let (found, generation) =
            tokio::join!(self.0.ask::<Option<Vec<u8>>>(Purpose::Read, &get), self.generation(generations));
        Ok((KeyState::of(found?), generation?))
    }

    /// Reads many values with one command.
    pub(crate) async fn read_many(&self, keys: &[Vec<u8>]) -> Result<Vec<KeyState>, Unavailable> {
        let mut get = cmd("MGET");
        get.arg(keys);
        let found: Vec<Option<Vec<u8>>> = self.0.ask(Purpose::Read, &get).await?;
        Ok(found.into_iter().map(KeyState::of).collect())
    }

    /// Takes the leases of those keys that are absent; says for each whether it was won.
    pub(crate) async fn lease_many(&self, keys: &[(Vec<u8>, LeaseToken)]) -> Vec<bool> {
        let leases = keys.iter().map(async |(key, token)| {
            let lease = self.lease_command(key, *token);
            self.0.ask::<Option<Vec<u8>>>(Purpose::Read, &lease).await == Ok(None)
        });
        join_all(leases).await
    }

    /// Reads the generation of a region and tenant, starting one where there is none; `None` while one of them is
    /// fenced.
    pub(crate) async fn generation(&self, keys: &GenerationKeys) -> Result<Generation, Unavailable> {
        let mut get = cmd("MGET");
        get.arg(&keys.region).arg(&keys.tenant);
        let found: Vec<Option<Vec<u8>>> = self.0.ask(Purpose::Generation, &get).await?;
        let mut found = found.into_iter();
        let region = self.started(&keys.region, found.next().flatten()).await?;
        let tenant = match &keys.tenant {
            Some(key) => self.started(key, found.next().flatten()).await?,
            None => Some(0),
        };
        // Any mixing will do that two random numbers survive.
        Ok(region.zip(tenant).map(|(region, tenant)| region.rotate_left(17) ^ tenant))
    }

    async fn started(&self, key: &[u8], found: Option<Vec<u8>>) -> Result<Generation, Unavailable> {
        if let Some(found) = found {
            return Ok(generation_of(found));
        }
        let fresh: [u8; 8] = rand::random();
        let mut start = cmd("SET");
        start.arg(key).arg(&fresh[..]).arg("NX").arg("GET").arg("PX").arg(millis(GENERATION_TTL));
        let other: Option<Vec<u8>> = self.0.ask(Purpose::Generation, &start).await?;
        Ok(other.map_or_else(|| Some(u64::from_be_bytes(fresh)), generation_of))
    }

    /// Takes the lease of a key whose value, recognised by its first bytes, cannot be used.
    pub(crate) async fn lease_over(&self, key: &[u8], seen: &[u8], token: LeaseToken) -> Result<bool, Unavailable> {
        let seen = &seen[..seen.len().min(HEADER)];
        let lease = millis(self.0.limits().lease);
        self.0
            .run(Purpose::Read, LuaScript::LeaseOver, &[key], |run| run.arg(seen).arg(&token.lease()[..]).arg(lease))
            .await
    }

    /// Stores a value if the lease still stands.
    pub(crate) async fn fill(
        &self,
        key: &[u8],
        token: LeaseToken,
        value: &[u8],
        ttl: Duration,
    ) -> Result<bool, Unavailable> {
        self.0
            .run(Purpose::Fill, LuaScript::Fill, &[key], |run| run.arg(&token.lease()[..]).arg(value).arg(millis(ttl)))
            .await
    }

    /// Gives a lease back that will not be used.
    pub(crate) async fn release(&self, key: &[u8], token: LeaseToken) -> Result<bool, Unavailable> {
        self.0.run(Purpose::Release, LuaScript::Release, &[key], |run| run.arg(&token.lease()[..])).await
    }

    /// Stores a value whatever stands there, revoking any lease.
    pub(crate) async fn set(&self, key: &[u8], value: &[u8], ttl: Duration) -> Result<(), Unavailable> {
        let mut set = cmd("SET");
        set.arg(key).arg(value).arg("PX").arg(millis(ttl));
        self.0.ask(Purpose::Set, &set).await
    }

    /// Makes keys neither readable nor fillable until the fence is cleared, by every writer that placed one, or has
    /// outlived `life`. A fenced generation does the same to its entries.
    pub(crate) async fn fence(&self, keys: &[Vec<u8>], token: LeaseToken, life: Duration) -> Result<(), Unavailable> {
        self.on_each(Purpose::Fence, LuaScript::Fence, keys, |run| run.arg(&token.bytes()[..]).arg(millis(life))).await
    }

    /// Removes the fence of a write that has ended; with the last one, or without any, the entry is removed too.
    pub(crate) async fn clear(&self, keys: &[Vec<u8>], token: LeaseToken) -> Result<(), Unavailable> {
        self.on_each(Purpose::Clear, LuaScript::Clear, keys, |run| run.arg(&token.bytes()[..])).await
    }

    async fn on_each(
        &self,
        purpose: Purpose,
        script: LuaScript,
        keys: &[Vec<u8>],
        arguments: impl Fn(&mut Cmd) -> &mut Cmd,
    ) -> Result<(), Unavailable> {
        for chunk in keys.chunks(CHUNK) {
            if self.0.spreads() {
                // The nodes of a Cluster run a script on keys of one slot only.
                let runs = chunk.iter().map(|key| self.0.run(purpose, script, std::slice::from_ref(key), &arguments));
                join_all(runs).await.into_iter().collect::<Result<Vec<_>, _>>()?;
            } else {
                self.0.run(purpose, script, chunk, &arguments).await?;
            }
        }
        Ok(())
    }

    fn lease_command(&self, key: &[u8], token: LeaseToken) -> Cmd {
        let mut lease = cmd("SET");
        lease.arg(key).arg(&token.lease()[..]).arg("NX").arg("GET").arg("PX").arg(millis(self.0.limits().lease));
        lease
    }
}

fn configuration(text: String) -> Error {
    Error::new(ErrorKind::Configuration(text))
}
