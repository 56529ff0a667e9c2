//! Entities and their primary keys.

use super::{KeyValue, Table};
use crate::cache::{CacheKey, KeyPart};
use crate::statement::{InSql, ListSql, Sql};
use crate::value::{Arguments, Bind};

/// A record with a key.
pub trait Entity: Table {
    /// The type of its primary key.
    type Key: Key;
    /// The statements by key.
    const BY_KEY: &'static KeySql;

    /// Returns the primary key.
    fn key(&self) -> Self::Key;

    /// Returns the number that every write of the row raises, where the entity has one.
    fn version(&self) -> Option<i64> {
        None
    }
}

/// The statements that find rows by their primary key. Rows that are marked as deleted are left out.
#[derive(Debug)]
pub struct KeySql {
    /// Selects a row by `[tenant,] key`.
    pub get: Sql,
    /// Selects the rows of a list of keys.
    pub find_many: InSql,
    /// Selects all rows in the order of the key, newest first where keys are made.
    pub list: ListSql,
    /// Deletes a row, or marks it as deleted.
    pub delete: Sql,
    /// The same with the rows of a list of keys.
    pub delete_many: InSql,
    /// Where `delete` marks: how many columns it sets to the time, the mark and those of every update.
    pub marks: Option<usize>,
    /// Which other unique keys rows have, which the cache may remember as missing.
    pub aliases: Aliases,
}

/// Whether a row tells the unique keys, beside the primary one, that it is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aliases {
    /// It has none.
    None,
    /// It has some and tells all of them.
    Shown,
    /// One of them has a secret in it, which the row leaves out.
    Secret,
}

/// The value of a primary key, of one column or several.
pub trait Key: Clone + Into<KeyValue> + Send + Sync + 'static {
    /// Appends the value of each column.
    fn bind(&self, to: &mut Arguments);

    /// Adds the value of each column to the name of a cached row.
    fn name(&self, name: CacheKey) -> CacheKey;
}

impl<K: Bind + KeyPart + Clone + Into<KeyValue> + Send + Sync + 'static> Key for K {
    fn bind(&self, to: &mut Arguments) {
        Bind::bind_key(self, to);
    }

    fn name(&self, name: CacheKey) -> CacheKey {
        name.part(self)
    }
}

/// A key in a list of keys.
pub(crate) struct ListedKey<'k, K>(pub(crate) &'k K);

impl<K: Key> Bind for ListedKey<'_, K> {
    fn bind(&self, to: &mut Arguments) {
        self.0.bind(to);
    }
}

/// Keys of several columns.
macro_rules! composite_keys {
    ($($part:ident)+) => {
        impl<$($part: Key),+> Key for ($($part,)+) {
            #[allow(non_snake_case, reason = "the variables are named for their types")]
            fn bind(&self, to: &mut Arguments) {
                let ($($part,)+) = self;
                $(Key::bind($part, to);)+
            }

            #[allow(non_snake_case, reason = "the variables are named for their types")]
            fn name(&self, name: CacheKey) -> CacheKey {
                let ($($part,)+) = self;
                $(let name = Key::name($part, name);)+
                name
            }
        }

        impl<$($part: Into<KeyValue>),+> From<($($part,)+)> for KeyValue {
            #[allow(non_snake_case, reason = "the variables are named for their types")]
            fn from(($($part,)+): ($($part,)+)) -> Self {
                Self::Several(vec![$($part.into()),+])
            }
        }
    };
}

composite_keys!(A B);
composite_keys!(A B C);
composite_keys!(A B C D);
