use super::KeyValue;
use crate::cache::{CacheKey, Touch};
use crate::column::{Bind, Column};
use crate::driver::Driver;
use crate::error::Result;
use crate::row::Row;
use crate::sql::Sql;
use crate::statement::Statement;

/// Beyond this many children the tenant's whole region is dropped instead of single entries.
const MOST: usize = 1000;

/// Cached rows that go, or change, with a deleted row.
#[derive(Debug)]
pub struct Cascade {
    /// Their cache region.
    pub region: &'static str,
    /// `SELECT id FROM messages WHERE tenant_id = $1 AND conversation_id = $2 LIMIT 1001`; `None`: the tenant's whole
    /// region goes, because the deleted row is the tenant.
    pub collect: Option<Sql>,
    /// Reads the key; `uuid_key`, `int_key` or `text_key`.
    pub key: fn(&Row) -> Result<KeyValue>,
}

impl Cascade {
    pub(crate) fn statement(&'static self, driver: Driver, tenant: Option<&str>, key: &dyn Bind) -> Option<Statement> {
        let collect = self.collect.as_ref()?;
        Some(match &tenant {
            Some(tenant) => Statement::of(collect, driver, &[tenant as &dyn Bind, key]),
            None => Statement::of(collect, driver, &[key]),
        })
    }

    pub(crate) fn touched(&self, tenant: &str, rows: &[Row]) -> Result<Vec<Touch>> {
        if rows.len() > MOST {
            return Ok(vec![self.whole(tenant)]);
        }
        rows.iter().map(|row| Ok(Touch::Key(CacheKey::new(self.region, tenant, &[&(self.key)(row)?])))).collect()
    }

    pub(crate) fn whole(&self, tenant: &str) -> Touch {
        Touch::Tenant { region: self.region, tenant: tenant.to_owned() }
    }
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
