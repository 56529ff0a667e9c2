//! The databases that a run tests.

use crate::Result;

/// The databases that this run tests: `LARDER_TEST_DIALECTS`, separated by commas; all of them when it is not set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialects {
    pub(crate) postgres: bool,
    pub(crate) mysql: bool,
    /// SQLite alone is the quick run, without any server.
    pub(crate) redis: bool,
}

impl Dialects {
    pub(crate) fn from_environment() -> Result<Self> {
        let Ok(value) = std::env::var("LARDER_TEST_DIALECTS") else {
            return Ok(Self { postgres: true, mysql: true, redis: true });
        };
        let names: Vec<&str> = value.split(',').map(str::trim).collect();
        if let Some(unknown) = names.iter().find(|name| !["postgres", "mysql", "sqlite"].contains(*name)) {
            return Err(format!("LARDER_TEST_DIALECTS: `{unknown}` is none of postgres, mysql, sqlite").into());
        }
        let (postgres, mysql) = (names.contains(&"postgres"), names.contains(&"mysql"));
        Ok(Self { postgres, mysql, redis: postgres || mysql })
    }
}
