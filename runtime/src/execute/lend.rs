//! Work of other code on a connection.

use std::pin::pin;

use super::is_known;
use crate::cache::Keeper;
use crate::config::BorrowedConnection;
use crate::connection::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Effect;
use crate::execute::engine::Engine;
use crate::execute::sent::Sent;
use crate::execute::translate::translate;
use crate::statement::Origin;
use crate::statistics::Label;

/// Lends the connection of a lease to `work`. What that writes to stays fenced until it has ended.
///
/// It has no limit but the server's. If this future is dropped, nobody else gets the connection.
pub(crate) async fn lend<T>(
    engine: &Engine,
    lease: &mut Lease,
    label: Label,
    keeper: Keeper,
    work: impl AsyncFnOnce(&mut BorrowedConnection<'_>) -> Result<T, sqlx::Error>,
) -> Result<T> {
    lease.runs(label);
    let in_transaction = lease.in_transaction();
    let sent = Sent { label, effect: Effect::Writes, in_transaction, origin: Origin::Application };
    let Some(connection) = lease.borrow() else {
        return Err(Error::new(ErrorKind::Unavailable("the connection was lost".to_owned())));
    };
    let done = keeper.during(pin!(work(&mut connection.borrowed())), is_known).await;
    lease.take_back(is_known(&done));
    done.map_err(|error| translate(engine.constraints, sent, "", error))
}
