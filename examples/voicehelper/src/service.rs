//! `VoiceHelper` over HTTP: routes, authentication and what one instance does in the background.
//!
//! [`router`] is the whole service as an axum router, so that tests call it without a socket. docs/operations/api.md
//! describes the API from outside.

mod access;
mod endpoint;
mod key;
mod lease;
mod request;
mod resource;
mod response;
mod routes;
mod serve;
mod state;
mod usage;

pub use access::first_key::{FirstKey, create_tenant};
pub use serve::{Listening, router, serve};
pub use state::{Service, Settings};
