//! Upserts that add to the columns of an existing row.

use larder_format::Dialect;

use super::Executor;
use super::retry::{atomically, retried};
use super::update::moved;
use crate::entity::{Adding, Entity, InsertRow as _, Inserted, Registered, growth, inserted, invalidated};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::shared_connection::SharedConnection;
use crate::statement::Statement;
use crate::value::Keyed;

/// How often an addition starts anew because other writers came in between.
const ATTEMPTS: usize = 10;

impl Executor<'_> {
    /// Adds to the row with the key of `row`, or stores `row`.
    ///
    /// # Errors
    /// `UniqueViolation` naming another key that is taken, or this one where a row that counts as deleted has it; and
    /// as [`insert`](Self::insert).
    pub(crate) async fn add<E: Entity + Registered>(
        self,
        adding: &Adding<E>,
        is_cached: bool,
        mut row: Inserted<E>,
    ) -> Result<()> {
        let alone = E::COUNTERS.is_empty() && E::PARENTS.is_empty();
        if alone && self.dialect() != Dialect::MySql {
            return match self.upsert_alone(adding, is_cached, &row).await {
                // A row that came in between with all the same keys may have been met at another one first.
                Err(error) if error.is_unique_violation() => self.upsert_alone(adding, is_cached, &row).await,
                done => done,
            };
        }
        let mut refused = None;
        for _ in 0..ATTEMPTS {
            let tried = match (self.in_transaction(), alone) {
                (true, _) => {
                    self.attempt(async |executor| executor.find_and_add(adding, &mut row, refused.as_ref()).await).await
                }
                // Each statement is right by itself.
                (false, true) => retried!(self, self.find_and_add(adding, &mut row, refused.as_ref()).await),
                (false, false) => {
                    atomically!(self, executor => executor.find_and_add(adding, &mut row, refused.as_ref()).await)
                }
            };
            match tried {
                Ok(true) => return Ok(()),
                Ok(false) => break,
                Err(error) if error.is_unique_violation() => refused = Some(error),
                Err(error) if error.is_conflict() && self.shared.is_some_and(SharedConnection::is_open) => {}
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or_else(moved::<E>))
    }

    /// Which row it is, the answer tells. Where rows are cached it has to be known before the commit, so that its
    /// entries, and no others, are fenced by then.
    async fn upsert_alone<E: Entity + Registered>(
        self,
        adding: &Adding<E>,
        is_cached: bool,
        row: &Inserted<E>,
    ) -> Result<()> {
        if !self.in_transaction() && is_cached && self.engine.cache.is_enabled() {
            return atomically!(self, executor => executor.upsert(adding, row).await);
        }
        self.attempt(async |executor| executor.upsert(adding, row).await).await
    }

    async fn upsert<E: Entity + Registered>(self, adding: &Adding<E>, row: &Inserted<E>) -> Result<()> {
        let mut arguments = self.arguments();
        row.bind(&mut arguments);
        let statement = Statement::with(&adding.sql.upsert, self.engine.driver, arguments);
        let invalidated = |stored: &E| {
            let mut invalidated = invalidated(stored);
            invalidated.extend(inserted(row));
            invalidated
        };
        let stored = self.send_for_row(statement, Vec::new(), invalidated).await?;
        // Only a row that counts as deleted is left alone.
        stored.map(drop).ok_or_else(|| Error::new(ErrorKind::UniqueViolation { field: adding.sql.key.to_owned() }))
    }

    /// Adds to the row with the key, or stores `row`; false where another key, the one that `refused` it, is taken.
    async fn find_and_add<E: Entity + Registered>(
        self,
        adding: &Adding<E>,
        row: &mut Inserted<E>,
        refused: Option<&Error>,
    ) -> Result<bool> {
        let driver = self.engine.driver;
        let mut key = self.arguments();
        if let Some(tenant) = row.row().tenant() {
            key.add(&Keyed(tenant));
        }
        (adding.key)(row, &mut key);
        let find = match refused {
            Some(_) if self.in_transaction() => Statement::latest(&adding.sql.find, driver, key),
            _ => Statement::with(&adding.sql.find, driver, key),
        };
        if let Some(found) = self.first(find, E::decode).await? {
            return self.grow(adding, &found, row.row()).await.map(|()| true);
        }
        if refused.is_some_and(|error| !error.is_unique_violation_of(adding.sql.key)) {
            return Ok(false);
        }
        if E::NUMBERED {
            self.insert_numbered(&E::TABLE.insert, row, inserted).await?;
        } else {
            self.insert(&E::TABLE.insert, row, inserted(row)).await?;
        }
        Ok(true)
    }

    /// Adds to a row that was found. Parents are locked before the row, as every other write does.
    async fn grow<E: Entity + Registered>(self, adding: &Adding<E>, found: &E, added: &E) -> Result<()> {
        let driver = self.engine.driver;
        let counts = growth(E::COUNTERS, adding.sql.columns, driver, found, added);
        if !counts.is_empty() {
            self.prepare(&[], &counts).await?;
            let lock = Statement::locking(&E::BY_KEY.get, driver, self.key_of(found));
            let locked = self.first(lock, E::decode).await?;
            let stays =
                |locked: &E| E::COUNTERS.iter().all(|counter| (counter.parent)(found) == (counter.parent)(locked));
            if !locked.as_ref().is_some_and(stays) {
                return Err(moved::<E>());
            }
        }
        let mut arguments = self.arguments();
        (adding.amounts)(added, &mut arguments);
        self.add_key(&mut arguments, found);
        let grow = Statement::with(&adding.sql.grow, driver, arguments);
        if !adding.sql.moves {
            return match self.send(grow, invalidated(found)).await? {
                0 => Err(moved::<E>()),
                _ => Ok(()),
            };
        }
        atomically!(self, executor => {
            if executor.send(grow.clone(), invalidated(found)).await? == 0 {
                return Err(moved::<E>());
            }
            let stored = executor.get::<E>(executor.key_of(found)).await?;
            executor.invalidate(stored.as_ref().map(invalidated).unwrap_or_default());
            Ok(())
        })
    }
}
