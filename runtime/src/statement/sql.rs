//! Statements in every dialect's words.

use std::fmt::Write as _;

use larder_format::Dialect;

/// One statement in every dialect's words.
///
/// Placeholders (`$1`.. on PostgreSQL and SQLite, `?` on MySQL) appear once each and in the order of the values.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    /// `Entity.method`, for logs, statistics and messages.
    pub name: &'static str,
    /// Text for PostgreSQL.
    pub postgres: &'static str,
    /// Text for MySQL and MariaDB.
    pub mysql: &'static str,
    /// Text for SQLite.
    pub sqlite: &'static str,
}

impl Sql {
    /// Creates a statement whose text has no placeholder and is the same everywhere.
    #[must_use]
    pub const fn same(name: &'static str, text: &'static str) -> Self {
        Self::each(name, text, text, text)
    }

    /// Creates a statement in two texts: with `$1` for PostgreSQL and SQLite, with `?` for MySQL.
    #[must_use]
    pub const fn new(name: &'static str, numbered: &'static str, mysql: &'static str) -> Self {
        Self::each(name, numbered, mysql, numbered)
    }

    /// Creates a statement that every dialect spells in its own way.
    #[must_use]
    pub const fn each(name: &'static str, postgres: &'static str, mysql: &'static str, sqlite: &'static str) -> Self {
        Self { name, postgres, mysql, sqlite }
    }

    /// Returns the text for `dialect`.
    #[must_use]
    pub const fn text(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Postgres => self.postgres,
            Dialect::MySql => self.mysql,
            Dialect::Sqlite => self.sqlite,
        }
    }
}

/// The page sizes that have a statement of their own; a page of another size uses the next larger one.
///
/// The limit stands in the text because a bound LIMIT keeps PostgreSQL from using a generic plan.
pub const PAGE_CLASSES: [u32; 7] = [10, 20, 50, 100, 200, 500, 1000];

/// A list statement with its LIMIT per class of [`PAGE_CLASSES`]; made by `list_sql!`.
#[derive(Debug)]
pub struct PagedSql {
    name: &'static str,
    postgres: Limited,
    mysql: Limited,
    sqlite: Limited,
}

type Limited = [&'static str; PAGE_CLASSES.len()];

impl PagedSql {
    /// Creates a list from its texts in every dialect.
    #[must_use]
    pub const fn each(name: &'static str, postgres: Limited, mysql: Limited, sqlite: Limited) -> Self {
        Self { name, postgres, mysql, sqlite }
    }

    /// Returns the statement for pages of `size` rows and how many rows it fetches at most: one more than its class.
    #[must_use]
    pub fn limit(&self, size: u32) -> (Sql, u32) {
        let class = PAGE_CLASSES.iter().position(|class| size <= *class).unwrap_or(PAGE_CLASSES.len() - 1);
        let sql = Sql::each(self.name, self.postgres[class], self.mysql[class], self.sqlite[class]);
        (sql, PAGE_CLASSES[class] + 1)
    }
}

/// A list in two texts: from the start, and after the row of a cursor.
#[derive(Debug)]
pub struct ListSql {
    /// The first page.
    pub first: PagedSql,
    /// Every other page; binds the cursor's values behind those of `first`.
    pub after: PagedSql,
}

/// Makes a [`ListSql`] of literals without LIMIT: `first` and `after` serve every dialect that has no text of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! __list_sql {
    (
        name: $name:literal,
        first: $first:expr,
        $(first_mysql: $first_mysql:expr,)?
        $(first_sqlite: $first_sqlite:expr,)?
        after: $after:expr,
        $(after_mysql: $after_mysql:expr,)?
        $(after_sqlite: $after_sqlite:expr,)?
    ) => {
        $crate::support::ListSql {
            first: $crate::__list_sql!(@texts $name, $first $(, mysql $first_mysql)? $(, sqlite $first_sqlite)?),
            after: $crate::__list_sql!(@texts $name, $after $(, mysql $after_mysql)? $(, sqlite $after_sqlite)?),
        }
    };
    (@texts $name:literal, $text:expr) => {{
        const TEXTS: [&::core::primitive::str; 7] = $crate::__list_sql!(@limits $text);
        $crate::support::PagedSql::each($name, TEXTS, TEXTS, TEXTS)
    }};
    (@texts $name:literal, $text:expr, mysql $mysql:expr) => {{
        const TEXTS: [&::core::primitive::str; 7] = $crate::__list_sql!(@limits $text);
        $crate::support::PagedSql::each($name, TEXTS, $crate::__list_sql!(@limits $mysql), TEXTS)
    }};
    (@texts $name:literal, $text:expr, sqlite $sqlite:expr) => {{
        const TEXTS: [&::core::primitive::str; 7] = $crate::__list_sql!(@limits $text);
        $crate::support::PagedSql::each($name, TEXTS, TEXTS, $crate::__list_sql!(@limits $sqlite))
    }};
    (@texts $name:literal, $text:expr, mysql $mysql:expr, sqlite $sqlite:expr) => {
        $crate::support::PagedSql::each(
            $name,
            $crate::__list_sql!(@limits $text),
            $crate::__list_sql!(@limits $mysql),
            $crate::__list_sql!(@limits $sqlite),
        )
    };
    // One for each class of pages.
    (@limits $text:expr) => {
        [
            ::core::concat!($text, " LIMIT 11"),
            ::core::concat!($text, " LIMIT 21"),
            ::core::concat!($text, " LIMIT 51"),
            ::core::concat!($text, " LIMIT 101"),
            ::core::concat!($text, " LIMIT 201"),
            ::core::concat!($text, " LIMIT 501"),
            ::core::concat!($text, " LIMIT 1001"),
        ]
    };
}

/// Appends the placeholder of the `number`-th value, counted from 1.
pub(crate) fn push_placeholder(text: &mut String, dialect: Dialect, number: usize) {
    match dialect {
        Dialect::MySql => text.push('?'),
        Dialect::Postgres | Dialect::Sqlite => {
            // Writing to a String cannot fail.
            let _ = write!(text, "${number}");
        }
    }
}
