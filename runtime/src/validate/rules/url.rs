//! Absolute URLs.

use std::net::Ipv6Addr;

use super::email::is_label;

/// Returns whether `text` is an absolute `http` or `https` URL with a host, without white space, control characters or
/// credentials.
#[must_use]
pub fn url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    is_authority(authority) && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "\\<>\"".contains(c))
}

fn is_authority(authority: &str) -> bool {
    if let Some(bracketed) = authority.strip_prefix('[') {
        let Some((address, port)) = bracketed.split_once(']') else { return false };
        return address.parse::<Ipv6Addr>().is_ok() && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    match authority.split_once(':') {
        Some((host, port)) => is_host(host) && is_port(port),
        None => is_host(authority),
    }
}

fn is_host(host: &str) -> bool {
    // The root's dot may end a name; an underscore is common in names inside a cluster.
    let name = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 253
        && name
            .split('.')
            .all(|label| label.split('_').all(|part| part.is_empty() || is_label(part)) && !label.is_empty())
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
}
