//! A limit of one call that is longer than the server's own: it is set on the server before the call, and set back
//! after it.

use std::time::Duration;

use super::call;
use crate::config::Limits;
use crate::connection::{Call, Lease, Manner, connect};
use crate::error::Result;
use crate::execute::Effect;
use crate::execute::engine::Engine;
use crate::execute::sent::Sent;
use crate::execute::translate::translate;
use crate::statement::Origin;
use crate::statistics::Label;

/// Lets the server run statements as long as `limit`.
pub(super) async fn raise(engine: &Engine, lease: &mut Lease, limit: Duration) -> Result<()> {
    lease.set_raised(true);
    set(engine, lease, engine.limits.within(limit)).await
}

/// Has the server's limits as they were. A connection that does not take them is not handed on.
pub(super) async fn lower(engine: &Engine, lease: &mut Lease) {
    if set(engine, lease, engine.limits).await.is_ok() {
        lease.set_raised(false);
    }
}

async fn set(engine: &Engine, lease: &mut Lease, limits: Limits) -> Result<()> {
    let Some(backend) = lease.backend().cloned() else { return Ok(()) };
    let in_transaction = lease.in_transaction();
    let sent = Sent { label: Label::of_none("SET"), effect: Effect::Reads, in_transaction, origin: Origin::Larder };
    let call = call!(wire => connect::set_limits(&mut wire.connection, &backend, &limits));
    match lease.with(limits.write, Manner::Finish, call).await.result {
        Some(Err(error)) => Err(translate(engine.constraints, sent, "", error)),
        _ => Ok(()),
    }
}
