//! The dashboard: a page, its styles and its modules, which are parts of the program.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use sha2::{Digest as _, Sha256};

use super::reply;

/// Nothing but what this router serves, and nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("dashboard/index.html");

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A file that the page loads.
struct Asset {
    path: &'static str,
    kind: &'static str,
    text: &'static str,
}

macro_rules! assets {
    ($($kind:ident $path:literal),* $(,)?) => {
        &[$(Asset {
            path: concat!("/admin/assets/", $path),
            kind: $kind,
            text: include_str!(concat!("dashboard/", $path)),
        }),*]
    };
}

static ASSETS: &[Asset] = assets![
    CSS "base.css",
    CSS "layout.css",
    CSS "panels.css",
    CSS "controls.css",
    CSS "uplot/uPlot.min.css",
    SCRIPT "uplot/uPlot.iife.min.js",
    SCRIPT "api.js",
    SCRIPT "app.js",
    SCRIPT "charts.js",
    SCRIPT "dialogs.js",
    SCRIPT "dom.js",
    SCRIPT "format.js",
    SCRIPT "table.js",
    SCRIPT "theme.js",
    SCRIPT "sections/cache.js",
    SCRIPT "sections/configuration.js",
    SCRIPT "sections/data.js",
    SCRIPT "sections/locks.js",
    SCRIPT "sections/migrations.js",
    SCRIPT "sections/overview.js",
    SCRIPT "sections/scale.js",
    SCRIPT "sections/servers.js",
    SCRIPT "sections/statements.js",
    SCRIPT "sections/tenants.js",
];

/// Returns the routes of the page. It tells nothing by itself, so that it is open to anybody.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let page = get(async |request: Request| serve(HTML, PAGE, request.headers()));
    // Relative links of the page would lead elsewhere from below `/admin/`.
    let slash = get(async || (StatusCode::PERMANENT_REDIRECT, [("location", "../admin")]).into_response());
    let pages = Router::new().route("/admin", page).route("/admin/", slash);
    ASSETS.iter().fold(pages, |router, asset| {
        router.route(asset.path, get(async |request: Request| serve(asset.kind, asset.text, request.headers())))
    })
}

fn serve(kind: &'static str, text: &'static str, headers: &HeaderMap) -> Response {
    let tag = tag(text);
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|known| *known == tag);
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = reply::text(status, kind, if is_known { "" } else { text });
    let set: [(HeaderName, HeaderValue); 5] = [
        (ETAG, tag),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ];
    response.headers_mut().extend(set);
    response
}

fn tag(text: &str) -> HeaderValue {
    let digest = Sha256::digest(text.as_bytes());
    let hex: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{hex}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}
