//! sqlx by hand: on one held connection, on a LIFO pool of a page of code, and on sqlx's own pool.

/// Declares the three hand-written contenders of one driver over its free functions `get`, `insert` and `patch`.
macro_rules! contenders {
    ($connection:ty, $pool:ty, $options:ty) => {
        /// One connection, held for good.
        pub(crate) struct Held(tokio::sync::Mutex<$connection>);

        /// A LIFO pool that never pings.
        pub(crate) struct Lifo($crate::rivals::lifo::LifoPool<$connection>);

        /// The driver's own pool, without a ping on acquire.
        pub(crate) struct Pooled($pool);

        impl Held {
            pub(crate) async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
                Ok(Self(tokio::sync::Mutex::new(<$connection>::connect_with(&options(url)?).await?)))
            }
        }

        impl Lifo {
            pub(crate) async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
                let mut connections = Vec::new();
                for _ in 0..$crate::rivals::CONNECTIONS {
                    connections.push(<$connection>::connect_with(&options(url)?).await?);
                }
                Ok(Self($crate::rivals::lifo::LifoPool::new(connections)))
            }
        }

        impl Pooled {
            pub(crate) async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
                let pool = <$options>::new().test_before_acquire(false);
                let full =
                    pool.min_connections($crate::rivals::CONNECTIONS).max_connections($crate::rivals::CONNECTIONS);
                Ok(Self(full.connect_with(options(url)?).await?))
            }
        }

        impl $crate::contender::Contender for Held {
            fn name(&self) -> &'static str {
                "sqlx, one connection"
            }

            async fn get(&self, id: Uuid) -> Result<usize, Box<dyn Error>> {
                get(&mut *self.0.lock().await, id).await
            }

            async fn insert(&self, tenant_id: &str) -> Result<(), Box<dyn Error>> {
                insert(&mut *self.0.lock().await, tenant_id).await
            }

            async fn patch(&self, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
                patch(&mut *self.0.lock().await, id, name).await
            }
        }

        impl $crate::contender::Contender for Lifo {
            fn name(&self) -> &'static str {
                "sqlx, LIFO pool"
            }

            async fn get(&self, id: Uuid) -> Result<usize, Box<dyn Error>> {
                let mut connection = self.0.take();
                let result = get(&mut connection, id).await;
                self.0.give(connection);
                result
            }

            async fn insert(&self, tenant_id: &str) -> Result<(), Box<dyn Error>> {
                let mut connection = self.0.take();
                let result = insert(&mut connection, tenant_id).await;
                self.0.give(connection);
                result
            }

            async fn patch(&self, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
                let mut connection = self.0.take();
                let result = patch(&mut connection, id, name).await;
                self.0.give(connection);
                result
            }
        }

        impl $crate::contender::Contender for Pooled {
            fn name(&self) -> &'static str {
                "sqlx, its own pool"
            }

            async fn get(&self, id: Uuid) -> Result<usize, Box<dyn Error>> {
                get(&mut *self.0.acquire().await?, id).await
            }

            async fn insert(&self, tenant_id: &str) -> Result<(), Box<dyn Error>> {
                insert(&mut *self.0.acquire().await?, tenant_id).await
            }

            async fn patch(&self, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
                patch(&mut *self.0.acquire().await?, id, name).await
            }
        }
    };
}
use contenders;

mod lifo;
mod mysql;
mod postgres;
mod repository;
mod sqlite;

use std::error::Error;

use chrono::{DateTime, Utc};
use larder::{Json, Uuid};
use voicehelper::models::Store;

use crate::contender::Contender;
use crate::operation::{Operation, ROUNDS, report};
use repository::Repository;

/// Connections of every pool, all open before the first round.
pub(crate) const CONNECTIONS: u32 = 25;

/// A row, as hand-written code reads it.
#[expect(dead_code, reason = "every column is decoded, as an application would")]
struct Tenant {
    id: Uuid,
    tenant_id: String,
    name: String,
    plan: String,
    status: String,
    config: Json,
    quota: Json,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// The contenders on one database.
pub(crate) enum Rivals {
    MySql(Repository, mysql::Held, mysql::Lifo, mysql::Pooled),
    Postgres(Repository, postgres::Held, postgres::Lifo, postgres::Pooled),
    Sqlite(Repository, sqlite::Held, sqlite::Lifo, sqlite::Pooled),
}

impl Rivals {
    pub(crate) async fn open(url: &str, store: Store) -> Result<Self, Box<dyn Error>> {
        let repository = Repository(store);
        macro_rules! open {
            ($variant:ident, $rivals:ident) => {
                Ok(Self::$variant(
                    repository,
                    $rivals::Held::open(url).await?,
                    $rivals::Lifo::open(url).await?,
                    $rivals::Pooled::open(url).await?,
                ))
            };
        }
        match url.split(':').next() {
            Some("mysql" | "mariadb") => open!(MySql, mysql),
            Some("postgres" | "postgresql") => open!(Postgres, postgres),
            Some("sqlite") => open!(Sqlite, sqlite),
            _ => Err("usage: bench postgres://…, mysql://… or sqlite:…".into()),
        }
    }

    pub(crate) async fn measure(&self, operation: Operation, ids: &[Uuid]) -> Result<(), Box<dyn Error>> {
        match self {
            Self::MySql(own, held, lifo, pooled) => interleave(operation, ids, own, held, lifo, pooled).await,
            Self::Postgres(own, held, lifo, pooled) => interleave(operation, ids, own, held, lifo, pooled).await,
            Self::Sqlite(own, held, lifo, pooled) => interleave(operation, ids, own, held, lifo, pooled).await,
        }
    }
}

async fn interleave(
    operation: Operation,
    ids: &[Uuid],
    own: &impl Contender,
    held: &impl Contender,
    lifo: &impl Contender,
    pooled: &impl Contender,
) -> Result<(), Box<dyn Error>> {
    let mut figures = Vec::new();
    for round in 0..ROUNDS + 3 {
        let mut row = [0.0; 4];
        for turn in 0..4 {
            let who = (turn + round) % 4;
            row[who] = match who {
                0 => operation.round(own, ids, round).await?,
                1 => operation.round(held, ids, round).await?,
                2 => operation.round(lifo, ids, round).await?,
                _ => operation.round(pooled, ids, round).await?,
            };
        }
        figures.push(row.to_vec());
    }
    report(operation, &[own.name(), held.name(), lifo.name(), pooled.name()], &figures[3..]);
    Ok(())
}
