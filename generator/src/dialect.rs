//! What differs between databases, asked as small questions: one file per dialect with the same names in each.

mod mysql;
mod postgres;
mod sqlite;

/// A family of databases that take the same SQL text; `MySql` is what MySQL 8 and MariaDB 10.11 both accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    Postgres,
    MySql,
    Sqlite,
}

/// What a dialect can do. Planners ask these questions instead of comparing dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Several DDL statements succeed or fail together.
    pub transactional_ddl: bool,
    /// An index may cover some of the rows.
    pub partial_indexes: bool,
    /// A null stands above every value in an order that says nothing else.
    pub nulls_highest: bool,
    /// Keys and indexes other than plain ones may stand inside `CREATE TABLE`.
    pub inline_indexes: bool,
}

impl Dialect {
    /// All dialects, in the order in which output names them.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::MySql, Self::Sqlite];

    /// Returns the name used in file names and in `plan.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }

    /// Returns the name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
        }
    }

    /// Returns the const table of what this dialect can do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::Postgres => &postgres::CAPABILITIES,
            Self::MySql => &mysql::CAPABILITIES,
            Self::Sqlite => &sqlite::CAPABILITIES,
        }
    }

    /// Returns `name` as an identifier, quoted only where the dialect reserves the word or the spelling needs it.
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

    /// Returns the name that [`Self::identifier`] spelled so.
    pub fn bare(self, spelled: &str) -> String {
        let quote = if self == Self::MySql { '`' } else { '"' };
        match spelled.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            Some(inner) => inner.replace(&format!("{quote}{quote}"), &quote.to_string()),
            None => spelled.to_owned(),
        }
    }

    /// Returns a text literal that means exactly `text` under the server's default settings.
    pub fn text_literal(self, text: &str) -> String {
        match self {
            Self::Postgres => postgres::text_literal(text),
            Self::MySql => mysql::text_literal(text),
            Self::Sqlite => sqlite::text_literal(text),
        }
    }

    /// Returns a boolean literal.
    pub fn bool_literal(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Postgres, true) => "TRUE",
            (Self::Postgres, false) => "FALSE",
            (_, true) => "1",
            (_, false) => "0",
        }
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
