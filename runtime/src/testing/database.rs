//! The database of one test.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the texts hold names that are made here, of letters and
//! digits.

use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "the texts hold names that are made here; see above")]
use sqlx::AssertSqlSafe;
use url::Url;

use super::{config, failed, template};
use crate::config::{Config, DatabaseConfig};
use crate::connection::Connection;
use crate::connection::connect::connect;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Schema;

/// A database that one test has to itself.
pub(super) struct Database {
    kind: Kind,
    config: Config,
}

enum Kind {
    /// It ends with its connection.
    Memory,
    File(PathBuf),
    /// On the server of these settings, under this name.
    Served {
        server: Box<DatabaseConfig>,
        name: String,
    },
}

impl Database {
    pub(super) async fn create(url: Option<&str>, schema: &'static Schema) -> Result<Self> {
        let Some(url) = url else {
            return Ok(Self { kind: Kind::Memory, config: config("sqlite::memory:", false) });
        };
        let given = Config::for_url(url).database;
        if given.is_private_memory() {
            return Ok(Self { kind: Kind::Memory, config: config(url, false) });
        }
        let name = name();
        match given.dialect()? {
            Dialect::Sqlite => {
                // Beside the file that the URL names, which stays as it is.
                let path = url.trim_start_matches("sqlite:");
                let path = PathBuf::from(format!("{}.{name}", path.strip_prefix("//").unwrap_or(path)));
                let config = config(&format!("sqlite:{}", path.display()), false);
                Ok(Self { kind: Kind::File(path), config })
            }
            Dialect::Postgres if !schema.migrations.is_empty() => {
                let template = template::prepare(&given, schema).await?;
                run(&given, format!("CREATE DATABASE {name} TEMPLATE {template}")).await?;
                Ok(Self {
                    config: config(&named(url, &name)?, true),
                    kind: Kind::Served { server: Box::new(given), name },
                })
            }
            _ => {
                run(&given, format!("CREATE DATABASE {name}")).await?;
                Ok(Self {
                    config: config(&named(url, &name)?, false),
                    kind: Kind::Served { server: Box::new(given), name },
                })
            }
        }
    }

    pub(super) fn config(&self) -> Config {
        self.config.clone()
    }

    /// Returns where it is, without user and password.
    pub(super) fn place(&self) -> String {
        self.config.database.place()
    }

    /// Drops it, even while connections to it are open. What cannot be dropped stays: the test has told what it had to.
    pub(super) async fn drop(self) {
        match self.kind {
            Kind::Memory => {}
            Kind::File(path) => {
                for suffix in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
                }
            }
            Kind::Served { server, name } => {
                let force = if server.dialect().is_ok_and(|it| it == Dialect::Postgres) { " WITH (FORCE)" } else { "" };
                if let Err(error) = run(&server, format!("DROP DATABASE IF EXISTS {name}{force}")).await {
                    tracing::warn!(%error, name, "the database of a test was not dropped");
                }
            }
        }
    }
}

/// Returns a name that no other test has, in this process or beside it.
fn name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("larder_test_{}_{number}_{:08x}", process::id(), rand::random::<u32>())
}

/// Returns the URL of another database on the same server.
pub(super) fn named(url: &str, name: &str) -> Result<String> {
    let wrong = |_| Error::new(ErrorKind::Configuration("the URL of the tests' server cannot be read".to_owned()));
    let mut url = Url::parse(url).map_err(wrong)?;
    url.set_path(name);
    Ok(url.into())
}

/// Runs one text on a connection of its own.
async fn run(server: &DatabaseConfig, text: String) -> Result<()> {
    let mut connection = connect(server).await?;
    let done = run_on(&mut connection, text).await;
    // One that cannot be closed is dropped.
    let _ = connection.close().await;
    done
}

pub(super) async fn run_on(connection: &mut Connection, text: String) -> Result<()> {
    connection.run(AssertSqlSafe(text)).await.map_err(failed)
}
