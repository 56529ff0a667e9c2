//! Many rows at once: a thousand inserted, and a hundred read with ten that belong to each.
//!
//! `cargo run --release -p bench --bin bulk -- <database url>` prints medians, and the ratios of larder to hand-written
//! sqlx, paired by round.

mod entities;
mod hand;
mod load;

use std::error::Error;
use std::time::Instant;

use larder::{Config, Uuid, now};
use voicehelper::models::Store;

use entities::{EntryRepository, LineRepository, NewEntry, NewLine};
use hand::{Hand, Row};

const ROUNDS: usize = 25;
const ROWS: usize = 1000;
/// Rounds that only warm up.
const WARM: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Some(url) = std::env::args().nth(1) else { return Err("usage: bulk <database url>".into()) };
    let mut settings = Config::for_url(url.as_str());
    settings.cache.enabled = false;
    let store = Store::open(settings).await?;
    let hand = Hand::open(&url).await?;
    hand.prepare().await?;
    inserts(&store, &hand).await?;
    load::run(&store, &hand).await
}

async fn inserts(store: &Store, hand: &Hand) -> Result<(), Box<dyn Error>> {
    let (mut with_key, mut numbered) = (Ratios::default(), Ratios::default());
    for round in 0..ROUNDS + WARM {
        let rows: Vec<Row> = (0..ROWS).map(|number| row(round, number)).collect();
        let entries = EntryRepository::new(store.db().executor());
        let lines = LineRepository::new(store.db().executor());
        let first = hand.clear().await.map(|()| Instant::now())?;
        let created = entries.create_many(rows.iter().map(Row::entry).collect()).await?;
        let own = first.elapsed();
        assert_eq!(created.len(), ROWS);
        let first = hand.clear().await.map(|()| Instant::now())?;
        hand.insert(&rows, true).await?;
        with_key.add(round, own, first.elapsed());
        let first = hand.clear().await.map(|()| Instant::now())?;
        let created = lines.create_many(rows.iter().map(Row::line).collect()).await?;
        let own = first.elapsed();
        assert_eq!(created.len(), ROWS);
        let first = hand.clear().await.map(|()| Instant::now())?;
        hand.insert(&rows, false).await?;
        numbered.add(round, own, first.elapsed());
    }
    with_key.report("insert 1,000, uuid");
    numbered.report("insert 1,000, made key");
    Ok(())
}

fn row(round: usize, number: usize) -> Row {
    Row {
        id: Uuid::now_v7(),
        owner: format!("owner-{}", number % 10),
        thread: Uuid::from_u128((number % 37) as u128),
        role: if number.is_multiple_of(2) { "user" } else { "assistant" }.to_owned(),
        content: format!("What was said in round {round} as number {number}, at some length, to be like a message."),
        tokens: i32::try_from(number).unwrap_or_default(),
        created_at: now(),
    }
}

impl Row {
    fn entry(&self) -> NewEntry {
        let Self { owner, thread, role, content, .. } = self.clone();
        NewEntry::new(owner, thread, role, content, self.tokens)
    }

    fn line(&self) -> NewLine {
        let Self { owner, thread, role, content, .. } = self.clone();
        NewLine::new(owner, thread, role, content, self.tokens)
    }
}

/// The times of both sides, in pairs.
#[derive(Default)]
pub(crate) struct Ratios(Vec<(f64, f64)>);

impl Ratios {
    pub(crate) fn add(&mut self, round: usize, own: std::time::Duration, hand: std::time::Duration) {
        if round >= WARM {
            self.0.push((own.as_secs_f64(), hand.as_secs_f64()));
        }
    }

    pub(crate) fn report(&self, what: &str) {
        let median = |of: &dyn Fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = self.0.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let (own, hand) = (median(&|pair| pair.0) * 1e3, median(&|pair| pair.1) * 1e3);
        let ratio = median(&|pair| pair.0 / pair.1);
        println!("{what:<24} larder {own:>8.2} ms, sqlx, its own pool {hand:>8.2} ms, ratio {ratio:.2}");
    }
}
