//! Reads settings from environment variables.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use larder_format::Dialect;
use url::Url;

use super::{Config, MigrationPolicy, ReplicaConfig, SslMode, encode_it, unencoded};
use crate::config::RedisConfig;
use crate::config::coherence::{Choices, choices, memories, modes, reactions};
use crate::error::{Error, ErrorKind, Result};
use crate::statistics::SAMPLING;

/// Reads all settings and reports all mistakes at once.
pub(super) fn read(variables: &BTreeMap<String, String>) -> Result<Config> {
    let mut reader = Reader { variables, mistakes: Vec::new() };
    let mut config = Config::default();
    let database = &mut config.database;
    if let Some(url) = reader.database_url() {
        database.url = url;
    }
    database.ssl_mode = reader.parsed("DATABASE_SSL_MODE", str::parse::<SslMode>);
    database.ssl_root_cert = reader.parsed("DATABASE_SSL_ROOT_CERT", file);
    database.ssl_client_cert = reader.parsed("DATABASE_SSL_CERT", file);
    database.ssl_client_key = reader.parsed("DATABASE_SSL_KEY", file);
    database.application_name = reader.text("DATABASE_APPLICATION_NAME").map(str::to_owned);
    reader.store("DATABASE_MAX_CONNECTIONS", &mut database.max_connections, positive);
    reader.store("DATABASE_MIN_IDLE", &mut database.min_idle, number);
    reader.store("DATABASE_ACQUIRE_TIMEOUT", &mut database.acquire_timeout, duration);
    reader.store("DATABASE_START_TIMEOUT", &mut database.start_timeout, duration_or_zero);
    reader.store("DATABASE_POOLER", &mut database.pooler, str::parse);
    reader.store("DATABASE_STATEMENT_TIMEOUT", &mut database.statement_timeout, limit);
    reader.store("DATABASE_WRITE_TIMEOUT", &mut database.write_timeout, limit);
    reader.store("DATABASE_LOCK_TIMEOUT", &mut database.lock_timeout, limit);
    reader.store("DATABASE_SLOW_STATEMENT", &mut database.slow_statement, duration);
    reader.store("DATABASE_REPLICA_URLS", &mut database.replicas, replicas);
    if let Some(most) = reader.parsed("DATABASE_REPLICA_MAX_CONNECTIONS", positive) {
        database.replicas.iter_mut().for_each(|replica| replica.max_connections = Some(most));
    }
    reader.store("DATABASE_REPLICA_SAMPLE", &mut database.replica_sample, duration);
    reader.store("DATABASE_REPLICA_MAX_LAG", &mut database.replica_max_lag, duration);
    database.min_idle = database.min_idle.min(database.max_connections);

    reader.store("CACHE_ENABLED", &mut config.cache.enabled, switch);
    reader.store("CACHE_DEFAULT_TTL", &mut config.cache.default_ttl, duration);
    reader.store("CACHE_PREFIX", &mut config.cache.prefix, |text| Ok(text.to_owned()));
    reader.store("CACHE_CAPACITY", &mut config.cache.capacity, entries);
    if let Some((all, some)) = reader.parsed("CACHE_MEMORY", memories) {
        (config.cache.memory, config.cache.memories) = (all.unwrap_or(config.cache.memory), some);
    }
    if let Some((all, some)) = reader.parsed("CACHE_MODE", modes) {
        (config.cache.mode, config.cache.modes) = (all, some);
    }
    if let Some((all, some)) = reader.parsed("CACHE_ON_DOWN", reactions) {
        (config.cache.on_down, config.cache.on_downs) = (all, some);
    }
    reader.store("CACHE_LOG_INTERVAL", &mut config.cache.log_interval, duration);
    reader.store("CACHE_PROBE", &mut config.cache.probe, probe);
    if let Some((all, some)) = reader.parsed("CACHE_SOFT_TIMEOUT", timeouts) {
        (config.cache.soft_timeout, config.cache.soft_timeouts) = (all, some);
    }
    if let Some((all, some)) = reader.parsed("CACHE_HARD_TIMEOUT", timeouts) {
        (config.cache.hard_timeout, config.cache.hard_timeouts) = (all, some);
    }
    if let Some((all, some)) = reader.parsed("CACHE_WARM", warms) {
        (config.cache.warm, config.cache.warms) = (all, some);
    }
    reader.store("CACHE_WARM_CONCURRENCY", &mut config.cache.warm_concurrency, positive);
    reader.store("CACHE_WARM_WAIT", &mut config.cache.warm_wait, duration);
    config.cache.redis = reader.redis();
    let policy = |text: &str| switch(text).map(MigrationPolicy::of_switch);
    reader.store("MIGRATION_ENABLED", &mut config.migration_policy, policy);
    reader.store("MIGRATION_POLICY", &mut config.migration_policy, str::parse);
    reader.store("VALIDATION_ENABLED", &mut config.validation_enabled, switch);

    if reader.mistakes.is_empty() {
        Ok(config)
    } else {
        Err(Error::new(ErrorKind::Configuration(reader.mistakes.join("; "))))
    }
}

struct Reader<'v> {
    variables: &'v BTreeMap<String, String>,
    mistakes: Vec<String>,
}

impl<'v> Reader<'v> {
    /// An empty variable counts as one that is not set.
    fn text(&self, name: &str) -> Option<&'v str> {
        self.variables.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        match parse(self.text(name)?) {
            Ok(value) => Some(value),
            Err(why) => {
                self.mistakes.push(format!("{name}: {why}"));
                None
            }
        }
    }

    fn store<T>(&mut self, name: &str, to: &mut T, parse: impl FnOnce(&str) -> Result<T, String>) {
        if let Some(value) = self.parsed(name, parse) {
            *to = value;
        }
    }

    /// `DATABASE_URL` wins; `DATABASE_HOST` means PostgreSQL.
    fn database_url(&mut self) -> Option<String> {
        if self.text("DATABASE_URL").is_some() {
            return self.parsed("DATABASE_URL", |url| match Dialect::of_url(url) {
                Some(Dialect::Sqlite) => Ok(url.to_owned()),
                Some(_) => readable(url),
                None => Err("expected a postgres:, mysql:, mariadb: or sqlite: URL".to_owned()),
            });
        }
        let host = self.text("DATABASE_HOST")?;
        let port = self.parsed("DATABASE_PORT", port).unwrap_or(5432);
        let name = self.text("DATABASE_NAME").unwrap_or("postgres");
        let user = self.text("DATABASE_USER");
        let password = self.text("DATABASE_PASSWORD");
        self.assemble("DATABASE_HOST", "postgres://localhost", host, port, name, user, password)
    }

    /// Without `REDIS_URL` and `REDIS_HOST` there is no second level. Where an authority is named and no mode, its word
    /// is asked for.
    fn redis(&mut self) -> Option<RedisConfig> {
        let root_cert = self.parsed("REDIS_SSL_ROOT_CERT", file);
        let mode = self.parsed("REDIS_SSL_MODE", redis_ssl_mode);
        let secured = mode.unwrap_or(root_cert.is_some());
        let url = self.redis_url(secured)?;
        match (secured, RedisConfig::is_secured(&url)) {
            (true, false) => self.mistakes.push("REDIS_SSL_MODE: TLS is not supported over a Unix socket".to_owned()),
            (false, true) if mode.is_some() => {
                self.mistakes.push("REDIS_SSL_MODE: expected verify-full, since REDIS_URL requires TLS".to_owned());
            }
            _ => {}
        }
        Some(RedisConfig { root_cert, ..RedisConfig::new(url) })
    }

    /// `REDIS_URL` wins over the parts.
    fn redis_url(&mut self, secured: bool) -> Option<String> {
        if self.text("REDIS_URL").is_some() {
            return self.parsed("REDIS_URL", |url| match url.split_once(':') {
                Some((scheme, _)) if RedisConfig::SCHEMES.contains(&scheme) => {
                    readable(url).map(|url| if secured { RedisConfig::secured(&url) } else { url })
                }
                _ => Err(format!("expected a URL that begins with {}:", RedisConfig::SCHEMES.join(":, "))),
            });
        }
        let host = self.text("REDIS_HOST")?;
        let port = self.parsed("REDIS_PORT", port).unwrap_or(6379);
        let database = self.parsed("REDIS_DB", number).unwrap_or(0);
        let (user, password) = (self.text("REDIS_USER"), self.text("REDIS_PASSWORD"));
        if user.is_some() && password.is_none() {
            self.mistakes.push("REDIS_USER: REDIS_PASSWORD must be set as well".to_owned());
        }
        let base = if secured { "rediss://localhost" } else { "redis://localhost" };
        self.assemble("REDIS_HOST", base, host, port, &database.to_string(), user, password)
    }

    /// Builds a URL from its parts; the parts are escaped, so a password may hold any character.
    #[allow(clippy::too_many_arguments, reason = "they are the parts of a URL")]
    fn assemble(
        &mut self,
        name: &str,
        base: &str,
        host: &str,
        port: u16,
        path: &str,
        user: Option<&str>,
        password: Option<&str>,
    ) -> Option<String> {
        let built = Url::parse(base).ok().and_then(|mut url| {
            url.set_host(Some(host)).ok()?;
            url.set_port(Some(port)).ok()?;
            url.set_username(user.unwrap_or_default()).ok()?;
            url.set_password(password).ok()?;
            url.path_segments_mut().ok()?.clear().push(path);
            Some(url.to_string())
        });
        if built.is_none() {
            self.mistakes.push(format!("{name}: not a host name"));
        }
        built
    }
}

/// Accepts a URL that means what it looks like.
fn readable(url: &str) -> Result<String, String> {
    if let Some(character) = unencoded(url) {
        return Err(format!("not a URL: {}", encode_it(character)));
    }
    // A list of hosts is none that a parser of URLs takes.
    if url.split_once(':').is_some_and(|(scheme, _)| scheme.ends_with("+cluster") || scheme.ends_with("+sentinel")) {
        return Ok(url.to_owned());
    }
    Url::parse(url).map(|_| url.to_owned()).map_err(|error| format!("not a URL: {error}"))
}

/// Reads URLs with commas between them.
fn replicas(text: &str) -> Result<Vec<ReplicaConfig>, String> {
    let read = |url: &str| match Dialect::of_url(url) {
        Some(Dialect::Postgres | Dialect::MySql) => readable(url).map(ReplicaConfig::new),
        Some(Dialect::Sqlite) => Err("SQLite has no replicas".to_owned()),
        None => Err("expected postgres:, mysql: or mariadb: URLs with commas between them".to_owned()),
    };
    text.split(',').map(str::trim).filter(|url| !url.is_empty()).map(read).collect()
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("expected true or false".to_owned()),
    }
}

/// There is nothing in between: a certificate that nobody looks at proves nothing.
fn redis_ssl_mode(text: &str) -> Result<bool, String> {
    match text {
        "disable" => Ok(false),
        "verify-full" => Ok(true),
        _ => Err("expected disable or verify-full".to_owned()),
    }
}

fn file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_file() { Ok(path) } else { Err(format!("file not found: {text}")) }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "expected a whole number".to_owned())
}

fn entries(text: &str) -> Result<usize, String> {
    positive(text).map(|number| usize::try_from(number).unwrap_or(usize::MAX))
}

fn positive(text: &str) -> Result<u32, String> {
    number(text).ok().filter(|number| *number > 0).ok_or_else(|| "expected a positive whole number".to_owned())
}

/// Kubernetes sets `REDIS_PORT=tcp://10.0.0.1:6379` in every container when a service is called `redis`.
fn port(text: &str) -> Result<u16, String> {
    let digits = if text.starts_with("tcp://") { text.rsplit(':').next().unwrap_or_default() } else { text };
    digits.parse().ok().filter(|port| *port > 0).ok_or_else(|| "expected a port number".to_owned())
}

fn duration_or_zero(text: &str) -> Result<Duration, String> {
    if text == "0" { Ok(Duration::ZERO) } else { duration(text) }
}

/// Reads one in how many hits is compared with the database, or `none`.
fn probe(text: &str) -> Result<Option<u32>, String> {
    let hits = || text.parse().ok().filter(|hits| *hits >= SAMPLING);
    if text == "none" {
        Ok(None)
    } else {
        hits().map(Some).ok_or_else(|| format!("expected none, or {SAMPLING} or more"))
    }
}

/// Reads durations for all and for some, or `none`.
fn timeouts(text: &str) -> Result<Choices<Option<Duration>>, String> {
    choices(text, |text| limit(text).map_err(|why| format!("{why}, or pairs such as 50ms,User=20ms")))
}

/// Reads numbers of rows for all and for some, or `off`.
fn warms(text: &str) -> Result<RowChoices, String> {
    let rows = |text: &str| if text == "off" { Ok(0) } else { positive(text) };
    let wrong = || "expected off, a number of rows, or pairs such as off,User=500".to_owned();
    let (all, some) = choices(text, |text| rows(text).map(Some).map_err(|_| wrong()))?;
    Ok((all, some.into_iter().filter_map(|(entity, rows)| Some((entity, rows?))).collect()))
}

/// Rows for all entities, if they are said, and those of some.
type RowChoices = (Option<u32>, Vec<(String, u32)>);

/// Reads a duration, or `none`.
fn limit(text: &str) -> Result<Option<Duration>, String> {
    if text == "none" { Ok(None) } else { duration(text).map(Some).map_err(|why| format!("{why}, or none")) }
}

/// Reads `250ms`, `30s`, `30m`, `2h`, `1d` and sums such as `1h30m`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a duration such as 500ms, 30s, 30m, 2h or 1h30m".to_owned();
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?;
        let count: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let letters = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let millis = match &rest[..letters] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        let part = count.checked_mul(millis).map(Duration::from_millis).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        rest = &rest[letters..];
    }
    if total.is_zero() { Err(wrong()) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{timeouts, warms};

    #[test]
    fn a_timeout_is_for_all_or_for_some() {
        let (all, some) = timeouts("50ms, User = none, values prices=2s").unwrap();
        assert_eq!(all, Some(Duration::from_millis(50)));
        let prices = ("values prices".to_owned(), Some(Duration::from_secs(2)));
        assert_eq!(some, [("User".to_owned(), None), prices]);
        assert_eq!(timeouts("none"), Ok((None, Vec::new())));
        assert!(timeouts("soon").unwrap_err().contains("50ms,User=20ms"));
    }

    #[test]
    fn rows_are_read_ahead_or_not() {
        assert_eq!(warms("off, User=500"), Ok((Some(0), vec![("User".to_owned(), 500)])));
        assert_eq!(warms("User=off"), Ok((None, vec![("User".to_owned(), 0)])));
        assert!(warms("all").is_err() && warms("-1").is_err());
    }
}
