//! Every definition of this repository migrated, pulled, and made anew from what was pulled: the two databases are the
//! same by the engine's own words, but for what is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use integration::{Database, Fixture, configuration, on_every_engine};
use larder::DatabaseConfig;
use larder::internal::Scratch;
use larder::migrate::{Migrator, Snapshot};
use larder_format::Dialect;
use larder_format::catalogue::Catalogue;
use larder_format::object::Object;
use larder_generator::pull::{self, Miss, MissKind, ObjectMiss};
use larder_generator::sql::{self, Answers, Rules};

on_every_engine!(a_definition_comes_back);

/// The definitions: the folder of each, from that of the repository on.
fn definitions() -> Vec<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![repository.clone(), repository.join("examples/quickstart")];
    for entry in fs::read_dir(repository.join("tests")).expect("the folder is there") {
        folders.push(entry.expect("the entry can be read").path());
    }
    folders.retain(|folder| folder.join("models.toml").is_file() && folder.join("migrations").is_dir());
    folders.sort();
    assert!(folders.len() > 8, "{folders:?}");
    folders
}

async fn a_definition_comes_back(fixture: Fixture) {
    let mut problems = Vec::new();
    for folder in definitions() {
        let database = fixture.empty().await;
        if let Err(problem) = comes_back(&folder, &database).await {
            problems.push(format!("{}:\n{problem}", folder.display()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

async fn comes_back(folder: &Path, database: &Database) -> Result<(), String> {
    let config = configuration(database).database;
    let migrator = Migrator::from_folder(&config, folder.join("migrations"));
    migrator.migrate().await.map_err(|error| error.to_string())?;
    let (live, catalogue) = (snapshot(&migrator).await, catalogue(&migrator).await);
    let pulled =
        pull::pull(&catalogue, "").map_err(|problems| problems.render(larder_generator::diagnostic::Paint::Plain))?;
    if std::env::var_os("LARDER_PULL_SHOW").is_some() {
        let name = folder.canonicalize().expect("the folder is there");
        let name = name.file_name().expect("the folder has a name").to_string_lossy().into_owned();
        let misses: String = pulled.misses.iter().map(|miss| format!("# {:?} {miss}\n", miss.kind)).collect();
        let place = std::env::temp_dir().join(format!("pulled.{name}.{}.toml", catalogue.dialect));
        fs::write(place, format!("{}\n{misses}", pulled.text)).expect("the file can be written");
    }
    let definition =
        pulled.define("models.toml").map_err(|problems| problems.render(larder_generator::diagnostic::Paint::Plain))?;
    let start = pull::start(&catalogue);
    let rules = start.rules;
    let schema = &definition.schema;
    let made = pull::migrations(schema, &schema.objects, &catalogue, start, &Answers::default())
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<String>())?;
    let pulled = pulled.with(&made.adopted);
    let tables = made.adopted.present.iter().map(|one| (one.table.name.clone(), one.table.clone())).collect();
    let objects = &definition.schema.objects;
    let named = folder.join("migrations");
    let anew = anew((&tables, objects), (catalogue.dialect, rules), &config, (database.name(), &named)).await;
    let untold: Vec<String> = untold(&live, &anew, &pulled.misses, &pulled.objects);
    if untold.is_empty() {
        return Ok(());
    }
    let misses: String = pulled.misses.iter().map(|miss| format!("{:?} {miss}\n", miss.kind)).collect();
    Err(format!("{}\n{misses}\n{}", untold.join("\n"), pulled.text))
}

pub(super) async fn snapshot(migrator: &Migrator) -> Snapshot {
    migrator.snapshot().await.expect("the schema can be read")
}

pub(super) async fn catalogue(migrator: &Migrator) -> Catalogue {
    larder::internal::catalogue(migrator).await.expect("the catalogue can be read")
}

/// Returns the schema of the tables, made from nothing.
async fn anew(
    (tables, objects): (&BTreeMap<String, larder_format::plan::Table>, &BTreeMap<String, Object>),
    (dialect, rules): (Dialect, Rules),
    config: &DatabaseConfig,
    (name, folder): (&str, &Path),
) -> Snapshot {
    let script = sql::creation::script(tables, objects, rules, dialect);
    let scratch = Scratch::create(config, &format!("{name}_anew")).await.expect("a database can be made");
    if !tables.is_empty() {
        scratch.run(&script).await.unwrap_or_else(|error| panic!("{error}\n{script}"));
    }
    let made = snapshot(&Migrator::from_folder(scratch.config(), folder)).await;
    scratch.drop().await.expect("the database can be dropped");
    made
}

/// Returns what the two differ by and no miss speaks of: objects beside tables by their names, tables by their lines.
fn untold(live: &Snapshot, anew: &Snapshot, misses: &[Miss], objects: &[ObjectMiss]) -> Vec<String> {
    let is_beside = |name: &str| !name.starts_with("table ");
    let beside = live.objects().filter(|name| is_beside(name) && !anew.has(name));
    let mut untold: Vec<String> =
        beside.filter(|name| !objects.iter().any(|known| known.object == **name)).map(str::to_owned).collect();
    let difference = live.difference(anew).unwrap_or_default();
    let mut object = "";
    for line in difference.lines() {
        let is_head = !line[1..].starts_with("    ");
        if is_head {
            object = line[2..].trim();
        }
        // SQLite keeps the words of a full-text table in tables of their own.
        let is_object =
            objects.iter().any(|known| known.object == object || object.starts_with(&format!("{}_", known.object)));
        let table = object.strip_prefix("table ");
        let mut of_table = misses.iter().filter(|miss| Some(miss.table.as_str()) == table);
        let is_told = is_object
            || is_head && line.starts_with(' ')
            || of_table.any(|miss| {
                let is_whole = miss.kind == MissKind::Left && miss.subject.is_empty();
                is_whole || !miss.subject.is_empty() && line.contains(&miss.subject)
            });
        if !is_told {
            untold.push(format!("{object}: {line}"));
        }
    }
    untold
}
