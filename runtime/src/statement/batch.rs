//! Statements that insert many rows, cut into power-of-two sizes so that few texts are ever prepared.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of a
//! [`BatchSql`], of placeholders, commas and parentheses; values are always bound.

use std::sync::OnceLock;

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr as _;

use crate::config::Driver;
use crate::statement::Statement;
use crate::statement::cast::{Cast, push_cast};
use crate::statement::engine_default::EngineDefault;
use crate::statement::sql::{Sql, in_turn};
use crate::statement::text_cache::{Shape, TextCache};
use crate::statistics::Label;
use crate::value::Arguments;

/// SQLite's default limit; the others allow twice as many.
pub(super) const MOST_PLACEHOLDERS: usize = 32_766;
pub(super) const MOST_ROWS: usize = 256;

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

/// The largest power of two that is neither above `left` nor above `most`.
pub(super) fn class(left: usize, most: usize) -> usize {
    let bound = left.min(most).max(1);
    1 << bound.ilog2()
}
