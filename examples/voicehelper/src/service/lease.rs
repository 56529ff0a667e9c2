//! Which of the instances runs a task: the one that holds its row.

use larder::{Result, TimeDelta, now};

use crate::models::{LeasePatch, NewLease, Store};

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
