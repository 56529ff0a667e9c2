//! One wrong statement in a script.

use integration::Engine;
use larder_format::splitter;
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
const REPLACEMENTS: [(&str, &str, &str); 14] = [
    ("null allowed", " NOT NULL", ""),
    ("other action", "ON DELETE CASCADE", "ON DELETE RESTRICT"),
    ("other action", "ON DELETE SET NULL", "ON DELETE RESTRICT"),
    ("other action", ") ON DELETE RESTRICT", ") ON DELETE CASCADE"),
    ("other action", "/*!80000 ON DELETE RESTRICT */", "ON DELETE CASCADE"),
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
    let is_inert = ["SET ", "SELECT ", "PRAGMA ", "LOCK TABLE "].iter().any(|start| statement.starts_with(start));
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
        // The last one, since a key is never null anyway.
        if let Some(at) = statement
            .rfind(from)
            .filter(|_| statement.matches(from).count() > usize::from(statement.contains("PRIMARY KEY")))
        {
            wrong.push((kind, format!("{}{to}{}", &statement[..at], &statement[at + from.len()..])));
        }
    }
    if let Some(at) = statement.find(" WHERE ").filter(|_| statement.contains("INDEX")) {
        wrong.push(("all rows", statement[..at].to_owned()));
    }
    wrong
}

/// What belongs to a table or column goes with it, SQLite may make a table anew twice in one script, and a statement
/// that only stops at values that do not fit does nothing here, where all fit.
fn makes_no_difference(script: &str, statement: &str) -> bool {
    let whole = ["larder_new_", "DROP TABLE", "DROP COLUMN"].iter().any(|whole| script.contains(whole));
    let part = ["DROP INDEX", "DROP TRIGGER", " DROP CONSTRAINT ", " DROP FOREIGN KEY "];
    let is_part = part.iter().any(|part| statement.contains(part)) && !statement.contains("DROP COLUMN");
    let first_line = statement.lines().next().unwrap_or_default();
    let anew = first_line.starts_with("CREATE TABLE larder_new_") && script.matches(first_line).count() > 1;
    whole && is_part || anew || statement.contains("'does not fit'")
}

/// Puts the wrong statement into the script as if it had been generated, wherever it stands.
fn replace(migration: &mut Migration, file: &str, from: &str, to: &str) {
    let script = migration.files[file].replace(from, to);
    migration.plan.files.insert(file.to_owned(), checksum::of(&script));
    migration.files.insert(file.to_owned(), script);
    let plan = migration.plan.render().expect("a plan can be written");
    migration.files.insert(folder::PLAN.to_owned(), plan);
}
