//! Databases for the length of a check, beside the one that a URL names.

use std::path::PathBuf;

use larder_format::Dialect;

use super::Connector;
use super::described::{DescribedColumn, Unprepared, place};
use crate::config::DatabaseConfig;
use crate::error::Result;
use crate::migrate::dialect;
use crate::migrate::report::failure::{database, refuse};

/// An empty database on the same server, or for SQLite a file in the folder for temporary files.
#[derive(Debug)]
pub struct Scratch {
    server: DatabaseConfig,
    config: DatabaseConfig,
    dialect: Dialect,
    name: String,
}

impl Scratch {
    /// Creates the database `name`, which holds letters, digits and underscores; one of that name is dropped first.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or its user may not create databases.
    pub async fn create(server: &DatabaseConfig, name: &str) -> Result<Self> {
        let dialect = Connector::own(server).dialect()?;
        let mut config = server.clone();
        config.url = if dialect == Dialect::Sqlite {
            format!("sqlite:{}", file(name).display())
        } else {
            with_database(&server.url, name)?
        };
        let scratch = Self { server: server.clone(), config, dialect, name: name.to_owned() };
        scratch.remove().await?;
        if dialect != Dialect::Sqlite {
            scratch.tell(&format!("CREATE DATABASE {name}")).await?;
        }
        Ok(scratch)
    }

    /// Returns the server's settings with the URL of this database.
    #[must_use]
    pub fn config(&self) -> &DatabaseConfig {
        &self.config
    }

    /// Runs a script in the database.
    ///
    /// # Errors
    ///
    /// A statement fails.
    pub async fn run(&self, script: &str) -> Result<()> {
        let mut connection = Connector::own(&self.config).open().await?;
        let done = connection.execute(script).await;
        connection.close().await;
        done.map_err(|error| database(format!("the script for {}", self.name), error))
    }

    /// Has a statement prepared, whose values have these types on PostgreSQL, and returns its columns.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or refuses the statement.
    pub async fn describe(&self, statement: &str, types: &[&'static str]) -> Result<Vec<DescribedColumn>, Unprepared> {
        let unreachable = |error| Unprepared { error, at: None };
        let mut connection = Connector::own(&self.config).open().await.map_err(unreachable)?;
        let described = connection.describe(statement, types).await;
        connection.close().await;
        described.map_err(|error| Unprepared { at: place(&error, statement), error: database("the statement", error) })
    }

    /// Drops the database.
    ///
    /// # Errors
    ///
    /// The server cannot be reached any more.
    pub async fn drop(self) -> Result<()> {
        self.remove().await
    }

    async fn remove(&self) -> Result<()> {
        let name = &self.name;
        if let Some(behind) = dialect::sql(self.dialect).drops_database {
            return self.tell(&format!("DROP DATABASE IF EXISTS {name}{behind}")).await;
        }
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut path = file(name).into_os_string();
            path.push(suffix);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(refuse(format!("{} cannot be removed: {error}", path.display())));
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn tell(&self, statement: &str) -> Result<()> {
        let mut connection = Connector::own(&self.server).open().await?;
        let done = connection.execute(statement).await;
        connection.close().await;
        done.map_err(|error| database(statement, error))
    }
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{name}.db"))
}

fn with_database(server: &str, name: &str) -> Result<String> {
    let mut url = url::Url::parse(server).map_err(|_| refuse("the database URL cannot be read"))?;
    url.set_path(name);
    Ok(url.into())
}
