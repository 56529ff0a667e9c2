//! Prepared statements, and what becomes of them.
//!
//! A statement stays prepared with its connection. Where a schema changes under it, or somebody takes it away, it is
//! refused without having done anything; then it is prepared anew and sent again. Behind a pooler in transaction mode
//! the server may change between any two messages outside a transaction, so nothing is kept and each statement gets a
//! transaction.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text is static but for a number of milliseconds, and the
//! hex digits of a tenant.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "the text holds a number that is made here; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use crate::config::Driver;
use crate::connection::answer::{is_fatal, is_outdated};
use crate::connection::row_buffer::RowBuffer;
use crate::connection::{COMMIT, Connection, ROLLBACK};
use crate::value::{Arguments, DriverValues, Row, TenantSetting};

const BEGIN: &str = "BEGIN";

/// The setting that policies read.
const TENANT: &str = "larder.tenant";

/// Counts how often a pool's prepared statements turned out to be outdated.
#[derive(Debug, Default)]
pub(crate) struct Renewals(AtomicU64);

/// How the statements of one connection are prepared.
pub(crate) struct Preparation {
    /// Whether statements stay prepared, or each is sent in a transaction and forgotten.
    keeps: bool,
    renewals: Arc<Renewals>,
    /// The count when this connection last had none.
    seen: u64,
    /// Others have the same session between two transactions, so that it keeps no settings.
    is_pooled: bool,
    told: ToldTenants,
}

/// The tenants that the server knows of, for its policies; `None` where it may know of any.
struct ToldTenants {
    session: Option<TenantSetting>,
    /// That of the open transaction, or of the one that was last open.
    transaction: Option<TenantSetting>,
}

/// How a statement is run.
pub(crate) struct RunOptions {
    /// It is no part of a transaction.
    pub(crate) alone: bool,
    pub(crate) limit: Option<Duration>,
    /// Whose rows it sees; `None` where the database hides none.
    pub(crate) tenant: Option<TenantSetting>,
}

/// What is wanted of a statement.
pub(crate) trait Wanted: Send + Sync + 'static {
    type Output: Send + 'static;

    fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> impl Future<Output = Result<Self::Output, sqlx::Error>> + Send;

    /// How many rows were read or written.
    fn rows(output: &Self::Output) -> u64;
}

/// Its first row, if there is one.
#[derive(Default)]
pub(crate) struct FirstRow;
/// All its rows.
#[derive(Default)]
pub(crate) struct AllRows;
/// How many rows it wrote.
#[derive(Default)]
pub(crate) struct RowCount;
/// The key that the database made for the first row it inserted; none where it stored no row.
#[derive(Default)]
pub(crate) struct MadeKey;

/// A key that the database made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredKeys {
    /// Of the first row.
    pub(crate) key: i64,
    /// How many rows it stored.
    pub(crate) rows: u64,
}
/// The keys that it took of a sequence for the rows it inserted, in their order: its first column of those it took, and
/// its second of those it stored.
#[derive(Default)]
pub(crate) struct SequenceKeys;
/// All its rows, one after the other, into a buffer that somebody reads meanwhile.
pub(crate) struct EachRow(pub(crate) Arc<RowBuffer>);

impl Wanted for FirstRow {
    type Output = Option<Row>;

    async fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Option<Row>, sqlx::Error> {
        connection.optional(text, values, keeps).await
    }

    fn rows(row: &Option<Row>) -> u64 {
        u64::from(row.is_some())
    }
}

impl Wanted for AllRows {
    type Output = Vec<Row>;

    async fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Vec<Row>, sqlx::Error> {
        connection.all(text, values, keeps).await
    }

    fn rows(rows: &Vec<Row>) -> u64 {
        rows.len() as u64
    }
}

impl Wanted for RowCount {
    type Output = u64;

    async fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<u64, sqlx::Error> {
        connection.execute(text, values, keeps).await
    }

    fn rows(written: &u64) -> u64 {
        *written
    }
}

impl Wanted for MadeKey {
    type Output = Option<StoredKeys>;

    async fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Option<StoredKeys>, sqlx::Error> {
        connection.made_key(text, values, keeps).await
    }

    fn rows(made: &Option<StoredKeys>) -> u64 {
        made.map_or(0, |made| made.rows)
    }
}

impl Wanted for SequenceKeys {
    type Output = Vec<i64>;

    async fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Vec<i64>, sqlx::Error> {
        let Some(row) = connection.optional(text, values, keeps).await? else { return Ok(Vec::new()) };
        let (mut made, stored) = (row.numbers(0)?, row.numbers(1)?);
        if made != stored {
            // In another order, or a trigger kept some out or gave them other keys.
            let stored: BTreeSet<i64> = stored.into_iter().collect();
            made.retain(|key| stored.contains(key));
        }
        Ok(made)
    }

    fn rows(keys: &Vec<i64>) -> u64 {
        keys.len() as u64
    }
}

impl Wanted for EachRow {
    type Output = u64;

    async fn of(
        &self,
        connection: &mut Connection,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<u64, sqlx::Error> {
        connection.each(text, values, keeps, &self.0).await
    }

    fn rows(read: &u64) -> u64 {
        *read
    }
}

impl Preparation {
    pub(crate) fn new(keeps: bool, is_pooled: bool, renewals: Arc<Renewals>) -> Self {
        let seen = renewals.0.load(Ordering::Acquire);
        let told = ToldTenants { session: Some(TenantSetting::none()), transaction: None };
        Self { keeps, renewals, seen, is_pooled, told }
    }

    /// Notes what a transaction was told as it began.
    pub(crate) fn has_begun(&mut self, tenant: Option<TenantSetting>) {
        self.told.transaction = tenant;
    }

    /// Trusts nothing that the server was told: other code had the connection, or the transaction went back.
    pub(crate) fn forget_tenants(&mut self) {
        self.told = ToldTenants { session: None, transaction: None };
    }

    /// Tells the server whose rows the next statement sees, if it does not know: for the transaction, which forgets it
    /// as it ends, or else for the session.
    pub(crate) async fn tell(
        &mut self,
        connection: &mut Connection,
        tenant: &TenantSetting,
        alone: bool,
    ) -> Result<(), sqlx::Error> {
        let (told, set) = match alone {
            true => (&mut self.told.session, "SET"),
            false => (&mut self.told.transaction, "SET LOCAL"),
        };
        if told.as_ref() != Some(tenant) {
            *told = None;
            let text = format!("{set} {TENANT} = '{}'", tenant.digits());
            connection.run(AssertSqlSafe(text)).await?;
            *told = Some(tenant.clone());
        }
        Ok(())
    }

    /// Whether statements stay prepared.
    pub(crate) fn keeps(&self) -> bool {
        self.keeps
    }

    /// Whether others may have the same session between two transactions.
    pub(crate) fn is_pooled(&self) -> bool {
        self.is_pooled
    }

    /// Whether another connection found out that what is prepared may be outdated.
    pub(crate) fn is_outdated(&self) -> bool {
        self.seen != self.renewals.0.load(Ordering::Acquire)
    }

    /// Forgets what is prepared on this connection.
    pub(crate) async fn renew(&mut self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        self.seen = self.renewals.0.load(Ordering::Acquire);
        connection.forget_statements().await
    }

    /// Runs a statement.
    pub(crate) async fn run<W: Wanted>(
        &mut self,
        wanted: &W,
        connection: &mut Connection,
        text: SqlStr,
        arguments: Arc<Arguments>,
        options: RunOptions,
    ) -> Result<W::Output, sqlx::Error> {
        let RunOptions { alone, limit, tenant } = options;
        let in_own = alone && (!self.keeps || (self.is_pooled && tenant.is_some()));
        if in_own {
            let sent = OwnTransaction { limit, tenant, keeps: self.keeps };
            return in_own_transaction(wanted, connection, text, arguments, sent).await;
        }
        if let Some(tenant) = &tenant {
            self.tell(connection, tenant, alone).await?;
        }
        match (self.keeps, alone) {
            (true, true) => self.until_fresh(wanted, connection, text, arguments, limit).await,
            (true, false) => {
                let result = wanted.of(connection, text, Arc::unwrap_or_clone(arguments).values, true).await;
                if let Err(error) = &result
                    && is_outdated(error)
                {
                    // The transaction has failed. The next attempt meets fresh statements, on whatever connection it
                    // runs.
                    self.outdate(connection).await?;
                }
                result
            }
            (false, _) => wanted.of(connection, text, Arc::unwrap_or_clone(arguments).values, false).await,
        }
    }

    /// Runs a statement by itself, and again where what was prepared is outdated. A pooler that keeps statements may
    /// have the outdated one still: the last attempt keeps none.
    async fn until_fresh<W: Wanted>(
        &mut self,
        wanted: &W,
        connection: &mut Connection,
        text: SqlStr,
        arguments: Arc<Arguments>,
        limit: Option<Duration>,
    ) -> Result<W::Output, sqlx::Error> {
        match wanted.of(connection, text.clone(), arguments.values.clone(), true).await {
            Err(error) if is_outdated(&error) => self.outdate(connection).await?,
            result => return result,
        }
        match wanted.of(connection, text.clone(), arguments.values.clone(), true).await {
            Err(error) if is_outdated(&error) => self.outdate(connection).await?,
            result => return result,
        }
        let sent = OwnTransaction { limit, tenant: None, keeps: false };
        in_own_transaction(wanted, connection, text, arguments, sent).await
    }

    async fn outdate(&mut self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        self.renewals.0.fetch_add(1, Ordering::AcqRel);
        self.renew(connection).await
    }
}

/// What a transaction around one statement begins with.
struct OwnTransaction {
    limit: Option<Duration>,
    tenant: Option<TenantSetting>,
    /// Whether the statement stays prepared.
    keeps: bool,
}

/// Runs a statement in a transaction that keeps a pooler to one server.
async fn in_own_transaction<W: Wanted>(
    wanted: &W,
    connection: &mut Connection,
    text: SqlStr,
    arguments: Arc<Arguments>,
    sent: OwnTransaction,
) -> Result<W::Output, sqlx::Error> {
    connection.run(begin(connection.driver(), sent.limit, sent.tenant.as_ref(), BEGIN)).await?;
    let result = wanted.of(connection, text, Arc::unwrap_or_clone(arguments).values, sent.keeps).await;
    match &result {
        Ok(_) => connection.run(COMMIT).await?,
        Err(error) if is_fatal(error) => {}
        Err(_) => connection.run(ROLLBACK).await?,
    }
    result
}

/// Returns the text that begins a transaction whose statements may take no longer than `limit` and see the rows of
/// `tenant`, in one message.
pub(crate) fn begin(
    driver: Driver,
    limit: Option<Duration>,
    tenant: Option<&TenantSetting>,
    begin: &'static str,
) -> SqlStr {
    if driver.dialect() != Dialect::Postgres || (limit.is_none() && tenant.is_none()) {
        return begin.into_sql_str();
    }
    let mut text = begin.to_owned();
    if let Some(limit) = limit {
        text += &format!("; SET LOCAL statement_timeout = {}", limit.as_millis());
    }
    if let Some(tenant) = tenant {
        text += &format!("; SET LOCAL {TENANT} = '{}'", tenant.digits());
    }
    AssertSqlSafe(text).into_sql_str()
}
