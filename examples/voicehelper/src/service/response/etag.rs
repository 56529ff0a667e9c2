//! Entity tags: what a client has read, and what it may therefore change.

use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName};

use crate::service::key;
use crate::service::response::problem::{MATCH_REQUIRED, Problem, Result, STALE};

/// Returns the tag of a body: of a row with a version it starts with that, which is what a write compares. The rest is
/// of the body, since counters change without the version.
pub(in crate::service) fn of(version: Option<i64>, body: &[u8]) -> String {
    let digest = key::digest(&[body]);
    match version {
        Some(version) => format!("\"{version}-{}\"", &digest[..16]),
        None => format!("\"{}\"", &digest[..32]),
    }
}

/// Returns the version that a write expects; `None` for any.
pub(in crate::service) fn expected(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(given) = text(headers, &IF_MATCH) else { return Err(Problem::new(&MATCH_REQUIRED)) };
    if given.trim() == "*" {
        return Ok(None);
    }
    // A tag of another form is none of ours, so it cannot be current.
    version(given).map(Some).ok_or_else(|| Problem::new(&STALE))
}

fn version(tag: &str) -> Option<i64> {
    let (version, _) = tag.trim().strip_prefix('"')?.strip_suffix('"')?.split_once('-')?;
    version.parse().ok()
}

/// Returns whether the client has what would be sent.
pub(in crate::service) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let Some(given) = text(headers, &IF_NONE_MATCH) else { return false };
    given.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_the_tag_that_was_sent() {
        assert_eq!(version(&of(Some(7), b"{}")), Some(7));
        for other in ["7", "\"7\"", "W/\"7-a\"", "\"x-a\"", &of(None, b"{}")] {
            assert_eq!(version(other), None, "{other}");
        }
    }
}
