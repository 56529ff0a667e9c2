//! One case: a schema, its changes and its rows, taken up, down and up again.

use integration::Engine;
use larder_generator::sql::{Folder, Migration};

use crate::edit::propose::Maker;
use crate::edit::{Edit, applied};
use crate::front::{self, Change};
use crate::model::{Model, text};
use crate::place::{Outcome, Place};
use crate::random::Random;
use crate::rows::{Ledger, Way, carry, make, obey};

/// What decides everything about a case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) seed: u64,
    /// Make the schema of nothing.
    pub(crate) schema: Vec<Edit>,
    pub(crate) changes: Vec<Edit>,
}

/// Two databases: one takes every step, the other is made from nothing.
pub(crate) struct Stand {
    evolved: Place,
    fresh: Place,
}

/// Where a case failed, and why.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) stage: &'static str,
    pub(crate) reason: String,
}

/// What a case went through.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) cases: usize,
    pub(crate) migrations: usize,
    pub(crate) rows: usize,
    /// Cases whose rows could not be taken down, so that the way down was taken without them.
    pub(crate) emptied: usize,
}

impl Case {
    pub(crate) fn new(seed: u64) -> Self {
        let mut maker = Maker::new(seed);
        let schema = maker.schema();
        let changes = maker.changes(&applied(&Model::default(), &schema));
        Self { seed, schema, changes }
    }

    pub(crate) fn before(&self) -> Model {
        applied(&Model::default(), &self.schema)
    }

    pub(crate) fn after(&self) -> Model {
        applied(&self.before(), &self.changes)
    }

    /// Returns both definitions and the edits, for the report of a failure.
    pub(crate) fn show(&self) -> String {
        let edits: Vec<String> = self.changes.iter().map(|edit| format!("  {edit:?}")).collect();
        let (before, after) = (self.before(), self.after());
        let mut folder = Folder::new();
        let change = front::anew(&before).and_then(|first| {
            front::add(&mut folder, &first);
            front::change(&before, &after, &folder)
        });
        let answers = change.map_or_else(|error| error, |change| change.flags.join("\n  "));
        format!(
            "seed {}\n--- before\n{}\n--- after\n{}\n--- edits\n{}\n--- answers\n  {answers}",
            self.seed,
            text::definition(&before),
            text::definition(&after),
            edits.join("\n")
        )
    }
}

impl Stand {
    pub(crate) async fn create(engine: Engine, name: &str) -> Outcome<Self> {
        let evolved = Place::create(engine, &format!("{name}_evolved")).await?;
        let fresh = Place::create(engine, &format!("{name}_fresh")).await?;
        Ok(Self { evolved, fresh })
    }

    pub(crate) async fn drop(self) {
        self.evolved.drop().await;
        self.fresh.drop().await;
    }

    /// Takes the case; `plant` may change the migrations that are tested.
    pub(crate) async fn run(
        &mut self,
        case: &Case,
        plant: impl Fn(Vec<Migration>) -> Vec<Migration>,
    ) -> Result<Counts, Failure> {
        let (before, after) = (case.before(), case.after());
        let mut folder = Folder::new();
        let first = front::anew(&before).map_err(at("definition"))?;
        let anew = front::anew(&after).map_err(at("definition"))?;
        front::add(&mut folder, &first);
        let Change { migrations: change, filled, .. } = front::change(&before, &after, &folder).map_err(at("diff"))?;
        front::add(&mut folder, &change);
        match front::change(&after, &after, &folder).map_err(at("second diff"))?.migrations.as_slice() {
            [] => {}
            more => return Err(at("second diff")(format!("{} migrations are left over", more.len()))),
        }
        let up = |ledger: &Ledger| carry(ledger, &before, &after, &filled, Way::Up);
        let expected = self.make_anew(&anew).await.map_err(at("the schema made anew"))?;
        let change = plant(change);

        self.evolved.clear().await.map_err(at("clearing"))?;
        self.evolved.up(&first).await.map_err(at("the first migrations"))?;
        let start = self.evolved.dump().await.map_err(at("dump"))?;
        let mut ledger = make::make(&mut Random::new(case.seed), &before, &after, up);
        let mut counts = Counts { cases: 1, migrations: change.len(), rows: ledger.len(), emptied: 0 };
        self.evolved.insert(&before, &ledger).await.map_err(at("insert"))?;
        self.evolved.compare(&before, &mut ledger).await.map_err(at("rows before"))?;

        self.evolved.up(&change).await.map_err(at("up"))?;
        let mut ledger = up(&ledger);
        self.check(&after, &expected, &mut ledger).await.map_err(at("after up"))?;

        let mut back = carry(&ledger, &after, &before, &filled, Way::Down);
        if !obey::broken(&before, &back).is_empty() {
            self.evolved.empty(&after).await.map_err(at("emptying"))?;
            counts.emptied = 1;
            back = Ledger::default();
        }
        self.evolved.down(change.len()).await.map_err(at("down"))?;
        self.check(&before, &start, &mut back).await.map_err(at("after down"))?;

        let mut again = up(&back);
        if !obey::broken(&after, &again).is_empty() {
            self.evolved.empty(&before).await.map_err(at("emptying"))?;
            again = Ledger::default();
        }
        self.evolved.migrate().await.map_err(at("up again"))?;
        self.check(&after, &expected, &mut again).await.map_err(at("after up again"))?;
        Ok(counts)
    }

    async fn make_anew(&mut self, migrations: &[Migration]) -> Outcome<Vec<String>> {
        self.fresh.clear().await?;
        self.fresh.up(migrations).await?;
        self.fresh.dump().await
    }

    async fn check(&mut self, model: &Model, expected: &[String], ledger: &mut Ledger) -> Outcome<()> {
        let found = self.evolved.dump().await?;
        if let Some(difference) = difference(expected, &found) {
            return Err(difference);
        }
        self.evolved.compare(model, ledger).await
    }
}

impl Place {
    async fn up(&mut self, migrations: &[Migration]) -> Outcome<()> {
        front::write(&self.migrations(), migrations)?;
        self.migrate().await
    }

    async fn migrate(&mut self) -> Outcome<()> {
        let done = self.migrator().migrate().await;
        done.map(drop).map_err(|error| explained(&error))
    }

    async fn down(&mut self, count: usize) -> Outcome<()> {
        if count == 0 {
            return Ok(());
        }
        let done = self.migrator().rollback(count).await;
        done.map(drop).map_err(|error| explained(&error))
    }
}

fn explained(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str("\n  ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

fn at(stage: &'static str) -> impl Fn(String) -> Failure {
    move |reason| Failure { stage, reason }
}

/// Returns the objects that only one side has.
fn difference(expected: &[String], found: &[String]) -> Option<String> {
    let missing = expected.iter().filter(|object| !found.contains(object)).map(|object| format!("- {object}"));
    let extra = found.iter().filter(|object| !expected.contains(object)).map(|object| format!("+ {object}"));
    let lines: Vec<String> = missing.chain(extra).collect();
    if lines.is_empty() { None } else { Some(lines.join("\n")) }
}
