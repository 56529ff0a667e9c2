//! Patches: UPDATE statements whose SET list depends on what the caller set.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of a
//! [`PatchSql`] and of placeholders; values are always bound.

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use crate::config::Driver;
use crate::statement::Statement;
use crate::statement::column_set::ColumnSet;
use crate::statement::sql::push_placeholder;
use crate::statement::text_cache::{Shape, TextCache};
use crate::validate::Text;
use crate::value::{Arguments, Bind, Refusal};

/// The fragments of an entity's patches.
#[derive(Debug)]
pub struct PatchSql {
    /// `Entity.patch`.
    pub name: &'static str,
    /// Plain column names, for messages and for finding what a patch touches.
    pub columns: &'static [&'static str],
    /// Fragments for PostgreSQL.
    pub postgres: PatchText,
    /// Fragments for MySQL and MariaDB.
    pub mysql: PatchText,
    /// Fragments for SQLite.
    pub sqlite: PatchText,
    /// `TextCache::new()`.
    pub texts: TextCache,
}

/// The fragments in one dialect.
#[derive(Debug, Clone, Copy)]
pub struct PatchText {
    /// `UPDATE messages SET `.
    pub update: &'static str,
    /// Column names, quoted where the dialect needs it.
    pub columns: &'static [&'static str],
    /// ` WHERE tenant_id = `, ` AND id = `: one placeholder follows each.
    pub filter: &'static [&'static str],
    /// ` AND revision = `: follows them where a version is expected.
    pub version: &'static str,
}

impl PatchSql {
    /// Creates the patches of a table whose names no dialect reserves.
    #[must_use]
    pub const fn new(
        name: &'static str,
        update: &'static str,
        columns: &'static [&'static str],
        filter: &'static [&'static str],
        version: &'static str,
    ) -> Self {
        let text = PatchText { update, columns, filter, version };
        Self { name, columns, postgres: text, mysql: text, sqlite: text, texts: TextCache::new() }
    }

    /// Creates the patches of a table that the dialects quote differently.
    #[must_use]
    pub const fn each(
        name: &'static str,
        columns: &'static [&'static str],
        postgres: PatchText,
        mysql: PatchText,
        sqlite: PatchText,
    ) -> Self {
        Self { name, columns, postgres, mysql, sqlite, texts: TextCache::new() }
    }
}

/// The columns a patch sets, with their values.
pub struct Assignments<'v> {
    sql: &'static PatchSql,
    set: ColumnSet,
    values: Vec<(usize, &'v dyn Bind)>,
    /// Columns of keys whose text ends in a space.
    spaced: ColumnSet,
    version: Option<i64>,
}

impl<'v> Assignments<'v> {
    /// Starts a patch that sets nothing.
    #[must_use]
    pub fn new(sql: &'static PatchSql) -> Self {
        Self { sql, set: ColumnSet::new(), values: Vec::new(), spaced: ColumnSet::new(), version: None }
    }

    /// Sets the column at `column` in [`PatchSql::columns`]; a second value for a column replaces the first.
    pub fn set(&mut self, column: usize, value: &'v dyn Bind) -> &mut Self {
        if !self.set.insert(column) {
            self.values.retain(|(earlier, _)| *earlier != column);
        }
        self.values.push((column, value));
        self
    }

    /// Sets the column when there is a value.
    pub fn set_if<T: Bind>(&mut self, column: usize, value: &'v Option<T>) -> &mut Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Sets a column that is part of a key when there is a value; one that ends in a space is refused, as
    /// [`Keyed`](crate::support::Keyed) does.
    pub fn set_key_if<T: Bind + Text>(&mut self, column: usize, value: &'v Option<T>) -> &mut Self {
        if value.text().is_some_and(|text| text.ends_with(' ')) {
            self.spaced.insert(column);
        }
        self.set_if(column, value)
    }

    /// Lets the patch change the row only while it has this version, where one is given.
    pub fn expect(&mut self, version: Option<i64>) -> &mut Self {
        self.version = version;
        self
    }

    /// Returns the version that the row must have.
    pub(crate) fn version(&self) -> Option<i64> {
        self.version
    }

    /// Returns whether nothing was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Returns whether one of `columns` was set.
    pub(crate) fn sets_any(&self, columns: &[&str]) -> bool {
        self.sql.columns.iter().enumerate().any(|(at, name)| self.set.contains(at) && columns.contains(name))
    }

    /// Builds the statement: values in the order of the columns, then the keys.
    pub(crate) fn statement(self, driver: Driver, keys: &[&dyn Bind]) -> Statement {
        let draft = self.draft(driver);
        let add_keys = |arguments: &mut Arguments| keys.iter().for_each(|key| key.bind(arguments));
        draft.statement(add_keys)
    }

    /// Builds what is known before the row is.
    pub(crate) fn draft(mut self, driver: Driver) -> Draft {
        self.values.sort_unstable_by_key(|(column, _)| *column);
        let mut arguments = Arguments::new(driver);
        for (column, value) in &self.values {
            value.bind(&mut arguments);
            if self.spaced.contains(*column) {
                arguments.refuse(Refusal::TrailingSpace);
            }
        }
        Draft { name: self.sql.name, text: self.text(driver.dialect()), arguments, version: self.version }
    }

    fn text(&self, dialect: Dialect) -> SqlStr {
        let fragments = match dialect {
            Dialect::Postgres => &self.sql.postgres,
            Dialect::MySql => &self.sql.mysql,
            Dialect::Sqlite => &self.sql.sqlite,
        };
        let columns = self.values.iter().map(|(column, _)| *column);
        let version = self.version.map(|_| fragments.version);
        let shape = Shape::Patch(self.set.clone(), version.is_some());
        let text = self.sql.texts.text(dialect, shape, || write(fragments, dialect, columns, version));
        AssertSqlSafe(text).into_sql_str()
    }
}

/// A patch whose keys are still to come.
#[derive(Clone)]
pub(crate) struct Draft {
    name: &'static str,
    text: SqlStr,
    arguments: Arguments,
    version: Option<i64>,
}

impl Draft {
    /// Completes it by what `add_rest` adds.
    pub(crate) fn statement(self, add_rest: impl FnOnce(&mut Arguments)) -> Statement {
        let Self { name, text, mut arguments, version } = self;
        add_rest(&mut arguments);
        if let Some(version) = version {
            arguments.add(&version);
        }
        Statement::new(name, text, arguments)
    }
}

fn write(
    fragments: &PatchText,
    dialect: Dialect,
    columns: impl Iterator<Item = usize>,
    version: Option<&str>,
) -> String {
    let mut text = String::from(fragments.update);
    let mut number = 0;
    for column in columns {
        number += 1;
        if number > 1 {
            text.push_str(", ");
        }
        text.push_str(fragments.columns[column]);
        text.push_str(" = ");
        push_placeholder(&mut text, dialect, number);
    }
    for piece in fragments.filter.iter().copied().chain(version) {
        number += 1;
        text.push_str(piece);
        push_placeholder(&mut text, dialect, number);
    }
    text
}
