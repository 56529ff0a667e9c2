//! Cached rows that go with a deleted row.

use super::KeyKind;
use super::reach::Far;
use super::tallies::MOST;
use crate::cache::{CacheKey, Invalidate};
use crate::config::Driver;
use crate::error::Result;
use crate::statement::{Sql, Statement};
use crate::value::{Bind, Keyed, Row};

/// Cached rows that go, or change, with a deleted row.
#[derive(Debug)]
pub enum Cascade {
    /// Rows that `collect` finds; one per path, grandchildren by a join.
    Rows {
        /// Their cache region.
        region: &'static str,
        /// `SELECT id FROM messages WHERE tenant_id = $1 AND conversation_id = $2 LIMIT 1001`.
        collect: Sql,
        /// The type of the key.
        key: KeyKind,
    },
    /// Everything the tenant has in a region, because the deleted row is the tenant.
    Tenant {
        /// The cache region.
        region: &'static str,
    },
}

impl Cascade {
    /// Creates the cascade to rows that a statement finds.
    #[must_use]
    pub const fn rows(region: &'static str, key: KeyKind, collect: Sql) -> Self {
        Self::Rows { region, collect, key }
    }
}

/// One search for cached rows, ready to run.
pub(crate) struct Search {
    region: &'static str,
    key: KeyKind,
    /// Taken when it is sent.
    pub(crate) statement: Option<Statement>,
}

impl Search {
    pub(crate) fn invalidated(&self, tenant: &str, rows: &[Row]) -> Result<Vec<Invalidate>> {
        if rows.len() > MOST {
            return Ok(vec![Invalidate::Tenant { region: self.region, tenant: tenant.to_owned() }]);
        }
        let keys = rows.iter().filter_map(|row| self.key.read(row, 0).transpose());
        keys.map(|key| Ok(Invalidate::Key(CacheKey::new(self.region, tenant).part(key?)))).collect()
    }
}

/// Prepares the searches for what hangs on the row with `key`, but for regions that go as a whole.
pub(crate) fn searches(
    cascades: &'static [Cascade],
    far: &[Far],
    driver: Driver,
    tenant: Option<&str>,
    deleted: &dyn Bind,
) -> Vec<Search> {
    let mut searches = Vec::new();
    for cascade in cascades {
        if let Cascade::Rows { region, collect, key } = cascade
            && far.iter().all(|far| far.region != *region)
        {
            let statement = match &tenant {
                Some(tenant) => Statement::of(collect, driver, &[&Keyed(*tenant) as &dyn Bind, deleted]),
                None => Statement::of(collect, driver, &[deleted]),
            };
            searches.push(Search { region, key: *key, statement: Some(statement) });
        }
    }
    searches
}

/// Returns the regions that go with deleted tenants.
pub(crate) fn tenant_regions(cascades: &'static [Cascade], tenants: &[String]) -> Vec<Invalidate> {
    let of_tenants = cascades.iter().filter_map(|cascade| match cascade {
        Cascade::Tenant { region } => Some(*region),
        Cascade::Rows { .. } => None,
    });
    let invalidate =
        |region: &'static str| tenants.iter().map(move |tenant| Invalidate::Tenant { region, tenant: tenant.clone() });
    of_tenants.flat_map(invalidate).collect()
}

/// Returns the regions that go with any deleted row.
pub(crate) fn far_regions(far: &[Far], tenant: Option<&str>) -> Vec<Invalidate> {
    let invalidate = |far: &Far| match tenant {
        Some(tenant) if far.of_tenant => Invalidate::Tenant { region: far.region, tenant: tenant.to_owned() },
        _ => Invalidate::Region { region: far.region },
    };
    far.iter().map(invalidate).collect()
}
