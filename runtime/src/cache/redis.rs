//! Redis as the second level: the operations of the protocol, each one command or one small script on one key.

mod beacon;
mod commands;
mod connection;
mod flush;
mod link;
mod pace;
mod refusal;
mod sampling;
mod script;
#[cfg(test)]
pub(super) mod simulated;
mod target;
mod tls;
mod used;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use redis::{Cmd, RedisError, cmd};

use self::beacon::Sender;
use self::commands::Purpose;
use self::connection::RedisConnection;
use self::link::Link;
use self::script::LuaScript;
use self::target::Target;
use self::watch::FenceWatch;
use super::chance::random;
use super::codec::frame::{HEADER, KeyState, LeaseToken};
use super::counters::WatchCounters;
use super::memory::bound::{Bound, Listener};
use super::model::ttl::millis;
use crate::clock::Clock;
use crate::config::RedisConfig;
use crate::statistics::{RedisMemory, RedisStatistics, RegionSample};
use crate::{Error, ErrorKind, Result};

/// Keys that one command is about, and that one beacon tells of.
const CHUNK: usize = 64;
/// A generation that expires only makes its entries unreadable, so this need not outlast them.
const GENERATION_TTL: Duration = Duration::from_secs(7 * 24 * 3600);

/// A server, Cluster or Sentinel group that may come and go.
#[derive(Clone)]
pub(crate) struct Redis {
    link: Arc<Link>,
    /// What the names of beacons begin with.
    beacons: Arc<[u8]>,
    sender: Sender,
    pub(crate) watched: Arc<WatchCounters>,
}

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
    pub(crate) async fn connect(config: &RedisConfig, prefix: &str) -> Result<Self> {
        let link = Link::open(config).await?;
        let (beacons, sender) = (beacon::prefix(prefix).into(), beacon::sender());
        Ok(Self { link, beacons, sender, watched: Arc::default() })
    }

    /// Tells `listener` of what other instances fence, and `bound` how long what was heard is all there is.
    pub(crate) async fn watch(&self, clock: Clock, bound: Arc<Bound>, listener: Arc<dyn Listener>) {
        let (prefix, counters) = (self.beacons.to_vec(), Arc::clone(&self.watched));
        FenceWatch { prefix, own: self.sender, clock, bound, counters, listener }.start(&self.link).await;
    }

    /// Sets what is done once Redis is reached again after it was away.
    pub(crate) fn on_return(&self, act: impl Fn() + Send + Sync + 'static) {
        self.link.on_return(act);
    }

    /// Tells every other instance that what stands under these keys is out of date.
    async fn tell(&self, keys: &[Vec<u8>]) -> Result<(), Unavailable> {
        let beacon = beacon::name(&self.beacons, &self.sender, keys);
        self.link.run(Purpose::Fence, LuaScript::Tell, &[beacon], |run| run).await.map(drop)
    }

    pub(crate) fn is_up(&self) -> bool {
        self.link.is_up()
    }

    /// Whether what stands there may be read: not for a moment after Redis was away, in which every instance removes
    /// what it wrote meanwhile.
    pub(crate) fn is_trusted(&self) -> bool {
        self.link.is_trusted()
    }

    /// Whether reads are better off without it, because it takes too long to answer.
    pub(crate) fn is_slow(&self) -> bool {
        self.link.pace.is_slow()
    }

    /// Deletes every key of a prefix; an error says why that was not possible.
    pub(crate) async fn flush(config: &RedisConfig, prefix: &str) -> Result<u64> {
        let target = Target::of(config)?;
        let flush = async {
            let mut connection = target.connect(config).await?;
            let deleted = connection.flush(prefix).await?;
            let beacon = beacon::name(&beacon::prefix(prefix), &beacon::sender(), &[beacon::EVERYTHING.to_vec()]);
            connection.query::<()>(cmd("SET").arg(&beacon).arg("")).await?;
            connection.query::<()>(cmd("DEL").arg(&beacon)).await?;
            Ok(deleted)
        };
        // The error may quote the URL, and with it the password.
        flush.await.map_err(|error: RedisError| {
            Error::new(ErrorKind::Cache(format!("Redis refused to flush the cache: {:?}", error.kind())))
        })
    }

    /// Returns what became of the commands that were sent.
    pub(crate) fn statistics(&self) -> Vec<RedisStatistics> {
        self.link.commands.read()
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
        Some(self.link.inquire(ask).await)
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
        Some(self.link.inquire(ask).await)
    }

    pub(crate) fn lease_life(&self) -> Duration {
        self.link.limits().lease
    }

    pub(crate) fn lease_wait(&self) -> Duration {
        self.link.limits().lease_wait
    }

    /// Reads the value, or takes the lease of an absent key, and reads the generation, in one round trip.
    pub(crate) async fn read_or_lease(
        &self,
        key: &[u8],
        generations: &GenerationKeys,
        token: LeaseToken,
    ) -> Result<(KeyState, Generation), Unavailable> {
        let (lease, connection) = (self.lease_command(key, token), self.connection());
        let (found, generation) =
            tokio::join!(self.link.ask::<Option<Vec<u8>>>(Purpose::Read, &lease), self.generation(generations));
        self.still(connection)?;
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
        let connection = self.connection();
        let (found, generation) =
            tokio::join!(self.link.ask::<Option<Vec<u8>>>(Purpose::Read, &get), self.generation(generations));
        self.still(connection)?;
        Ok((KeyState::of(found?), generation?))
    }

    /// Numbers the connection in use at present; answers of two commands belong together if it is the same before and
    /// after.
    pub(crate) fn connection(&self) -> Option<u64> {
        self.link.connection()
    }

    /// Says that all answers since `connection` was noted came over it, and so from one run of the server.
    pub(crate) fn still(&self, connection: Option<u64>) -> Result<(), Unavailable> {
        if connection.is_some() && connection == self.connection() { Ok(()) } else { Err(Unavailable) }
    }

    /// Reads many values with one command.
    pub(crate) async fn read_many(&self, keys: &[Vec<u8>]) -> Result<Vec<KeyState>, Unavailable> {
        let mut get = cmd("MGET");
        get.arg(keys);
        let found: Vec<Option<Vec<u8>>> = self.link.ask(Purpose::Read, &get).await?;
        Ok(found.into_iter().map(KeyState::of).collect())
    }

    /// Takes the leases of those keys that are absent; says for each whether it was won.
    pub(crate) async fn lease_many(&self, keys: &[(Vec<u8>, LeaseToken)]) -> Vec<bool> {
        let leases = keys.iter().map(async |(key, token)| {
            let lease = self.lease_command(key, *token);
            self.link.ask::<Option<Vec<u8>>>(Purpose::Read, &lease).await == Ok(None)
        });
        join_all(leases).await
    }

    /// Reads the generation of a region and tenant, starting one where there is none; `None` while one of them is
    /// fenced. It is another one for each run of the server: one that was started from an old file, or was a replica,
    /// may have values whose fences it has forgotten.
    pub(crate) async fn generation(&self, keys: &GenerationKeys) -> Result<Generation, Unavailable> {
        let mut get = cmd("MGET");
        get.arg(&keys.region).arg(&keys.tenant);
        let run = self.link.server_run().ok_or(Unavailable)?;
        let found: Vec<Option<Vec<u8>>> = self.link.ask(Purpose::Generation, &get).await?;
        let mut found = found.into_iter();
        let region = self.started(&keys.region, found.next().flatten()).await?;
        let tenant = match &keys.tenant {
            Some(key) => self.started(key, found.next().flatten()).await?,
            None => Some(0),
        };
        // Any mixing will do that random numbers survive.
        Ok(region.zip(tenant).map(|(region, tenant)| region.rotate_left(17) ^ tenant ^ run))
    }

    /// Reads one generation by itself, starting it where there is none.
    pub(crate) async fn started_at(&self, key: &[u8]) -> Result<Generation, Unavailable> {
        let mut get = cmd("GET");
        get.arg(key);
        let found = self.link.ask(Purpose::Generation, &get).await?;
        self.started(key, found).await
    }

    /// Reads generations that were started; none where one is fenced or gone.
    pub(crate) async fn standing(&self, keys: &[Vec<u8>]) -> Result<Vec<Generation>, Unavailable> {
        let mut get = cmd("MGET");
        get.arg(keys);
        let found: Vec<Option<Vec<u8>>> = self.link.ask(Purpose::Generation, &get).await?;
        Ok(found.into_iter().map(|found| found.and_then(generation_of)).collect())
    }

    async fn started(&self, key: &[u8], found: Option<Vec<u8>>) -> Result<Generation, Unavailable> {
        if let Some(found) = found {
            return Ok(generation_of(found));
        }
        let fresh: [u8; 8] = random();
        let mut start = cmd("SET");
        start.arg(key).arg(&fresh[..]).arg("NX").arg("GET").arg("PX").arg(millis(GENERATION_TTL));
        let other: Option<Vec<u8>> = self.link.ask(Purpose::Generation, &start).await?;
        Ok(other.map_or_else(|| Some(u64::from_be_bytes(fresh)), generation_of))
    }

    /// Takes the lease of a key whose value, recognised by its first bytes, cannot be used.
    pub(crate) async fn lease_over(&self, key: &[u8], seen: &[u8], token: LeaseToken) -> Result<bool, Unavailable> {
        let seen = &seen[..seen.len().min(HEADER)];
        let lease = millis(self.link.limits().lease);
        self.link
            .run(Purpose::Read, LuaScript::Replace, &[key], |run| run.arg(seen).arg(&token.lease()[..]).arg(lease))
            .await
    }

    /// Puts a value in the place of one that is recognised by its first bytes, if that still stands.
    pub(crate) async fn replace(
        &self,
        key: &[u8],
        seen: &[u8],
        value: &[u8],
        ttl: Duration,
    ) -> Result<bool, Unavailable> {
        self.link.run(Purpose::Fill, LuaScript::Replace, &[key], |run| run.arg(seen).arg(value).arg(millis(ttl))).await
    }

    /// Stores a value if the lease still stands.
    pub(crate) async fn fill(
        &self,
        key: &[u8],
        token: LeaseToken,
        value: &[u8],
        ttl: Duration,
    ) -> Result<bool, Unavailable> {
        self.link
            .run(Purpose::Fill, LuaScript::Fill, &[key], |run| run.arg(&token.lease()[..]).arg(value).arg(millis(ttl)))
            .await
    }

    /// Makes a lease that stands last as long as a new one.
    pub(crate) async fn renew(&self, key: &[u8], token: LeaseToken) -> Result<bool, Unavailable> {
        let lease = millis(self.link.limits().lease);
        self.link.run(Purpose::Read, LuaScript::Renew, &[key], |run| run.arg(&token.lease()[..]).arg(lease)).await
    }

    /// Gives a lease back that will not be used.
    pub(crate) async fn release(&self, key: &[u8], token: LeaseToken) -> Result<bool, Unavailable> {
        self.link.run(Purpose::Release, LuaScript::Release, &[key], |run| run.arg(&token.lease()[..])).await
    }

    /// Stores a value whatever stands there, revoking any lease.
    pub(crate) async fn set(&self, key: &[u8], value: &[u8], ttl: Duration) -> Result<(), Unavailable> {
        let mut set = cmd("SET");
        set.arg(key).arg(value).arg("PX").arg(millis(ttl));
        self.link.ask::<()>(Purpose::Set, &set).await?;
        self.tell(&[key.to_vec()]).await
    }

    /// Makes keys neither readable nor fillable until the fence is cleared, by every writer that placed one, or has
    /// outlived `life`. A fenced generation does the same to its entries. All instances are told.
    pub(crate) async fn fence(&self, keys: &[Vec<u8>], token: LeaseToken, life: Duration) -> Result<(), Unavailable> {
        self.on_each(Purpose::Fence, LuaScript::Fence, keys, |run| run.arg(&token.bytes()[..]).arg(millis(life)))
            .await?;
        // The nodes of a Cluster do not know of each other's keys. Told earlier, somebody could keep what was there.
        if self.link.spreads() { self.tell_all(keys).await } else { Ok(()) }
    }

    /// Removes the fence of a write that has ended; with the last one, or without any, the entry is removed too.
    /// Returns whether every fence still stood; where one did not, all instances are told.
    pub(crate) async fn clear(&self, keys: &[Vec<u8>], token: LeaseToken) -> Result<bool, Unavailable> {
        let stood = !self
            .on_each(Purpose::Clear, LuaScript::Clear, keys, |run| run.arg(&token.bytes()[..]))
            .await?
            .contains(&true);
        if self.link.spreads() && !stood {
            self.tell_all(keys).await?;
        }
        Ok(stood)
    }

    async fn tell_all(&self, keys: &[Vec<u8>]) -> Result<(), Unavailable> {
        join_all(keys.chunks(CHUNK).map(|chunk| self.tell(chunk))).await.into_iter().collect()
    }

    /// Runs a script on all keys, in as few commands as the servers allow; where that is one for several keys, a beacon
    /// for them is the last key.
    async fn on_each(
        &self,
        purpose: Purpose,
        script: LuaScript,
        keys: &[Vec<u8>],
        arguments: impl Fn(&mut Cmd) -> &mut Cmd,
    ) -> Result<Vec<bool>, Unavailable> {
        if self.link.spreads() {
            // The nodes of a Cluster run a script on keys of one slot only.
            let runs = keys.iter().map(async |key| {
                self.link.run(purpose, script, std::slice::from_ref(key), |run| arguments(run).arg(0)).await
            });
            return join_all(runs).await.into_iter().collect();
        }
        let runs = keys.chunks(CHUNK).map(async |chunk| {
            let beacon = beacon::name(&self.beacons, &self.sender, chunk);
            let keys: Vec<_> = chunk.iter().chain([&beacon]).collect();
            self.link.run(purpose, script, &keys, |run| arguments(run).arg(1)).await
        });
        join_all(runs).await.into_iter().collect()
    }

    fn lease_command(&self, key: &[u8], token: LeaseToken) -> Cmd {
        let mut lease = cmd("SET");
        lease.arg(key).arg(&token.lease()[..]).arg("NX").arg("GET").arg("PX").arg(millis(self.link.limits().lease));
        lease
    }
}

fn configuration(text: String) -> Error {
    Error::new(ErrorKind::Configuration(text))
}
