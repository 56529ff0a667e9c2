//! Errors of a Redis that is reachable and refuses to serve, which waiting does not mend.

use std::error::Error as _;

use redis::{ErrorKind, RedisError, ServerErrorKind};

/// Why Redis, which is there, lets the cache not in; `None` where the error is another.
///
/// Waiting does not help against these, so they are not taken for a server that is away.
pub(super) fn of(error: &RedisError) -> Option<String> {
    let answer = || format!("{} {}", error.code().unwrap_or_default(), error.detail().unwrap_or_default());
    match (error.kind(), error.code()) {
        (ErrorKind::AuthenticationFailed, _) | (_, Some("WRONGPASS")) => {
            Some("the user or password was rejected".to_owned())
        }
        (_, Some("NOAUTH")) => Some("a password is required".to_owned()),
        (ErrorKind::Server(ServerErrorKind::NoPerm), _) => {
            Some(format!("the user lacks a permission that the cache needs: {}", answer()))
        }
        _ => of_text(error),
    }
}

/// A cluster's error has only the text of that of its node; errors of TLS are errors of input.
fn of_text(error: &RedisError) -> Option<String> {
    let source = error.source().map(ToString::to_string);
    let texts = [source, Some(error.to_string())];
    let text = texts.into_iter().flatten().find(|text| {
        ["certificate", "Password authentication failed", "NOAUTH", "WRONGPASS"].iter().any(|word| text.contains(word))
    })?;
    Some(if text.contains("certificate") {
        format!("TLS fails: {text}")
    } else {
        "the user or password was rejected".to_owned()
    })
}
