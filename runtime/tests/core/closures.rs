//! The shapes that generated stores wrap transactions in, in tasks and with borrowed captures.

use std::sync::Arc;
use std::time::Duration;

use larder::statistics::Label;
use larder::support::{Bind, Executor, Sql, count};
use larder::{Db, Error, Result, TransactionOptions};

use crate::world::{World, each, plain};

static SETUP: [Sql; 2] = [
    plain("setup", "DROP TABLE IF EXISTS closure_items"),
    Sql {
        label: Label { entity: "", method: "setup" },
        postgres: "CREATE TABLE closure_items (id bigserial PRIMARY KEY, tenant varchar(20) NOT NULL, name varchar(50) NOT NULL)",
        mysql: "CREATE TABLE closure_items (id BIGINT AUTO_INCREMENT PRIMARY KEY, tenant varchar(20) NOT NULL, \
                name varchar(50) NOT NULL)",
        sqlite: "CREATE TABLE closure_items (id INTEGER PRIMARY KEY, tenant varchar(20) NOT NULL, name varchar(50) NOT NULL)",
    },
];
static INSERT: Sql = Sql {
    label: Label { entity: "Item", method: "create" },
    postgres: "INSERT INTO closure_items (tenant, name) VALUES ($1, $2)",
    mysql: "INSERT INTO closure_items (tenant, name) VALUES (?, ?)",
    sqlite: "INSERT INTO closure_items (tenant, name) VALUES ($1, $2)",
};
static COUNT: Sql = plain("Item.count", "SELECT count(*) FROM closure_items");

#[derive(Clone)]
struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    regions: Regions,
}

struct Regions {
    items: &'static str,
}

#[derive(Clone, Copy)]
struct Session<'a> {
    at: Executor<'a>,
    regions: &'a Regions,
}

#[derive(Clone, Copy)]
struct TenantScope<'a> {
    at: Executor<'a>,
    regions: &'a Regions,
    tenant: &'a str,
}

#[derive(Clone, Copy)]
struct ItemRepository<'a> {
    at: Executor<'a>,
    tenant: &'a str,
}

impl Store {
    fn tenant<'a>(&'a self, tenant: &'a str) -> TenantScope<'a> {
        TenantScope { at: self.0.db.executor(), regions: &self.0.regions, tenant }
    }

    async fn transaction<T, E: From<Error>>(
        &self,
        work: impl AsyncFnOnce(Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.0.db.transaction(async |at| work(Session { at, regions: &self.0.regions }).await).await
    }
}

impl<'a> Session<'a> {
    fn tenant(&self, tenant: &'a str) -> TenantScope<'a> {
        TenantScope { at: self.at, regions: self.regions, tenant }
    }
}

impl<'a> TenantScope<'a> {
    fn items(&self) -> ItemRepository<'a> {
        assert_eq!(self.regions.items, "Item");
        ItemRepository { at: self.at, tenant: self.tenant }
    }

    async fn transaction<T, E: From<Error>>(
        self,
        work: impl AsyncFnOnce(TenantScope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.at.transaction(async |at| work(TenantScope { at, regions: self.regions, tenant: self.tenant }).await).await
    }
}

impl ItemRepository<'_> {
    async fn create(&self, name: &str) -> Result<()> {
        self.at.write(&INSERT, &[&self.tenant as &dyn Bind, &name], Vec::new()).await.map(drop)
    }

    async fn count(&self) -> Result<u64> {
        self.at.one(&COUNT, &[], count).await
    }
}

/// An error of the application.
#[derive(Debug)]
enum AppError {
    Larder(Error),
    Refused,
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self::Larder(error)
    }
}

async fn service(store: &Store, name: &str) -> Result<u64, AppError> {
    store
        .tenant("acme")
        .transaction(async |tx: TenantScope<'_>| {
            let items = tx.items();
            let again = tx.items();
            items.create(name).await?;
            again.create("second").await?;
            tokio::try_join!(items.create("third"), again.create("fourth"))?;
            if name == "refused" {
                return Err(AppError::Refused);
            }
            Ok(items.count().await?)
        })
        .await
}

fn assert_send<T: Send>(value: T) -> T {
    value
}

fn store(world: &World) -> Store {
    Store(Arc::new(Inner { db: world.db.clone(), regions: Regions { items: "Item" } }))
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_run_inside_spawned_tasks() {
    each(&SETUP, &[], async |world| {
        let store = store(world);
        let task = store.clone();
        let written = tokio::spawn(async move {
            let name = String::from("first");
            let borrowed = name.as_str();
            let mut seen = Vec::new();
            let count = task
                .transaction(async |tx: Session<'_>| {
                    tx.tenant("acme").items().create(borrowed).await?;
                    seen.push(borrowed.to_owned());
                    tx.tenant("other").items().create(borrowed).await?;
                    tx.tenant("acme").items().count().await
                })
                .await?;
            assert_eq!(seen, ["first"]);
            Ok::<_, Error>(count)
        });
        assert_eq!(written.await.unwrap().unwrap(), 2);
        let task = store.clone();
        let boxed: std::pin::Pin<Box<dyn Future<Output = _> + Send>> =
            Box::pin(async move { service(&task, "boxed").await });
        assert_eq!(tokio::spawn(boxed).await.unwrap().unwrap(), 6);
        assert!(matches!(assert_send(service(&store, "refused")).await, Err(AppError::Refused)));
        let failed: Result<(), AppError> =
            store.transaction(async |_| Err(AppError::Larder(Error::not_found("Item")))).await;
        assert!(matches!(failed, Err(AppError::Larder(error)) if error.is_not_found()));
        assert_eq!(store.tenant("acme").items().count().await.unwrap(), 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owned_handles_commit_or_roll_back() {
    each(&SETUP, &[], async |world| {
        let store = store(world);
        let create = async |at: Executor<'_>| ItemRepository { at, tenant: "acme" }.create("owned").await;
        let transaction = world.db.begin().await.unwrap();
        create(transaction.executor()).await.unwrap();
        transaction.commit().await.unwrap();
        let transaction = world.db.begin().await.unwrap();
        create(transaction.executor()).await.unwrap();
        transaction.rollback().await.unwrap();
        let hurried = TransactionOptions::new().within(Duration::from_secs(9));
        let done: Result<u64> = world
            .db
            .transaction_with(hurried, async |at| {
                create(at).await?;
                ItemRepository { at, tenant: "acme" }.count().await
            })
            .await;
        assert_eq!(done.unwrap(), 2);
        assert_eq!(store.tenant("acme").items().count().await.unwrap(), 2);
    })
    .await;
}
