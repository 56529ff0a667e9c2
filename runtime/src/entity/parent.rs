//! References that no foreign key checks: the parent must be of the same tenant.

use std::collections::BTreeSet;

use super::KeyValue;
use crate::config::Driver;
use crate::statement::{Sql, Statement};
use crate::value::{Bind, Keyed};

/// A reference that the write statement checks because no foreign key can: the parent must be of the same tenant.
#[derive(Debug)]
pub struct ParentCheck<T: 'static> {
    /// `Message.user_id`.
    pub reference: &'static str,
    /// `user_id`; a patch that leaves all of them alone needs no check.
    pub columns: &'static [&'static str],
    /// `SELECT 1 FROM users WHERE tenant_id = $1 AND id = $2`.
    pub exists: Sql,
    /// Reads the reference.
    pub parent: fn(&T) -> Option<KeyValue>,
}

/// One check ready to run: no row means a violation of `reference`.
pub(crate) struct Check {
    pub(crate) reference: &'static str,
    pub(crate) statement: Statement,
}

/// Prepares the checks of `rows`, each parent once.
pub(crate) fn checks<'t, T: 'static>(
    parents: &'static [ParentCheck<T>],
    driver: Driver,
    tenant: Option<&str>,
    rows: impl Iterator<Item = &'t T> + Clone,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for parent in parents {
        let keys: BTreeSet<KeyValue> = rows.clone().filter_map(parent.parent).collect();
        for key in keys {
            let statement = match &tenant {
                Some(tenant) => Statement::of(&parent.exists, driver, &[&Keyed(*tenant) as &dyn Bind, &key]),
                None => Statement::of(&parent.exists, driver, &[&key]),
            };
            checks.push(Check { reference: parent.reference, statement });
        }
    }
    checks
}
