//! The router, and the life of an instance.

mod document;
mod housekeeping;
mod tenant_use;
mod trace;

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::access::auth;
use super::request::reads;
use super::response::problem;
use super::routes;
use super::state::Service;
use tenant_use::tenant_use;

/// Returns the whole service as a router.
pub fn router(service: &Service) -> Router {
    let settings = service.settings();
    let mut api = Router::new();
    for endpoint in routes::all() {
        let (path, route) = endpoint.into_route();
        api = api.route(path, route);
    }
    let api = api
        .layer(from_fn_with_state(service.clone(), reads::carry))
        .layer(from_fn_with_state(service.clone(), auth::authenticate))
        .with_state(service.clone());
    let public = Router::new()
        .nest("/v1", api)
        .merge(document::routes())
        .layer(DefaultBodyLimit::max(settings.body_limit))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, settings.request_timeout))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(problem::render));
    let told = service.clone();
    let admin = settings.admin.clone().tenants(move || {
        let service = told.clone();
        async move { tenant_use(&service).await }
    });
    // The operator's routes have limits and problem documents of their own. Paths that neither knows are the API's.
    larder::admin::router(service.store(), admin)
        .merge(public)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(trace::begin).on_response(trace::answered))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// A service that has its port.
pub struct Listening {
    listener: TcpListener,
    service: Service,
}

impl Listening {
    /// Takes the port of `address`.
    ///
    /// # Errors
    /// When it is taken, or is not this machine's.
    pub async fn on(address: SocketAddr, service: Service) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await?, service })
    }

    /// Returns the address.
    ///
    /// # Errors
    /// What the operating system meets.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Answers requests until `stop` ends; then takes no more, and waits for those that run as long as the settings say.
///
/// # Errors
/// What the operating system meets.
pub async fn serve(listening: Listening, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let Listening { listener, service } = listening;
    let cleaning = tokio::spawn(housekeeping::run(service.clone()));
    let (stopped, stopping) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        tracing::info!("stopping: no more requests are taken");
        // Nobody waits any more if serving has failed.
        let _ = stopped.send(());
    };
    let serving = axum::serve(listener, router(&service)).with_graceful_shutdown(stop);
    let grace = service.settings().grace;
    let limit = async {
        // Without a stop there is no limit.
        if stopping.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(grace).await;
    };
    let served = tokio::select! {
        served = async { serving.await } => served,
        () = limit => {
            tracing::warn!("some requests did not end in time and were cut off");
            Ok(())
        }
    };
    cleaning.abort();
    service.store().clone().close().await;
    served
}
