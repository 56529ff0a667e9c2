//! Tables, whether they have a key or not.

use std::any::Any;
use std::marker::PhantomData;

use super::{Entity, Key as _, KeyValue, Names, New, invalidated};
use crate::cache::{CacheKey, Cached, Invalidate};
use crate::condition::Order;
use crate::record::{Record, read_bytes, write_bytes};
use crate::search::SearchTokens;
use crate::statement::{BatchSql, InSql, Sql};
use crate::validate::Violations;
use crate::value::{Arguments, Keyed};

/// A record that has a table: what the runtime knows of it, implemented beside its row struct.
pub trait Table: Record {
    /// What a new row needs.
    type New: New<Table = Self>;
    /// The statements that need no key.
    const TABLE: &'static TableSql;
    /// The name of the cache's region, whether or not the rows are cached.
    const REGION: &'static str;
    /// Whether the rows are cached.
    const IS_CACHED: bool = false;
    /// A number that changes with its definition; the store checks that it was generated for this one.
    const SHAPE: u64 = 0;
    /// Whether words of its search come from columns that an update leaves alone.
    const SEARCHES_KEPT: bool = false;
    /// Whether the database makes the key.
    const NUMBERED: bool = false;

    /// The order of the key, less the tenant that a scope stands for.
    const KEY_ORDER: &'static [Order<Self>] = &[];

    /// How a row is read after an insert, where the database makes other values of those that it is given.
    const READ_BACK: Option<ReadBack<Self>> = None;

    /// The columns that an insert does not take from the row: those that the database computes, and those that it may
    /// have a default for.
    const MADE: &'static [&'static str] = &[];

    /// What is done about its rows when they are written.
    const HOOKS: Option<&'static AnyHooks> = None;

    /// Takes the key that the database made; a row that brings its own has none to take.
    fn set_number(&mut self, _number: i64) {}

    /// Returns what is stored beside the row so that its texts can be found, where it has a search.
    fn search_tokens(&self) -> Option<SearchTokens> {
        None
    }

    /// Names the cache's entries that the row is read by, where it is cached.
    fn names(&self, _to: &mut Names<'_>) {}
}

/// The `RowHooks` of a repository, which entities do not know.
pub type AnyHooks = dyn Any + Send + Sync;

/// Reads rows that were just inserted.
#[derive(Debug, Clone, Copy)]
pub struct ReadBack<T> {
    /// Selects one.
    pub(crate) sql: &'static Sql,
    /// Appends what it is found by.
    pub(crate) bind: fn(&T, &mut Arguments),
    /// Selects several.
    pub(crate) many: &'static InSql,
    /// Tells which of them one is.
    pub(crate) key: fn(&T) -> KeyValue,
}

impl<T: Entity> ReadBack<T> {
    /// Reads it by its key.
    #[must_use]
    pub const fn by_key() -> Self {
        Self { sql: &T::BY_KEY.get, bind: bind_key::<T>, many: &T::BY_KEY.find_many, key: |row| row.key().into() }
    }
}

fn bind_key<T: Entity>(row: &T, to: &mut Arguments) {
    if let Some(tenant) = row.tenant() {
        to.add(&Keyed(tenant));
    }
    row.key().bind(to);
}

/// Every row of a table can be cached.
impl<T: Table> Cached for T {
    const FINGERPRINT: u64 = <T as Record>::FINGERPRINT;

    fn cache_keys(&self) -> Vec<CacheKey> {
        invalidated(self).into_iter().filter_map(Invalidate::into_key).collect()
    }

    fn write_bytes(&self, into: &mut Vec<u8>) -> Option<()> {
        write_bytes(self, into)
    }

    fn read_bytes(bytes: &[u8]) -> Option<Self> {
        read_bytes(bytes)
    }
}

/// Returns a key that the database made, as wide as its column: one that is wider is in no row.
#[doc(hidden)]
#[must_use]
pub fn made_number<N: TryFrom<i64> + Default>(number: i64) -> N {
    N::try_from(number).unwrap_or_default()
}

/// The statements of a table that need no key.
#[derive(Debug)]
pub struct TableSql {
    /// Selects the rows `[of a tenant]`.
    pub select: Sql,
    /// Counts the rows `[of a tenant]`.
    pub count: Sql,
    /// Inserts a row, or several.
    pub insert: BatchSql,
}

impl TableSql {
    /// Returns whether its rows belong to tenants.
    pub(crate) fn has_tenant(&self) -> bool {
        self.count.mysql.ends_with('?')
    }
}

/// Those of a table whose definition cannot be read.
#[doc(hidden)]
pub static NO_TABLE: TableSql = TableSql {
    select: Sql::same("", "", ""),
    count: Sql::same("", "", ""),
    insert: BatchSql::new(Sql::same("", "", ""), 0),
};

/// What a new row of a table needs whose definition cannot be read.
#[doc(hidden)]
pub struct Unread<T>(PhantomData<fn() -> T>);

impl<T: Table<New = Self>> New for Unread<T> {
    type Table = T;
    type Row = T;

    fn check(&self) -> Result<(), Violations> {
        Ok(())
    }

    fn check_row(_row: &T) -> Result<(), Violations> {
        Ok(())
    }

    fn into_row(self, _tenant: &str) -> T {
        unreachable!("it has no value")
    }
}
