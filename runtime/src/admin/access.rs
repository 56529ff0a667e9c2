//! Who may ask for what, how often and for how long.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use super::problem::{Outcome, ProblemDocument};
use super::rate::TokenBucket;
use super::state::AdminState;

/// How long a request may take until its answer begins.
const LIMIT: Duration = Duration::from_secs(30);

/// What a route does, and with that who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Tells orchestrators how the instance stands; open to anybody.
    Probe,
    /// Tells operators; open unless reads are protected.
    Read,
    /// Changes something; needs the token.
    Write,
}

impl Access {
    fn bucket(self) -> TokenBucket {
        match self {
            Self::Probe | Self::Read => TokenBucket::new(50, 100),
            Self::Write => TokenBucket::new(2, 20),
        }
    }
}

struct Gate {
    state: Arc<AdminState>,
    access: Access,
    bucket: TokenBucket,
}

/// Guards a route; each has permits of its own, so that nobody keeps Prometheus out by asking for something else.
pub(super) fn guard(
    state: &Arc<AdminState>,
    access: Access,
    route: MethodRouter<Arc<AdminState>>,
) -> MethodRouter<Arc<AdminState>> {
    let gate = Gate { state: Arc::clone(state), access, bucket: access.bucket() };
    route.fallback(async || wrong_method()).layer(from_fn_with_state(Arc::new(gate), pass))
}

async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if let Err(problem) = gate.admits(request.headers()) {
        return problem.into_response();
    }
    match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let title = "The request took too long.";
            ProblemDocument::new(StatusCode::REQUEST_TIMEOUT, "request-timeout", title).into_response()
        }
    }
}

impl Gate {
    fn admits(&self, headers: &HeaderMap) -> Outcome<()> {
        let is_open = match self.access {
            Access::Probe => true,
            Access::Read => !self.state.options.are_reads_protected(),
            Access::Write => false,
        };
        if !is_open {
            self.state.authenticate(headers)?;
        }
        self.bucket.take().map_err(ProblemDocument::too_many)
    }
}

impl AdminState {
    /// Returns whether a request may read what is not for everybody.
    pub(super) fn may_read(&self, headers: &HeaderMap) -> bool {
        !self.options.are_reads_protected() || self.authenticate(headers).is_ok()
    }

    fn authenticate(&self, headers: &HeaderMap) -> Outcome<()> {
        let token = self.options.configured().ok_or_else(ProblemDocument::no_token_configured)?;
        let Some(sent) = bearer(headers) else { return Err(ProblemDocument::unauthenticated()) };
        if token.is(sent) {
            return Ok(());
        }
        self.wrong_tokens.take().map_err(ProblemDocument::too_many)?;
        tracing::warn!(target: "larder::admin", "a request with a wrong token was refused");
        Err(ProblemDocument::unauthenticated())
    }
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked("bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

fn wrong_method() -> ProblemDocument {
    ProblemDocument::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This method is not allowed here.")
}
