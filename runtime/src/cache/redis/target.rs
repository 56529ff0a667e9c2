//! What a Redis URL names: a server, a cluster, or a primary that sentinels know.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClient;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ErrorKind, IntoConnectionInfo as _, ProtocolVersion, PushInfo,
    RedisConnectionInfo, RedisError, RedisResult, cmd,
};
use tokio::sync::Mutex;

use super::configuration;
use super::connection::{RedisConnection, ToldConnection};
#[cfg(test)]
use super::simulated::line::LinePlace;
use super::tls::Tls;
use crate::config::RedisConfig;
use crate::config::{encode_it, unencoded};
use crate::{Error, Result};

const PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// Nodes of a Cluster that may name another one for a slot, before one of them has to have it.
const REDIRECTIONS: usize = 5;

/// What a URL names.
pub(super) enum Target {
    Single(Box<Client>),
    Cluster(Box<Nodes>),
    Sentinel(Box<Mutex<Sentinels>>),
    #[cfg(test)]
    Simulated(LinePlace),
}

/// The nodes of a Cluster: as a whole, and each for itself.
pub(super) struct Nodes {
    client: ClusterClient,
    known: Vec<(String, u16)>,
    login: RedisConnectionInfo,
    tls: Tls,
}

/// Those who know the primary, asked for a connection to it in either version of the protocol.
pub(super) struct Sentinels {
    client: SentinelClient,
    told: SentinelClient,
}

impl Target {
    /// Reads the URL; nothing is connected yet.
    pub(super) fn of(config: &RedisConfig) -> Result<Self> {
        let url = config.url.trim();
        if let Some(character) = unencoded(url) {
            return Err(unusable(&encode_it(character)));
        }
        #[cfg(test)]
        if let Some(place) = LinePlace::of(url) {
            return Ok(Self::Simulated(place));
        }
        let tls = Tls::of(config)?;
        let rest = |schemes: [&str; 2]| schemes.into_iter().find_map(|scheme| url.strip_prefix(scheme));
        let target = if let Some(rest) = rest(["redis+cluster://", "rediss+cluster://"]) {
            cluster(rest, config, tls)
        } else if let Some(rest) = rest(["redis+sentinel://", "rediss+sentinel://"]) {
            sentinel(rest, tls)
        } else {
            single(url, tls)
        };
        // The redis error may quote the URL, and with it the password.
        target.map_err(|error| unusable(&format!("{:?}", error.kind())))
    }

    pub(super) async fn connect(&self, config: &RedisConfig) -> RedisResult<RedisConnection> {
        let limits = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(config.connection_timeout))
            .set_response_timeout(Some(config.response_timeout));
        let mut connection = match self {
            Self::Single(client) => {
                RedisConnection::Single(client.get_multiplexed_async_connection_with_config(&limits).await?)
            }
            Self::Cluster(nodes) => RedisConnection::Cluster(nodes.client.get_async_connection().await?),
            Self::Sentinel(client) => {
                RedisConnection::Single(client.lock().await.client.get_async_connection_with_config(&limits).await?)
            }
            #[cfg(test)]
            Self::Simulated(place) => RedisConnection::Simulated(place.connect(config.response_timeout).await?),
        };
        connection.query::<()>(&cmd("PING")).await?;
        Ok(connection)
    }

    /// Connects to the server that holds `key`, by the version of the protocol in which servers tell.
    pub(super) async fn told(
        &self,
        key: &[u8],
        limit: Duration,
        limits: impl Fn() -> AsyncConnectionConfig,
        hear: impl Fn(PushInfo) -> Result<(), ()> + Clone + Send + Sync + 'static,
    ) -> RedisResult<ToldConnection> {
        let limits = || limits().set_response_timeout(Some(limit)).set_push_sender(hear.clone());
        match self {
            Self::Single(client) => {
                let info = client.get_connection_info();
                let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
                let client = Client::open(info.clone().set_redis_settings(settings))?;
                client.get_multiplexed_async_connection_with_config(&limits()).await.map(ToldConnection::Server)
            }
            Self::Sentinel(sentinels) => {
                let told = &mut sentinels.lock().await.told;
                told.get_async_connection_with_config(&limits()).await.map(ToldConnection::Server)
            }
            Self::Cluster(nodes) => nodes.told(key, limits).await.map(ToldConnection::Server),
            #[cfg(test)]
            Self::Simulated(place) => place.listen(limit, hear).await.map(ToldConnection::Simulated),
        }
    }
}

impl Nodes {
    async fn told(&self, key: &[u8], limits: impl Fn() -> AsyncConnectionConfig) -> RedisResult<MultiplexedConnection> {
        let mut failed = RedisError::from((ErrorKind::ClusterConnectionNotFound, "no node"));
        for known in &self.known {
            match self.told_by(known.clone(), key, &limits).await {
                Ok(connection) => return Ok(connection),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// Asks one node, and then who it says has the key.
    async fn told_by(
        &self,
        mut node: (String, u16),
        key: &[u8],
        limits: impl Fn() -> AsyncConnectionConfig,
    ) -> RedisResult<MultiplexedConnection> {
        let mut failed = RedisError::from((ErrorKind::ClusterConnectionNotFound, "no node has the slot"));
        for _ in 0..REDIRECTIONS {
            let info = format!("{}://{}:{}", self.tls.scheme(), node.0, node.1).into_connection_info()?;
            let info = info.set_redis_settings(self.login.clone().set_protocol(ProtocolVersion::RESP3));
            let client = self.tls.client(info)?;
            let mut connection = client.get_multiplexed_async_connection_with_config(&limits()).await?;
            match cmd("DEL").arg(key).exec_async(&mut connection).await {
                Ok(()) => return Ok(connection),
                Err(error) => match error.redirect_node().and_then(|(address, _)| host_and_port(address)) {
                    Some(next) => node = next,
                    None => return Err(error),
                },
            }
            failed = RedisError::from((ErrorKind::ClusterConnectionNotFound, "the nodes name each other"));
        }
        Err(failed)
    }
}

fn host_and_port(address: &str) -> Option<(String, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    Some((host.to_owned(), port.parse().ok()?))
}

fn unusable(why: &str) -> Error {
    configuration(format!("REDIS_URL cannot be used: {why}"))
}

fn single(url: &str, tls: Tls) -> RedisResult<Target> {
    let info = url.into_connection_info()?;
    let login = info.redis_settings();
    if login.username().is_some() && login.password().is_none() {
        return Err((ErrorKind::InvalidClientConfig, "a user without a password").into());
    }
    tls.client(info).map(|client| Target::Single(Box::new(client)))
}

fn cluster(rest: &str, config: &RedisConfig, tls: Tls) -> RedisResult<Target> {
    let address = Address::read(rest, PORT);
    let scheme = tls.scheme();
    let nodes = address.hosts.iter().map(|(host, port)| format!("{scheme}://{host}:{port}"));
    let mut builder = ClusterClient::builder(nodes)
        .connection_timeout(config.connection_timeout)
        .response_timeout(config.response_timeout)
        .retries(2);
    let mut login = RedisConnectionInfo::default();
    if let Some((user, password)) = address.login {
        login = login.set_password(&password);
        builder = builder.password(password);
        if !user.is_empty() {
            login = login.set_username(&user);
            builder = builder.username(user);
        }
    }
    let client = tls.cluster(builder).build()?;
    Ok(Target::Cluster(Box::new(Nodes { client, known: address.hosts, login, tls })))
}

fn sentinel(rest: &str, tls: Tls) -> RedisResult<Target> {
    let address = Address::read(rest, SENTINEL_PORT);
    let client = |protocol| sentinel_client(&address, &tls, protocol);
    let sentinels = Sentinels { client: client(ProtocolVersion::RESP2)?, told: client(ProtocolVersion::RESP3)? };
    Ok(Target::Sentinel(Box::new(Mutex::new(sentinels))))
}

fn sentinel_client(address: &Address, tls: &Tls, protocol: ProtocolVersion) -> RedisResult<SentinelClient> {
    let hosts = address.hosts.iter().map(|(host, port)| ConnectionAddr::Tcp(host.clone(), *port));
    let (master, database) = address.path.split_once('/').unwrap_or((&address.path, "0"));
    let mut builder = SentinelClientBuilder::new(hosts, master, SentinelServerType::Master)?;
    builder = builder.set_client_to_redis_protocol(protocol);
    if let Ok(database) = database.parse() {
        builder = builder.set_client_to_redis_db(database);
    }
    if let Some((user, password)) = &address.login {
        builder = builder.set_client_to_redis_password(password);
        if !user.is_empty() {
            builder = builder.set_client_to_redis_username(user);
        }
    }
    tls.sentinel(builder).build()
}

/// A URL with several hosts, without its scheme.
struct Address {
    login: Option<(String, String)>,
    hosts: Vec<(String, u16)>,
    path: String,
}

impl Address {
    fn read(rest: &str, default_port: u16) -> Self {
        let (login, rest) = match rest.rsplit_once('@') {
            Some((login, rest)) => (Some(login.split_once(':').unwrap_or(("", login))), rest),
            None => (None, rest),
        };
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let hosts = hosts.split(',').filter(|host| !host.is_empty()).map(|host| {
            let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
            (name.to_owned(), port.parse().unwrap_or(default_port))
        });
        Self {
            login: login.map(|(user, password)| (unescaped(user), unescaped(password))),
            hosts: hosts.collect(),
            path: path.trim_end_matches('/').to_owned(),
        }
    }
}

/// Undoes percent-escapes, as in the password of a URL.
fn unescaped(text: &str) -> String {
    let pair = format!("{}=", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map_or_else(|| text.to_owned(), |(text, _)| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_hosts_share_a_login() {
        let address = Address::read("me:p%40ss+word@a:7000,b/main/3", PORT);
        assert_eq!(address.login, Some(("me".to_owned(), "p@ss+word".to_owned())));
        assert_eq!(address.hosts, [("a".to_owned(), 7000), ("b".to_owned(), PORT)]);
        assert_eq!(address.path, "main/3");
    }

    #[test]
    fn an_unusable_url_is_named_without_its_password() {
        for url in ["http://user:hunter2@host", "redis://hunter2@host"] {
            let Err(error) = Target::of(&RedisConfig::new(url)) else { panic!("accepted") };
            let shown = format!("{error:?} {error}");
            assert!(shown.contains("REDIS_URL") && !shown.contains("hunter2"), "{shown}");
        }
    }
}
