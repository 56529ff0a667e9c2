//! SQL of the user's own, as written.

use super::Text;
use crate::diagnostic::Origin;
use crate::dialect::Dialect;

/// `sql = "starts_at < ends_at"`, or a text for each database.
#[derive(Debug, Clone)]
pub struct SqlDraft {
    /// One text for all databases.
    pub all: Option<Text>,
    pub postgres: Option<Text>,
    pub mysql: Option<Text>,
    pub sqlite: Option<Text>,
    pub origin: Origin,
}

impl SqlDraft {
    /// Returns what a text for all databases says.
    pub fn alike(text: Text) -> Self {
        let origin = text.origin;
        Self { all: Some(text), postgres: None, mysql: None, sqlite: None, origin }
    }

    /// Returns the text for one database.
    pub fn of(&self, dialect: Dialect) -> Option<&Text> {
        let own = match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        };
        own.as_ref().or(self.all.as_ref())
    }
}
