//! Updates of single columns.

use std::future::Future;

use super::Executor;
use super::retry::atomically;
use super::update::refused;
use crate::cache::Invalidate;
use crate::entity::{Change, Registered};
use crate::error::Result;
use crate::statement::{Assignments, Draft, Statement};
use crate::value::Arguments;

/// What a patch takes.
enum Way {
    Nothing,
    Alone(Statement),
    /// The row is read first.
    WithOthers(Draft),
}

impl<'a> Executor<'a> {
    /// Writes the columns that are set. `apply` makes the same change to a copy of the row, which checks and counters
    /// need when one of their columns is set, as do the tokens of several texts (`retokens`), of which a patch may
    /// leave some as they are stored. Nothing set: nothing is written.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub(crate) fn patch<T: Change + Registered, F: Fn(&mut T) + Send + Sync, K: Fn(&mut Arguments)>(
        self,
        key: K,
        set: Assignments<'_>,
        apply: F,
        retokens: bool,
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<()>> + use<'a, T, F, K> {
        let driver = self.engine.driver;
        let checked = T::PARENTS.iter().any(|parent| set.sets_any(parent.columns));
        let counted = T::COUNTERS.iter().any(|counter| set.sets_any(counter.columns));
        let version = set.version();
        let mut get = self.arguments();
        key(&mut get);
        let way = match retokens {
            _ if set.is_empty() => Way::Nothing,
            false if !checked && !counted => Way::Alone(set.draft(driver, None).statement(key)),
            // The tokens stand behind every other column.
            retokens => Way::WithOthers(set.draft(driver, retokens.then(|| T::PATCH.columns.len() - 1))),
        };
        async move {
            let draft = match way {
                Way::Nothing if version.is_none() => return Ok(()),
                Way::Nothing => return self.expected::<T>(get, version).await?.map(drop),
                Way::Alone(statement) => {
                    return match self.send(statement, invalidated).await? {
                        0 => Err(self.refusal::<T>(version, get).await),
                        _ => Ok(()),
                    };
                }
                Way::WithOthers(draft) => draft,
            };
            let alter = |stored: &T| {
                let mut row = stored.clone();
                apply(&mut row);
                row
            };
            // Boxed, since what most patches are made of would be moved with it.
            Box::pin(async move {
                atomically!(self, executor => {
                    let before = match executor.expected::<T>(get.clone(), version).await? {
                        Ok(before) => before,
                        // Nothing was written: a surrounding transaction continues.
                        Err(refusal) => return Ok(Err(refusal)),
                    };
                    let after = executor.recount(&before, alter, counted || retokens).await?;
                    let statement = draft.clone().statement(|to| {
                        if let Some(tokens) = after.search_tokens().filter(|_| retokens) {
                            to.add(&tokens);
                        }
                        executor.add_key(to, &after);
                    });
                    match executor.send(statement, invalidated.clone()).await? {
                        0 => Err(refused::<T>(version)),
                        _ => Ok(Ok(())),
                    }
                })
            })
            .await?
        }
    }
}
