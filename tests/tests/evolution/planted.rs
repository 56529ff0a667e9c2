//! The test of the test: wrong SQL, planted into the migration of every kind of change, is noticed.
//!
//! `LARDER_EVOLUTION_PLANTED=all` plants every mistake into every statement, not two of each kind of change.

mod mistake;
mod scenario;

use integration::Engine;
use larder_format::Direction;

use self::mistake::Mistake;
use self::scenario::Scenario;
use crate::case::{Failure, Prepared, Stand};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    plant(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    plant(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mysql() {
    plant(Engine::MySql).await;
}

/// How many mistakes were noticed, by whom.
#[derive(Debug, Default)]
struct Noticed {
    compared: usize,
    refused: usize,
}

async fn plant(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let all = std::env::var_os("LARDER_EVOLUTION_PLANTED").is_some_and(|value| value == "all");
    let mut stand = Stand::create(engine, &format!("proof_planted_{}", std::process::id())).await.expect("a database");
    let mut noticed = Noticed::default();
    let mut missed = Vec::new();
    for mut scenario in scenario::all() {
        let prepared = match stand.prepare(&scenario.case).await {
            Ok(prepared) => prepared,
            Err(failure) => {
                missed.push(format!("{}: {} {}", scenario.name, failure.stage, failure.reason));
                continue;
            }
        };
        scenario.case.seed = prepared.telling_seed().expect("some seed gives every table rows");
        let mistakes = mistake::in_migrations(&prepared.change.migrations, engine);
        let chosen = if all { mistakes } else { mistake::two_of(mistakes) };
        for mistake in chosen {
            match try_one(&mut stand, &scenario, &prepared, &mistake).await {
                Err(failure) if failure.stage.starts_with("after") => noticed.compared += 1,
                Err(_) => noticed.refused += 1,
                Ok(()) => missed.push(format!("{}: {}", scenario.name, mistake.told())),
            }
        }
    }
    stand.drop().await;
    println!(
        "{engine:?}: {} planted mistakes found by comparison, {} refused by the engine",
        noticed.compared, noticed.refused
    );
    assert!(missed.is_empty(), "{engine:?}: not noticed:\n{}", missed.join("\n"));
    assert!(noticed.compared > 20, "{engine:?}: {noticed:?}");
}

async fn try_one(
    stand: &mut Stand,
    scenario: &Scenario,
    prepared: &Prepared,
    mistake: &Mistake,
) -> Result<(), Failure> {
    let taken = stand.take_up(&scenario.case, prepared, &mistake.migrations).await?;
    match mistake.direction {
        Direction::Up => Ok(()),
        Direction::Down => stand.take_down(prepared, taken).await.map(drop),
    }
}
