//! Statements of the application's own.

use integration::{Fixture, on_every_engine};
use larder::{Error, ErrorKind, Row, TimeDelta, Timestamp, now, sql};
use serde_json::{Value, json};
use voicehelper::models::{
    ConversationId, ConversationPatch, Message, MessageRole, NewMessage, NewUser, Tenant, User, UserId,
};

use crate::seed;

on_every_engine!(
    rows_are_read_as_tuples_structs_and_entities,
    lists_of_every_length_and_parts_that_come_and_go,
    no_value_becomes_text,
    a_write_says_what_it_touches_and_the_cache_learns_it,
    a_statement_belongs_to_its_transaction,
    errors_are_those_of_repositories,
    each_dialect_has_its_text,
);

/// A conversation and how much was said in it.
#[derive(Debug, PartialEq, Row)]
struct Talk {
    id: ConversationId,
    messages: i64,
    #[field(column = "first_at")]
    began: Option<Timestamp>,
    #[field(json)]
    metadata: Value,
}

async fn rows_are_read_as_tuples_structs_and_entities(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let metadata = json!({ "channel": "web" });
    let patch = ConversationPatch::new().metadata(metadata.clone());
    scope.conversations().patch(&conversation, patch).await.unwrap();
    for text in ["one", "two"] {
        scope.messages().create(NewMessage::new(&conversation, MessageRole::User, text)).await.unwrap();
    }
    let tenant = scope.tenant_id();
    let talks: Vec<Talk> = sql!(
        "SELECT c.metadata, c.id, COUNT(m.id) AS messages, MIN(m.created_at) AS first_at
         FROM conversations c JOIN messages m ON m.conversation_id = c.id AND m.tenant_id = c.tenant_id
         WHERE c.tenant_id = {tenant} GROUP BY c.id, c.metadata"
    )
    .all(&scope)
    .await
    .unwrap();
    let [talk] = talks.try_into().unwrap();
    assert_eq!((talk.id, talk.messages, talk.metadata), (conversation.id, 2, metadata));
    assert!(talk.began.unwrap() <= now());

    let users: Vec<User> = sql!("SELECT * FROM users WHERE tenant_id = {tenant}").all(&fixture.store).await.unwrap();
    assert_eq!(users, std::slice::from_ref(&user));
    let (id, user_id): (UserId, String) =
        sql!("SELECT id, user_id FROM users WHERE id = {id}", id = user.id).one(&scope).await.unwrap();
    assert_eq!((id, user_id.as_str()), (user.id, "ada"));
    let count: i64 = sql!("SELECT COUNT(*) FROM messages").scalar(&fixture.store).await.unwrap();
    assert_eq!(count, 2);
    let mut texts: Vec<String> = sql!("SELECT content FROM messages").scalars(&scope).await.unwrap();
    texts.sort_unstable();
    assert_eq!(texts, ["one", "two"]);
    let none: Option<(String,)> = sql!("SELECT content FROM messages WHERE 1 = 0").optional(&scope).await.unwrap();
    assert_eq!(none, None);
    let none = sql!("SELECT * FROM users WHERE 1 = 0").one::<User>(&scope).await.unwrap_err();
    assert!(matches!(none.kind(), ErrorKind::NotFound { entity: "User" }));
}

async fn lists_of_every_length_and_parts_that_come_and_go(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let mut ids = Vec::new();
    for n in 0..20 {
        ids.push(scope.users().create(NewUser::new(format!("user-{n}"), "name", "nick")).await.unwrap().id);
    }
    for length in [0, 1, 2, 3, 5, 8, 17, 20] {
        let some = &ids[..length];
        let found: i64 = sql!("SELECT COUNT(*) FROM users WHERE id IN {some}").scalar(&scope).await.unwrap();
        let others: i64 = sql!("SELECT COUNT(*) FROM users WHERE id NOT IN {some}").scalar(&scope).await.unwrap();
        assert_eq!((found, others), (i64::try_from(length).unwrap(), 20 - i64::try_from(length).unwrap()));
        // The same list both bound and asked whether it is there.
        let any: i64 =
            sql!("SELECT COUNT(*) FROM users WHERE 1 = 1 {if some}AND id IN {some}{end}").scalar(&scope).await.unwrap();
        assert_eq!(any, if length == 0 { 20 } else { i64::try_from(length).unwrap() });
    }
    for (user_id, newest, expected) in [
        (Some("user-7"), true, vec!["user-7"]),
        (None, true, vec!["user-19", "user-18"]),
        (None, false, vec!["user-0", "user-1"]),
    ] {
        let found: Vec<String> = sql!(
            "SELECT user_id FROM users WHERE 1 = 1 {if user_id}AND user_id = {user_id}{end}
             ORDER BY {if newest}created_at DESC, id DESC{else}created_at, id{end} LIMIT 2"
        )
        .scalars(&scope)
        .await
        .unwrap();
        assert_eq!(found, expected);
    }
}

async fn no_value_becomes_text(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    for hostile in ["x' OR '1' = '1", "\"; DROP TABLE users; --", "{id}", "$1", "?", "\\", "%", "'"] {
        let back: String = sql!(
            { postgres: "SELECT {hostile}::text", _: "SELECT {hostile}" }
        )
        .scalar(&scope)
        .await
        .unwrap();
        assert_eq!(back, hostile);
        let list = [hostile];
        let found: i64 = sql!("SELECT COUNT(*) FROM users WHERE user_id IN {list} OR user_id = {hostile}")
            .scalar(&scope)
            .await
            .unwrap();
        assert_eq!(found, 0);
    }
    let brace: String = sql!("SELECT '{id}'").scalar(&scope).await.unwrap();
    assert_eq!(brace, "{id}");
}

async fn a_write_says_what_it_touches_and_the_cache_learns_it(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    let refused = sql!("UPDATE users SET nickname = 'x'").execute(&scope).await.unwrap_err();
    let ErrorKind::Database(what) = refused.kind() else { panic!("{refused}") };
    assert!(what.contains("own_sql.rs") && what.contains("`.touches::<Entity>()`"), "{what}");

    for (round, name) in ["first", "second", "third"].iter().enumerate() {
        // In the cache before the write, by both keys.
        scope.users().get(user.id).await.unwrap();
        scope.users().get_by_user_id("ada").await.unwrap();
        let query = sql!("UPDATE users SET nickname = {name} WHERE tenant_id = 'acme'", name = *name);
        let query = match round {
            0 => query.touches::<User>(),
            1 => query.touches_tenant::<User>("acme"),
            _ => query.touches_row(&user),
        };
        assert_eq!(query.execute(&scope).await.unwrap(), 1);
        assert_eq!(scope.users().get(user.id).await.unwrap().nickname, *name);
        assert_eq!(scope.users().get_by_user_id("ada").await.unwrap().nickname, *name);
    }
}

async fn a_statement_belongs_to_its_transaction(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    scope.users().get(user.id).await.unwrap();
    let outcome: Result<(), Error> = scope
        .transaction(async |tx| {
            sql!("UPDATE users SET nickname = {name}", name = "inside").touches::<User>().execute(&tx).await?;
            let seen: String = sql!("SELECT nickname FROM users").scalar(&tx).await?;
            assert_eq!(seen, "inside");
            assert_eq!(tx.users().get(user.id).await?.nickname, "inside");
            Err(Error::not_found("the end of this transaction"))
        })
        .await;
    outcome.unwrap_err();
    assert_eq!(scope.users().get(user.id).await.unwrap().nickname, user.nickname);

    let held = fixture.store.begin().await.unwrap();
    sql!("DELETE FROM users").touches::<User>().execute(&held).await.unwrap();
    held.commit().await.unwrap();
    assert!(scope.users().find(user.id).await.unwrap().is_none());
}

async fn errors_are_those_of_repositories(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    seed::user(&fixture, "acme", "bob").await;
    let taken = sql!("UPDATE users SET user_id = {user_id} WHERE id = {id}", user_id = "bob", id = user.id)
        .touches_row(&user)
        .execute(&fixture.store)
        .await
        .unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    let orphan = sql!("UPDATE users SET tenant_id = {tenant} WHERE id = {id}", tenant = "nobody", id = user.id)
        .touches::<Tenant>()
        .touches::<User>()
        .execute(&fixture.store)
        .await
        .unwrap_err();
    assert!(orphan.is_foreign_key_violation(), "{orphan}");

    let missing = sql!("SELECT id FROM messages").all::<Message>(&fixture.store).await.unwrap();
    assert!(missing.is_empty());
    let missing = sql!("SELECT id, user_id FROM users").all::<User>(&fixture.store).await.unwrap_err();
    let ErrorKind::Decode(what) = missing.kind() else { panic!("{missing}") };
    assert!(what.contains("for User; it has `id`, `user_id`"), "{what}");
    let columns = sql!("SELECT id, user_id FROM users").all::<(UserId,)>(&fixture.store).await.unwrap_err();
    assert!(columns.to_string().contains("has 2 columns, the tuple 1"), "{columns}");
    let unlike = sql!("SELECT user_id FROM users").scalar::<i64>(&fixture.store).await.unwrap_err();
    assert!(matches!(unlike.kind(), ErrorKind::Decode(_)), "{unlike}");
    let wrong = sql!("SELECT nothing FROM nowhere").named("wrong").scalar::<i64>(&fixture.store).await.unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Database(_)) && wrong.to_string().contains("sql.wrong"), "{wrong}");
}

async fn each_dialect_has_its_text(fixture: Fixture) {
    let since = now() - TimeDelta::days(1);
    let dialect: String = sql!(
        {
            postgres: "SELECT CASE WHEN {since} < now() THEN 'postgres' END",
            mysql: "SELECT CASE WHEN {since} < UTC_TIMESTAMP() THEN 'mysql' END",
            _: "SELECT CASE WHEN {since} IS NOT NULL THEN 'sqlite' END",
        }
    )
    .scalar(&fixture.store)
    .await
    .unwrap();
    assert_eq!(dialect, fixture.store.db().dialect().to_string().to_lowercase());
}
