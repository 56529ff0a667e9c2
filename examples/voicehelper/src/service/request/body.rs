//! The JSON that a client sends.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use larder::{Input, Violation, Violations};
use serde_json::{Map, Value};

use crate::service::key;
use crate::service::response::problem::{BAD_REQUEST, MEDIA_TYPE, Problem, Result, TOO_LARGE};

/// A JSON object, and a digest of the request.
#[derive(Debug)]
pub(in crate::service) struct Payload {
    members: Map<String, Value>,
    /// Of method, path and body: the same for a request that is sent again.
    pub(in crate::service) digest: String,
}

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let is_json = is_json(request.headers());
        let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
        let bytes = Bytes::from_request(request, state).await.map_err(|refused| {
            let is_large = refused.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::new(if is_large { &TOO_LARGE } else { &BAD_REQUEST })
        })?;
        if !bytes.is_empty() && !is_json {
            return Err(Problem::new(&MEDIA_TYPE));
        }
        let digest = key::digest(&[method.as_bytes(), b" ", path.as_bytes(), b"\n", &bytes]);
        let read = serde_json::from_slice(&bytes);
        let members = read.map_err(|_| Problem::new(&BAD_REQUEST).about("not a JSON object"))?;
        Ok(Self { members, digest })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "application/merge-patch+json"
}

impl Payload {
    /// Sets what the path of the request says already.
    pub(in crate::service) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.members.insert(name.to_owned(), value.into());
    }

    /// Returns whether the client names a member.
    pub(in crate::service) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Returns a member, if it is there and of this type.
    pub(in crate::service) fn member<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        T::deserialize(self.members.get(name)?).ok()
    }

    /// Reads what a create or a patch takes; `own` are members that only the service sets.
    pub(in crate::service) fn read<T: Input>(&self, own: &[&str]) -> Result<T> {
        let given = own.iter().filter(|name| self.has(name));
        let refused =
            given.map(|name| Violation::custom("read_only", "is set by the service", "由服务设置").within(name));
        let mut violations = Violations::from(refused.collect::<Vec<_>>());
        match T::from_json(Value::Object(self.members.clone())) {
            Ok(input) if violations.is_empty() => Ok(input),
            Ok(_) => Err(violations.into()),
            Err(more) => {
                violations.extend(more);
                Err(violations.into())
            }
        }
    }

    /// Reads another body.
    pub(in crate::service) fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_value(Value::Object(self.members.clone())).map_err(|_| {
            Problem::invalid(Violation::custom(
                "body",
                "does not have the members of this request",
                "缺少或包含错误的字段",
            ))
        })
    }
}
