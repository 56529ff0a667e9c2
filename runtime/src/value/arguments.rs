//! The encoded values of one statement.

#[cfg(feature = "postgres")]
mod arrays;
mod deep;
mod place;
mod refusal;

use std::fmt;
use std::sync::Arc;

use larder_format::Dialect;
#[cfg(feature = "mysql")]
use sqlx::mysql::MySqlArguments;
#[cfg(feature = "postgres")]
use sqlx::postgres::PgArguments;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteArguments;

use crate::config::Driver;
use crate::error::{Error, ErrorKind, Result};
use crate::validate::{Violation, Violations};
use crate::value::column::Bind;

#[cfg(feature = "postgres")]
use arrays::ColumnArrays;
use place::{Role, place};

pub(crate) use deep::Deep;
pub(crate) use refusal::{MOST_LEVELS, Refusal, YEARS};

/// The encoded values of one statement, in the order of its placeholders.
///
/// Values are owned: a statement's future holds no reference to what was bound.
#[derive(Clone)]
pub struct Arguments {
    pub(crate) values: DriverValues,
    /// Positions of values that no database may be given; NULL is bound in their places.
    refused: Vec<(usize, Refusal)>,
    deep: Deep,
    failure: Option<Arc<Error>>,
    count: usize,
}

/// The values in the words of one driver.
#[derive(Clone)]
pub(crate) enum DriverValues {
    #[cfg(feature = "postgres")]
    Postgres(PgArguments),
    /// Values that are on their way to be the former.
    #[cfg(feature = "postgres")]
    Arrays(ColumnArrays),
    #[cfg(feature = "mysql")]
    MySql(MySqlArguments),
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteArguments),
}

/// Adds one value, said per driver; arms of absent drivers vanish.
macro_rules! encode {
    ($arguments:expr, $value:expr) => {
        $crate::value::arguments::encode!($arguments, postgres: $value, mysql: $value, sqlite: $value)
    };
    ($arguments:expr, postgres: $postgres:expr, mysql: $mysql:expr, sqlite: $sqlite:expr) => {{
        let arguments: &mut $crate::value::arguments::Arguments = $arguments;
        let added = match &mut arguments.values {
            #[cfg(feature = "postgres")]
            $crate::value::arguments::DriverValues::Postgres(values) => sqlx::Arguments::add(values, $postgres),
            #[cfg(feature = "postgres")]
            $crate::value::arguments::DriverValues::Arrays(values) => values.add($postgres),
            #[cfg(feature = "mysql")]
            $crate::value::arguments::DriverValues::MySql(values) => sqlx::Arguments::add(values, $mysql),
            #[cfg(feature = "sqlite")]
            $crate::value::arguments::DriverValues::Sqlite(values) => sqlx::Arguments::add(values, $sqlite),
        };
        arguments.added(added);
    }};
}
pub(crate) use encode;

impl Arguments {
    pub(crate) fn new(driver: Driver) -> Self {
        let values = match driver {
            #[cfg(feature = "postgres")]
            Driver::Postgres => DriverValues::Postgres(PgArguments::default()),
            #[cfg(feature = "mysql")]
            Driver::MySql => DriverValues::MySql(MySqlArguments::default()),
            #[cfg(feature = "sqlite")]
            Driver::Sqlite => DriverValues::Sqlite(SqliteArguments::default()),
        };
        Self::holding(values)
    }

    /// Whether all values are as they were given, so that different ones are never the same here.
    pub(crate) fn are_plain(&self) -> bool {
        self.refused.is_empty() && self.failure.is_none()
    }

    /// Writes what tells these values from others, for a digest of them: nothing else may see it.
    pub(crate) fn write_values(&self, to: &mut impl fmt::Write) -> fmt::Result {
        match &self.values {
            #[cfg(feature = "postgres")]
            DriverValues::Postgres(values) => write!(to, "{values:?}"),
            // Only rows to be stored are arrays.
            #[cfg(feature = "postgres")]
            DriverValues::Arrays(_) => Ok(()),
            #[cfg(feature = "mysql")]
            DriverValues::MySql(values) => write!(to, "{values:?}"),
            #[cfg(feature = "sqlite")]
            DriverValues::Sqlite(values) => write!(to, "{values:?}"),
        }
    }

    fn holding(values: DriverValues) -> Self {
        Self { values, refused: Vec::new(), deep: Deep::default(), failure: None, count: 0 }
    }

    /// Starts arrays of so many columns, into which rows of values are added one after the other; `None` where the
    /// database takes no arrays.
    #[allow(clippy::unnecessary_wraps, unused_variables, reason = "only PostgreSQL, which may be left out, has arrays")]
    pub(crate) fn arrays(driver: Driver, columns: usize) -> Option<Self> {
        match driver {
            #[cfg(feature = "postgres")]
            Driver::Postgres if columns > 0 => Some(Self::holding(DriverValues::Arrays(ColumnArrays::new(columns)))),
            #[allow(unreachable_patterns, reason = "reachable with a driver besides PostgreSQL")]
            _ => None,
        }
    }

    /// Appends arrays, each as one value, and returns which of them hold lists of words; `None` where there is no array
    /// of such values, or one of them is no value that can be stored, which is explained by a text with each of them.
    #[cfg(feature = "postgres")]
    pub(crate) fn append_arrays(&mut self, rows: Self) -> Option<Vec<bool>> {
        if !rows.refused.is_empty() || rows.failure.is_some() {
            return None;
        }
        let (DriverValues::Postgres(values), DriverValues::Arrays(arrays)) = (&mut self.values, rows.values) else {
            return None;
        };
        let words: Vec<bool> = arrays.words().collect();
        let added = arrays.append_to(values);
        if let Ok(false) = added {
            return None;
        }
        self.count += words.len() - 1;
        self.added(added.map(drop));
        Some(words)
    }

    /// The same where no database takes arrays.
    #[cfg(not(feature = "postgres"))]
    pub(crate) fn append_arrays(&mut self, _rows: Self) -> Option<Vec<bool>> {
        None
    }

    /// Encodes all of `binds` for `driver`.
    pub(crate) fn of(driver: Driver, binds: &[&dyn Bind]) -> Self {
        let mut arguments = Self::new(driver);
        for value in binds {
            value.bind(&mut arguments);
        }
        arguments
    }

    /// Appends a value.
    pub fn add<T: Bind + ?Sized>(&mut self, value: &T) {
        value.bind(self);
    }

    /// Returns the dialect the values are encoded for.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.values {
            #[cfg(feature = "postgres")]
            DriverValues::Postgres(_) | DriverValues::Arrays(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            DriverValues::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            DriverValues::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Returns how many values were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Returns whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns whether every value can be stored.
    pub(crate) fn can_be_stored(&self) -> bool {
        self.refused.is_empty() && self.failure.is_none()
    }

    /// Appends a list of texts: an array on PostgreSQL, one space-separated text elsewhere.
    pub fn add_words(&mut self, words: &[&str]) {
        #[cfg(feature = "postgres")]
        if let DriverValues::Arrays(arrays) = &mut self.values {
            let added = arrays.add_words(words);
            return self.added(added);
        }
        encode!(self, postgres: words, mysql: words.join(" "), sqlite: words.join(" "));
    }

    /// Records that a value cannot be stored; the statement is then not sent. The first failure is reported.
    pub fn fail(&mut self, error: Error) {
        self.failure.get_or_insert_with(|| Arc::new(error));
    }

    pub(crate) fn added(&mut self, result: Result<(), sqlx::error::BoxDynError>) {
        self.count += 1;
        if let Err(source) = result {
            let what = format!("parameter {} cannot be encoded", self.count);
            self.fail(Error::with_source(ErrorKind::Database(what), source));
        }
    }

    /// Refuses the value that was bound last, as NULL. Whether that is an error is up to the statement.
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.refused.push((self.count.saturating_sub(1), refusal));
    }

    /// Tells in how many levels the JSON is that was bound last.
    pub(crate) fn nests(&mut self, levels: u32) {
        self.deep.note(self.count.saturating_sub(1), levels);
    }

    /// Returns which values not every server stores.
    pub(crate) fn deep(&self) -> &Deep {
        &self.deep
    }

    /// Takes back that values were refused, all but the first `known`, and returns why the first of them was.
    pub(crate) fn take_refused(&mut self, known: usize) -> Option<Refusal> {
        self.refused.drain(known.min(self.refused.len())..).next().map(|(_, refusal)| refusal)
    }

    /// Returns how many values were refused.
    pub(crate) fn refused(&self) -> usize {
        self.refused.len()
    }

    /// Tells why the values cannot be sent with the statement `text`, if they cannot.
    ///
    /// No row holds a value that cannot be stored, so rows that equal one are not found: NULL in its place equals
    /// nothing. Everywhere else such a value is an error, which names the field of the column.
    pub(crate) fn check<'c>(&self, text: &'c str, field: impl Fn(&'c str) -> &'c str) -> Result<()> {
        if !self.refused.is_empty() {
            judge(&self.refused, text, &field)?;
        }
        self.failure.as_ref().map_or(Ok(()), |error| Err(Error::new(error.kind().clone())))
    }
}

#[cold]
fn judge<'c>(refused: &[(usize, Refusal)], text: &'c str, field: &dyn Fn(&'c str) -> &'c str) -> Result<()> {
    let mut violations: Vec<Violation> = Vec::new();
    for (position, refusal) in refused {
        let (role, column) = place(text, *position).unwrap_or((Role::Compared, ""));
        let violation = Violation::new(field(column), refusal.rule());
        if role != Role::Equal && !violations.contains(&violation) {
            violations.push(violation);
        }
    }
    if violations.is_empty() { Ok(()) } else { Err(Violations::from(violations).into()) }
}
