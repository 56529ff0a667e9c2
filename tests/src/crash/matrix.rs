//! All accidents, or some of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use larder::migrate::{Snapshot, State};
use larder_format::Direction;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use super::cell::{Cell, Fault, Moment};
use super::change::{COUNTED, Change};
use super::ground::{Ground, Place, Template, migrator};
use super::rows;
use super::victim::{Stop, Victim};
use crate::engine::Engine;

/// How much is tried.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub seed: u64,
    /// How many cells; all when not given.
    pub cells: Option<usize>,
    /// Which part of the cells, and of how many, so that several runs side by side share them.
    pub part: (usize, usize),
}

impl Extent {
    /// Every cell.
    pub fn whole(seed: u64) -> Self {
        Self { seed, cells: None, part: (0, 1) }
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    pub tried: BTreeMap<Fault, usize>,
    pub failures: Vec<String>,
}

/// What a run without accident makes of a change, and where it begins.
struct Reference {
    change: Change,
    migrations: TempDir,
    /// In both: the template, and the statements that a run from it sends.
    up: (Template, Vec<String>),
    down: (Template, Vec<String>),
    before: Snapshot,
    after: Snapshot,
    /// The rows after the change, and after it was taken back and made again, which may lose values.
    rows: [Vec<String>; 2],
}

/// Tries the cells of every change; `program` is the one that calls [`super::be_victim`].
pub async fn matrix(program: &Path, ground: &mut Ground, extent: Extent) -> Outcome {
    let mut random = StdRng::seed_from_u64(extent.seed);
    let mut references = Vec::new();
    let migrations = TempDir::new().expect("a temporary folder can be made");
    let mut base = None;
    for change in Change::all() {
        if base.is_none() {
            change.write(migrations.path());
            base = Some(ground.template(migrations.path(), change.base()).await);
        }
        if let Some(base) = &base {
            references.push(learn(program, ground, change, base).await);
        }
    }
    let mut cells = cells(&references, ground.engine);
    if let Some(number) = extent.cells {
        choose(&mut cells, number, &mut random);
    }
    let mut outcome = Outcome::default();
    let (part, parts) = extent.part;
    for cell in cells.iter().skip(part).step_by(parts) {
        *outcome.tried.entry(cell.fault).or_default() += 1;
        let pause = Duration::from_micros(random.random_range(0..3000));
        if let Err(failure) = attempt(program, ground, &references[cell.change], cell, pause).await {
            eprintln!("{cell}: {failure}");
            outcome.failures.push(format!("{cell}: {failure}"));
        }
    }
    outcome
}

/// Lets a change run without accident, up and down and up; `base` is the same for every change.
async fn learn(program: &Path, ground: &mut Ground, change: Change, base: &Template) -> Reference {
    let migrations = TempDir::new().expect("a temporary folder can be made");
    change.write(migrations.path());
    let place = ground.like(base).await;
    let run = migrator(&place.url, migrations.path());
    let snapshot = async || run.snapshot().await.expect("the schema can be read");
    let dump = async || rows::dump(ground.engine, &place.url).await.expect("the rows can be read");
    let list = async |direction| {
        Victim::start(program, &place.url, migrations.path(), direction, Stop::List).statements().await
    };
    let before = snapshot().await;
    let up = list(Direction::Up).await;
    let (after, first) = (snapshot().await, dump().await);
    let down = list(Direction::Down).await;
    run.rollback(change.own - 1).await.unwrap_or_else(|error| panic!("{}: {error}", change.name));
    assert_eq!(before.difference(&snapshot().await), None, "{}: down leads back", change.name);
    run.migrate().await.unwrap_or_else(|error| panic!("{}: {error}", change.name));
    assert_eq!(after.difference(&snapshot().await), None, "{}: up leads to the same again", change.name);
    let rows = [first, dump().await];
    let applied = ground.keep(place, migrations.path());
    Reference { change, migrations, up: (base.clone(), up), down: (applied, down), before, after, rows }
}

fn cells(references: &[Reference], engine: Engine) -> Vec<Cell> {
    let faults: &[Fault] =
        if engine == Engine::Sqlite { &[Fault::Killed] } else { &[Fault::Killed, Fault::Cut, Fault::Outage] };
    let mut cells = Vec::new();
    for (number, reference) in references.iter().enumerate() {
        for (direction, (_, statements)) in [(Direction::Up, &reference.up), (Direction::Down, &reference.down)] {
            // What comes before the first step is the same for every change.
            let first = statements.iter().position(|sql| sql.starts_with("INSERT INTO larder_migrations "));
            let begin = if number == 0 { 0 } else { first.unwrap_or(0).saturating_sub(1) };
            for (point, statement) in statements.iter().enumerate().skip(begin) {
                for fault in faults {
                    cells.extend([Moment::Before, Moment::During].map(|moment| Cell {
                        change: number,
                        name: reference.change.name,
                        direction,
                        point,
                        statement: statement.clone(),
                        moment,
                        fault: *fault,
                    }));
                }
            }
        }
    }
    cells
}

/// Keeps `number` cells: every change and every fault in turn.
fn choose(cells: &mut Vec<Cell>, number: usize, random: &mut StdRng) {
    cells.shuffle(random);
    let mut seen: BTreeMap<(usize, Fault), usize> = BTreeMap::new();
    let mut ranked: Vec<_> = cells
        .drain(..)
        .map(|cell| {
            let rank = seen.entry((cell.change, cell.fault)).or_default();
            *rank += 1;
            (*rank, cell)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    cells.extend(ranked.into_iter().take(number).map(|(_, cell)| cell));
}

/// Spoils a database that was migrated well, in every way that the tests look for; returns the ways that nobody
/// noticed.
pub async fn unnoticed(program: &Path, ground: &mut Ground) -> Vec<&'static str> {
    let spoilers = [
        "UPDATE counts SET n = n + 1",
        "DELETE FROM pets WHERE id = 3",
        "UPDATE people SET note = 'other' WHERE id = 4",
        "ALTER TABLE pets ADD COLUMN more INTEGER",
        "UPDATE larder_migrations SET migration = '0009_x' WHERE migration LIKE '%toys%'",
        "DELETE FROM larder_migrations WHERE migration LIKE '%toys%'",
    ];
    let change = Change::all().swap_remove(0);
    let migrations = TempDir::new().expect("a temporary folder can be made");
    change.write(migrations.path());
    let base = ground.template(migrations.path(), change.base()).await;
    let reference = learn(program, ground, change, &base).await;
    let mut unnoticed = Vec::new();
    for spoiler in ["SELECT 1"].into_iter().chain(spoilers) {
        let place = ground.like(&reference.down.0).await;
        rows::execute(ground.engine, &place.url, spoiler).await.expect("the database can be spoiled");
        let judged = judge(ground.engine, &place, &reference).await;
        ground.remove(place).await;
        if judged.is_ok() != (spoiler == "SELECT 1") {
            unnoticed.push(spoiler);
        }
    }
    unnoticed
}

async fn attempt(
    program: &Path,
    ground: &mut Ground,
    reference: &Reference,
    cell: &Cell,
    pause: Duration,
) -> Result<(), String> {
    let (template, _) = if cell.direction == Direction::Up { &reference.up } else { &reference.down };
    let place = ground.like(template).await;
    let migrations = reference.migrations.path();
    let mut victim = Victim::start(program, &place.broken_url, migrations, cell.direction, Stop::At(cell.point));
    let stopped = victim.has_stopped().await;
    let judged = if stopped {
        happen(ground, victim, cell, pause).await;
        ground.age_lease(&place).await;
        judge(ground.engine, &place, reference).await
    } else {
        Err(format!("the statement is not reached: {:?}", victim.end().await))
    };
    ground.remove(place).await;
    judged
}

/// Lets the accident happen; the victim has ended afterwards, well or not.
async fn happen(ground: &mut Ground, mut victim: Victim, cell: &Cell, pause: Duration) {
    match (cell.fault, cell.moment) {
        (Fault::Killed, Moment::Before) => victim.kill().await,
        (Fault::Killed, Moment::During) => {
            victim.go_on().await;
            tokio::time::sleep(pause).await;
            victim.kill().await;
        }
        (Fault::Cut, moment) => {
            let network = ground.network().expect("a server has a network");
            if moment == Moment::Before {
                network.cut().await;
            } else {
                network.swallow().await;
            }
            victim.go_on().await;
            let _ = victim.end().await;
        }
        (Fault::Outage, Moment::Before) => {
            ground.kill_server();
            victim.go_on().await;
            let _ = victim.end().await;
        }
        (Fault::Outage, Moment::During) => {
            victim.go_on().await;
            tokio::time::sleep(pause).await;
            ground.kill_server();
            let _ = victim.end().await;
        }
    }
}

/// Migrates plainly, and looks whether everything is as after a run without accident.
async fn judge(engine: Engine, place: &Place, reference: &Reference) -> Result<(), String> {
    let run = migrator(&place.url, reference.migrations.path());
    truthful(&run, reference).await?;
    run.migrate().await.map_err(|error| format!("the next run fails: {error}"))?;
    let snapshot = run.snapshot().await.map_err(|error| error.to_string())?;
    if let Some(difference) = reference.after.difference(&snapshot) {
        return Err(format!("another schema:\n{difference}"));
    }
    let count = rows::texts(engine, &place.url, "SELECT CAST(n AS CHAR(9)) FROM counts".to_owned()).await;
    let count: i64 = count.map_err(|error| error.to_string())?.concat().trim().parse().unwrap_or(-1);
    let expected = COUNTED * i64::try_from(reference.change.own).unwrap_or(0);
    if count != expected {
        return Err(format!("steps were counted {count} times, not {expected}"));
    }
    let rows = rows::dump(engine, &place.url).await.map_err(|error| error.to_string())?;
    if !reference.rows.contains(&rows) {
        return Err(format!("other rows: {rows:?}"));
    }
    let status = run.status().await.map_err(|error| error.to_string())?;
    status.check().map_err(|error| format!("the status is not clean: {error}"))?;
    run.rollback(reference.change.own).await.map_err(|error| format!("there is no way back: {error}"))?;
    let snapshot = run.snapshot().await.map_err(|error| error.to_string())?;
    reference
        .before
        .difference(&snapshot)
        .map_or(Ok(()), |difference| Err(format!("down leads elsewhere:\n{difference}")))
}

/// What the status says whole or absent is so, if nothing was still under way.
async fn truthful(run: &larder::migrate::Migrator, reference: &Reference) -> Result<(), String> {
    let states = async || -> Result<Vec<State>, String> {
        let status = run.status().await.map_err(|error| format!("no status: {error}"))?;
        let own = |id: &str| reference.change.ids().any(|other| other == id);
        Ok(status.migrations.into_iter().filter(|one| own(&one.id)).map(|one| one.state).collect())
    };
    let first = states().await?;
    let expected = if first.iter().all(|state| matches!(state, State::Applied { .. })) {
        &reference.after
    } else if first.iter().all(|state| *state == State::Pending) {
        &reference.before
    } else {
        return Ok(());
    };
    let snapshot = run.snapshot().await.map_err(|error| error.to_string());
    if states().await? != first {
        return Ok(());
    }
    let snapshot = snapshot?;
    expected
        .difference(&snapshot)
        .map_or(Ok(()), |difference| Err(format!("the status says {first:?}, but:\n{difference}")))
}
