//! Gives rows their search tokens, which no database can make.

use std::time::Instant;

use larder_format::Dialect;
use larder_format::plan::Tokens;
use tokio::time::sleep;

use super::attempts::LockAttempts;
use super::cursor::Passed;
use super::keys::WalkKey;
use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::connection::{TextRow, quoted};
use crate::migrate::report::failure::database;
use crate::migrate::report::progress::{BatchSize, Meter};
use crate::search::SearchTokens;

/// Texts are as long as people write them, so a batch is bounded in rows as well as in time.
const MOST_ROWS: u64 = 2000;
/// Rows of one UPDATE.
const ROWS_AT_ONCE: usize = 100;
/// Rows that others insert meanwhile are looked for again, but not without end.
const PASSES: usize = 3;

/// A row without tokens, with the texts that they are made of.
struct Waiting {
    key: String,
    tenant: Option<String>,
    texts: Vec<String>,
}

/// What a batch of tokens found, to tell when the rows that others insert meanwhile are done as well.
#[derive(Clone, Copy)]
struct Passes {
    number: usize,
    /// Rows found in this pass.
    found: u64,
    /// Whether the pass began at the first row, not where an earlier run ended.
    whole: bool,
}

impl Runner<'_> {
    /// Fills the tokens of every row that has none.
    pub(super) async fn tokens(&mut self, job: &Job, step: usize, tokens: &Tokens) -> Result<()> {
        let from = self.take_up(job, step).await?;
        let begun = Instant::now();
        let key = self.key(&tokens.table, &tokens.key).await?;
        let total = self.missing(&key, tokens).await?.map(|missing| from.rows + missing);
        let (meter, mut size) = (Meter::new(from.rows, total), BatchSize::new());
        let mut attempts = LockAttempts::new(self.limits);
        let mut passes = Passes { number: 1, found: 0, whole: from.after.is_none() };
        loop {
            self.still_locked().await?;
            self.begin().await?;
            let batch = Instant::now();
            let mut counted = passes;
            let done = self.fill(job, step, &key, tokens, size.rows().min(MOST_ROWS), &mut counted).await;
            let Some(passed) = self.pass(job, step, done, begun, &mut attempts).await? else {
                continue;
            };
            passes = counted;
            attempts = LockAttempts::new(self.limits);
            self.report(job, step, &meter, &passed);
            if passed.is_last {
                return Ok(());
            }
            let pause = size.learn(batch.elapsed());
            if !self.guard.is_whole_run() {
                sleep(pause).await;
            }
        }
    }

    async fn missing(&mut self, key: &WalkKey, tokens: &Tokens) -> Result<Option<u64>> {
        self.begin().await?;
        let condition = format!("{} IS NULL", quoted(&tokens.tokens, self.work.dialect()));
        let missing = key.count(self.work, &condition).await;
        self.abandon().await;
        missing
    }

    async fn fill(
        &mut self,
        job: &Job,
        step: usize,
        key: &WalkKey,
        tokens: &Tokens,
        rows: u64,
        passes: &mut Passes,
    ) -> Result<Passed> {
        let Some(mut cursor) = self.hold(job, step).await? else {
            return Ok(Passed::finished());
        };
        let failed = |error| database(job.describe(step, 0), error);
        let dialect = self.work.dialect();
        let query = select(key, tokens, dialect, cursor.after.as_deref(), rows);
        let rows = self.work.rows(&query, &[]).await.map_err(failed)?;
        let waiting: Vec<_> = rows.iter().map(|row| read(row, tokens)).collect::<sqlx::Result<_>>().map_err(failed)?;
        for chunk in waiting.chunks(ROWS_AT_ONCE) {
            self.watched(job, step, &update(key, tokens, dialect, chunk)).await.map_err(failed)?;
        }
        cursor.rows += waiting.len() as u64;
        passes.found += waiting.len() as u64;
        if let Some(last) = waiting.last() {
            cursor.after = Some(last.key.clone());
            return Ok(Passed { cursor, is_last: false });
        }
        let is_last = (passes.found == 0 && passes.whole) || passes.number == PASSES;
        *passes = Passes { number: passes.number + 1, found: 0, whole: true };
        cursor.after = None;
        Ok(Passed { cursor, is_last })
    }
}

fn read(row: &TextRow, tokens: &Tokens) -> sqlx::Result<Waiting> {
    let text = |index| row.text(index).map(Option::unwrap_or_default);
    let tenant = if tokens.tenant.is_some() { row.text(1)? } else { None };
    let texts = (0..tokens.columns.len()).map(|index| text(index + 2)).collect::<sqlx::Result<_>>()?;
    Ok(Waiting { key: text(0)?, tenant, texts })
}

/// The rows stay as they are until their tokens are stored, or are compared then.
fn select(key: &WalkKey, tokens: &Tokens, dialect: Dialect, after: Option<&str>, rows: u64) -> String {
    let WalkKey { table, column, literal, locks, .. } = key;
    let tenant = tokens.tenant.as_deref().map_or_else(|| "1".to_owned(), |tenant| quoted(tenant, dialect));
    let texts: Vec<_> = tokens.columns.iter().map(|text| quoted(text, dialect)).collect();
    let tokens = quoted(&tokens.tokens, dialect);
    let lock = if *locks { " FOR UPDATE" } else { "" };
    format!(
        "SELECT {literal}, {tenant}, {} FROM {table} WHERE {tokens} IS NULL{} ORDER BY {column} LIMIT {rows}{lock}",
        texts.join(", "),
        key.range(after, None)
    )
}

/// Tokens are ASCII letters, digits and spaces, so they can stand in the statement.
fn update(key: &WalkKey, tokens: &Tokens, dialect: Dialect, rows: &[Waiting]) -> String {
    let WalkKey { table, column, .. } = key;
    let mut cases = String::new();
    let mut keys = Vec::with_capacity(rows.len());
    for Waiting { key, tenant, texts } in rows {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let made = SearchTokens::of(tenant.as_deref(), &texts);
        let made = if dialect == Dialect::Postgres { made.as_array().join(" ") } else { made.as_text().to_owned() };
        cases.push_str(&format!(" WHEN {key} THEN '{}'", made.replace('\'', "''")));
        keys.push(key.as_str());
    }
    let value = format!("CASE {column}{cases} END");
    let value = if dialect == Dialect::Postgres { format!("string_to_array({value}, ' ')") } else { value };
    let same = if key.locks || dialect == Dialect::Sqlite { String::new() } else { unchanged(key, tokens, rows) };
    let tokens = quoted(&tokens.tokens, dialect);
    format!("UPDATE {table} SET {tokens} = {value} WHERE {column} IN ({}) AND {tokens} IS NULL{same}", keys.join(", "))
}

/// Returns the condition of rows that still have the texts that were read without a lock. Others are found again.
fn unchanged(key: &WalkKey, tokens: &Tokens, rows: &[Waiting]) -> String {
    let one = |Waiting { key: row, texts, .. }: &Waiting| {
        let same = tokens.columns.iter().zip(texts).map(|(name, text)| {
            let name = quoted(name, Dialect::Postgres);
            format!("coalesce({name}, '') = '{}'", text.replace('\'', "''"))
        });
        let all: Vec<_> = std::iter::once(format!("{} = {row}", key.column)).chain(same).collect();
        format!("({})", all.join(" AND "))
    };
    let rows: Vec<_> = rows.iter().map(one).collect();
    format!(" AND ({})", rows.join(" OR "))
}
