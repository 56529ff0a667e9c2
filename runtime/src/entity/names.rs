//! The entries of the cache that a row is read by.

use super::{InsertRow, Key, LookupValues, Table, UniqueSql};
use crate::cache::{CacheKey, Touch};
use crate::record::Record as _;

/// Takes the names of the cache's entries that a row is read by.
///
/// A key may be remembered as missing, so that a new or changed row touches all of them.
pub struct Names<'n> {
    region: &'static str,
    tenant: Option<&'n str>,
    purpose: Purpose<'n>,
}

enum Purpose<'n> {
    /// Each entry is out of date.
    List(&'n mut Vec<Touch>),
    /// One of them was asked for: does the row have it still? `None` where only secrets tell.
    Compare { by: &'static UniqueSql, asked: &'n CacheKey, same: Option<bool> },
}

impl<'n> Names<'n> {
    pub(crate) fn listing(region: &'static str, tenant: Option<&'n str>, into: &'n mut Vec<Touch>) -> Self {
        Self { region, tenant, purpose: Purpose::List(into) }
    }

    /// Adds the row itself.
    pub fn row(&mut self, key: impl Key) {
        if let Purpose::List(touched) = &mut self.purpose {
            touched.push(Touch::Key(key.name(CacheKey::new(self.region, self.tenant.unwrap_or_default()))));
        }
    }

    /// Adds a unique key; one that a missing value keeps out of its index names nothing.
    pub fn key(&mut self, by: &'static UniqueSql, values: impl LookupValues) {
        match &mut self.purpose {
            Purpose::List(touched) => {
                touched.extend(by.name(self.region, self.tenant, &values).map(Touch::Key));
            }
            Purpose::Compare { by: sought, asked, same } if std::ptr::eq(by, *sought) => {
                *same = Some(by.name(self.region, self.tenant, &values).is_some_and(|name| name == **asked));
            }
            Purpose::Compare { .. } => {}
        }
    }

    /// Adds everything of the tenant, or of the region, where single entries are not known.
    pub fn rows(&mut self) {
        let region = self.region;
        if let Purpose::List(touched) = &mut self.purpose {
            touched.push(match self.tenant {
                Some(tenant) => Touch::Tenant { region, tenant: tenant.to_owned() },
                None => Touch::Region { region },
            });
        }
    }

    /// Adds everything of the region: entries of other tenants may be out of date as well.
    pub fn region(&mut self) {
        let region = self.region;
        if let Purpose::List(touched) = &mut self.purpose {
            touched.push(Touch::Region { region });
        }
    }
}

/// Returns every entry that a row is read by.
pub(crate) fn touched<T: Table>(row: &T) -> Vec<Touch> {
    let mut touched = Vec::new();
    row.names(&mut Names::listing(T::REGION, row.tenant(), &mut touched));
    touched
}

/// Returns the same of a row on its way in, which may have secrets.
pub(crate) fn inserted<I: InsertRow>(row: &I) -> Vec<Touch> {
    let mut touched = touched(row.row());
    row.secret_names(&mut Names::listing(I::Entity::REGION, row.row().tenant(), &mut touched));
    touched
}

/// Returns whether the row is read by the name that was asked for; a secret's is not known from the row, and is taken
/// for right.
pub(crate) fn matches<T: Table>(row: &T, by: &'static UniqueSql, asked: &CacheKey) -> bool {
    let mut names =
        Names { region: T::REGION, tenant: row.tenant(), purpose: Purpose::Compare { by, asked, same: None } };
    row.names(&mut names);
    !matches!(names.purpose, Purpose::Compare { same: Some(false), .. })
}
