//! One program over tables whose keys begin with the tenant: on every engine, and, where PostgreSQL is a cluster, over
//! the same tables spread over its servers.

use std::env;

use integration::{Client, Database, Engine, configuration};
use larder::{Page, Result, now};
use voicehelper::models::{
    MessageRole, NewApiKey, NewConversation, NewDocument, NewMessage, NewTenant, NewUsageStat, NewUser,
    NewVoiceSession, Store, UserId,
};

/// Spreads the tables, whose references make way and come back. A key that is unique over all tenants has no place in
/// the cluster.
const SPREAD: [&str; 7] = [
    "CREATE TEMP TABLE ties AS SELECT conrelid::regclass::text AS child, conname AS name, pg_get_constraintdef(oid) AS \
     tie FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM ties LOOP \
     EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', r.child, r.name); END LOOP; END $$",
    "ALTER TABLE api_keys DROP CONSTRAINT api_keys_key_hash_key",
    "SELECT create_distributed_table('tenants', 'tenant_id', colocate_with => 'none')",
    "SELECT create_distributed_table(name, 'tenant_id', colocate_with => 'tenants') FROM unnest(ARRAY['users', \
     'conversations', 'messages', 'documents', 'api_keys', 'voice_sessions', 'usage_stats']) AS name",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM ties LOOP \
     EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s NOT VALID', r.child, r.name, r.tie); END LOOP; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM ties LOOP \
     EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT %I', r.child, r.name); END LOOP; END $$",
];

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

async fn sees_the_same(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let database = Database::create(engine).await;
    let store = Store::open(configuration(&database)).await.expect("the migrations apply");
    assert_eq!(program(&store, "acme").await.expect("one server"), EXPECTED);
    drop(store);
    if engine == Engine::Postgres && env::var("LARDER_TEST_SPREAD").is_ok() {
        let mut client = Client::connect(engine, database.url()).await.expect("the coordinator is there");
        for sql in SPREAD {
            client.execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        let store = Store::open(configuration(&database)).await.expect("the migrations are there");
        assert_eq!(program(&store, "umbrella").await.expect("a cluster"), EXPECTED);
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
