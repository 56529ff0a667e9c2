//! Writes of several statements that are done as a whole.

/// How often a write begins anew because others wrote the same rows.
pub(super) const ATTEMPTS: u32 = 10;

/// Runs `$work` on the rows of `$repository` in a transaction, or as a part of the one there is, and again where it
/// meets another write. A macro, since a future that is made by a closure over references is not seen to be `Send`.
macro_rules! atomically {
    ($repository:expr, $rows:ident => $work:expr) => {{
        let mut attempt = 1;
        loop {
            let unit = $repository.executor.unit().await?;
            let $rows = $repository.on(unit.executor());
            let done: $crate::error::Result<u64> = $work.await;
            match unit.end(done).await {
                Err(error)
                    if error.is_conflict()
                        && attempt < $crate::repository::atomically::ATTEMPTS
                        && !$repository.executor.in_transaction() =>
                {
                    attempt += 1;
                }
                done => break done,
            }
        }
    }};
}
pub(super) use atomically;
