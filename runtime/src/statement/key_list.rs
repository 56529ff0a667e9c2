//! Statements over many keys, cut into power-of-two sizes so that few texts are ever prepared.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of an [`InSql`],
//! of placeholders, commas and parentheses; values are always bound.

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use crate::config::Driver;
use crate::statement::Statement;
use crate::statement::sql::{Sql, in_turn, push_placeholder};
use crate::statement::text_cache::{Shape, TextCache};
use crate::statistics::Label;
use crate::value::{Arguments, Bind};

pub(crate) const MOST_KEYS: usize = 512;

/// A statement over a list of keys.
#[derive(Debug)]
pub struct InSql {
    /// For logs, statistics and messages.
    pub label: Label,
    /// Fragments for PostgreSQL.
    pub postgres: InText,
    /// Fragments for MySQL and MariaDB.
    pub mysql: InText,
    /// Fragments for SQLite.
    pub sqlite: InText,
    /// The whole statement over an array of keys, where PostgreSQL has one that says more than the list.
    pub array: Option<&'static str>,
    /// `TextCache::new()`.
    pub texts: TextCache,
}

/// The fragments of an [`InSql`] in one dialect.
#[derive(Debug)]
pub struct InText {
    /// `SELECT … WHERE tenant_id = $1 AND id IN (`, with its own placeholders numbered.
    pub head: &'static str,
    /// How each key is written.
    pub each: KeyText,
    /// What follows the list, a placeholder between two pieces: `[")"]`, `[") AS ranked WHERE position <= ", ""]`.
    pub tail: &'static [&'static str],
}

/// How the keys of a list are written.
#[derive(Debug, Clone, Copy)]
pub struct KeyText {
    /// A placeholder for each column between two pieces: `["(", ", ", ")"]`, `["(a = ", " AND b = ", ")"]`.
    pub pieces: &'static [&'static str],
    /// What stands between two keys: `, `, ` OR `.
    pub between: &'static str,
}

impl KeyText {
    /// A key of one column.
    pub const PLAIN: Self = Self { pieces: &["", ""], between: ", " };

    /// How many columns a key has.
    const fn columns(&self) -> usize {
        self.pieces.len() - 1
    }
}

impl InSql {
    /// Creates a statement from everything before its keys, and after them: a placeholder between two pieces of `tail`.
    #[must_use]
    pub const fn new(head: Sql, tail: &'static [&'static str]) -> Self {
        Self {
            label: head.label,
            postgres: InText { head: head.postgres, each: KeyText::PLAIN, tail },
            mysql: InText { head: head.mysql, each: KeyText::PLAIN, tail },
            sqlite: InText { head: head.sqlite, each: KeyText::PLAIN, tail },
            array: None,
            texts: TextCache::EMPTY,
        }
    }

    /// Sets the statement over an array of keys. The array is bound behind the values before the list, and those after
    /// it follow.
    #[must_use]
    pub const fn with_array(mut self, text: &'static str) -> Self {
        self.array = Some(text);
        self
    }

    /// Sets how keys of several columns are written. MySQL and MariaDB find rows by an index where the columns are
    /// compared one by one; SQLite takes a list of rows as a table only.
    #[must_use]
    pub const fn with_columns(mut self, rows: &'static [&'static str], compared: &'static [&'static str]) -> Self {
        self.postgres.each = KeyText { pieces: rows, between: ", " };
        self.mysql.each = KeyText { pieces: compared, between: " OR " };
        self.sqlite.each = KeyText { pieces: rows, between: ", " };
        self
    }

    /// Creates a statement that ends with the list of keys.
    #[must_use]
    pub const fn keys(head: Sql) -> Self {
        Self::new(head, &[")"])
    }

    fn fragments(&self, dialect: Dialect) -> &InText {
        match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        }
    }

    /// Builds the statements that cover all of `keys`. A list is filled up with its last key, which changes no result.
    pub(crate) fn statements(
        &'static self,
        driver: Driver,
        before: &[&dyn Bind],
        keys: &[&dyn Bind],
        after: &[&dyn Bind],
    ) -> Vec<Statement> {
        keys.chunks(MOST_KEYS).map(|chunk| self.statement(driver, before, chunk, after, Locking::No)).collect()
    }

    /// Builds one statement over at most [`MOST_KEYS`] keys.
    pub(crate) fn statement(
        &'static self,
        driver: Driver,
        before: &[&dyn Bind],
        keys: &[&dyn Bind],
        after: &[&dyn Bind],
        locking: Locking,
    ) -> Statement {
        self.statement_behind(driver, Arguments::of(driver, before), keys, after, locking)
    }

    /// Builds the same behind values that are bound already.
    pub(crate) fn statement_behind(
        &'static self,
        driver: Driver,
        mut arguments: Arguments,
        keys: &[&dyn Bind],
        after: &[&dyn Bind],
        locking: Locking,
    ) -> Statement {
        if let Some(arrays) = self.array(driver, keys) {
            let mut arguments = arguments.clone();
            if arguments.append_arrays(arrays).is_some() {
                let before = arguments.len();
                after.iter().for_each(|value| value.bind(&mut arguments));
                return Statement::new(self.label, self.text_of_array(before, locking), arguments);
            }
        }
        let size = keys.len().next_power_of_two();
        let fill = keys.last().into_iter().cycle().take(size - keys.len());
        let before = arguments.len();
        for value in keys.iter().chain(fill).chain(after) {
            value.bind(&mut arguments);
        }
        let text = self.text(driver.dialect(), before, size, locking);
        Statement::new(self.label, text, arguments)
    }

    /// Returns the keys as an array, where the database compares a column with one.
    fn array(&'static self, driver: Driver, keys: &[&dyn Bind]) -> Option<Arguments> {
        self.compared()?;
        let mut arrays = Arguments::arrays(driver, 1)?;
        keys.iter().for_each(|key| key.bind(&mut arrays));
        Some(arrays)
    }

    /// Returns the head up to the column that PostgreSQL compares with a list.
    fn compared(&self) -> Option<&'static str> {
        let is_plain = self.postgres.each.pieces == KeyText::PLAIN.pieces;
        self.postgres.head.strip_suffix(" IN (").filter(|head| is_plain && !head.ends_with(" NOT"))
    }

    /// `bound` is the number of the array's placeholder.
    fn text_of_array(&self, bound: usize, locking: Locking) -> SqlStr {
        if let Some(text) = self.array {
            return text.into_sql_str();
        }
        let lock = locking == Locking::ForUpdate;
        let text = self.texts.text(Dialect::Postgres, Shape::Array(lock), || {
            let compared = self.compared().unwrap_or_default();
            let mut text = format!("{compared} = ANY(");
            push_placeholder(&mut text, Dialect::Postgres, bound);
            self.push_end(&mut text, Dialect::Postgres, bound, lock);
            text
        });
        AssertSqlSafe(text).into_sql_str()
    }

    /// Appends what follows the keys, behind so many values.
    fn push_end(&self, text: &mut String, dialect: Dialect, bound: usize, lock: bool) {
        for (nth, piece) in self.fragments(dialect).tail.iter().enumerate() {
            if nth > 0 {
                push_placeholder(text, dialect, bound + nth);
            }
            text.push_str(piece);
        }
        if lock {
            text.push_str(" FOR UPDATE");
        }
    }

    /// `before` is how many placeholders the head has.
    fn text(&self, dialect: Dialect, before: usize, keys: usize, locking: Locking) -> SqlStr {
        // SQLite has one writer, who holds the lock of the whole file.
        let lock = locking == Locking::ForUpdate && dialect != Dialect::Sqlite;
        let text = self.texts.text(dialect, Shape::Keys(keys, lock), || {
            let fragments = self.fragments(dialect);
            let mut text = String::from(fragments.head);
            push_keys(&mut text, dialect, before + 1, keys, fragments.each);
            let bound = before + keys * fragments.each.columns();
            self.push_end(&mut text, dialect, bound, lock);
            in_turn(text, dialect)
        });
        AssertSqlSafe(text).into_sql_str()
    }
}

/// Whether a read keeps others from changing what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locking {
    No,
    ForUpdate,
}

fn push_keys(text: &mut String, dialect: Dialect, first: usize, count: usize, each: KeyText) {
    for nth in 0..count {
        if nth > 0 {
            text.push_str(each.between);
        }
        for (column, piece) in each.pieces.iter().enumerate() {
            if column > 0 {
                push_placeholder(text, dialect, first + nth * each.columns() + column - 1);
            }
            text.push_str(piece);
        }
    }
}
