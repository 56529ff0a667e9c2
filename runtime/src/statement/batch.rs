//! Statements over many rows or keys, cut into power-of-two sizes so that few texts are ever prepared.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of a
//! [`BatchSql`] or an [`InSql`], of placeholders, commas and parentheses; values are always bound.

use std::sync::OnceLock;

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use crate::config::Driver;
use crate::statement::Statement;
use crate::statement::cast::{Cast, push_cast};
use crate::statement::lateral::lateral;
use crate::statement::sql::{Sql, push_placeholder};
use crate::statement::text_cache::{Shape, TextCache};
use crate::statistics::Label;
use crate::value::{Arguments, Bind};

/// SQLite's default limit; the others allow twice as many.
pub(super) const MOST_PLACEHOLDERS: usize = 32_766;
pub(super) const MOST_ROWS: usize = 256;
pub(crate) const MOST_KEYS: usize = 512;

/// An INSERT of many rows.
#[derive(Debug)]
pub struct BatchSql {
    /// For logs, statistics and messages.
    pub label: Label,
    /// Fragments for PostgreSQL.
    pub postgres: BatchText,
    /// Fragments for MySQL and MariaDB.
    pub mysql: BatchText,
    /// Fragments for SQLite.
    pub sqlite: BatchText,
    /// The casts of values on PostgreSQL, by their places in a row.
    pub casts: &'static [(usize, Cast)],
    /// What databases give in the place of values that are null, by their places in a row.
    pub defaults: &'static [(usize, EngineDefault)],
    /// `TextCache::new()`.
    pub texts: TextCache,
    /// The text for one row in each dialect, made at its first use.
    single: [OnceLock<Box<str>>; 3],
}

/// The expression that each database gives in the place of a value that is null.
#[derive(Debug, Clone, Copy)]
pub struct EngineDefault {
    /// On PostgreSQL.
    pub postgres: &'static str,
    /// On MySQL and MariaDB.
    pub mysql: &'static str,
    /// On SQLite.
    pub sqlite: &'static str,
}

impl EngineDefault {
    const fn of(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Postgres => self.postgres,
            Dialect::MySql => self.mysql,
            Dialect::Sqlite => self.sqlite,
        }
    }
}

/// The fragments of a [`BatchSql`] in one dialect.
#[derive(Debug)]
pub struct BatchText {
    /// `INSERT INTO users (a, b) VALUES `.
    pub insert: &'static str,
    /// How many values a row has.
    pub columns: usize,
    /// What follows the rows, such as ` ON CONFLICT DO NOTHING`; mostly empty.
    pub tail: &'static str,
}

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

/// No text yet. A constant, which the compiler makes once: in an application it would be made anew for each statement.
#[allow(clippy::declare_interior_mutable_const, reason = "each statement copies it")]
const NO_TEXTS: [OnceLock<Box<str>>; 3] = [const { OnceLock::new() }; 3];

impl BatchSql {
    /// Creates a statement from everything before its rows and the number of values in each; of rows without values it
    /// is the whole statement.
    #[must_use]
    pub const fn new(insert: Sql, columns: usize) -> Self {
        Self {
            label: insert.label,
            postgres: BatchText { insert: insert.postgres, columns, tail: "" },
            mysql: BatchText { insert: insert.mysql, columns, tail: "" },
            sqlite: BatchText { insert: insert.sqlite, columns, tail: "" },
            casts: &[],
            defaults: &[],
            texts: TextCache::EMPTY,
            single: NO_TEXTS,
        }
    }

    /// Sets the ends that give back the key which the database makes; MySQL tells it with the answer.
    #[must_use]
    pub const fn with_made_key(mut self, postgres: &'static str, sqlite: &'static str) -> Self {
        self.postgres.tail = postgres;
        self.sqlite.tail = sqlite;
        self
    }

    /// Tells the casts of values, by their places in a row.
    #[must_use]
    pub const fn with_casts(mut self, casts: &'static [(usize, Cast)]) -> Self {
        self.casts = casts;
        self
    }

    /// Tells what databases give in the place of values that are null, by their places in a row.
    #[must_use]
    pub const fn with_defaults(mut self, defaults: &'static [(usize, EngineDefault)]) -> Self {
        self.defaults = defaults;
        self
    }

    /// Returns what the database gives in the place of a value that is null.
    pub(super) fn default_at(&self, place: usize, dialect: Dialect) -> Option<&'static str> {
        self.defaults.iter().find(|(at, _)| *at == place).map(|(_, default)| default.of(dialect))
    }

    fn fragments(&self, dialect: Dialect) -> &BatchText {
        match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        }
    }

    /// Builds the statements that insert all of `rows`, in their order.
    pub(crate) fn statements<R>(
        &'static self,
        driver: Driver,
        rows: &[R],
        bind: impl Fn(&R, &mut Arguments),
    ) -> Vec<Statement> {
        let unnested = if rows.len() > 1 { self.unnested(driver, rows, &bind) } else { None };
        let in_classes = || self.in_classes(driver, rows, KeyOrigin::Others, &bind);
        unnested.unwrap_or_else(|| in_classes().into_iter().map(|(statement, _)| statement).collect())
    }

    /// Whether a row has values that are not made by the database.
    pub(crate) fn has_values(&self) -> bool {
        self.postgres.columns > 0
    }

    /// Builds the statements that insert rows by lists of their values, each of a size that has a text, and their
    /// sizes.
    pub(crate) fn in_classes<R>(
        &'static self,
        driver: Driver,
        rows: &[R],
        keys: KeyOrigin,
        bind: impl Fn(&R, &mut Arguments),
    ) -> Vec<(Statement, usize)> {
        let dialect = driver.dialect();
        let columns = self.fragments(dialect).columns + usize::from(keys == KeyOrigin::Given);
        let mut statements = Vec::new();
        let mut rest = rows;
        while !rest.is_empty() {
            let size = class(rest.len(), MOST_ROWS.min(MOST_PLACEHOLDERS / columns.max(1)));
            let (chunk, after) = rest.split_at(size);
            rest = after;
            let mut arguments = Arguments::new(driver);
            for row in chunk {
                bind(row, &mut arguments);
            }
            let text = self.texts.text(dialect, Shape::Rows(size, keys), || self.write(dialect, size, keys));
            statements.push((Statement::new(self.label, AssertSqlSafe(text).into_sql_str(), arguments), size));
        }
        statements
    }

    /// Builds the statement that inserts one row.
    pub(crate) fn single(&'static self, driver: Driver, arguments: Arguments) -> Statement {
        let dialect = driver.dialect();
        let write = || self.write(dialect, 1, KeyOrigin::Others).into_boxed_str();
        Statement::named(self.label, self.single[dialect as usize].get_or_init(write), arguments)
    }

    fn write(&self, dialect: Dialect, rows: usize, keys: KeyOrigin) -> String {
        let BatchText { insert, columns, tail } = *self.fragments(dialect);
        let mut text = String::from(insert);
        let first = match keys {
            KeyOrigin::Others => 0,
            KeyOrigin::Given => {
                let at = text.find(" (").map_or(text.len(), |at| at + 2);
                text.insert_str(at, &format!("{}, ", made_key(tail)));
                1
            }
        };
        for row in (0..rows).filter(|_| columns > 0) {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for place in 0..columns + first {
                if place > 0 {
                    text.push_str(", ");
                }
                let own = place.checked_sub(first);
                let default = own.and_then(|own| self.default_at(own, dialect));
                text.push_str(if default.is_some() { "COALESCE(" } else { "" });
                let cast = own.and_then(|own| Cast::at(self.casts, own));
                push_cast(&mut text, dialect, row * (columns + first) + 1 + place, cast);
                if let Some(default) = default {
                    text.push_str(", ");
                    text.push_str(default);
                    text.push(')');
                }
            }
            text.push(')');
        }
        if keys == KeyOrigin::Others {
            text.push_str(tail);
        }
        in_turn(text, dialect)
    }
}

/// Whose keys the rows of a list of values have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyOrigin {
    /// The database makes them, or they are values like others.
    Others,
    /// Keys that the database would make come before the other values.
    Given,
}

/// Returns the column that an INSERT gives back: of ` RETURNING id`, or of ` RETURNING CAST(id AS BIGINT)`.
pub(super) fn made_key(tail: &'static str) -> &'static str {
    let key = tail.trim_start_matches(" RETURNING ");
    let cast = key.strip_prefix("CAST(").and_then(|key| key.rsplit_once(" AS "));
    cast.map_or(key, |(key, _)| key)
}

/// Takes the numbers from the placeholders where the database would search for each of them: SQLite takes `$1` for a
/// name, and compares it with all names before it.
fn in_turn(text: String, dialect: Dialect) -> String {
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

impl InSql {
    /// Creates a statement from everything before its keys, and after them: a placeholder between two pieces of `tail`.
    #[must_use]
    pub const fn new(head: Sql, tail: &'static [&'static str]) -> Self {
        Self {
            label: head.label,
            postgres: InText { head: head.postgres, each: KeyText::PLAIN, tail },
            mysql: InText { head: head.mysql, each: KeyText::PLAIN, tail },
            sqlite: InText { head: head.sqlite, each: KeyText::PLAIN, tail },
            texts: TextCache::EMPTY,
        }
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
        let lock = locking == Locking::ForUpdate;
        let text = self.texts.text(Dialect::Postgres, Shape::Array(lock), || {
            let compared = self.compared().unwrap_or_default();
            if let Some(text) = lateral(compared, self.postgres.tail, bound) {
                return text;
            }
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

/// The largest power of two that is neither above `left` nor above `most`.
pub(super) fn class(left: usize, most: usize) -> usize {
    let bound = left.min(most).max(1);
    1 << bound.ilog2()
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
