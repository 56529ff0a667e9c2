//! A statement of the generator with its values: texts, lists of rows and keys, patches.

mod batch;
mod cast;
mod column_set;
mod dynamic;
mod engine_default;
mod key_list;
mod patch_list;
mod sql;
mod text_cache;
mod unnest;

use std::sync::Arc;

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "a text of the generator and a literal are put together")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use crate::cache::Keeper;
use crate::config::{Driver, Within};
use crate::statistics::Label;
use crate::value::{Arguments, Bind, TenantSetting};

pub(crate) use batch::KeyOrigin;
pub use batch::{BatchSql, BatchText};
pub use cast::Cast;
pub(crate) use column_set::ColumnSet;
pub(crate) use dynamic::Draft;
pub use dynamic::{Assignments, PatchSql, PatchText};
pub use engine_default::EngineDefault;
pub use key_list::{InSql, InText, KeyText};
pub(crate) use key_list::{Locking, MOST_KEYS};
pub(crate) use sql::push_placeholder;
pub use sql::{IndexSql, ListSql, PAGE_CLASSES, PagedSql, Sql};
pub use text_cache::TextCache;
pub(crate) use unnest::MOST_ARRAY_ROWS;

/// Whose statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The application asked for it, by whatever method.
    Application,
    /// larder asks for what it wants to know itself; the statistics leave it out.
    Larder,
}

/// A statement ready to be sent: encoded, so that it borrows nothing.
#[derive(Clone)]
pub(crate) struct Statement {
    pub(crate) label: Label,
    pub(crate) text: SqlStr,
    /// Shared, since a statement is kept to be sent again, which hardly ever happens.
    pub(crate) arguments: Arc<Arguments>,
    /// Its own limit, in place of those that the store has.
    pub(crate) within: Option<Within>,
    pub(crate) origin: Origin,
    /// Whose rows the database shows it; `None` where the database hides none.
    pub(crate) tenant: Option<TenantSetting>,
    /// What it writes to stays fenced until it has ended.
    pub(crate) keeper: Keeper,
}

impl Statement {
    pub(crate) fn of(sql: &Sql, driver: Driver, binds: &[&dyn Bind]) -> Self {
        Self::with(sql, driver, Arguments::of(driver, binds))
    }

    /// Creates a statement of the application's, with the limits that the store has.
    pub(crate) fn new(label: Label, text: SqlStr, arguments: Arguments) -> Self {
        let (origin, keeper, arguments) = (Origin::Application, Keeper::default(), Arc::new(arguments));
        Self { label, text, arguments, within: None, origin, tenant: None, keeper }
    }

    pub(crate) fn with(sql: &Sql, driver: Driver, arguments: Arguments) -> Self {
        Self::new(sql.label, sql.text(driver.dialect()).into_sql_str(), arguments)
    }

    pub(crate) fn named(label: Label, text: &'static str, arguments: Arguments) -> Self {
        Self::new(label, text.into_sql_str(), arguments)
    }

    /// A read that keeps others from changing the row. SQLite has one writer, who holds the lock of the whole file.
    pub(crate) fn locking(sql: &Sql, driver: Driver, arguments: Arguments) -> Self {
        let mut statement = Self::with(sql, driver, arguments);
        let dialect = driver.dialect();
        if dialect != Dialect::Sqlite {
            statement.text = AssertSqlSafe(format!("{} FOR UPDATE", sql.text(dialect))).into_sql_str();
        }
        statement
    }

    /// A read of the rows as they are now, where MySQL otherwise shows them as the transaction first saw them.
    pub(crate) fn latest(sql: &Sql, driver: Driver, arguments: Arguments) -> Self {
        if driver.dialect().capabilities().repeats_reads {
            Self::locking(sql, driver, arguments)
        } else {
            Self::with(sql, driver, arguments)
        }
    }
}
