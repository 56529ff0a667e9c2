//! Requests that may be sent again: an `Idempotency-Key` and what was answered, kept for a day in the transaction of
//! the request.

use axum::response::Response;
use larder::{TimeDelta, Violation, now};
use std::future::Future;
use std::pin::Pin;

use crate::models::{IdempotencyKey, NewIdempotencyKey, TenantScope};
use crate::service::lease::Turn;
use crate::service::request::call::Call;
use crate::service::response::problem::{KEY_REUSED, Problem, Result};
use crate::service::response::reply::Reply;

/// A future that may be sent to another thread.
pub(in crate::service) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How often a transaction that lost against another is run again.
const ATTEMPTS: usize = 5;

/// A request that creates something.
pub(in crate::service) struct Post<'a> {
    pub(in crate::service) call: &'a Call,
    /// Of method, path and body.
    pub(in crate::service) digest: &'a str,
    /// The path of the collection.
    pub(in crate::service) path: &'a str,
    /// Requests of the tenant that run one after another.
    pub(in crate::service) turn: Option<Turn>,
}

impl<'a> Post<'a> {
    /// Says in which collection the new row is, if that is not where the request was sent.
    pub(in crate::service) fn into(self, path: &'a str) -> Self {
        Self { path, ..self }
    }

    /// Says that requests of the tenant with this name run one after another.
    pub(in crate::service) async fn in_turn(self, name: &str) -> Result<Self> {
        let turn = Turn::of(self.call.service.store(), self.call.principal.tenant_id(), name).await?;
        Ok(Self { turn: Some(turn), ..self })
    }

    /// Runs `work` in a transaction, once for each idempotency key: a request with a key that was answered gets the
    /// same answer.
    pub(in crate::service) async fn once(
        self,
        work: impl for<'s> Fn(TenantScope<'s>) -> Boxed<'s, Result<Reply>> + Send + Sync,
    ) -> Result<Response> {
        let key = self.key()?;
        let scope = self.call.scope();
        if let Some(key) = key
            && let Some(kept) = scope.idempotency_keys().find_by_key(key).await?
        {
            if kept.expires_at > now() {
                return self.again(&kept);
            }
            forget(scope, &kept).await?;
        }
        let mut attempt = 1;
        loop {
            match self.attempt(key, &work).await {
                Ok(reply) => return Ok(reply.send(Some(self.path))),
                Err(problem) if problem.is_race() && attempt < ATTEMPTS => attempt += 1,
                Err(problem) => return self.after(key, problem).await,
            }
        }
    }

    async fn attempt(
        &self,
        key: Option<&str>,
        work: &(impl for<'s> Fn(TenantScope<'s>) -> Boxed<'s, Result<Reply>> + Send + Sync),
    ) -> Result<Reply> {
        let transaction = self.call.service.store().begin().await?;
        let session = transaction.session();
        if let Some(turn) = &self.turn {
            turn.take(session).await?;
        }
        let scope = session.tenant(self.call.principal.tenant_id());
        let made = match work(scope).await {
            Ok(reply) => self.keep(scope, key, reply).await,
            Err(problem) => Err(problem),
        };
        match made {
            Ok(reply) => {
                let committed = transaction.commit().await;
                self.call.reads.wrote();
                committed?;
                Ok(reply)
            }
            Err(problem) => {
                // Whatever it meets: a transaction that is not committed is undone.
                let _ = transaction.rollback().await;
                Err(problem)
            }
        }
    }

    async fn keep(&self, scope: TenantScope<'_>, key: Option<&str>, reply: Reply) -> Result<Reply> {
        let Some(key) = key else { return Ok(reply) };
        let status = i32::from(reply.status.as_u16());
        let new = NewIdempotencyKey::new(key, self.digest, status, now() + TimeDelta::days(1));
        scope.idempotency_keys().create(new.resource_id(reply.id.clone()).body(reply.kept())).await?;
        Ok(reply)
    }

    /// Answers after a failure: another request with the same key may have been faster.
    async fn after(&self, key: Option<&str>, problem: Problem) -> Result<Response> {
        if let Some(key) = key.filter(|_| problem.is_conflict())
            && let Some(kept) = self.call.scope().idempotency_keys().find_by_key(key).await?
        {
            return self.again(&kept);
        }
        Err(problem)
    }

    fn again(&self, kept: &IdempotencyKey) -> Result<Response> {
        if kept.digest != self.digest {
            return Err(Problem::new(&KEY_REUSED));
        }
        let reply = Reply::again(kept.status, kept.resource_id.clone(), kept.body.clone());
        let mut response = reply.send(Some(self.path));
        response.headers_mut().insert("idempotency-replayed", axum::http::HeaderValue::from_static("true"));
        Ok(response)
    }

    fn key(&self) -> Result<Option<&str>> {
        let Some(given) = self.call.headers.get("idempotency-key") else { return Ok(None) };
        let is_good = |key: &&str| (1..=100).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let refused = || {
            let english = "must be 1 to 100 visible ASCII characters";
            Problem::invalid(
                Violation::custom("idempotency_key", english, "必须是 1 到 100 个可见的 ASCII 字符")
                    .within("Idempotency-Key"),
            )
        };
        given.to_str().ok().filter(is_good).map(Some).ok_or_else(refused)
    }
}

/// Removes a key whose day is over; another request may do the same.
async fn forget(scope: TenantScope<'_>, kept: &IdempotencyKey) -> Result<()> {
    match scope.idempotency_keys().delete(kept.id).await {
        Err(error) if !error.is_not_found() => Err(error.into()),
        _ => Ok(()),
    }
}
