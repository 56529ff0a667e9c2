//! The databases larder speaks to, and what differs between them, asked as small questions: one file per dialect with
//! the same names in each.

mod mysql;
mod postgres;
mod sqlite;

use std::fmt;

use crate::qualified;

/// What a dialect can do. Planners ask these questions instead of comparing dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Several DDL statements succeed or fail together.
    pub transactional_ddl: bool,
    /// A table may be in a schema besides the one of the connection.
    pub schemas: bool,
    /// An index may cover some of the rows.
    pub partial_indexes: bool,
    /// A null stands above every value in an order that says nothing else.
    pub nulls_highest: bool,
    /// Keys and indexes other than plain ones may stand inside `CREATE TABLE`.
    pub inline_indexes: bool,
    /// A placeholder has the number of its value, `$1`; otherwise it is `?`.
    pub numbered_placeholders: bool,
    /// Inside a transaction a read shows rows as the first one saw them, unless it locks them.
    pub repeats_reads: bool,
    /// What begins a transaction that may write.
    pub begin: &'static str,
    /// The name that OpenTelemetry has for the system.
    pub system: &'static str,
}

/// The databases larder speaks to.
///
/// Always all three, whatever drivers are compiled in: statements and migrations carry the text of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// Every dialect, in the order in which files list them.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::MySql, Self::Sqlite];

    /// Returns the name as file names, `plan.toml` and messages spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }

    /// Returns the dialect that a URL's scheme names.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "postgres" | "postgresql" => Some(Self::Postgres),
            "mysql" | "mariadb" => Some(Self::MySql),
            "sqlite" => Some(Self::Sqlite),
            _ => None,
        }
    }

    /// Returns the name as people write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
        }
    }

    /// Returns the const table of what this dialect can do.
    #[must_use]
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::Postgres => &postgres::CAPABILITIES,
            Self::MySql => &mysql::CAPABILITIES,
            Self::Sqlite => &sqlite::CAPABILITIES,
        }
    }

    /// Returns `name` as an identifier, quoted only where the dialect reserves the word or the spelling needs it.
    #[must_use]
    pub fn identifier(self, name: &str) -> String {
        let (reserved, quote) = match self {
            Self::Postgres => (postgres::RESERVED, '"'),
            Self::MySql => (mysql::RESERVED, '`'),
            Self::Sqlite => (sqlite::RESERVED, '"'),
        };
        if is_plain(name) && reserved.binary_search(&name).is_err() {
            return name.to_owned();
        }
        let doubled: String =
            name.chars().flat_map(|c| std::iter::repeat_n(c, if c == quote { 2 } else { 1 })).collect();
        format!("{quote}{doubled}{quote}")
    }

    /// Returns the name of a table, with its schema where the dialect has schemas.
    #[must_use]
    pub fn table(self, name: &str) -> String {
        let plain = self.identifier(qualified::plain(name));
        match qualified::schema(name).filter(|_| self.capabilities().schemas) {
            Some(schema) => format!("{}.{plain}", self.identifier(schema)),
            None => plain,
        }
    }

    /// Returns the name that [`Self::identifier`] spelled so.
    #[must_use]
    pub fn bare(self, spelled: &str) -> String {
        let quote = if self == Self::MySql { '`' } else { '"' };
        match spelled.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            Some(inner) => inner.replace(&format!("{quote}{quote}"), &quote.to_string()),
            None => spelled.to_owned(),
        }
    }

    /// Returns a text literal that means exactly `text` under the server's default settings.
    #[must_use]
    pub fn text_literal(self, text: &str) -> String {
        match self {
            Self::Postgres => postgres::text_literal(text),
            Self::MySql => mysql::text_literal(text),
            Self::Sqlite => sqlite::text_literal(text),
        }
    }

    /// Returns a boolean literal.
    #[must_use]
    pub fn bool_literal(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Postgres, true) => "TRUE",
            (Self::Postgres, false) => "FALSE",
            (_, true) => "1",
            (_, false) => "0",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The way a migration is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Applies it.
    Up,
    /// Takes it back.
    Down,
}

impl Direction {
    /// Both directions, in the order in which files list them.
    pub const ALL: [Self; 2] = [Self::Up, Self::Down];

    /// Returns the name as file names and `plan.toml` spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Lower case, so that it means the same quoted and bare on every server.
fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_lists_are_sorted() {
        for list in [postgres::RESERVED, mysql::RESERVED, sqlite::RESERVED] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", list.windows(2).find(|p| p[0] >= p[1]));
        }
    }

    #[test]
    fn only_reserved_and_odd_names_are_quoted() {
        assert_eq!(Dialect::Postgres.identifier("references"), "\"references\"");
        assert_eq!(Dialect::MySql.identifier("references"), "`references`");
        assert_eq!(Dialect::Sqlite.identifier("references"), "\"references\"");
        assert_eq!(Dialect::Postgres.identifier("date"), "date");
        assert_eq!(Dialect::MySql.identifier("odd`name"), "`odd``name`");
        for name in ["date", "references", "odd`name", "odd\"name"] {
            assert!(Dialect::ALL.iter().all(|dialect| dialect.bare(&dialect.identifier(name)) == name), "{name}");
        }
    }
}
