//! How the routes are protected.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::tenants::{TenantSource, TenantUse, source};
use crate::error::{Error, ErrorKind, Result};

/// The variable that the token is read from.
pub(super) const TOKEN: &str = "ADMIN_TOKEN";
const PROTECT_READS: &str = "ADMIN_PROTECT_READS";
/// Whoever can ask often finds a shorter one.
const SHORTEST: usize = 16;

/// How the routes of [`router`](super::router) are protected. By default anybody may read, and nobody may change
/// anything.
#[derive(Clone, Default)]
pub struct AdminOptions {
    token: Option<AdminToken>,
    protects_reads: bool,
    tenants: Option<TenantSource>,
}

impl AdminOptions {
    /// Returns the defaults: no token, so that nothing can be changed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `ADMIN_TOKEN` and `ADMIN_PROTECT_READS` from the environment. An empty variable is one that is not set.
    ///
    /// # Errors
    /// `Configuration` for a token of less than sixteen characters, a switch that is neither `true` nor `false`, and
    /// reads that are limited to a token that is not set.
    pub fn from_env() -> Result<Self> {
        let read = |name| std::env::var(name).ok().map(|value| (String::from(name), value));
        Self::from_vars(&[TOKEN, PROTECT_READS].into_iter().filter_map(read).collect())
    }

    /// Reads `variables` instead of the environment.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_vars(variables: &BTreeMap<String, String>) -> Result<Self> {
        let text = |name: &str| variables.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let wrong = |what: String| Err(Error::new(ErrorKind::Configuration(what)));
        let token = text(TOKEN);
        if token.is_some_and(|token| token.chars().count() < SHORTEST) {
            return wrong(format!(
                "{TOKEN}: expected at least {SHORTEST} characters, as `openssl rand -hex 24` prints"
            ));
        }
        let protects_reads = match text(PROTECT_READS) {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(_) => return wrong(format!("{PROTECT_READS}: expected true or false")),
        };
        if protects_reads && token.is_none() {
            return wrong(format!("{PROTECT_READS} is set, but {TOKEN} is not: nobody could read anything"));
        }
        Ok(Self::new().token(token.unwrap_or_default()).protect_reads(protects_reads))
    }

    /// Sets the token of those who may change something; an empty one is none.
    #[must_use]
    pub fn token(mut self, token: impl AsRef<str>) -> Self {
        self.token = AdminToken::new(token.as_ref());
        self
    }

    /// Sets whether reading needs the token too. Probes stay open, but tell nothing beyond their status.
    #[must_use]
    pub fn protect_reads(mut self, protect: bool) -> Self {
        self.protects_reads = protect;
        self
    }

    /// Sets what tells how much each tenant uses, which only the application knows; `/admin` shows it.
    #[must_use]
    pub fn tenants<F>(mut self, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Vec<TenantUse>>> + Send + 'static,
    {
        self.tenants = Some(source(ask));
        self
    }

    pub(super) fn tenant_source(&self) -> Option<&TenantSource> {
        self.tenants.as_ref()
    }

    pub(super) fn configured(&self) -> Option<&AdminToken> {
        self.token.as_ref()
    }

    pub(super) fn are_reads_protected(&self) -> bool {
        self.protects_reads
    }
}

impl fmt::Debug for AdminOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminOptions")
            .field("has_token", &self.token.is_some())
            .field("protects_reads", &self.protects_reads)
            .finish()
    }
}

/// The token's digest, so that the token itself is not kept, and comparing takes as long whatever is sent.
#[derive(Clone)]
pub(super) struct AdminToken([u8; 32]);

impl AdminToken {
    fn new(token: &str) -> Option<Self> {
        (!token.is_empty()).then(|| Self(Sha256::digest(token.as_bytes()).into()))
    }

    /// Returns whether `sent` is the token.
    pub(super) fn is(&self, sent: &[u8]) -> bool {
        let sent: [u8; 32] = Sha256::digest(sent).into();
        self.0.ct_eq(&sent).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<AdminOptions, String> {
        let variables = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        AdminOptions::from_vars(&variables).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_token_is_none() {
        for options in [read(&[]), read(&[(TOKEN, "")])] {
            assert!(options.unwrap().configured().is_none());
        }
    }

    #[test]
    fn mistakes_name_the_variable_and_not_the_token() {
        let short = read(&[(TOKEN, "hunter2")]).unwrap_err();
        assert!(short.contains("ADMIN_TOKEN: expected at least 16") && !short.contains("hunter2"), "{short}");
        let switch = read(&[(PROTECT_READS, "maybe")]).unwrap_err();
        assert!(switch.contains("ADMIN_PROTECT_READS: expected true or false"), "{switch}");
        let nobody = read(&[(PROTECT_READS, "true")]).unwrap_err();
        assert!(nobody.contains("ADMIN_TOKEN is not"), "{nobody}");
    }

    #[test]
    fn only_the_token_is_the_token() {
        let options = read(&[(TOKEN, "0123456789abcdef"), (PROTECT_READS, "true")]).unwrap();
        let token = options.configured().unwrap();
        assert!(token.is(b"0123456789abcdef") && options.are_reads_protected());
        for other in ["", "0123456789abcde", "0123456789abcdef ", "0123456789ABCDEF"] {
            assert!(!token.is(other.as_bytes()), "{other}");
        }
        assert!(!format!("{options:?}").contains("0123"));
    }
}
