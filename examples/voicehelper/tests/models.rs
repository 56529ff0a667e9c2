//! The generated repositories on SQLite.

use larder::{Config, Page, now};
use voicehelper::models::{
    ConversationPatch, DocumentPatch, MessagePatch, MessageRole, NewApiKey, NewConversation, NewDocument, NewMessage, NewTenant, NewUsageStat, NewUser,
    NewVoiceSession, Reference, Store, UserPatch, VoiceConfig,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

async fn store(url: String) -> larder::Result<Store> {
    let mut config = Config::default();
    config.database.url = url;
    config.migration_enabled = true;
    Store::open(config).await
}

#[tokio::test]
async fn every_kind_of_method_works_on_sqlite() -> Outcome {
    let folder = tempfile::tempdir()?;
    every_kind_of_method(format!("sqlite:{}", folder.path().join("larder.db").display())).await
}

#[tokio::test]
async fn every_kind_of_method_works_on_servers() -> Outcome {
    for name in ["LARDER_TEST_POSTGRES_URL", "LARDER_TEST_MYSQL_URL"] {
        if let Ok(url) = std::env::var(name) {
            every_kind_of_method(url).await.map_err(|error| format!("{name}: {error}"))?;
        }
    }
    Ok(())
}

async fn every_kind_of_method(url: String) -> Outcome {
    let store = store(url).await?;
    let tenant = store.tenants().create(NewTenant::new("acme", "Acme Ltd")).await?;
    assert_eq!(*store.tenants().get_by_tenant_id("acme").await?, tenant);
    store.tenants().create(NewTenant::new("other", "Other")).await?;
    let scope = store.tenant("acme");
    let ada = scope.users().create(NewUser::new("ada", "ada", "Ada").openid(Some("o-1".into()))).await?;
    let (same, created) = scope.users().get_or_create_by_openid(NewUser::new("bob", "bob", "Bob").openid(Some("o-1".into()))).await?;
    assert!(!created && same.id == ada.id);
    scope.users().touch_last_login_at(&ada).await?;
    assert!(scope.users().last_login_at(&ada).await?.is_some());
    scope.users().patch(&ada, UserPatch::new().openid(None).nickname("A")).await?;
    assert_eq!(scope.users().get(&ada).await?.nickname, "A");
    assert!(scope.users().find_by_openid("o-1").await?.is_none());
    assert!(store.tenant("other").users().find(&ada).await?.is_none());

    let talk = scope.conversations().create(NewConversation::new(&ada, "退款").metadata(serde_json::json!({"a": {"b": 1}, "c": "x"}))).await?;
    for n in 0..7 {
        scope.messages().create(NewMessage::new(&talk, MessageRole::User, format!("refund 退款 {n}")).token_count(3)).await?;
    }
    scope.messages().create_many((0..5).map(|n| NewMessage::new(&talk, MessageRole::User, format!("more {n}")).token_count(1)).collect()).await?;
    let counted = scope.conversations().get(&talk).await?;
    assert_eq!((counted.msg_count, counted.token_count), (12, 26));
    let page = scope.messages().list_by_conversation(&talk, Page::first(5)).await?;
    let next = scope.messages().list_by_conversation(&talk, Page::after(page.next.as_ref().expect("twelve rows"), 5)).await?;
    assert!(page.items.len() == 5 && next.items.len() == 5 && page.items[4].id > next.items[0].id);
    let message = &page.items[0];
    scope.messages().patch(message, MessagePatch::new().references(vec![Reference::new("d", 0.5)]).token_count(11).content("changed words")).await?;
    assert_eq!(scope.conversations().get(&talk).await?.token_count, 36);
    assert_eq!(scope.messages().search("退款", Page::first(3)).await?.items.len(), 3);
    assert_eq!(scope.messages().search("changed", Page::first(3)).await?.items.len(), 1);
    scope.messages().delete(message).await?;
    assert_eq!(scope.conversations().get(&talk).await?.msg_count, 11);
    assert_eq!(scope.conversations().list_by_metadata_containing(&serde_json::json!({"a": {"b": 1}}), Page::first(3)).await?.items.len(), 1);
    assert_eq!(scope.conversations().list_by_metadata_containing(&serde_json::json!({"a": {"b": 2}}), Page::first(3)).await?.items.len(), 0);
    let loaded = scope.conversations().load([talk.id]).with_last_messages(3).await?;
    assert_eq!(loaded[0].1.len(), 3);

    let document = scope.documents().create(NewDocument::new("faq", "标题 title", "Body text", "web")).await?;
    scope.documents().patch(&document, DocumentPatch::new().title("neuer Titel")).await?;
    assert_eq!(scope.documents().search("neuer body", Page::first(3)).await?.items.len(), 1);
    let mut document = scope.documents().get(&document).await?.as_ref().clone();
    document.content = "something else".into();
    scope.documents().update(document).await?;
    assert_eq!(scope.documents().search("body", Page::first(3)).await?.items.len(), 0);

    let key = scope.api_keys().create(NewApiKey::new("key-1", "CI", "hash-1").user_id(Some(ada.id))).await?;
    assert_eq!(store.across_tenants().api_keys().get_by_key_hash("hash-1").await?.id, key.id);
    let wrong = NewApiKey::new("key-2", "CI", "hash-2").user_id(Some(larder::Uuid::now_v7().into()));
    assert!(scope.api_keys().create(wrong).await.expect_err("no such user").is_foreign_key_violation());
    let taken = scope.api_keys().create(NewApiKey::new("key-1", "CI", "hash-3")).await.expect_err("taken");
    assert!(taken.is_unique_violation_of("ApiKey.key_id"), "{taken}");

    for tokens in [18, 24] {
        scope.usage_stats().add(NewUsageStat::new(now().date_naive(), "tokens").metric_value(tokens)).await?;
        scope.usage_stats().add(NewUsageStat::new(now().date_naive(), "tokens").user_id(Some(ada.id)).metric_value(tokens)).await?;
    }
    assert_eq!(scope.usage_stats().count().await?, 2);
    let usage = scope.usage_stats().get_by_user_and_date_and_metric_type(None, now().date_naive(), "tokens").await?;
    assert_eq!(usage.metric_value, 42);

    let config = VoiceConfig::new().sample_rate(16_000).channels(1);
    scope.voice_sessions().create(NewVoiceSession::new("call-1", &ada).config(config)).await?;
    let stats = scope.voice_sessions().stats(now() - larder::TimeDelta::days(1)..now() + larder::TimeDelta::days(1)).await?;
    assert_eq!((stats.sessions, stats.active, stats.average_duration_seconds), (1, 1, Some(0.0)));
    let stats = scope.stats().await?;
    assert_eq!((stats.users, stats.conversations, stats.messages, stats.tokens), (1, 1, 11, 25));

    let rolled_back: Result<(), larder::Error> = scope
        .transaction(async |tx| {
            tx.conversations().patch(&talk, ConversationPatch::new().title("gone")).await?;
            tx.users().get_by_user_id("nobody").await?;
            Ok(())
        })
        .await;
    assert!(rolled_back.is_err() && scope.conversations().get(&talk).await?.title == "退款");
    scope.conversations().delete(&talk).await?;
    assert!(scope.conversations().find(&talk).await?.is_none());
    scope.conversations().restore(&talk).await?;
    assert!(scope.conversations().exists(&talk).await?);
    scope.users().delete(&ada).await?;
    assert!(scope.conversations().find(&talk).await?.is_none() && scope.messages().count().await? == 0);
    store.tenants().delete(&tenant).await?;
    assert_eq!(scope.documents().count().await?, 0);
    let stored = tokio::spawn(async move {
        let name = String::from("later");
        store.transaction(async |tx| tx.tenants().create(NewTenant::new("later", &name)).await).await
    });
    assert_eq!(stored.await??.name, "later");
    Ok(())
}
