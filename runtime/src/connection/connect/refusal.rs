//! Why a server takes no connection: a setting that has to be mended, or a state that passes.

use std::io;

use crate::config::{DatabaseConfig, redact};
use crate::error::{Error, ErrorKind, TimeoutStage};

const OTHER_PROTOCOL: &str = "the server does not speak the protocol that the URL names";

/// Says where it failed and why; the server's own text holds no row values here.
pub(super) fn refused(config: &DatabaseConfig, source: sqlx::Error) -> Error {
    let (passes, why) = match &source {
        sqlx::Error::Database(answer) => match read(answer.as_ref()) {
            Refusal::Locked => {
                let what = format!("{}: {}", redact(&config.url), answer.message());
                return Error::with_source(ErrorKind::Timeout { stage: TimeoutStage::Lock, what }, source);
            }
            refusal => (refusal == Refusal::Passes, explained(answer.message())),
        },
        sqlx::Error::Io(error) => (error.kind() != io::ErrorKind::PermissionDenied, error.to_string()),
        sqlx::Error::Tls(_) if cfg!(not(feature = "tls")) => (false, "TLS needs larder's feature `tls`".to_owned()),
        sqlx::Error::Tls(error) => (false, format!("TLS could not be set up: {error}")),
        sqlx::Error::Protocol(_) => (false, OTHER_PROTOCOL.to_owned()),
        _ => (false, "the settings are invalid".to_owned()),
    };
    let text = format!("{}: {why}", redact(&config.url));
    let kind = if passes { ErrorKind::Unavailable(text) } else { ErrorKind::Configuration(text) };
    Error::with_source(kind, source)
}

/// Returns the error of a server whose words the driver could not even refuse.
pub(super) fn misunderstood(config: &DatabaseConfig) -> Error {
    Error::new(ErrorKind::Configuration(format!("{}: {OTHER_PROTOCOL}", redact(&config.url))))
}

/// What a server's refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// It is starting, stopping or full.
    Passes,
    /// It will say the same again.
    Stays,
    /// Another connection holds the database.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "only SQLite says so"))]
    Locked,
}

/// Whether a pooler refuses the settings that larder sends with a connection: PgBouncer by the name of the parameter,
/// others by what they call command-line options.
#[cfg(feature = "postgres")]
pub(super) fn refuses_settings(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|answer| {
        let text = answer.message();
        text.contains("startup parameter") || text.contains("command-line options")
    })
}

/// Adds to a pooler's words what to do.
fn explained(message: &str) -> String {
    if message.contains("startup parameter") {
        format!(
            "{message}; the pooler rejects this setting: remove it from the URL, or add it to the pooler's \
             `ignore_startup_parameters`"
        )
    } else {
        message.to_owned()
    }
}

fn read(answer: &dyn sqlx::error::DatabaseError) -> Refusal {
    #[cfg(feature = "postgres")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return postgres(answer.code(), answer.message());
    }
    #[cfg(feature = "mysql")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return mysql(answer.number());
    }
    match answer.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default() & 0xff {
        // SQLite: BUSY, LOCKED; IOERR passes as a full disk does.
        5 | 6 => Refusal::Locked,
        10 => Refusal::Passes,
        _ => Refusal::Stays,
    }
}

#[cfg(feature = "postgres")]
fn postgres(code: &str, message: &str) -> Refusal {
    // PgBouncer gives one code to all it has to say.
    const OF_POOLER: [&str; 8] = [
        "startup parameter",
        "no such database",
        "no such user",
        "authentication failed",
        "auth failed",
        "not allowed",
        "config error",
        "does not support",
    ];
    let stays = match code {
        "08P01" => OF_POOLER.iter().any(|text| message.contains(text)) && !message.contains("no more connections"),
        // Login, database, privileges, an unknown or wrong setting; a database that takes no connections.
        code => ["28", "3D", "42", "22", "0A", "55"].iter().any(|class| code.starts_with(class)),
    };
    if stays { Refusal::Stays } else { Refusal::Passes }
}

#[cfg(feature = "mysql")]
fn mysql(number: u16) -> Refusal {
    match number {
        // Access denied, unknown database, host, authentication plugin or variable, locked account, expired password,
        // TLS.
        1044 | 1045 | 1049 | 1115 | 1130 | 1193 | 1231 | 1251 | 1273 | 1275 | 1524 | 1698 | 1820 | 1862 | 2059
        | 3118 | 3159 | 4151 => Refusal::Stays,
        _ => Refusal::Passes,
    }
}
