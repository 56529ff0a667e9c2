//! Statements in every dialect's words.

use std::fmt::Write as _;
use std::sync::OnceLock;

use larder_format::Dialect;

use crate::statistics::Label;

/// One statement in every dialect's words.
///
/// Placeholders (`$1`.. on PostgreSQL and SQLite, `?` on MySQL) appear once each and in the order of the values.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    /// For logs, statistics and messages.
    pub label: Label,
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
    pub const fn same(entity: &'static str, method: &'static str, text: &'static str) -> Self {
        Self::each(entity, method, text, text, text)
    }

    /// Creates a statement in two texts: with `$1` for PostgreSQL and SQLite, with `?` for MySQL.
    #[must_use]
    pub const fn new(entity: &'static str, method: &'static str, numbered: &'static str, mysql: &'static str) -> Self {
        Self::each(entity, method, numbered, mysql, numbered)
    }

    /// Creates a statement that every dialect spells in its own way.
    #[must_use]
    pub const fn each(
        entity: &'static str,
        method: &'static str,
        postgres: &'static str,
        mysql: &'static str,
        sqlite: &'static str,
    ) -> Self {
        Self { label: Label { entity, method }, postgres, mysql, sqlite }
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

/// A list statement with its LIMIT per class of [`PAGE_CLASSES`]. A text is put together at its first use and stays.
#[derive(Debug)]
pub struct PagedSql {
    sql: Sql,
    limited: [[OnceLock<Box<str>>; PAGE_CLASSES.len()]; 3],
}

/// No text yet. A constant, which the compiler makes once: in an application it would be made anew for each list.
#[allow(clippy::declare_interior_mutable_const, reason = "each list copies it")]
const NO_TEXTS: [[OnceLock<Box<str>>; PAGE_CLASSES.len()]; 3] =
    [const { [const { OnceLock::new() }; PAGE_CLASSES.len()] }; 3];

impl PagedSql {
    /// Creates a list from its text without LIMIT.
    #[must_use]
    pub const fn new(sql: Sql) -> Self {
        Self { sql, limited: NO_TEXTS }
    }

    /// Returns what the statement is called.
    #[must_use]
    pub const fn label(&self) -> Label {
        self.sql.label
    }

    /// Returns the text for pages of `size` rows and how many it fetches at most: one more than its class.
    #[must_use]
    pub fn limit(&'static self, dialect: Dialect, size: u32) -> (&'static str, u32) {
        let class = PAGE_CLASSES.iter().position(|class| size <= *class).unwrap_or(PAGE_CLASSES.len() - 1);
        let fetched = PAGE_CLASSES[class] + 1;
        let text = &self.limited[dialect as usize][class];
        (text.get_or_init(|| format!("{} LIMIT {fetched}", self.sql.text(dialect)).into_boxed_str()), fetched)
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

impl ListSql {
    /// Creates a list from its texts without LIMIT.
    #[must_use]
    pub const fn new(first: Sql, after: Sql) -> Self {
        Self { first: PagedSql::new(first), after: PagedSql::new(after) }
    }
}

/// The statements of an index: the list of the rows that it holds together, and their number.
#[derive(Debug)]
pub struct IndexSql {
    /// The list.
    pub list: ListSql,
    /// The number.
    pub count: Sql,
}

/// Makes a [`Sql`] of pieces between which the placeholders stand:
/// `sql!("User" "get": select columns " FROM users WHERE tenant_id = " 1, " AND id = " 2)`.
///
/// The words of the name may be expressions in parentheses. `columns` is a macro of the caller's that gives the list of
/// columns as one dialect spells it: `columns!(mysql)`. In an INSERT it stands between two texts; a write returns the
/// row by `; returning columns`, except on MySQL.
#[doc(hidden)]
#[macro_export]
macro_rules! __sql {
    ($entity:tt $method:tt: $(select $list:ident)? $($text:literal $($number:literal)?),+ $(; returning $row:ident)?) => {
        $crate::support::Sql::new(
            $entity,
            $method,
            ::core::concat!(
                $("SELECT ", $list!(numbered),)?
                $($text, $("$", $number,)?)+
                $(" RETURNING ", $row!(numbered),)?
            ),
            ::core::concat!(
                $("SELECT ", $list!(mysql),)?
                $($text, $($crate::__sql!(@mark $number),)?)+
            ),
        )
    };
    ($entity:tt $method:tt: $before:literal $list:ident $after:literal) => {
        $crate::support::Sql::new(
            $entity,
            $method,
            ::core::concat!($before, $list!(numbered), $after),
            ::core::concat!($before, $list!(mysql), $after),
        )
    };
    (@mark $number:literal) => {
        "?"
    };
}

/// Makes a [`ListSql`] of the pieces of its conditions, those behind a cursor, and its order:
/// `list_sql!("User" "list": select columns " FROM users WHERE tenant_id = " 1; " AND id < " 2; " ORDER BY id DESC")`.
#[doc(hidden)]
#[macro_export]
macro_rules! __list_sql {
    (
        $entity:tt $method:tt: select $list:ident $($text:literal $($number:literal)?),+;
        $($after:literal $($behind:literal)?),+; $order:literal
    ) => {
        $crate::support::ListSql::new(
            $crate::__sql!($entity $method: select $list $($text $($number)?),+, $order),
            $crate::__sql!($entity $method: select $list $($text $($number)?),+, $($after $($behind)?),+, $order),
        )
    };
}

/// Makes an [`IndexSql`] of the table, the pieces of its conditions, those behind a cursor, and the order:
/// `index_sql!("User" "_by_role": columns " FROM users WHERE role = " 1; " AND id < " 2; " ORDER BY id DESC")`.
#[doc(hidden)]
#[macro_export]
macro_rules! __index_sql {
    (
        $entity:literal $index:literal: $list:ident $($text:literal $($number:literal)?),+;
        $($after:literal $($behind:literal)?),+; $order:literal
    ) => {
        $crate::support::IndexSql {
            list: $crate::__list_sql!(
                $entity (::core::concat!("list", $index)): select $list $($text $($number)?),+;
                $($after $($behind)?),+; $order
            ),
            count: $crate::__sql!(
                $entity (::core::concat!("count", $index)): "SELECT COUNT(*)", $($text $($number)?),+
            ),
        }
    };
}

/// Makes a list of names: `names![id, type]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    ($($name:tt),* $(,)?) => {
        &[$(::core::stringify!($name)),*]
    };
}

/// Appends the placeholder of the `number`-th value, counted from 1.
pub(crate) fn push_placeholder(text: &mut String, dialect: Dialect, number: usize) {
    if dialect.capabilities().numbered_placeholders {
        // Writing to a String cannot fail.
        let _ = write!(text, "${number}");
    } else {
        text.push('?');
    }
}

/// Takes the numbers from the placeholders where the database would search for each of them: SQLite takes `$1` for a
/// name, and compares it with all names before it.
pub(super) fn in_turn(text: String, dialect: Dialect) -> String {
    if dialect != Dialect::Sqlite {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let (mut quote, mut skips) = (None, false);
    for letter in text.chars() {
        skips &= letter.is_ascii_digit();
        match quote {
            Some(open) if open == letter => quote = None,
            None if matches!(letter, '\'' | '"' | '`') => quote = Some(letter),
            None if letter == '$' => {
                plain.push('?');
                skips = true;
                continue;
            }
            _ => {}
        }
        if !skips {
            plain.push(letter);
        }
    }
    plain
}
