//! What the settings and the URL say about TLS; without a word of either there is none.

use std::path::Path;

use url::Url;

use crate::config::{DatabaseConfig, SslMode};
use crate::error::{Error, ErrorKind, Result};

/// How a connection is to be secured.
pub(super) struct Security<'c> {
    /// `None` where the URL says it, which the driver reads.
    pub(super) mode: Option<SslMode>,
    pub(super) root_certificate: Option<&'c Path>,
    /// What this client shows: its certificate and the key of that.
    pub(super) client: Option<(&'c Path, &'c Path)>,
}

/// The parameters by which a driver's URLs speak of TLS.
pub(super) struct Parameters {
    pub(super) mode: &'static [&'static str],
    pub(super) root_certificate: &'static [&'static str],
}

impl<'c> Security<'c> {
    /// An authority is named to be asked: with one, the certificate is looked at unless a mode says otherwise.
    pub(super) fn of(config: &'c DatabaseConfig, parameters: &Parameters) -> Result<Self> {
        let root_certificate = config.ssl_root_cert.as_deref();
        let client = match (config.ssl_client_cert.as_deref(), config.ssl_client_key.as_deref()) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(wrong("a client's certificate and its key go together: set both, or none".to_owned())),
        };
        for (path, what) in [
            (root_certificate, "CA certificate"),
            (client.map(|(certificate, _)| certificate), "client certificate"),
            (client.map(|(_, key)| key), "client key"),
        ] {
            if let Some(path) = path.filter(|path| !path.is_file()) {
                return Err(wrong(format!("the {what} {} does not exist", path.display())));
            }
        }
        let names_authority = root_certificate.is_some() || names(&config.url, parameters.root_certificate);
        let mode = match config.ssl_mode {
            Some(SslMode::Require) if names_authority => Some(SslMode::VerifyCa),
            Some(mode) => Some(mode),
            None if names(&config.url, parameters.mode) => None,
            None if names_authority => Some(SslMode::VerifyFull),
            None => Some(SslMode::Disable),
        };
        let is_without = matches!(mode, Some(SslMode::Disable | SslMode::Prefer) | None);
        if cfg!(not(feature = "tls")) && !is_without {
            let text = "TLS to the database needs larder's feature `tls`".to_owned();
            return Err(wrong(text));
        }
        Ok(Self { mode, root_certificate, client })
    }
}

fn wrong(text: String) -> Error {
    Error::new(ErrorKind::Configuration(text))
}

fn names(url: &str, parameters: &[&str]) -> bool {
    Url::parse(url).is_ok_and(|url| url.query_pairs().any(|(name, _)| parameters.contains(&&*name)))
}
