//! TLS towards Redis: the certificate is signed by a known authority, and it is the host's.

#[cfg(feature = "tls")]
use redis::{TlsCertificates, TlsMode};

use redis::cluster::ClusterClientBuilder;
use redis::sentinel::SentinelClientBuilder;
use redis::{Client, ConnectionInfo, RedisResult};

use super::configuration;
use crate::Result;
use crate::config::RedisConfig;

/// What a connection is secured by.
#[derive(Clone)]
pub(super) struct Tls {
    #[cfg(feature = "tls")]
    certificates: Option<TlsCertificates>,
}

#[cfg(feature = "tls")]
impl Tls {
    /// Reads what the URL asks for, and the file of the authority.
    pub(super) fn of(config: &RedisConfig) -> Result<Self> {
        if !RedisConfig::is_secured(&config.url) {
            return Ok(Self { certificates: None });
        }
        let read = |path: &std::path::PathBuf| {
            std::fs::read(path)
                .map_err(|error| configuration(format!("cannot read the CA certificate {}: {error}", path.display())))
        };
        let root_cert = config.root_cert.as_ref().map(read).transpose()?;
        // With several providers in a program rustls would not choose one, but panic. An error means that there is one.
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            rustls::crypto::ring::default_provider().install_default().ok();
        }
        Ok(Self { certificates: Some(TlsCertificates { client_tls: None, root_cert }) })
    }

    pub(super) fn client(&self, info: ConnectionInfo) -> RedisResult<Client> {
        match &self.certificates {
            Some(certificates) => Client::build_with_tls(info, certificates.clone()),
            None => Client::open(info),
        }
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.certificates.is_some() { "rediss" } else { "redis" }
    }

    pub(super) fn cluster(&self, builder: ClusterClientBuilder) -> ClusterClientBuilder {
        match &self.certificates {
            Some(certificates) => builder.certs(certificates.clone()),
            None => builder,
        }
    }

    pub(super) fn sentinel(&self, builder: SentinelClientBuilder) -> SentinelClientBuilder {
        let Some(certificates) = self.certificates.clone() else { return builder };
        builder
            .set_client_to_sentinel_tls_mode(TlsMode::Secure)
            .set_client_to_sentinel_certificates(certificates.clone())
            .set_client_to_redis_tls_mode(TlsMode::Secure)
            .set_client_to_redis_certificates(certificates)
    }
}

#[cfg(not(feature = "tls"))]
impl Tls {
    pub(super) fn of(config: &RedisConfig) -> Result<Self> {
        if RedisConfig::is_secured(&config.url) {
            return Err(configuration("REDIS_URL requires TLS, which needs larder's feature `tls`".to_owned()));
        }
        Ok(Self {})
    }

    pub(super) fn client(&self, info: ConnectionInfo) -> RedisResult<Client> {
        Client::open(info)
    }

    pub(super) fn scheme(&self) -> &'static str {
        "redis"
    }

    pub(super) fn cluster(&self, builder: ClusterClientBuilder) -> ClusterClientBuilder {
        builder
    }

    pub(super) fn sentinel(&self, builder: SentinelClientBuilder) -> SentinelClientBuilder {
        builder
    }
}
