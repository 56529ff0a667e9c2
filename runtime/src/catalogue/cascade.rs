use super::KeyValue;
use crate::cache::{CacheKey, Touch};
use crate::column::{Bind, Column, Keyed};
use crate::driver::Driver;
use crate::error::Result;
use crate::row::Row;
use crate::sql::Sql;
use crate::statement::Statement;

/// Beyond this many children the tenant's whole region is dropped instead of single entries.
const MOST: usize = 1000;

/// Cached rows that go, or change, with a deleted row of `T`.
#[derive(Debug)]
pub enum Cascade<T: 'static> {
    /// Rows that `collect` finds; one per path, grandchildren by a join.
    Rows {
        /// Their cache region.
        region: &'static str,
        /// `SELECT id FROM messages WHERE tenant_id = $1 AND conversation_id = $2 LIMIT 1001`.
        collect: Sql,
        /// Reads the key: `uuid_key`, `int_key` or `text_key`.
        key: fn(&Row) -> Result<KeyValue>,
    },
    /// Everything the tenant has in a region, because the deleted row is the tenant.
    Tenant {
        /// The cache region.
        region: &'static str,
        /// Reads the tenant's business id.
        tenant: fn(&T) -> &str,
    },
    /// Everything in a region, because its rows hang on the deleted one by more steps than a search follows.
    Region {
        /// The cache region.
        region: &'static str,
        /// Whether the rows share the deleted row's tenant, so that only its entries go.
        of_tenant: bool,
    },
}

/// One search for cached rows, ready to run.
pub(crate) struct Search {
    region: &'static str,
    key: fn(&Row) -> Result<KeyValue>,
    /// Taken when it is sent.
    pub(crate) statement: Option<Statement>,
}

impl Search {
    pub(crate) fn touched(&self, tenant: &str, rows: &[Row]) -> Result<Vec<Touch>> {
        if rows.len() > MOST {
            return Ok(vec![Touch::Tenant { region: self.region, tenant: tenant.to_owned() }]);
        }
        rows.iter().map(|row| Ok(Touch::Key(CacheKey::new(self.region, tenant).part((self.key)(row)?)))).collect()
    }
}

/// Prepares the searches for what hangs on the row with `key`.
pub(crate) fn searches<T: 'static>(
    cascades: &'static [Cascade<T>],
    driver: Driver,
    tenant: Option<&str>,
    deleted: &dyn Bind,
) -> Vec<Search> {
    let mut searches = Vec::new();
    for cascade in cascades {
        if let Cascade::Rows { region, collect, key } = cascade {
            let statement = match &tenant {
                Some(tenant) => Statement::of(collect, driver, &[&Keyed(*tenant) as &dyn Bind, deleted]),
                None => Statement::of(collect, driver, &[deleted]),
            };
            searches.push(Search { region, key: *key, statement: Some(statement) });
        }
    }
    searches
}

/// Returns the regions that go with a deleted tenant.
pub(crate) fn tenant_regions<T: 'static>(cascades: &'static [Cascade<T>], row: &T) -> Vec<Touch> {
    let whole = |cascade: &Cascade<T>| match cascade {
        Cascade::Tenant { region, tenant } => Some(Touch::Tenant { region, tenant: tenant(row).to_owned() }),
        Cascade::Rows { .. } | Cascade::Region { .. } => None,
    };
    cascades.iter().filter_map(whole).collect()
}

/// Returns the regions that go with any deleted row.
pub(crate) fn far_regions<T: 'static>(cascades: &'static [Cascade<T>], tenant: Option<&str>) -> Vec<Touch> {
    let far = |cascade: &Cascade<T>| match (cascade, tenant) {
        (Cascade::Region { region, of_tenant: true }, Some(tenant)) => {
            Some(Touch::Tenant { region, tenant: tenant.to_owned() })
        }
        (Cascade::Region { region, .. }, _) => Some(Touch::Region { region }),
        (Cascade::Rows { .. } | Cascade::Tenant { .. }, _) => None,
    };
    cascades.iter().filter_map(far).collect()
}

/// Reads a key from the first column.
///
/// # Errors
/// `Decode` when it is no UUID.
pub fn uuid_key(row: &Row) -> Result<KeyValue> {
    uuid::Uuid::decode(row, 0).map(KeyValue::Uuid)
}

/// Reads a key from the first column.
///
/// # Errors
/// `Decode` when it is no number.
pub fn int_key(row: &Row) -> Result<KeyValue> {
    i64::decode(row, 0).map(KeyValue::Int)
}

/// Reads a key from the first column.
///
/// # Errors
/// `Decode` when it is no text.
pub fn text_key(row: &Row) -> Result<KeyValue> {
    String::decode(row, 0).map(KeyValue::Text)
}
