//! Where a database is, as traces name it.

use larder_format::Dialect;
use url::Url;

use crate::config::DatabaseConfig;

/// Where a database is: nothing that a password could be a part of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The name of the database.
    pub(crate) namespace: Option<Box<str>>,
    /// The server's host.
    pub(crate) address: Option<Box<str>>,
    pub(crate) port: Option<u16>,
}

impl Peer {
    pub(crate) fn of(config: &DatabaseConfig) -> Self {
        let Ok(url) = Url::parse(&config.url) else { return Self::default() };
        if config.dialect().ok() == Some(Dialect::Sqlite) {
            return Self::default();
        }
        let namespace = url.path().trim_start_matches('/');
        Self {
            namespace: (!namespace.is_empty()).then(|| namespace.into()),
            address: url.host_str().map(Into::into),
            port: url.port(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Peer;
    use crate::Config;

    #[test]
    fn a_url_says_where_and_not_with_what() {
        let peer = Peer::of(&Config::for_url("postgres://me:hush@db.local:5433/shop?sslmode=require").database);
        let expected = Peer { namespace: Some("shop".into()), address: Some("db.local".into()), port: Some(5433) };
        assert_eq!(peer, expected);
        assert_eq!(Peer::of(&Config::for_url("sqlite:/tmp/x.db").database), Peer::default());
    }
}
