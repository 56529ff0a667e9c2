use redis::cluster::ClusterClient;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{AsyncConnectionConfig, Client, ConnectionAddr, RedisResult, cmd};
use tokio::sync::Mutex;

use super::connection::Connection;
use crate::cache::RedisConfig;
use crate::config::{encode_it, unencoded};
use crate::{Error, ErrorKind, Result};

const PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// What a URL names.
pub(super) enum Target {
    Single(Client),
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
        let target = if let Some(rest) = url.strip_prefix("redis+cluster://") {
            cluster(rest, config)
        } else if let Some(rest) = url.strip_prefix("redis+sentinel://") {
            sentinel(rest)
        } else {
            Client::open(url).map(Self::Single)
        };
        // The redis error may quote the URL, and with it the password.
        target.map_err(|error| unusable(&format!("{:?}", error.kind())))
    }

    pub(super) async fn connect(&self, config: &RedisConfig) -> RedisResult<Connection> {
        let limits = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(config.connection_timeout))
            .set_response_timeout(Some(config.response_timeout));
        let mut connection = match self {
            Self::Single(client) => {
                Connection::Single(client.get_multiplexed_async_connection_with_config(&limits).await?)
            }
            Self::Cluster(client) => Connection::Cluster(client.get_async_connection().await?),
            Self::Sentinel(client) => {
                Connection::Single(client.lock().await.get_async_connection_with_config(&limits).await?)
            }
        };
        connection.query::<()>(&cmd("PING")).await?;
        Ok(connection)
    }
}

fn unusable(why: &str) -> Error {
    Error::new(ErrorKind::Configuration(format!("REDIS_URL cannot be used: {why}")))
}

fn cluster(rest: &str, config: &RedisConfig) -> RedisResult<Target> {
    let address = Address::read(rest, PORT);
    let nodes = address.hosts.iter().map(|(host, port)| format!("redis://{host}:{port}"));
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
    Ok(Target::Cluster(Box::new(builder.build()?)))
}

fn sentinel(rest: &str) -> RedisResult<Target> {
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
    Ok(Target::Sentinel(Box::new(Mutex::new(builder.build()?))))
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
        let Err(error) = Target::of(&RedisConfig::new("http://user:hunter2@host")) else { panic!("accepted") };
        assert!(
            error.to_string().contains("REDIS_URL") && !format!("{error:?} {error}").contains("hunter2"),
            "{error}"
        );
    }
}
