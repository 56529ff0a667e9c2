//! Tenants by use, which only the application can count.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

use super::problem::{Outcome, ProblemDocument};
use super::reply;
use super::state::AdminState;
use crate::error::Result;

/// Counting may read many rows.
const AGE: Duration = Duration::from_secs(30);

/// What one tenant used, in figures of the application's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TenantUse {
    tenant: String,
    figures: Vec<TenantFigure>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct TenantFigure {
    name: String,
    value: u64,
}

impl TenantUse {
    /// Names a tenant.
    #[must_use]
    pub fn new(tenant: impl Into<String>) -> Self {
        Self { tenant: tenant.into(), figures: Vec::new() }
    }

    /// Adds a figure. Tenants are shown by the first one, the largest first.
    #[must_use]
    pub fn figure(mut self, name: impl Into<String>, value: u64) -> Self {
        self.figures.push(TenantFigure { name: name.into(), value });
        self
    }
}

/// Asks the application.
pub(super) type TenantSource = Arc<dyn Fn() -> BoxFuture<'static, Result<Vec<TenantUse>>> + Send + Sync>;

pub(super) fn source<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> TenantSource
where
    F: Future<Output = Result<Vec<TenantUse>>> + Send + 'static,
{
    Arc::new(move || Box::pin(ask()))
}

/// `GET /admin/tenants`.
pub(super) async fn used(State(state): State<Arc<AdminState>>) -> Outcome<Response> {
    let Some(source) = state.options.tenant_source() else { return Ok(reply::json(StatusCode::OK, &Value::Null)) };
    let ask = async { source().await.map_err(ProblemDocument::from) };
    let used = state.tenants.get(AGE, ask).await?;
    Ok(reply::json(StatusCode::OK, &used))
}
