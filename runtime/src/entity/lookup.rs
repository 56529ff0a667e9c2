//! Unique keys and the values that they are asked for by.

use crate::cache::{CacheKey, KeyPart, KeyWriter, digest};
use crate::statement::Sql;
use crate::validate::Text;
use crate::value::{Arguments, Bind, Exact, Keyed};

/// The statements of a unique key.
#[derive(Debug)]
pub struct UniqueSql {
    /// What the cache calls it.
    pub alias: &'static str,
    /// Whether it is unique over all tenants.
    pub is_global: bool,
    /// Whether a missing value is one that a row can be found by.
    pub has_nulls: bool,
    /// Selects the row by its values.
    pub find: Sql,
    /// Which value may be asked for as missing, and the statement that does: PostgreSQL uses no index for
    /// `IS NOT DISTINCT FROM`.
    pub without: Option<(usize, Sql)>,
    /// Whether the database alone knows which values are the same, so that the cache has no entry for one.
    pub is_told_by_database: bool,
}

impl UniqueSql {
    /// Creates the statements of a key within one tenant that a missing value keeps a row out of.
    #[must_use]
    pub const fn new(alias: &'static str, find: Sql) -> Self {
        Self { alias, is_global: false, has_nulls: false, find, without: None, is_told_by_database: false }
    }

    /// Makes the key one over all tenants.
    #[must_use]
    pub const fn over_all_tenants(self) -> Self {
        Self { is_global: true, ..self }
    }

    /// Leaves it to the database which values are the same.
    #[must_use]
    pub const fn told_by_database(self) -> Self {
        Self { is_told_by_database: true, ..self }
    }

    /// Makes a missing value one that a row can be found by.
    #[must_use]
    pub const fn with_nulls(self) -> Self {
        Self { has_nulls: true, ..self }
    }

    /// Adds the statement that is sent where the value at `place` is missing.
    #[must_use]
    pub const fn or_without(self, place: usize, find: Sql) -> Self {
        Self { without: Some((place, find)), ..self }
    }

    /// Returns the name of the cache's entry; `None` where a missing value keeps the row out of the key.
    pub(crate) fn name(
        &self,
        region: &'static str,
        tenant: Option<&str>,
        values: &impl LookupValues,
    ) -> Option<CacheKey> {
        let tenant = if self.is_global { "" } else { tenant.unwrap_or_default() };
        values.name(CacheKey::alias(region, tenant, self.alias), self.has_nulls)
    }

    pub(crate) fn statement(&'static self, values: &impl LookupValues) -> (&'static Sql, Option<usize>) {
        match &self.without {
            Some((at, without)) if values.is_missing(*at) => (without, Some(*at)),
            _ => (&self.find, None),
        }
    }
}

/// A value that a row is looked up by: bound to its statement, and a part of its name in the cache.
pub trait LookupValue: Bind + KeyPart + Send {}

impl<T: Bind + KeyPart + Send> LookupValue for T {}

/// The values of a unique key: a tuple.
pub trait LookupValues: Send + Sync {
    /// Appends them, but the one at `except`.
    fn bind(&self, to: &mut Arguments, except: Option<usize>);

    /// Adds them to a name; `None` for a key that takes no missing value where one is missing.
    fn name(&self, name: CacheKey, has_nulls: bool) -> Option<CacheKey>;

    /// Returns whether the value at `place` is missing.
    fn is_missing(&self, place: usize) -> bool;
}

macro_rules! values {
    ($($part:ident $place:tt)+) => {
        impl<$($part: LookupValue),+> LookupValues for ($($part,)+) {
            fn bind(&self, to: &mut Arguments, except: Option<usize>) {
                $(if except != Some($place) {
                    self.$place.bind(to);
                })+
            }

            fn name(&self, name: CacheKey, has_nulls: bool) -> Option<CacheKey> {
                $(let name = if has_nulls {
                    name.part(&self.$place)
                } else if self.$place.is_missing() {
                    return None;
                } else {
                    name.present(&self.$place)
                };)+
                Some(name)
            }

            fn is_missing(&self, place: usize) -> bool {
                match place {
                    $($place => self.$place.is_missing(),)+
                    _ => false,
                }
            }
        }
    };
}

values!(A 0);
values!(A 0 B 1);
values!(A 0 B 1 C 2);
values!(A 0 B 1 C 2 D 3);
values!(A 0 B 1 C 2 D 3 E 4);
values!(A 0 B 1 C 2 D 3 E 4 F 5);
values!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
values!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);

impl<V: LookupValues> LookupValues for &V {
    fn bind(&self, to: &mut Arguments, except: Option<usize>) {
        (**self).bind(to, except);
    }

    fn name(&self, name: CacheKey, has_nulls: bool) -> Option<CacheKey> {
        (**self).name(name, has_nulls)
    }

    fn is_missing(&self, place: usize) -> bool {
        (**self).is_missing(place)
    }
}

/// A secret that a row is looked up by: in the cache stands its digest.
#[derive(Debug, Clone, Copy)]
pub struct Hidden<T>(pub T);

impl<T: Bind + Text> Bind for Hidden<T> {
    fn bind(&self, arguments: &mut Arguments) {
        Keyed(&self.0).bind(arguments);
    }

    fn bind_null(arguments: &mut Arguments) {
        T::bind_null(arguments);
    }
}

impl<T: Text> KeyPart for Hidden<T> {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        if let Some(secret) = self.0.text() {
            to.write(&digest(secret));
        }
    }

    fn is_missing(&self) -> bool {
        self.0.text().is_none()
    }
}

/// Wrappers that say how a value is bound; in a name it stands as it is.
macro_rules! named_as_inside {
    ($($wrapper:ident)+) => {$(
        impl<T: KeyPart> KeyPart for $wrapper<T> {
            fn write_part(&self, to: &mut KeyWriter<'_>) {
                self.0.write_part(to);
            }

            fn write_present(&self, to: &mut KeyWriter<'_>) {
                self.0.write_present(to);
            }

            fn is_missing(&self) -> bool {
                self.0.is_missing()
            }
        }
    )+};
}

named_as_inside!(Keyed Exact);
