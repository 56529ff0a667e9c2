//! Tables whose rows the database hides from other tenants.

use larder_format::Dialect;
use tokio::sync::OnceCell;

use super::ask;
use super::engine::Engine;
use crate::connection::prepared::FirstRow;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::{ListSql, Origin, Statement};
use crate::statistics::Label;
use crate::value::{Arguments, TenantSetting};

/// A table whose rows policies of PostgreSQL's hide from other tenants.
#[derive(Debug, Clone, Copy)]
pub struct SecuredTable {
    entity: &'static str,
    table: &'static str,
    /// Its search, in words that use the index below the policy.
    search: Option<&'static ListSql>,
}

impl SecuredTable {
    /// Creates one without a search.
    #[must_use]
    pub const fn new(entity: &'static str, table: &'static str) -> Self {
        Self { entity, table, search: None }
    }

    /// Sets its search below the policy.
    #[must_use]
    pub const fn searched_by(self, search: &'static ListSql) -> Self {
        Self { search: Some(search), ..self }
    }
}

/// What the database hides, and whether from this store.
#[derive(Debug, Default)]
pub(crate) struct RowSecurity {
    tables: std::sync::OnceLock<&'static [SecuredTable]>,
    sees_all: OnceCell<bool>,
}

const LABEL: Label = Label::of_none("sees every tenant");
const SEES_ALL: &str = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";

impl RowSecurity {
    /// Notes which tables policies stand on. Only the first note counts.
    pub(crate) fn note(&self, tables: &'static [SecuredTable]) {
        let _ = self.tables.set(tables);
    }

    fn tables(&self) -> &'static [SecuredTable] {
        self.tables.get().copied().unwrap_or_default()
    }
}

impl Engine {
    /// Returns what a statement tells the database of its tenant; `None` where that hides no rows.
    pub(crate) fn tenant_setting(&self, tenant: Option<&str>) -> Option<TenantSetting> {
        let hides = self.driver.dialect() == Dialect::Postgres && !self.row_security.tables().is_empty();
        hides.then(|| TenantSetting::of(tenant))
    }

    /// Returns the search that uses its index also where a policy hides rows.
    pub(crate) fn search(&self, sql: &'static ListSql) -> &'static ListSql {
        let entity = sql.first.label().entity;
        let secured = self.row_security.tables().iter().find(|secured| secured.entity == entity);
        let below_policy = secured.and_then(|secured| secured.search);
        below_policy.filter(|_| self.driver.dialect() == Dialect::Postgres).unwrap_or(sql)
    }

    /// Makes sure that a statement without a tenant sees the rows of a table or entity: without a word the database
    /// would show it none.
    ///
    /// # Errors
    /// `Database` where policies hide them, and what asking for the role meets, once a store.
    pub(crate) async fn sees_all_of(&self, name: &str) -> Result<()> {
        let of = |secured: &&SecuredTable| secured.entity == name || secured.table == name;
        let secured = self.row_security.tables().iter().find(of);
        let (Some(secured), Dialect::Postgres) = (secured, self.driver.dialect()) else { return Ok(()) };
        if *self.row_security.sees_all.get_or_try_init(|| self.ask_for_role()).await? {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Database(format!(
            "row level security hides the rows of `{}` from statements over all tenants: open a store of its own for \
             them, as a role with BYPASSRLS (see docs/tenancy.md)",
            secured.table
        ))))
    }

    async fn ask_for_role(&self) -> Result<bool> {
        let mut lease = self.pool.acquire(LABEL).await?;
        let asked = Statement::named(LABEL, SEES_ALL, Arguments::new(self.driver));
        let row = ask::<FirstRow>(self, &mut lease, Statement { origin: Origin::Larder, ..asked }).await?;
        row.map_or(Ok(false), |row| row.get(0))
    }
}
