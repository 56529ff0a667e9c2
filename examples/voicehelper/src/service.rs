//! `VoiceHelper` over HTTP: routes, authentication and what one instance does in the background.
//!
//! [`router`] is the whole service as an axum router, so that tests call it without a socket. docs/operations/api.md
//! describes the API from outside.

mod api;
mod auth;
mod body;
mod call;
mod document;
mod etag;
mod housekeeping;
mod idempotency;
mod key;
mod lease;
mod principal;
mod problem;
mod query;
mod quota;
mod rate;
mod reads;
mod reply;
mod resource;
mod routes;
mod serve;
mod state;
mod tenant;
mod tenant_use;
mod trace;

pub use serve::{Listening, router, serve};
pub use state::{Service, Settings};
pub use tenant::{FirstKey, create_tenant};
