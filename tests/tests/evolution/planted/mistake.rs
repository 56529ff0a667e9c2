//! One wrong statement in a script.

use integration::Engine;
use larder::migrate::splitter;
use larder_format::{Dialect, Direction, checksum, folder};
use larder_generator::sql::Migration;

/// A migration whose script says something else than it was written to say.
pub(super) struct Mistake {
    pub(super) direction: Direction,
    pub(super) migrations: Vec<Migration>,
    kind: &'static str,
    from: String,
    to: String,
}

impl Mistake {
    pub(super) fn told(&self) -> String {
        format!("{} {}: {} → {}", self.direction, self.kind, self.from, self.to)
    }
}

/// Returns every mistake that can be made in one statement.
pub(super) fn in_migrations(migrations: &[Migration], engine: Engine) -> Vec<Mistake> {
    let dialect = match engine {
        Engine::Sqlite => Dialect::Sqlite,
        Engine::Postgres => Dialect::Postgres,
        Engine::MySql => Dialect::MySql,
    };
    let mut mistakes = Vec::new();
    for direction in [Direction::Up, Direction::Down] {
        for (position, migration) in migrations.iter().enumerate() {
            let file = folder::sql_file(dialect, direction);
            let script = &migration.files[&file];
            for statement in splitter::split(script, dialect) {
                if makes_no_difference(script, statement) {
                    continue;
                }
                for (kind, wrong) in wrong(statement) {
                    let mut migrations = migrations.to_vec();
                    replace(&mut migrations[position], &file, statement, &wrong);
                    let from = statement.split_whitespace().collect::<Vec<_>>().join(" ");
                    mistakes.push(Mistake { direction, migrations, kind, from, to: wrong });
                }
            }
        }
    }
    mistakes
}

/// Returns the first mistake that leaves a statement out and the first other one, of each direction the first.
pub(super) fn two_of(mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let (omitted, other): (Vec<_>, Vec<_>) = mistakes.into_iter().partition(|mistake| mistake.kind == OMITTED);
    omitted.into_iter().take(1).chain(other.into_iter().take(1)).collect()
}

const OMITTED: &str = "left out";

/// Pairs of what stands in a statement and what is written in its place.
const REPLACEMENTS: [(&str, &str, &str); 13] = [
    ("null allowed", " NOT NULL", ""),
    ("other action", "ON DELETE CASCADE", "ON DELETE RESTRICT"),
    ("other action", "ON DELETE SET NULL", "ON DELETE RESTRICT"),
    ("other action", "ON DELETE RESTRICT", "ON DELETE CASCADE"),
    ("other order", " DESC", ""),
    ("not unique", "UNIQUE INDEX", "INDEX"),
    ("other bound", ">= ", "> "),
    ("other length", "<= 6", "<= 7"),
    ("other type", "bigint", "numeric"),
    ("other type", "BIGINT", "INT"),
    ("other value", "'open'", "'opened'"),
    ("nulls differ", "NULLS NOT DISTINCT ", ""),
    ("other default", "DEFAULT 7", "DEFAULT 8"),
];

/// Returns the statement with each mistake that it gives room for.
fn wrong(statement: &str) -> Vec<(&'static str, String)> {
    let is_inert = ["SET ", "SELECT ", "PRAGMA "].iter().any(|start| statement.starts_with(start));
    if is_inert {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    if statement.starts_with("UPDATE ") {
        // The migrator completes the statement, so that it has to stay one.
        if let Some((head, _)) = statement.split_once(" WHERE ") {
            wrong.push((OMITTED, format!("{head} WHERE (1 = 0)")));
        }
    } else {
        wrong.push((OMITTED, "SELECT 1".to_owned()));
    }
    for (kind, from, to) in REPLACEMENTS {
        if statement.contains(from) {
            wrong.push((kind, statement.replacen(from, to, 1)));
        }
    }
    if let Some(at) = statement.find(" WHERE ").filter(|_| statement.contains("INDEX")) {
        wrong.push(("all rows", statement[..at].to_owned()));
    }
    wrong
}

/// SQLite drops what belongs to a table with it, and a table may be made anew twice in one script.
fn makes_no_difference(script: &str, statement: &str) -> bool {
    let first_line = statement.lines().next().unwrap_or_default();
    let dropped = ["DROP INDEX", "DROP TRIGGER"].iter().any(|start| statement.starts_with(start));
    script.contains("larder_new_") && (dropped || script.matches(first_line).count() > 1)
}

/// Puts the wrong statement into the script as if it had been generated.
fn replace(migration: &mut Migration, file: &str, from: &str, to: &str) {
    let script = migration.files[file].replacen(from, to, 1);
    migration.plan.files.insert(file.to_owned(), checksum::of(&script));
    migration.files.insert(file.to_owned(), script);
    let plan = migration.plan.render().expect("a plan can be written");
    migration.files.insert(folder::PLAN.to_owned(), plan);
}
