//! What a Redis URL names: a server, a cluster, or a primary that sentinels know.

use redis::cluster::ClusterClient;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{AsyncConnectionConfig, Client, ConnectionAddr, IntoConnectionInfo as _, RedisResult, cmd};
use tokio::sync::Mutex;

use super::configuration;
use super::connection::RedisConnection;
use super::tls::Tls;
use crate::config::RedisConfig;
use crate::config::{encode_it, unencoded};
use crate::{Error, Result};

const PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// What a URL names.
pub(super) enum Target {
    Single(Box<Client>),
    Cluster(Box<ClusterClient>),
    Sentinel(Box<Mutex<SentinelClient>>),
}

impl Target {
    /// Reads the URL; nothing is connected yet.
    pub(super) fn of(config: &RedisConfig) -> Result<Self> {
        let url = config.url.trim();
        if let Some(character) = unencoded(url) {
            return Err(unusable(&encode_it(character)));
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
            Self::Cluster(client) => RedisConnection::Cluster(client.get_async_connection().await?),
            Self::Sentinel(client) => {
                RedisConnection::Single(client.lock().await.get_async_connection_with_config(&limits).await?)
            }
        };
        connection.query::<()>(&cmd("PING")).await?;
        Ok(connection)
    }
}

fn unusable(why: &str) -> Error {
    configuration(format!("REDIS_URL cannot be used: {why}"))
}

fn single(url: &str, tls: Tls) -> RedisResult<Target> {
    let info = url.into_connection_info()?;
    let login = info.redis_settings();
    if login.username().is_some() && login.password().is_none() {
        return Err((redis::ErrorKind::InvalidClientConfig, "a user without a password").into());
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
    if let Some((user, password)) = address.login {
        builder = builder.password(password);
        if !user.is_empty() {
            builder = builder.username(user);
        }
    }
    Ok(Target::Cluster(Box::new(tls.cluster(builder).build()?)))
}

fn sentinel(rest: &str, tls: Tls) -> RedisResult<Target> {
    let address = Address::read(rest, SENTINEL_PORT);
    let hosts = address.hosts.into_iter().map(|(host, port)| ConnectionAddr::Tcp(host, port));
    let (master, database) = address.path.split_once('/').unwrap_or((&address.path, "0"));
    let mut builder = SentinelClientBuilder::new(hosts, master, SentinelServerType::Master)?;
    if let Ok(database) = database.parse() {
        builder = builder.set_client_to_redis_db(database);
    }
    if let Some((user, password)) = address.login {
        builder = builder.set_client_to_redis_password(password);
        if !user.is_empty() {
            builder = builder.set_client_to_redis_username(user);
        }
    }
    Ok(Target::Sentinel(Box::new(Mutex::new(tls.sentinel(builder).build()?))))
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
