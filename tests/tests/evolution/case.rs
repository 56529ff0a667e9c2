//! One case: a schema, its changes and its rows, taken up, down and up again.

use std::collections::BTreeSet;

use integration::{Engine, explained};
use larder_format::{Dialect, Direction, folder};
use larder_generator::sql::{Folder, Migration, Rules};

use crate::edit::propose::Maker;
use crate::edit::{Edit, applied};
use crate::front::{self, Change};
use crate::model::{Id, Model, text};
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
    pub(crate) evolved: Place,
    fresh: Place,
}

/// A case, generated.
pub(crate) struct Prepared {
    pub(crate) before: Model,
    pub(crate) after: Model,
    /// The migrations of the schema before.
    first: Vec<Migration>,
    pub(crate) change: Change,
    /// The objects of the schema after, made from nothing.
    pub(crate) expected: Vec<String>,
}

/// What a change that was taken left behind.
pub(crate) struct Taken {
    /// The objects that stood before.
    pub(crate) start: Vec<String>,
    pub(crate) rows: Ledger,
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
    /// Ways that rows stood in, and that changed nothing.
    pub(crate) refused: usize,
    /// Ways that ended in their middle and were given up, or gone to their end, then.
    pub(crate) mended: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.migrations += other.migrations;
        self.rows += other.rows;
        self.emptied += other.emptied;
        self.refused += other.refused;
        self.mended += other.mended;
    }
}

impl Case {
    pub(crate) fn new(seed: u64) -> Self {
        Self::made(seed, Maker::new(seed, true))
    }

    /// Returns the case that the seed made when less was drawn.
    pub(crate) fn of_less(seed: u64) -> Self {
        Self::made(seed, Maker::new(seed, false))
    }

    fn made(seed: u64, mut maker: Maker) -> Self {
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

    /// The lowering rules of the schema before: one in four each begins by the first ones and stays there, or goes to
    /// the newest with its changes.
    fn rules(&self) -> Rules {
        if self.seed % 4 < 2 { Rules::V1 } else { Rules::NEWEST }
    }

    fn upgrades(&self) -> bool {
        self.seed % 4 == 1
    }

    /// Returns both definitions and the edits, for the report of a failure.
    pub(crate) fn show(&self) -> String {
        let edits: Vec<String> = self.changes.iter().map(|edit| format!("  {edit:?}")).collect();
        let (before, after) = (self.before(), self.after());
        let mut folder = Folder::new();
        let change = front::anew(&before, self.rules()).and_then(|first| {
            front::add(&mut folder, &first);
            front::change(&before, &after, &folder, self.upgrades())
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

impl Prepared {
    /// Makes the rows that stand in the schema before.
    fn rows(&self, seed: u64) -> Ledger {
        make::make(&mut Random::new(seed), &self.before, &self.after, &self.change.filled, |rows| self.carried_up(rows))
    }

    /// Returns the first seed that gives every table some rows, and every column that may be null both null and not.
    pub(crate) fn telling_seed(&self) -> Option<u64> {
        (1..1000).find(|seed| {
            let rows = self.rows(*seed);
            self.before.entities.iter().all(|entity| {
                let rows = rows.rows(entity.id);
                let nulls = |field: Id| rows.iter().filter(|row| row.value(field).is_null()).count();
                let mut nullable = entity.fields.iter().filter(|field| field.nullable);
                rows.len() > 1 && nullable.all(|field| (1..rows.len()).contains(&nulls(field.id)))
            })
        })
    }

    /// Makes rows that stand in the schema before, and may be in the way of the one after.
    pub(crate) fn rows_of_before(&self, seed: u64) -> Ledger {
        make::make(&mut Random::new(seed), &self.before, &self.before, &BTreeSet::new(), Ledger::clone)
    }

    pub(crate) fn carried_up(&self, rows: &Ledger) -> Ledger {
        carry(rows, &self.before, &self.after, &self.change.filled, Way::Up)
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

    /// Takes the case up, down and up again.
    pub(crate) async fn run(&mut self, case: &Case) -> Result<Counts, Failure> {
        let prepared = self.prepare(case).await?;
        let migrations = prepared.change.migrations.len();
        let mut counts = Counts { cases: 1, migrations, ..Counts::default() };
        if case.seed.is_multiple_of(3) {
            self.take_rows_in_the_way(case, &prepared, &mut counts).await?;
        }
        let taken = self.take_up(case, &prepared, &prepared.change.migrations).await?;
        counts.rows = taken.rows.len();
        let start = taken.start.clone();
        let (back, ended) = self.take_down(&prepared, taken).await?;
        counts.add(ended);
        self.take_up_again(&prepared, &back).await?;
        if case.seed.is_multiple_of(2) {
            self.break_off(case.seed, &prepared, &start, &mut counts).await?;
        }
        Ok(counts)
    }

    /// Generates the migrations, and makes the schema that they must lead to from nothing.
    pub(crate) async fn prepare(&mut self, case: &Case) -> Result<Prepared, Failure> {
        let (before, after) = (case.before(), case.after());
        let mut folder = Folder::new();
        let first = front::anew(&before, case.rules()).map_err(at("definition"))?;
        let rules = if case.upgrades() { Rules::NEWEST } else { case.rules() };
        let anew = front::anew(&after, rules).map_err(at("definition"))?;
        front::add(&mut folder, &first);
        let change = front::change(&before, &after, &folder, case.upgrades()).map_err(at("diff"))?;
        front::add(&mut folder, &change.migrations);
        match front::change(&after, &after, &folder, false).map_err(at("second diff"))?.migrations.as_slice() {
            [] => {}
            more => return Err(at("second diff")(format!("{} migrations are left over", more.len()))),
        }
        let expected = self.make_anew(&anew).await.map_err(at("the schema made anew"))?;
        Ok(Prepared { before, after, first, change, expected })
    }

    /// Makes the schema before, puts rows into it, and takes `migrations`.
    pub(crate) async fn take_up(
        &mut self,
        case: &Case,
        prepared: &Prepared,
        migrations: &[Migration],
    ) -> Result<Taken, Failure> {
        let Prepared { before, after, .. } = prepared;
        let start = self.begin(prepared).await?;
        let mut rows = prepared.rows(case.seed);
        self.evolved.insert(before, &rows).await.map_err(at("insert"))?;
        self.evolved.compare(before, &mut rows).await.map_err(at("rows before"))?;

        self.evolved.up(migrations).await.map_err(at("up"))?;
        let mut rows = prepared.carried_up(&rows);
        self.check(after, &prepared.expected, &mut rows).await.map_err(at("after up"))?;
        Ok(Taken { start, rows })
    }

    /// Makes the schema before in an empty database; returns its objects.
    pub(crate) async fn begin(&mut self, prepared: &Prepared) -> Result<Vec<String>, Failure> {
        self.evolved.clear().await.map_err(at("clearing"))?;
        self.evolved.up(&prepared.first).await.map_err(at("the first migrations"))?;
        self.evolved.dump().await.map_err(at("dump"))
    }

    /// Takes the change back. Where rows stand in the way it must leave everything as it is, or be given up; it is
    /// taken without them then. Returns the rows that are left.
    pub(crate) async fn take_down(&mut self, prepared: &Prepared, taken: Taken) -> Result<(Ledger, Counts), Failure> {
        let Prepared { before, after, change, .. } = prepared;
        let mut back = carry(&taken.rows, after, before, &change.filled, Way::Down);
        let mut counts = Counts::default();
        if !obey::broken(before, &back).is_empty() {
            counts.emptied = 1;
            back = Ledger::default();
            if !self.take_down_with_rows_in_the_way(prepared, taken.rows, &mut counts).await? {
                self.evolved.empty_all().await.map_err(at("emptying"))?;
                self.check(before, &taken.start, &mut back).await.map_err(at("after down"))?;
                return Ok((back, counts));
            }
            self.evolved.empty(after).await.map_err(at("emptying"))?;
        }
        self.evolved.down(change.migrations.len()).await.map_err(at("down"))?;
        self.check(before, &taken.start, &mut back).await.map_err(at("after down"))?;
        Ok((back, counts))
    }

    async fn take_up_again(&mut self, prepared: &Prepared, back: &Ledger) -> Result<(), Failure> {
        let mut again = prepared.carried_up(back);
        if !obey::broken(&prepared.after, &again).is_empty() {
            self.evolved.empty(&prepared.before).await.map_err(at("emptying"))?;
            again = Ledger::default();
        }
        self.evolved.migrate().await.map_err(at("up again"))?;
        self.check(&prepared.after, &prepared.expected, &mut again).await.map_err(at("after up again"))
    }

    async fn make_anew(&mut self, migrations: &[Migration]) -> Outcome<Vec<String>> {
        self.fresh.clear().await?;
        self.fresh.make(migrations).await?;
        self.fresh.dump().await
    }

    pub(crate) async fn check(&mut self, model: &Model, expected: &[String], ledger: &mut Ledger) -> Outcome<()> {
        self.is_as(expected).await?;
        self.evolved.compare(model, ledger).await
    }

    /// Compares the objects there are with `expected`.
    pub(crate) async fn is_as(&mut self, expected: &[String]) -> Outcome<()> {
        self.evolved.is_as(expected).await
    }
}

impl Place {
    pub(crate) async fn is_as(&mut self, expected: &[String]) -> Outcome<()> {
        let found = self.dump().await?;
        difference(expected, &found).map_or(Ok(()), Err)
    }

    /// Makes the tables of migrations that make nothing else, without a history.
    async fn make(&mut self, migrations: &[Migration]) -> Outcome<()> {
        let dialect = match self.engine {
            Engine::Sqlite => Dialect::Sqlite,
            Engine::Postgres => Dialect::Postgres,
            Engine::MySql => Dialect::MySql,
        };
        let file = folder::sql_file(dialect, Direction::Up);
        let scripts: Vec<&str> = migrations.iter().map(|migration| migration.files[&file].as_str()).collect();
        if scripts.is_empty() { Ok(()) } else { self.execute(scripts.join("\n")).await }
    }

    pub(crate) async fn up(&mut self, migrations: &[Migration]) -> Outcome<()> {
        front::write(&self.migrations(), migrations)?;
        self.migrate().await
    }

    pub(crate) async fn migrate(&mut self) -> Outcome<()> {
        let done = self.migrator().migrate().await;
        done.map(drop).map_err(|error| explained(&error))
    }

    pub(crate) async fn down(&mut self, count: usize) -> Outcome<()> {
        if count == 0 {
            return Ok(());
        }
        let done = self.migrator().rollback(count).await;
        done.map(drop).map_err(|error| explained(&error))
    }
}

pub(crate) fn at(stage: &'static str) -> impl Fn(String) -> Failure {
    move |reason| Failure { stage, reason }
}

/// Returns the objects that only one side has, or has more often.
fn difference(expected: &[String], found: &[String]) -> Option<String> {
    let count = |objects: &[String], object: &String| objects.iter().filter(|other| *other == object).count();
    let more = |ours: &[String], theirs: &[String], mark: &str| {
        let only = ours.iter().filter(|object| count(ours, object) > count(theirs, object));
        only.map(|object| format!("{mark} {object}")).collect::<Vec<_>>()
    };
    let lines = [more(expected, found, "-"), more(found, expected, "+")].concat();
    if lines.is_empty() { None } else { Some(lines.join("\n")) }
}
