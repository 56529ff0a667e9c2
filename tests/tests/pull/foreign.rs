//! Databases that larder did not make: what is pulled is as recorded, everything else is told, and what the migrations
//! say of them is there.

use std::fs;
use std::path::Path;

use integration::{Engine, Fixture, configuration, on_every_engine};
use larder::migrate::Migrator;
use larder_format::catalogue::Catalogue;
use larder_generator::pull::{self, Pulled};
use larder_generator::sql::{self, Answers, Migration};

use crate::{round, rows};

on_every_engine!(a_database_of_others_is_pulled_and_recorded);

async fn a_database_of_others_is_pulled_and_recorded(fixture: Fixture) {
    let database = fixture.empty().await;
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pull/schemas");
    let (name, sql) = match fixture.engine {
        Engine::Sqlite => ("sqlite", include_str!("schemas/sqlite.sql")),
        Engine::Postgres => ("postgres", include_str!("schemas/postgres.sql")),
        Engine::MySql => ("mysql", include_str!("schemas/mysql.sql")),
    };
    run(fixture.engine, database.url(), sql).await;
    let config = configuration(&database).database;
    let reader = Migrator::from_folder(&config, "");
    let before = round::snapshot(&reader).await;
    let catalogue = round::catalogue(&reader).await;
    let kept = rows::of(&catalogue, fixture.engine, database.url()).await;
    let (text, pulled, made) = pulled(&catalogue);
    assert_recorded(&place.join(format!("{name}.toml")), &text, fixture.engine);

    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), made.present.iter().chain(&made.lacking));
    let migrator = Migrator::from_folder(&config, folder.path());
    let last = made.present.last().expect("there are tables").plan.id.clone();
    migrator.baseline(&last).await.expect("the database has what the migrations make");
    let recorded = round::snapshot(&migrator).await;
    assert_eq!(before.difference(&recorded), None, "recording changes nothing");
    migrator.migrate().await.expect("what the database lacks can be added");

    write(folder.path(), &with_a_field_more(&pulled, &made, &catalogue));
    Migrator::from_folder(&config, folder.path()).migrate().await.expect("each table takes a column more");
    assert_eq!(kept, rows::of(&catalogue, fixture.engine, database.url()).await, "no row changes");
}

pub(super) fn write<'a>(folder: &Path, migrations: impl IntoIterator<Item = &'a Migration>) {
    for Migration { plan, files } in migrations {
        let own = folder.join(&plan.id);
        fs::create_dir_all(&own).expect("a folder can be made");
        files.iter().for_each(|(name, text)| fs::write(own.join(name), text).expect("a file can be written"));
    }
}

/// Returns the migration of a field that a person adds to every entity.
pub(super) fn with_a_field_more(
    pulled: &Pulled,
    made: &pull::PulledMigrations,
    catalogue: &Catalogue,
) -> Vec<Migration> {
    let is_of_fields = |line: &str| line.starts_with("[entities.") && line.ends_with(".fields]");
    let line =
        |line: &str| if is_of_fields(line) { format!("{line}\nadded = \"text?\"\n") } else { format!("{line}\n") };
    let text: String = pulled.text.lines().map(line).collect();
    let definition = Pulled { text, ..pulled.clone() }.define("models.toml").expect("the definition holds no mistake");
    let mut state = pull::start(catalogue);
    state.extend(&made.present).expect("the migrations follow each other");
    state.extend(&made.lacking).expect("the migrations follow each other");
    let planned = sql::generate(&state, &definition.schema, &Answers::default());
    planned.expect("the migration can be made").migrations
}

/// Returns the definition with all that is told of it, the definition itself, and its migrations.
pub(super) fn pulled(catalogue: &Catalogue) -> (String, Pulled, pull::PulledMigrations) {
    let pulled = pull::pull(catalogue, "").expect("the definition holds no mistake");
    let definition = pulled.define("models.toml").expect("the definition holds no mistake");
    let schema = &definition.schema;
    let made = pull::migrations(schema, &schema.objects, catalogue, pull::start(catalogue), &Answers::default());
    let made = made.expect("the migrations can be made");
    let pulled = pulled.with(&made.adopted);
    let misses: String = pulled.misses.iter().map(|miss| format!("# {:?}: {miss}\n", miss.kind)).collect();
    let files: String = pulled.files.iter().map(|(path, text)| format!("# {path}: {}\n", line(text))).collect();
    let objects: String = pulled.objects.iter().map(|miss| format!("# {}: {}\n", miss.object, miss.why)).collect();
    (format!("{}\n{misses}\n{files}\n{objects}", pulled.text.trim_start()), pulled, made)
}

/// Returns a text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares with the file, or writes it with LARDER_BLESS. Servers of one engine print some things in two ways, so that
/// what is recorded is what Debian's print.
fn assert_recorded(place: &Path, text: &str, engine: Engine) {
    if std::env::var_os("LARDER_BLESS").is_some() {
        fs::write(place, text).expect("the file can be written");
    }
    let recorded = fs::read_to_string(place).unwrap_or_default();
    let is_of_fields = |line: &&str| !line.starts_with('#') && !line.starts_with("checks = ");
    let fields = |text: &str| text.lines().filter(is_of_fields).map(str::to_owned).collect::<Vec<_>>();
    if engine == Engine::MySql {
        assert_eq!(fields(&recorded), fields(text), "LARDER_BLESS=1 writes {}", place.display());
    } else {
        assert_eq!(recorded, text, "LARDER_BLESS=1 writes {}", place.display());
    }
}

pub(super) async fn run(engine: Engine, url: &str, sql: &'static str) {
    match engine {
        Engine::Sqlite => {
            let options =
                url.parse::<sqlx::sqlite::SqliteConnectOptions>().expect("it is a URL").create_if_missing(true);
            let mut connection = sqlx::ConnectOptions::connect(&options).await.expect("the file opens");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("the schema is made");
        }
        Engine::Postgres => {
            let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.expect("it connects");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("the schema is made");
        }
        Engine::MySql => {
            let mut connection = <sqlx::MySqlConnection as sqlx::Connection>::connect(url).await.expect("it connects");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("the schema is made");
        }
    }
}
