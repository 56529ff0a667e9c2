use std::future::Future;

use super::At;
use super::update::refused;
use crate::cache::Touch;
use crate::entity::Registered;
use crate::error::Result;
use crate::statement::Assignments;
use crate::value::{Arguments, Bind};

impl<'a> At<'a> {
    /// Writes the columns that are set. `apply` makes the same change to a copy of the row, which checks and counters need
    /// when one of their columns is set. Nothing set: nothing is written.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn patch<T: Registered, F: FnOnce(&mut T) + Send>(
        self,
        key: &[&dyn Bind],
        set: Assignments<'_>,
        apply: F,
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T, F> {
        let driver = self.engine.driver;
        let checked = T::PARENTS.iter().any(|parent| set.sets_any(&[parent.column]));
        let counted = T::COUNTERS.iter().any(|counter| set.sets_any(counter.columns));
        let version = set.version();
        let get = Arguments::of(driver, key);
        let statement = (!set.is_empty()).then(|| set.statement(driver, key));
        async move {
            let Some(statement) = statement else {
                return match version {
                    None => Ok(()),
                    Some(_) => self.expected::<T>(get, version).await?.map(drop),
                };
            };
            if !checked && !counted {
                return match self.send(statement, touched).await? {
                    0 => Err(self.refusal::<T>(version, get).await),
                    _ => Ok(()),
                };
            }
            let unit = self.unit().await?;
            let at = unit.at();
            let before = match at.expected::<T>(get, version).await? {
                Ok(before) => before,
                Err(refusal) => {
                    // Nothing was written: a transaction around this one goes on.
                    unit.commit().await?;
                    return Err(refusal);
                }
            };
            let mut after = before.clone();
            apply(&mut after);
            at.recount(&before, &after, counted).await?;
            if at.send(statement, touched).await? == 0 {
                return Err(refused::<T>(version));
            }
            unit.commit().await
        }
    }
}
