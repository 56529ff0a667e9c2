//! The entries of the cache that a row is read by.

use super::{InsertRow, Key, LookupValues, Table, UniqueSql};
use crate::cache::{CacheKey, Invalidate};
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
    List(&'n mut Vec<Invalidate>),
    /// One of them was asked for: does the row have it still? `None` where only secrets tell.
    Compare { by: &'static UniqueSql, asked: &'n CacheKey, same: Option<bool> },
}

impl<'n> Names<'n> {
    pub(crate) fn listing(region: &'static str, tenant: Option<&'n str>, into: &'n mut Vec<Invalidate>) -> Self {
        Self { region, tenant, purpose: Purpose::List(into) }
    }

    /// Adds the row itself.
    pub fn row(&mut self, key: &impl Key) {
        if let Purpose::List(invalidated) = &mut self.purpose {
            invalidated.push(Invalidate::Key(key.name(CacheKey::new(self.region, self.tenant.unwrap_or_default()))));
        }
    }

    /// Adds a unique key; one that a missing value keeps out of its index names nothing.
    pub fn key(&mut self, by: &'static UniqueSql, values: impl LookupValues) {
        if by.is_told_by_database {
            return;
        }
        match &mut self.purpose {
            Purpose::List(invalidated) => {
                invalidated.extend(by.name(self.region, self.tenant, &values).map(Invalidate::Key));
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
        if let Purpose::List(invalidated) = &mut self.purpose {
            invalidated.push(match self.tenant {
                Some(tenant) => Invalidate::Tenant { region, tenant: tenant.to_owned() },
                None => Invalidate::Region { region },
            });
        }
    }

    /// Adds everything of the region: entries of other tenants may be out of date as well.
    pub fn region(&mut self) {
        let region = self.region;
        if let Purpose::List(invalidated) = &mut self.purpose {
            invalidated.push(Invalidate::Region { region });
        }
    }
}

/// Returns every entry that a row is read by.
pub(crate) fn invalidated<T: Table>(row: &T) -> Vec<Invalidate> {
    let mut invalidated = Vec::new();
    row.names(&mut Names::listing(T::REGION, row.tenant(), &mut invalidated));
    invalidated
}

/// Returns the same of a row on its way in, which may have secrets.
pub(crate) fn inserted<I: InsertRow>(row: &I) -> Vec<Invalidate> {
    let mut invalidated = invalidated(row.row());
    row.secret_names(&mut Names::listing(I::Entity::REGION, row.row().tenant(), &mut invalidated));
    invalidated
}

/// Returns whether the row is read by the name that was asked for; a secret's is not known from the row, and is taken
/// for right.
pub(crate) fn matches<T: Table>(row: &T, by: &'static UniqueSql, asked: &CacheKey) -> bool {
    let mut names =
        Names { region: T::REGION, tenant: row.tenant(), purpose: Purpose::Compare { by, asked, same: None } };
    row.names(&mut names);
    !matches!(names.purpose, Purpose::Compare { same: Some(false), .. })
}
