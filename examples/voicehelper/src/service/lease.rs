//! What runs one at a time: a task of the instances, and requests of a tenant. Each has a row.

use larder::{Result, TimeDelta, now};

use super::key;
use crate::models::{LeaseId, LeasePatch, NewLease, Session, Store};

/// The turn of what begins and ends voice sessions.
pub(super) const VOICE_SESSIONS: &str = "voice sessions";

/// Takes or prolongs the lease of a task, and returns whether this instance has it for `span`.
///
/// The row's version lets one of several writers win. An instance that dies loses the lease when its time is over.
pub(super) async fn acquire(store: &Store, name: &str, holder: &str, span: TimeDelta) -> Result<bool> {
    let until = now() + span;
    let (lease, created) = store.leases().get_or_create_by_name(NewLease::new(name, holder, until)).await?;
    if created {
        return Ok(true);
    }
    if lease.holder != holder && lease.expires_at > now() {
        return Ok(false);
    }
    let patch = LeasePatch::new().holder(holder).expires_at(until);
    match store.leases().patch_if(lease.id, lease.version, patch).await {
        Ok(()) => Ok(true),
        Err(error) if error.is_stale_version() || error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Requests of a tenant that run one after another, through whatever instance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn(LeaseId);

impl Turn {
    /// Finds or makes the row. Outside of the transaction that takes it: a snapshot that begins before the row is
    /// locked does not see what the one before has committed.
    pub(super) async fn of(store: &Store, tenant_id: &str, name: &str) -> Result<Self> {
        let digest = key::digest(&[name.as_bytes(), b" ", tenant_id.as_bytes()]);
        let new = NewLease::new(format!("turn {}", &digest[..32]), "", now());
        let (lease, _) = store.leases().get_or_create_by_name(new).await?;
        Ok(Self(lease.id))
    }

    /// Waits until no other transaction has the row; this one has it until its end. What is read afterwards is what
    /// the others have committed.
    pub(super) async fn take(&self, session: Session<'_>) -> Result<()> {
        session.leases().patch(self.0, LeasePatch::new().expires_at(now())).await
    }
}
