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

/// A list statement with its LIMIT per class of [`PAGE_CLASSES`]; made by `paged_sql!`.
#[derive(Debug)]
pub struct PagedSql {
    #[doc(hidden)]
    pub classes: [Sql; PAGE_CLASSES.len()],
}

impl PagedSql {
    /// Returns the statement for pages of `size` rows and how many rows it fetches at most: one more than its class.
    #[must_use]
    pub fn limit(&'static self, size: u32) -> (&'static Sql, u32) {
        let class = PAGE_CLASSES.iter().position(|class| size <= *class).unwrap_or(PAGE_CLASSES.len() - 1);
        (&self.classes[class], PAGE_CLASSES[class] + 1)
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
        first: $first:literal,
        $(first_mysql: $first_mysql:literal,)?
        $(first_sqlite: $first_sqlite:literal,)?
        after: $after:literal,
        $(after_mysql: $after_mysql:literal,)?
        $(after_sqlite: $after_sqlite:literal,)?
    ) => {
        $crate::support::ListSql {
            first: $crate::__list_sql!(@texts $name, $first $(, mysql $first_mysql)? $(, sqlite $first_sqlite)?),
            after: $crate::__list_sql!(@texts $name, $after $(, mysql $after_mysql)? $(, sqlite $after_sqlite)?),
        }
    };
    (@texts $name:literal, $text:literal) => {
        $crate::__list_sql!(@texts $name, $text, mysql $text, sqlite $text)
    };
    (@texts $name:literal, $text:literal, mysql $mysql:literal) => {
        $crate::__list_sql!(@texts $name, $text, mysql $mysql, sqlite $text)
    };
    (@texts $name:literal, $text:literal, sqlite $sqlite:literal) => {
        $crate::__list_sql!(@texts $name, $text, mysql $text, sqlite $sqlite)
    };
    (@texts $name:literal, $text:literal, mysql $mysql:literal, sqlite $sqlite:literal) => {
        $crate::__paged_sql! { name: $name, postgres: $text, mysql: $mysql, sqlite: $sqlite }
    };
}

/// Makes a [`PagedSql`]; each text is a literal without LIMIT.
#[doc(hidden)]
#[macro_export]
macro_rules! __paged_sql {
    (name: $name:literal, postgres: $postgres:literal, mysql: $mysql:literal, sqlite: $sqlite:literal $(,)?) => {
        $crate::__paged_sql!(@classes $name, $postgres, $mysql, $sqlite,
            " LIMIT 11", " LIMIT 21", " LIMIT 51", " LIMIT 101", " LIMIT 201", " LIMIT 501", " LIMIT 1001")
    };
    (@classes $name:literal, $postgres:literal, $mysql:literal, $sqlite:literal, $($limit:literal),+) => {
        $crate::__paged_sql!(@each [] $name, $postgres, $mysql, $sqlite, $($limit),+)
    };
    (@each [$($done:expr,)*] $name:literal, $postgres:literal, $mysql:literal, $sqlite:literal, $limit:literal $(, $rest:literal)*) => {
        $crate::__paged_sql!(@each [
            $($done,)*
            $crate::support::Sql {
                name: $name,
                postgres: concat!($postgres, $limit),
                mysql: concat!($mysql, $limit),
                sqlite: concat!($sqlite, $limit),
            },
        ] $name, $postgres, $mysql, $sqlite $(, $rest)*)
    };
    (@each [$($done:expr,)*] $name:literal, $postgres:literal, $mysql:literal, $sqlite:literal) => {
        $crate::support::PagedSql { classes: [$($done),*] }
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
