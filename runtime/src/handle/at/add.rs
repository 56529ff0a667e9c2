//! Upserts that add to the columns of an existing row.

use larder_format::Dialect;

use super::At;
use super::retry::{atomically, retried};
use super::update::moved;
use crate::cache::Touch;
use crate::entity::{Entity as _, InsertRow, Registered, growth};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::line::Line;
use crate::statement::{Sql, Statement};
use crate::value::{Arguments, Keyed};

/// How often an addition starts anew because other writers came in between.
const ATTEMPTS: usize = 10;

/// The statements of an upsert that adds up.
#[derive(Debug)]
pub struct AddSql {
    /// `INSERT … ON CONFLICT (key) DO UPDATE … RETURNING` the row; MySQL, which cannot say which key it means, has
    /// none.
    pub upsert: Sql,
    /// Selects the row with the key of a new one.
    pub find: Sql,
    /// Adds to the row with a primary key.
    pub grow: Sql,
    /// The columns that grow.
    pub columns: &'static [&'static str],
    /// What a violation of the key is called.
    pub key: &'static str,
}

/// How an entity's rows are added up.
pub struct Adding<I: InsertRow> {
    /// The statements on one row with the key.
    pub sql: &'static AddSql,
    /// Inserts a row.
    pub insert: &'static Sql,
    /// Whether the database makes the primary key.
    pub numbered: bool,
    /// Appends what [`AddSql::find`] compares behind the tenant.
    pub key: fn(&I, &mut Arguments),
    /// Appends what [`AddSql::grow`] sets.
    pub amounts: fn(&I::Entity, &mut Arguments),
    /// Every entry that a stored row is read by.
    pub touched: fn(&I::Entity) -> Vec<Touch>,
    /// The same of a row on its way in.
    pub inserted: fn(&I) -> Vec<Touch>,
    /// Whether rows are cached.
    pub is_cached: bool,
    /// Whether a key by which rows are cached has what is added in it.
    pub moves: bool,
}

impl At<'_> {
    /// Adds to the row with the key of `row`, or stores `row`.
    ///
    /// # Errors
    /// `UniqueViolation` naming another key that is taken, or this one where a row that counts as deleted has it; and
    /// as [`insert`](Self::insert).
    pub async fn add<I: InsertRow>(self, adding: &Adding<I>, mut row: I) -> Result<()> {
        let alone = I::Entity::COUNTERS.is_empty() && I::Entity::PARENTS.is_empty();
        if alone && self.dialect() != Dialect::MySql {
            return match self.upsert_alone(adding, &row).await {
                // A row that came in between with all the same keys may have been met at another one first.
                Err(error) if error.is_unique_violation() => self.upsert_alone(adding, &row).await,
                done => done,
            };
        }
        let mut refused = None;
        for _ in 0..ATTEMPTS {
            let tried = match (self.in_transaction(), alone) {
                (true, _) => self.attempt(async |at| at.find_and_add(adding, &mut row, refused.as_ref()).await).await,
                // Each statement is right by itself.
                (false, true) => retried!(self, self.find_and_add(adding, &mut row, refused.as_ref()).await),
                (false, false) => {
                    atomically!(self, at => at.find_and_add(adding, &mut row, refused.as_ref()).await)
                }
            };
            match tried {
                Ok(true) => return Ok(()),
                Ok(false) => break,
                Err(error) if error.is_unique_violation() => refused = Some(error),
                Err(error) if error.is_conflict() && self.line.is_some_and(Line::is_open) => {}
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or_else(moved::<I::Entity>))
    }

    /// Which row it is, the answer tells. Where rows are cached it has to be known before the commit, so that its
    /// entries, and no others, are fenced by then.
    async fn upsert_alone<I: InsertRow>(self, adding: &Adding<I>, row: &I) -> Result<()> {
        if !self.in_transaction() && adding.is_cached && self.engine.cache.is_enabled() {
            return atomically!(self, at => at.upsert(adding, row).await);
        }
        self.attempt(async |at| at.upsert(adding, row).await).await
    }

    async fn upsert<I: InsertRow>(self, adding: &Adding<I>, row: &I) -> Result<()> {
        let mut arguments = Arguments::new(self.engine.driver);
        row.bind(&mut arguments);
        let statement = Statement::with(&adding.sql.upsert, self.engine.driver, arguments);
        let touched = |stored: &I::Entity| {
            let mut touched = (adding.touched)(stored);
            touched.extend((adding.inserted)(row));
            touched
        };
        let stored = self.send_for_row(statement, Vec::new(), touched).await?;
        // Only a row that counts as deleted is left alone.
        stored.map(drop).ok_or_else(|| Error::new(ErrorKind::UniqueViolation { field: adding.sql.key.to_owned() }))
    }

    /// Adds to the row with the key, or stores `row`; false where another key, the one that `refused` it, is taken.
    async fn find_and_add<I: InsertRow>(
        self,
        adding: &Adding<I>,
        row: &mut I,
        refused: Option<&Error>,
    ) -> Result<bool> {
        let driver = self.engine.driver;
        let mut key = Arguments::new(driver);
        if let Some(tenant) = row.row().tenant() {
            key.add(&Keyed(tenant));
        }
        (adding.key)(row, &mut key);
        let find = match refused {
            Some(_) if self.in_transaction() => Statement::latest(&adding.sql.find, driver, key),
            _ => Statement::with(&adding.sql.find, driver, key),
        };
        if let Some(found) = self.row(find).await? {
            let found = I::Entity::decode(&found)?;
            return self.grow(adding, &found, row.row()).await.map(|()| true);
        }
        if refused.is_some_and(|error| !error.is_unique_violation_of(adding.sql.key)) {
            return Ok(false);
        }
        if adding.numbered {
            self.insert_numbered(adding.insert, row, adding.inserted).await?;
        } else {
            self.insert(adding.insert, row, (adding.inserted)(row)).await?;
        }
        Ok(true)
    }

    /// Adds to a row that was found. Parents are locked before the row, as every other write does.
    async fn grow<I: InsertRow>(self, adding: &Adding<I>, found: &I::Entity, added: &I::Entity) -> Result<()> {
        let driver = self.engine.driver;
        let counts = growth(I::Entity::COUNTERS, adding.sql.columns, driver, found, added);
        if !counts.is_empty() {
            self.prepare(&[], &counts).await?;
            let lock = Statement::with(I::Entity::LOCK, driver, self.key_of(found));
            let locked = self.row(lock).await?.map(|row| I::Entity::decode(&row)).transpose()?;
            let stays = |locked: &I::Entity| {
                I::Entity::COUNTERS.iter().all(|counter| (counter.parent)(found) == (counter.parent)(locked))
            };
            if !locked.as_ref().is_some_and(stays) {
                return Err(moved::<I::Entity>());
            }
        }
        let mut arguments = Arguments::new(driver);
        (adding.amounts)(added, &mut arguments);
        self.add_key(&mut arguments, found);
        let grow = Statement::with(&adding.sql.grow, driver, arguments);
        if !adding.moves {
            return match self.send(grow, (adding.touched)(found)).await? {
                0 => Err(moved::<I::Entity>()),
                _ => Ok(()),
            };
        }
        atomically!(self, at => {
            if at.send(grow.clone(), (adding.touched)(found)).await? == 0 {
                return Err(moved::<I::Entity>());
            }
            let stored = at.get::<I::Entity>(at.key_of(found)).await?;
            at.touch(stored.as_ref().map(adding.touched).unwrap_or_default());
            Ok(())
        })
    }
}
