//! What one of the instances does from time to time: cancel voice sessions that nobody ended, and forget answers whose
//! day is over.

use larder::{Page, Result, TimeDelta, Timestamp, Uuid, now};
use tokio::time::{MissedTickBehavior, interval};

use crate::models::{Store, TenantScope};
use crate::service::lease::{self, Turn, VOICE_SESSIONS};
use crate::service::state::Service;

/// The lease that the instances agree by.
const TASK: &str = "housekeeping";

/// Runs until the task is dropped.
pub(in crate::service) async fn run(service: Service) {
    let holder = Uuid::now_v7().to_string();
    let every = service.settings().housekeeping;
    let mut clock = interval(every);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Long enough to be prolonged in time, short enough for another instance to take over soon.
    let span = TimeDelta::from_std(every * 3).unwrap_or(TimeDelta::MAX);
    loop {
        clock.tick().await;
        match turn(&service, &holder, span).await {
            Ok(Some((sessions, answers))) if sessions + answers > 0 => tracing::info!(sessions, answers, "cleaned up"),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "cleaning up failed"),
        }
    }
}

/// Cleans up, if it is this instance's task; returns how many sessions and answers went.
async fn turn(service: &Service, holder: &str, span: TimeDelta) -> Result<Option<(u64, u64)>> {
    let store = service.store();
    if !lease::acquire(store, TASK, holder, span).await? {
        return Ok(None);
    }
    let stale = TimeDelta::from_std(service.settings().stale_session).unwrap_or(TimeDelta::MAX);
    clean(store, stale).await.map(Some)
}

async fn clean(store: &Store, stale: TimeDelta) -> Result<(u64, u64)> {
    let (mut sessions, mut answers) = (0, 0);
    let mut page = Page::first(100);
    loop {
        let tenants = store.tenants().list(page).await?;
        for tenant in &tenants.items {
            sessions += expire_sessions(store, &tenant.tenant_id, now() - stale).await?;
            answers += forget_answers(store.tenant(&tenant.tenant_id)).await?;
        }
        match &tenants.next {
            Some(next) => page = Page::after(next, 100),
            None => return Ok((sessions, answers)),
        }
    }
}

/// Cancels stale sessions in turn with requests that end them: one that was ended meanwhile stays as it is.
async fn expire_sessions(store: &Store, tenant_id: &str, limit: Timestamp) -> Result<u64> {
    let mut expired = 0;
    while !store.tenant(tenant_id).voice_sessions().stale(limit).await?.is_empty() {
        let turn = Turn::of(store, tenant_id, VOICE_SESSIONS).await?;
        expired += store
            .transaction(async |tx| {
                turn.take(tx).await?;
                tx.tenant(tenant_id).voice_sessions().expire_some(limit).await
            })
            .await?;
    }
    Ok(expired)
}

async fn forget_answers(scope: TenantScope<'_>) -> Result<u64> {
    let keys = scope.idempotency_keys();
    let mut forgotten = 0;
    loop {
        let oldest = keys.list_by_expires_at(Page::first(100)).await?;
        let over: Vec<_> = oldest.items.iter().filter(|key| key.expires_at <= now()).map(|key| key.id).collect();
        if over.is_empty() {
            return Ok(forgotten);
        }
        forgotten += keys.delete_many(over).await?;
    }
}
