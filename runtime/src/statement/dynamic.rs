//! Patches: UPDATE statements whose SET list depends on what the caller set.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of a
//! [`PatchSql`] and of placeholders; values are always bound.

use larder_format::Dialect;
use serde::Serialize;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use crate::config::Driver;
use crate::error::{Error, ErrorKind};
use crate::statement::Statement;
use crate::statement::cast::{Cast, push_cast};
use crate::statement::column_set::ColumnSet;
use crate::statement::sql::push_placeholder;
use crate::statement::text_cache::{Shape, TextCache};
use crate::statistics::Label;
use crate::validate::Text;
use crate::value::{Arguments, Bind, Decimal, DecimalMember, Digits, JsonOf, Keyed, now};

/// The fragments of an entity's patches.
#[derive(Debug)]
pub struct PatchSql {
    /// For logs, statistics and messages.
    pub label: Label,
    /// Plain column names, for messages and for finding what a patch touches.
    pub columns: &'static [&'static str],
    /// Fragments for PostgreSQL.
    pub postgres: PatchText,
    /// Fragments for MySQL and MariaDB.
    pub mysql: PatchText,
    /// Fragments for SQLite.
    pub sqlite: PatchText,
    /// The digits of the columns that hold decimals, with their positions.
    pub digits: &'static [(usize, Digits)],
    /// The casts of values on PostgreSQL, with their positions.
    pub casts: &'static [(usize, Cast)],
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
        entity: &'static str,
        method: &'static str,
        update: &'static str,
        columns: &'static [&'static str],
        filter: &'static [&'static str],
        version: &'static str,
    ) -> Self {
        let text = PatchText { update, columns, filter, version };
        Self {
            label: Label { entity, method },
            columns,
            postgres: text,
            mysql: text,
            sqlite: text,
            digits: &[],
            casts: &[],
            texts: TextCache::EMPTY,
        }
    }

    /// Tells how each dialect writes the columns, where one reserves a name or a column has another name than its
    /// field.
    #[must_use]
    pub const fn with_columns(
        mut self,
        postgres: &'static [&'static str],
        mysql: &'static [&'static str],
        sqlite: &'static [&'static str],
    ) -> Self {
        self.postgres.columns = postgres;
        self.mysql.columns = mysql;
        self.sqlite.columns = sqlite;
        self
    }

    /// Creates the patches of a table that the dialects quote differently.
    #[must_use]
    pub const fn each(
        entity: &'static str,
        method: &'static str,
        columns: &'static [&'static str],
        postgres: PatchText,
        mysql: PatchText,
        sqlite: PatchText,
    ) -> Self {
        let label = Label { entity, method };
        Self { label, columns, postgres, mysql, sqlite, digits: &[], casts: &[], texts: TextCache::EMPTY }
    }

    /// Returns the fragments in one dialect.
    pub(super) fn text(&self, dialect: Dialect) -> &PatchText {
        match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        }
    }

    /// Tells the digits of columns that hold decimals.
    #[must_use]
    pub const fn with_digits(mut self, digits: &'static [(usize, Digits)]) -> Self {
        self.digits = digits;
        self
    }

    /// Tells the casts of values.
    #[must_use]
    pub const fn with_casts(mut self, casts: &'static [(usize, Cast)]) -> Self {
        self.casts = casts;
        self
    }
}

/// The columns a patch sets, with their values.
pub struct Assignments<'v> {
    sql: &'static PatchSql,
    set: ColumnSet,
    values: Vec<(usize, Value<'v>)>,
    /// A column that the table does not have.
    unknown: Option<String>,
    version: Option<i64>,
    /// The column that a value is added to, and what it can hold.
    grown: Option<Grown>,
    /// What the statement gives back of the row.
    returning: Option<&'static str>,
}

/// A column that a value is added to.
#[derive(Debug, Clone, Copy)]
struct Grown {
    place: usize,
    is_nullable: bool,
    /// The least and the most that its type holds.
    bounds: (i64, i64),
}

enum Value<'v> {
    Lent(&'v dyn Bind),
    /// In a wrapper that says how it is bound.
    Wrapped(Box<dyn Bind + 'v>),
    /// A number or NULL, and the digits of its column.
    Decimal(Option<Decimal>, Digits),
    Now,
}

impl<'v> Assignments<'v> {
    /// Starts a patch that sets nothing.
    #[must_use]
    pub fn new(sql: &'static PatchSql) -> Self {
        Self {
            sql,
            set: ColumnSet::new(),
            values: Vec::new(),
            unknown: None,
            version: None,
            grown: None,
            returning: None,
        }
    }

    /// Adds a value to a column that holds whole numbers between `bounds`; NULL counts as none of them.
    pub(crate) fn grow(&mut self, column: &str, value: &'v dyn Bind, is_nullable: bool, bounds: (i64, i64)) {
        self.set(column, Value::Lent(value));
        self.grown = self.place(column).map(|place| Grown { place, is_nullable, bounds });
    }

    /// Lets the statement give back these columns of the row.
    pub(crate) fn returning(&mut self, columns: Option<&'static str>) {
        self.returning = columns;
    }

    /// Sets a column; a second value for a column replaces the first.
    pub fn value(&mut self, column: &str, value: &'v dyn Bind) -> &mut Self {
        self.set(column, Value::Lent(value))
    }

    /// Sets a column when there is a value.
    pub fn plain<T: Bind>(&mut self, column: &str, value: &'v Option<T>) -> &mut Self {
        match value {
            Some(value) => self.set(column, Value::Lent(value)),
            None => self,
        }
    }

    /// Sets a column that is part of a key when there is a value; one that ends in a space is refused, as [`Keyed`]
    /// does.
    pub fn key<T: Bind + Text>(&mut self, column: &str, value: &'v Option<T>) -> &mut Self {
        match value {
            Some(value) => self.set(column, Value::Wrapped(Box::new(Keyed(value)))),
            None => self,
        }
    }

    /// Sets a column that holds a decimal when there is a value.
    pub fn decimal<T: DecimalMember>(&mut self, column: &str, value: &'v Option<T>) -> &mut Self {
        let Some(value) = value else { return self };
        let place = self.place(column);
        let digits = self.sql.digits.iter().find(|(at, _)| Some(*at) == place);
        // A column without digits is unknown, which is reported with the others.
        let digits = digits.map_or(Digits { precision: 0, scale: 0 }, |(_, digits)| *digits);
        self.set(column, Value::Decimal(value.number(), digits))
    }

    /// Sets a column that holds JSON when there is a value.
    pub fn json<T: Serialize + Sync>(&mut self, column: &str, value: &'v Option<T>) -> &mut Self {
        match value {
            Some(value) => self.set(column, Value::Wrapped(Box::new(JsonOf(value)))),
            None => self,
        }
    }

    /// Sets a column that holds JSON or NULL when there is a value.
    #[allow(
        clippy::option_option,
        reason = "the outer level says whether the column is set, the inner one whether to null"
    )]
    pub fn nullable_json<T: Serialize + Sync>(&mut self, column: &str, value: &'v Option<Option<T>>) -> &mut Self {
        match value {
            Some(value) => self.set(column, Value::Wrapped(Box::new(value.as_ref().map(JsonOf)))),
            None => self,
        }
    }

    /// Sets a column that the row leaves out when there is a value.
    pub fn secret<T: Bind>(&mut self, column: &str, value: &'v Option<T>) -> &mut Self {
        self.plain(column, value)
    }

    /// Sets a column that the row leaves out, and that is part of a key, when there is a value.
    pub fn secret_key<T: Bind + Text>(&mut self, column: &str, value: &'v Option<T>) -> &mut Self {
        self.key(column, value)
    }

    /// Sets nothing: a column of a definition that cannot be read.
    #[doc(hidden)]
    pub fn unread<T>(&mut self, _column: &str, _value: &'v Option<T>) -> &mut Self {
        self
    }

    /// Sets columns to the time.
    pub(crate) fn times(&mut self, columns: &[&str]) {
        for column in columns {
            self.set(column, Value::Now);
        }
    }

    fn place(&self, column: &str) -> Option<usize> {
        // A raw identifier is written so by `stringify!`.
        let column = column.strip_prefix("r#").unwrap_or(column);
        self.sql.columns.iter().position(|known| *known == column)
    }

    fn set(&mut self, column: &str, value: Value<'v>) -> &mut Self {
        let Some(place) = self.place(column) else {
            self.unknown.get_or_insert_with(|| column.to_owned());
            return self;
        };
        if !self.set.insert(place) {
            self.values.retain(|(earlier, _)| *earlier != place);
        }
        self.values.push((place, value));
        self
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
        self.set.is_empty() && self.unknown.is_none()
    }

    /// Returns whether one of `columns` was set.
    pub(crate) fn sets_any(&self, columns: &[&str]) -> bool {
        self.sql.columns.iter().enumerate().any(|(at, name)| self.set.contains(at) && columns.contains(name))
    }

    /// Builds the statement: values in the order of the columns, then the keys.
    pub(crate) fn statement(self, driver: Driver, keys: &[&dyn Bind]) -> Statement {
        let draft = self.draft(driver, None);
        let add_keys = |arguments: &mut Arguments| keys.iter().for_each(|key| key.bind(arguments));
        draft.statement(add_keys)
    }

    /// Returns `UPDATE messages SET a = $1, b = $2` and the values, for conditions that the program makes.
    pub(crate) fn beginning(mut self, driver: Driver) -> (String, Arguments) {
        let arguments = self.bound(driver);
        let dialect = driver.dialect();
        let fragments = PatchText { filter: &[], ..*self.fragments(dialect) };
        let columns = self.values.iter().map(|(column, _)| *column);
        let columns = columns.map(|column| (fragments.columns[column], Cast::at(self.sql.casts, column), None));
        (write(&fragments, dialect, columns, None), arguments)
    }

    /// Builds what is known before the row is; the value of the column `open`, the last one, follows from that.
    pub(crate) fn draft(mut self, driver: Driver, open: Option<usize>) -> Draft {
        let arguments = self.bound(driver);
        Draft { label: self.sql.label, text: self.text(driver.dialect(), open), arguments, version: self.version }
    }

    /// Returns the values in the order of the columns.
    fn bound(&mut self, driver: Driver) -> Arguments {
        let mut arguments = Arguments::new(driver);
        self.bind(&mut arguments);
        arguments
    }

    /// Appends the values in the order of the columns.
    pub(super) fn bind(&mut self, arguments: &mut Arguments) {
        self.values.sort_unstable_by_key(|(column, _)| *column);
        let now = now();
        for (_, value) in &self.values {
            match value {
                Value::Lent(value) => value.bind(arguments),
                Value::Wrapped(value) => value.bind(arguments),
                Value::Decimal(value, digits) => digits.bind(*value, arguments),
                Value::Now => arguments.add(&now),
            }
        }
        if let Some(column) = &self.unknown {
            let what = format!("{} knows no column `{column}`", self.sql.label);
            arguments.fail(Error::new(ErrorKind::Database(what)));
        }
    }

    /// Returns which columns are set.
    pub(crate) fn columns(&self) -> &ColumnSet {
        &self.set
    }

    fn fragments(&self, dialect: Dialect) -> &'static PatchText {
        self.sql.text(dialect)
    }

    fn text(&self, dialect: Dialect, open: Option<usize>) -> SqlStr {
        let fragments = self.fragments(dialect);
        let columns = self.values.iter().map(|(column, _)| *column).chain(open);
        let version = self.version.map(|_| fragments.version);
        let mut set = self.set.clone();
        if let Some(open) = open {
            set.insert(open);
        }
        let grown = self.grown;
        let shape = Shape::Patch(set, version.is_some(), grown.map(|grown| grown.place));
        let grows = |column| grown.filter(|grown| grown.place == column);
        let columns =
            columns.map(|column| (fragments.columns[column], Cast::at(self.sql.casts, column), grows(column)));
        let text = self.sql.texts.text(dialect, shape, || {
            let text = write(fragments, dialect, columns, version);
            self.returning.map_or_else(|| text.clone(), |columns| format!("{text} RETURNING {columns}"))
        });
        AssertSqlSafe(text).into_sql_str()
    }
}

impl Grown {
    /// Appends the sum. SQLite's columns hold any integer, so that it is asked to store a text, which it refuses, in
    /// place of one that the type cannot hold.
    fn push(self, text: &mut String, dialect: Dialect, column: &str, number: usize) {
        let before = if self.is_nullable { format!("COALESCE({column}, 0)") } else { column.to_owned() };
        let mut sum = format!("{before} + ");
        push_placeholder(&mut sum, dialect, number);
        if dialect == Dialect::Sqlite {
            let (least, most) = self.bounds;
            sum = format!(
                "(SELECT CASE WHEN typeof(grown) = 'integer' AND grown BETWEEN {least} AND {most} THEN grown ELSE \
                 'too large' END FROM (SELECT {sum} AS grown))"
            );
        }
        text.push_str(&sum);
    }
}

/// A patch whose keys, and perhaps whose last value, are still to come.
#[derive(Clone)]
pub(crate) struct Draft {
    label: Label,
    text: SqlStr,
    arguments: Arguments,
    version: Option<i64>,
}

impl Draft {
    /// Completes it by what `add_rest` adds.
    pub(crate) fn statement(self, add_rest: impl FnOnce(&mut Arguments)) -> Statement {
        let Self { label, text, mut arguments, version } = self;
        add_rest(&mut arguments);
        if let Some(version) = version {
            arguments.add(&version);
        }
        Statement::new(label, text, arguments)
    }
}

fn write(
    fragments: &PatchText,
    dialect: Dialect,
    columns: impl Iterator<Item = (&'static str, Option<Cast>, Option<Grown>)>,
    version: Option<&str>,
) -> String {
    let mut text = String::from(fragments.update);
    let mut number = 0;
    for (column, cast, grown) in columns {
        number += 1;
        if number > 1 {
            text.push_str(", ");
        }
        text.push_str(column);
        text.push_str(" = ");
        match grown {
            Some(grown) => grown.push(&mut text, dialect, column, number),
            None => push_cast(&mut text, dialect, number, cast),
        }
    }
    for piece in fragments.filter.iter().copied().chain(version) {
        number += 1;
        text.push_str(piece);
        push_placeholder(&mut text, dialect, number);
    }
    text
}
