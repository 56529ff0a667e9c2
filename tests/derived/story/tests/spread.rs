//! One program over tables whose keys begin with the tenant: on every engine, and, where PostgreSQL is a cluster, over
//! the same tables spread over its servers.

use std::path::Path;
use std::{env, fs};

use integration::{Client, Database, Engine, configuration, explained};
use larder::migrate::Migrator;
use larder::{Page, Result, now};
use larder_generator::diagnostic::Paint;
use larder_generator::sql::{self, Answers, Folder};
use tempfile::TempDir;
use voicehelper::models::{
    MessageRole, NewApiKey, NewConversation, NewDocument, NewMessage, NewTenant, NewUsageStat, NewUser,
    NewVoiceSession, Store, UserId,
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Writes the migrations of these tables, and behind them the one that spreads them, as codegen writes it for a
/// definition that says so. A key that is unique over all tenants has no place in a cluster.
fn write_migrations(folder: &Path) {
    let read = |path: &Path| fs::read_to_string(path).expect("is there");
    let definition = read(&Path::new(ROOT).join("models.toml")).replace("ready = true", "engine = \"citus\"");
    let source = |path: &str| {
        let text = fs::read_to_string(Path::new(ROOT).join(path)).ok()?;
        Some(text.replace("unique = \"global\"", "unique"))
    };
    let definition = larder_generator::read_with_sources(&definition, "models.toml", &[], &source);
    let definition = definition.unwrap_or_else(|refused| panic!("{}", refused.render(Paint::Plain)));
    let mut migrations = Folder::new();
    for entry in fs::read_dir(Path::new(ROOT).join("migrations")).expect("is there") {
        let path = entry.expect("can be read").path();
        let files = fs::read_dir(&path).expect("is a folder").map(|file| file.expect("can be read").path());
        let name = |path: &Path| path.file_name().expect("has one").to_string_lossy().into_owned();
        migrations.insert(name(&path), files.map(|file| (name(&file), read(&file))).collect());
    }
    let state = sql::fold(&migrations).expect("they hold together");
    let made = sql::generate(&state, &definition.schema, &Answers::default()).expect("asks nothing").migrations;
    assert_eq!(made.len(), 1);
    migrations.extend(made.into_iter().map(|made| (made.plan.id, made.files)));
    for (name, files) in migrations {
        fs::create_dir(folder.join(&name)).expect("is new");
        for (file, text) in files {
            fs::write(folder.join(&name).join(file), text).expect("can be written");
        }
    }
}

/// Runs the migration that spreads the tables, or takes it back.
async fn move_tables(database: &Database, back: bool) {
    let folder = TempDir::new().expect("a temporary folder can be made");
    write_migrations(folder.path());
    let migrator = Migrator::from_folder(&configuration(database).database, folder.path().to_owned());
    let done = if back { migrator.rollback(1).await.map(drop) } else { migrator.migrate().await.map(drop) };
    done.unwrap_or_else(|error| panic!("{}", explained(&error)));
}

/// Does what a tenant does, and returns what it saw.
async fn program(store: &Store, tenant: &str) -> Result<Vec<String>> {
    let mut seen = Vec::new();
    let acme = store.tenants().create(NewTenant::new(tenant, "A tenant")).await?;
    let scope = store.tenant(tenant);
    let ada = scope.users().create(NewUser::new("ada", "ada", "Ada").openid("o-1")).await?;
    let bob = scope.users().create(NewUser::new("bob", "bob", "Bob")).await?;
    let eve = scope.users().create(NewUser::new("eve", "eve", "Eve")).await?;
    let taken = scope.users().create(NewUser::new("joe", "joe", "Joe").openid("o-1")).await.unwrap_err();
    seen.push(format!("{:?}", taken.kind()));
    let missing = scope.conversations().create(NewConversation::new(UserId::new(), "x")).await.unwrap_err();
    seen.push(format!("{:?}", missing.kind()));

    let talk = scope.conversations().create(NewConversation::new(&bob, "A conversation")).await?;
    let line = |text: &str, tokens: i32| NewMessage::new(&talk, MessageRole::User, text).token_count(tokens);
    let first = scope.messages().create(line("where is my invoice", 4).user_id(ada.id)).await?;
    scope.messages().create_many(vec![line("here it is", 3).user_id(bob.id), line("thanks", 1)]).await?;
    let counted = scope.conversations().get(&talk).await?;
    seen.push(format!("{} messages, {} tokens", counted.msg_count, counted.token_count));
    let found = scope.messages().search("invoice", Page::first(10)).await?;
    seen.push(format!("{} found", found.items.len()));
    scope.documents().create(NewDocument::new("doc", "退款政策", "thirty days", "s")).await?;
    let found = scope.documents().search("退款", Page::first(10)).await?;
    seen.push(format!("{} found", found.items.len()));
    let hash = format!("hash of {tenant}");
    let key = scope.api_keys().create(NewApiKey::new("nightly", "Nightly", hash.as_str()).user_id(ada.id)).await?;
    let called = NewVoiceSession::new("call", &eve).conversation_id(talk.id);
    let called = scope.voice_sessions().create(called).await?;
    for amount in [18, 24] {
        scope.usage_stats().add(NewUsageStat::new(now().date_naive(), "tokens").metric_value(amount)).await?;
    }
    let figures = scope.usage_stats().list(Page::first(10)).await?;
    seen.push(format!("{:?} used", figures.items.iter().map(|figure| figure.metric_value).collect::<Vec<_>>()));

    // What refers to a row lets go of it, and what belongs to it goes with it.
    scope.users().delete(&ada).await?;
    let (first, key) = (scope.messages().get(&first).await?, scope.api_keys().get(&key).await?);
    seen.push(format!("without a user: {:?}, {:?}", first.user_id, key.user_id));
    scope.users().delete(&bob).await?;
    let called = scope.voice_sessions().get(&called).await?;
    seen.push(format!("without a conversation: {:?}", called.conversation_id));
    seen.push(format!("{} messages are left", scope.messages().count().await?));
    store.tenants().delete(&acme).await?;
    seen.push(format!("{} users are left", scope.users().count().await?));
    Ok(seen)
}

const EXPECTED: [&str; 10] = [
    "UniqueViolation { field: \"User.openid\" }",
    "ForeignKeyViolation { field: \"Conversation.user_id\", cause: MissingParent }",
    "3 messages, 8 tokens",
    "1 found",
    "1 found",
    "[42] used",
    "without a user: None, None",
    "without a conversation: None",
    "0 messages are left",
    "0 users are left",
];

/// Rows of one tenant are there while its tables are spread, and when they are gathered again; another comes and goes
/// meanwhile.
async fn is_spread_and_gathered(database: &Database) {
    let is_cluster = env::var("LARDER_TEST_SPREAD").is_ok();
    let store = Store::open(configuration(database)).await.expect("the migrations are there");
    store.tenants().create(NewTenant::new("stays", "A tenant")).await.expect("is new");
    let ada = store.tenant("stays").users().create(NewUser::new("ada", "ada", "Ada")).await.expect("is new");
    drop(store);
    let places = "SELECT count(*)::text FROM pg_dist_partition WHERE partmethod = 'h'";
    for (back, tenant, tables) in [(false, "umbrella", "8"), (true, "initech", "0")] {
        move_tables(database, back).await;
        let mut client = Client::connect(Engine::Postgres, database.url()).await.expect("the server is there");
        if is_cluster {
            let found = client.query(places).await.expect("is a cluster");
            assert_eq!(found, [[Some(tables.to_owned())]]);
        }
        // The program knows of no such migration.
        let kept = "CREATE TABLE kept AS SELECT * FROM larder_migrations WHERE migration LIKE '0010%'";
        let forget = "DELETE FROM larder_migrations WHERE migration LIKE '0010%'";
        if !back {
            client.execute(kept).await.expect("is a table");
            client.execute(forget).await.expect("is a table");
        }
        let store = Store::open(configuration(database)).await.expect("the migrations are there");
        assert_eq!(program(&store, tenant).await.expect("works as before"), EXPECTED);
        assert_eq!(store.tenant("stays").users().get(&ada).await.expect("has stayed").username, "ada");
        drop(store);
        if !back {
            client.execute("INSERT INTO larder_migrations SELECT * FROM kept").await.expect("is a table");
        }
    }
}

async fn sees_the_same(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let database = Database::create(engine).await;
    let store = Store::open(configuration(&database)).await.expect("the migrations apply");
    assert_eq!(program(&store, "acme").await.expect("one server"), EXPECTED);
    drop(store);
    if engine == Engine::Postgres {
        is_spread_and_gathered(&database).await;
    }
    database.drop().await;
}

#[tokio::test]
async fn on_sqlite() {
    sees_the_same(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    sees_the_same(Engine::Postgres).await;
}

#[tokio::test]
async fn on_mysql() {
    sees_the_same(Engine::MySql).await;
}
