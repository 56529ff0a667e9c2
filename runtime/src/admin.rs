//! The operator's routes of a store, and a dashboard: health, statistics, metrics, migrations and the cache.
//!
//! [`router`] returns them as an axum router, which any application merges into its own:
//!
//! ```
//! # use quickstart::models::Store;
//! # use larder::Config;
//! use larder::admin::{self, AdminOptions};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> larder::Result<()> {
//! # let store = Store::open(Config::for_url("sqlite::memory:")).await?;
//! let app = axum::Router::<()>::new().merge(admin::router(&store, AdminOptions::from_env()?));
//! # drop(app);
//! # Ok(())
//! # }
//! ```
//!
//! | route | answer |
//! | --- | --- |
//! | `GET /healthz` | 200 while the process runs |
//! | `GET /readyz` | 200 for `ready` and `degraded`, 503 for `down`: database, cache, migrations |
//! | `GET /stats` | [`Statistics`](crate::Statistics) and the configuration, as JSON |
//! | `GET /metrics` | text that Prometheus scrapes |
//! | `GET /admin` | the dashboard |
//! | `GET /admin/history` | figures of the last quarter of an hour, every two seconds |
//! | `GET /admin/inspect` | [`Inspection`](crate::inspect::Inspection) as JSON, at most ten seconds old |
//! | `GET /admin/tenants` | what tenants use, as [`AdminOptions::tenants`] tells; `null` without |
//! | `GET /admin/migrations/status` | every migration, and the plan of those that are pending |
//! | `POST /admin/migrations/migrate` | applies pending migrations; `{"to": "<id>"}` stops after one |
//! | `POST /admin/migrations/rollback` | rolls back: `{"count": 1}` or `{"to": "<id>"}` |
//! | `GET /admin/cache` | the statistics of the cache, by region and level |
//! | `GET /admin/cache/entry` | how both levels stand with one key: `region`, `tenant`, `alias`, `key` |
//! | `POST /admin/cache/flush` | empties a region, a tenant's part of it, or one key |
//!
//! What changes something needs the token of [`AdminOptions`] as `Authorization: Bearer …`, and is refused while there
//! is none. No answer contains a password, a token or the value of a row. Errors are problem documents (RFC 9457).

mod access;
mod body;
mod cache;
mod configuration;
mod health;
mod history;
mod migrations;
mod options;
mod page;
mod problem;
mod rate;
mod recent;
mod reply;
mod state;
mod stats;
mod tenants;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use self::access::{Access, guard};
use self::history::History;
use self::state::AdminState;
use crate::store::Runtime;

pub use self::options::AdminOptions;
pub use self::tenants::TenantUse;

/// Returns the routes of a store.
///
/// The router brings its own limits of time, size and rate, and answers requests for its own paths only.
pub fn router<S>(store: &impl AsRef<Runtime>, options: AdminOptions) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let state = Arc::new(AdminState::new(store.as_ref().clone(), options));
    History::begin(&state);
    let probe = |route| guard(&state, Access::Probe, route);
    let read = |route| guard(&state, Access::Read, route);
    let write = |route| guard(&state, Access::Write, route);
    Router::new()
        .route("/healthz", probe(get(health::alive)))
        .route("/readyz", probe(get(health::ready)))
        .route("/stats", read(get(stats::statistics)))
        .route("/metrics", read(get(stats::metrics)))
        .route("/admin/history", read(get(history::history)))
        .route("/admin/inspect", read(get(stats::inspection)))
        .route("/admin/tenants", read(get(tenants::used)))
        .route("/admin/migrations/status", read(get(migrations::status)))
        .route("/admin/migrations/migrate", write(post(migrations::migrate)))
        .route("/admin/migrations/rollback", write(post(migrations::rollback)))
        .route("/admin/cache", read(get(cache::statistics)))
        .route("/admin/cache/entry", read(get(cache::entry)))
        .route("/admin/cache/flush", write(post(cache::flush)))
        .with_state(Arc::clone(&state))
        .merge(page::routes())
}
