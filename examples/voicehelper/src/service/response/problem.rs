//! Problem documents (RFC 9457), in the language that the client asks for.

use std::borrow::Cow;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use larder::validate::Language;
use larder::{ErrorKind, ForeignKeyCause, Violation, Violations};
use serde_json::{Value, json};

/// How a request failed. It becomes a document where the language is known, in [`render`].
#[derive(Debug, Clone)]
pub(in crate::service) struct Problem {
    kind: &'static Kind,
    detail: Option<Cow<'static, str>>,
    violations: Violations,
    retry_after: Option<u64>,
    /// Another transaction was in the way, and nothing was applied.
    is_race: bool,
}

pub(in crate::service) type Result<T, E = Problem> = std::result::Result<T, E>;

/// A kind of problem: its stable name, and what to tell people.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::service) struct Kind {
    status: u16,
    name: &'static str,
    english: &'static str,
    chinese: &'static str,
}

macro_rules! kinds {
    ($($constant:ident $status:literal $name:literal, $english:literal, $chinese:literal;)*) => {
        $(pub(in crate::service) static $constant: Kind =
            Kind { status: $status, name: $name, english: $english, chinese: $chinese };)*

        static KINDS: &[&Kind] = &[$(&$constant),*];
    };
}

kinds! {
    BAD_REQUEST 400 "bad-request", "The request cannot be understood.", "无法理解该请求。";
    UNAUTHENTICATED 401 "unauthenticated", "A valid API key is required.", "需要有效的 API 密钥。";
    REVOKED 401 "key-revoked", "The API key is revoked.", "API 密钥已被撤销。";
    EXPIRED 401 "key-expired", "The API key has expired.", "API 密钥已过期。";
    SUSPENDED 403 "tenant-suspended", "The tenant is suspended or deleted.", "租户已被停用或删除。";
    FORBIDDEN 403 "forbidden", "The API key lacks a permission.", "API 密钥缺少所需的权限。";
    NOT_FOUND 404 "not-found", "There is nothing here.", "未找到该资源。";
    METHOD 405 "method-not-allowed", "This method is not allowed here.", "此处不允许使用该方法。";
    TOO_SLOW 408 "request-timeout", "The request took too long.", "请求超时。";
    CONFLICT 409 "conflict", "The request conflicts with what exists.", "请求与现有数据冲突。";
    STALE 412 "stale-version", "The resource has changed since it was read.", "该资源自读取后已被修改。";
    TOO_LARGE 413 "too-large", "The body is too large.", "请求体过大。";
    MEDIA_TYPE 415 "media-type", "The body must be JSON.", "请求体必须是 JSON。";
    INVALID 422 "invalid", "Some values are not valid.", "部分内容无效。";
    KEY_REUSED 422 "idempotency-key-reused", "The idempotency key was used for another request.",
        "该幂等键已用于其他请求。";
    MATCH_REQUIRED 428 "match-required", "Send the ETag that you read in If-Match.", "请在 If-Match 中发送读取到的 ETag。";
    RATE 429 "rate-limit", "The API key sends too many requests.", "API 密钥的请求过于频繁。";
    QUOTA 429 "quota", "A quota of the tenant is used up.", "租户的配额已用尽。";
    INTERNAL 500 "internal", "The service failed.", "服务内部错误。";
    UNKNOWN_OUTCOME 503 "unknown-outcome", "The write may have been applied; ask again with the same idempotency key.",
        "写入结果未知；请使用相同的幂等键重试。";
    UNAVAILABLE 503 "unavailable", "The service cannot answer now.", "服务暂时不可用。";
}

impl Problem {
    pub(in crate::service) fn new(kind: &'static Kind) -> Self {
        Self { kind, detail: None, violations: Violations::default(), retry_after: None, is_race: false }
    }

    /// Says which part of the request it is about. Never a value that was sent.
    pub(in crate::service) fn about(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Says after how many seconds another attempt makes sense.
    pub(in crate::service) fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..self }
    }

    /// Returns the problem of one value.
    pub(in crate::service) fn invalid(violation: Violation) -> Self {
        Violations::from(violation).into()
    }

    /// Returns the problem of something in the URL.
    pub(in crate::service) fn bad_parameter(name: &str, english: &'static str, chinese: &'static str) -> Self {
        let violation = Violation::custom("parameter", english, chinese).within(name);
        Self { violations: violation.into(), ..Self::new(&BAD_REQUEST) }
    }

    pub(in crate::service) fn is_race(&self) -> bool {
        self.is_race
    }

    pub(in crate::service) fn is_conflict(&self) -> bool {
        self.kind == &CONFLICT
    }

    /// Returns the problem of a status that no handler chose.
    fn of_status(status: StatusCode) -> Self {
        let kind = KINDS.iter().find(|kind| kind.status == status.as_u16());
        let other = if status.is_server_error() { &INTERNAL } else { &BAD_REQUEST };
        Self::new(kind.copied().unwrap_or(other))
    }

    fn document(&self, language: Language, path: &str, request_id: Option<&str>) -> Value {
        let title = match language {
            Language::Chinese => self.kind.chinese,
            _ => self.kind.english,
        };
        let mut document = json!({
            "type": format!("urn:voicehelper:problem:{}", self.kind.name),
            "title": title,
            "status": self.kind.status,
            "instance": path,
        });
        if let Some(detail) = &self.detail {
            document["detail"] = json!(detail);
        }
        if let Some(id) = request_id {
            document["request_id"] = json!(id);
        }
        if !self.violations.is_empty() {
            let errors = self.violations.iter().map(|violation| {
                json!({
                    "path": violation.path(),
                    "code": violation.code(),
                    "message": violation.message(language),
                    "params": violation.params(),
                })
            });
            document["errors"] = errors.collect();
        }
        document
    }
}

impl From<Violations> for Problem {
    fn from(violations: Violations) -> Self {
        // A cursor stands in the URL.
        let is_cursor = violations.iter().any(|violation| violation.path() == "cursor");
        Self { violations, ..Self::new(if is_cursor { &BAD_REQUEST } else { &INVALID }) }
    }
}

impl From<larder::Error> for Problem {
    fn from(error: larder::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound { entity } => Self::new(&NOT_FOUND).about(*entity),
            ErrorKind::Invalid(violations) => violations.clone().into(),
            ErrorKind::ForeignKeyViolation { field, cause: ForeignKeyCause::MissingParent } => {
                let path = field.rsplit('.').next().unwrap_or_default();
                let violation = Violation::custom("reference", "refers to nothing", "引用的对象不存在").within(path);
                Self::invalid(violation)
            }
            ErrorKind::UniqueViolation { field } | ErrorKind::ForeignKeyViolation { field, .. } => {
                Self::new(&CONFLICT).about(field.clone())
            }
            ErrorKind::ConstraintViolation { field } => Self::new(&INVALID).about(field.clone()),
            ErrorKind::StaleVersion { entity } => Self::new(&STALE).about(*entity),
            ErrorKind::UnknownOutcome(_) => failed(&error, &UNKNOWN_OUTCOME),
            ErrorKind::Conflict(_) => Self { is_race: true, ..Self::new(&UNAVAILABLE).retry_after(1) },
            ErrorKind::Locked(_) | ErrorKind::Timeout { .. } | ErrorKind::Unavailable(_) => {
                failed(&error, &UNAVAILABLE).retry_after(1)
            }
            _ => failed(&error, &INTERNAL),
        }
    }
}

/// The client gets to know the kind only; what went wrong is for the log.
fn failed(error: &larder::Error, kind: &'static Kind) -> Problem {
    tracing::error!(%error, "a request failed");
    Problem::new(kind)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns the problems of what is inside into documents, also those that have none: unknown paths, panics, limits.
pub(in crate::service) async fn render(request: Request, next: Next) -> Response {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = header.map(Language::from_tag).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let id = request.headers().get("x-request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut response = next.run(request).await;
    let found = response.extensions_mut().remove::<Problem>();
    let is_failure = response.status().is_client_error() || response.status().is_server_error();
    let Some(problem) = found.or_else(|| is_failure.then(|| Problem::of_status(response.status()))) else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    parts.headers.remove(CONTENT_TYPE);
    let mut response = Json(problem.document(language, &path, id.as_deref())).into_response();
    *response.status_mut() = parts.status;
    response.headers_mut().extend(parts.headers);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let tag = if language == Language::Chinese { "zh" } else { "en" };
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    if let Some(seconds) = problem.retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    if parts.status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
