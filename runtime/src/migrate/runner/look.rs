//! Looks before a change: for rows that stand in its way, and for what of it is done.

use std::borrow::Cow;

use larder_format::Dialect;
use larder_format::object::ObjectKind;

use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::catalogue::probe;
use crate::migrate::catalogue::rest::{self, Rest};
use crate::migrate::model::script::Work;
use crate::migrate::report::failure::{database, refuse};

/// How many rows are shown of those in the way.
const SHOWN: usize = 3;

/// Rows that stand in the way.
enum InTheWay {
    /// What a query gave of them.
    Found(String),
    /// What a block of PL/pgSQL says of them.
    Told(String),
}

impl Runner<'_> {
    /// Asks the queries at the beginning of a script, all of them, before anything is changed or recorded; returns how
    /// many there are.
    pub(super) async fn look_ahead(&mut self, job: &Job) -> Result<usize> {
        let script = job.migration.script(job.direction);
        let ahead = script.looks_ahead();
        // Alone they are a check that somebody wrote.
        if ahead == 0 || ahead == script.steps.len() || self.guard.is_whole_run() {
            return Ok(0);
        }
        let mut found = Vec::new();
        for step in 0..ahead {
            self.still_locked().await?;
            self.begin().await?;
            let rows = self.rows_in_the_way(job, step).await;
            self.abandon().await;
            found.extend(rows?.map(|rows| match rows {
                InTheWay::Found(rows) => format!("{rows} of `{}`", job.query(step)),
                InTheWay::Told(text) => text,
            }));
        }
        if !found.is_empty() {
            return Err(refuse(format!(
                "{} {}: nothing was changed, because existing rows prevent it: {}; fix them and run again",
                job.migration.id,
                job.direction,
                found.join("; ")
            )));
        }
        self.note_ahead(job, ahead).await?;
        Ok(ahead)
    }

    pub(super) async fn expect_no_rows(&mut self, job: &Job, step: usize) -> Result<()> {
        let Some(InTheWay::Found(rows) | InTheWay::Told(rows)) = self.rows_in_the_way(job, step).await? else {
            return Ok(());
        };
        Err(refuse(format!("{} found offending rows: {rows}; fix them and run again", job.describe(step, 0))))
    }

    async fn rows_in_the_way(&mut self, job: &Job, step: usize) -> Result<Option<InTheWay>> {
        let rows = match self.work.first_rows(&job.step(step).statements[0], SHOWN + 1).await {
            Ok(rows) => rows,
            Err(error) => {
                let told = told(&error).map(|text| Some(InTheWay::Told(text)));
                return told.ok_or_else(|| database(job.describe(step, 0), error));
            }
        };
        if rows.is_empty() {
            return Ok(None);
        }
        let more = if rows.len() > SHOWN { " and more" } else { "" };
        let rows: Vec<_> = rows.iter().take(SHOWN).map(|row| format!("({})", row.join(", "))).collect();
        Ok(Some(InTheWay::Found(format!("{}{more}", rows.join(", ")))))
    }

    /// Whether a step is for an extension that the server has not, or was done there by hand.
    pub(super) async fn has_nothing_to_do(&mut self, job: &Job, step: usize) -> Result<bool> {
        let part = job.step(step);
        let Some(extension) = &part.extension else { return Ok(false) };
        let failed = |error| database(job.describe(step, 0), error);
        self.begin().await?;
        let found = probe::has_object(self.work, ObjectKind::Extension, extension).await.map_err(failed);
        self.abandon().await;
        match &part.probe {
            _ if !found? => Ok(true),
            Some(probe) => self.asked(job, step, probe).await,
            None => Ok(false),
        }
    }

    /// Whether a step is not to be done from a state in between: it looks at a state that is no more, or drops what now
    /// has the name of another.
    pub(super) async fn is_passed_over(&mut self, job: &Job, step: usize) -> Result<bool> {
        let script = job.migration.script(job.direction);
        let part = &script.steps[step];
        if part.work == Work::ExpectNoRows {
            let is_of_any_row = !job.query(step).contains(" WHERE ");
            return match script.steps.get(step + 1).and_then(|next| next.probe.as_ref()) {
                _ if step < script.looks_ahead() => Ok(true),
                Some(probe) if is_of_any_row => self.asked(job, step + 1, probe).await,
                _ => Ok(false),
            };
        }
        let failed = |error| database(job.describe(step, 0), error);
        let mut is_of_another = false;
        if part.probe.is_some() && part.work == Work::Run {
            self.begin().await?;
            for statement in &part.statements {
                match rest::is_of_another(self.work, statement, script).await {
                    Ok(found) => is_of_another |= found,
                    Err(error) => {
                        self.abandon().await;
                        return Err(failed(error));
                    }
                }
            }
            self.abandon().await;
        }
        Ok(is_of_another)
    }

    /// Whether some parts of a step are done and others are not.
    pub(super) async fn is_partly_done(&mut self, job: &Job, step: usize) -> Result<bool> {
        let part = job.step(step);
        if !job.is_mixed() || part.work != Work::Run || self.work.dialect() != Dialect::MySql {
            return Ok(false);
        }
        self.begin().await?;
        let mut found = Ok(false);
        for statement in &part.statements {
            match rest::of_parts(self.work, statement, job.migration.script(job.direction)).await {
                Ok(Rest::Some(_)) => found = Ok(true),
                Ok(Rest::Nothing | Rest::All) => {}
                Err(error) => found = Err(database(job.describe(step, 0), error)),
            }
        }
        self.abandon().await;
        found
    }

    /// Returns the statement to run for one of a step; `None` where there is nothing left of it.
    pub(super) async fn left<'s>(
        &mut self,
        job: &Job,
        step: usize,
        statement: &'s str,
    ) -> sqlx::Result<Option<Cow<'s, str>>> {
        let part = job.step(step);
        if !job.is_mixed() || part.work != Work::Run {
            return Ok(Some(Cow::Borrowed(statement)));
        }
        let script = job.migration.script(job.direction);
        let rest = match self.work.dialect() {
            Dialect::Postgres if part.probe.is_none() => rest::of(self.work, statement, script).await?,
            Dialect::MySql if part.probe.is_some() => rest::of_parts(self.work, statement, script).await?,
            _ => Rest::All,
        };
        Ok(match rest {
            Rest::Nothing => None,
            Rest::All => Some(Cow::Borrowed(statement)),
            Rest::Some(left) => Some(Cow::Owned(left)),
        })
    }
}

/// Returns the message of a block that fails with "invalid JSON text", as only those that look for such do.
fn told(error: &sqlx::Error) -> Option<String> {
    let answer = error.as_database_error()?;
    (answer.code()? == "22032").then(|| answer.message().to_owned())
}
