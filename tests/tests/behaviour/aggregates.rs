//! Counts, sums and groups.

use integration::{Fixture, on_every_engine};
use larder::{TimeDelta, now};
use serde_json::json;
use voicehelper::models::{
    ConversationPatch, Message, MessageRole, NewMessage, NewUsageStat, NewVoiceSession, VoiceSessionPatch,
    VoiceSessionStatus,
};

use crate::seed;

on_every_engine!(
    tenant_statistics_count_the_tenants_rows,
    voice_statistics_cover_the_range,
    usage_adds_up_and_a_null_user_is_one,
    containment_finds_by_json,
    last_messages_come_in_two_statements,
);

async fn tenant_statistics_count_the_tenants_rows(fixture: Fixture) {
    for tenant in ["acme", "rival"] {
        seed::tenant(&fixture, tenant).await;
        let user = seed::user(&fixture, tenant, "ada").await;
        let conversation = seed::conversation(&fixture, tenant, &user).await;
        let scope = fixture.store.tenant(tenant);
        let new = (0..3).map(|_| NewMessage::new(&conversation, MessageRole::User, "x").token_count(7)).collect();
        scope.messages().create_many(new).await.unwrap();
        scope.voice_sessions().create(NewVoiceSession::new("open", &user)).await.unwrap();
        scope
            .voice_sessions()
            .create(NewVoiceSession::new("done", &user).status(VoiceSessionStatus::Completed))
            .await
            .unwrap();
    }
    let stats = fixture.store.tenant("acme").stats().await.unwrap();
    assert_eq!((stats.users, stats.conversations, stats.messages, stats.documents), (1, 1, 3, 0));
    assert_eq!((stats.active_voice_sessions, stats.tokens), (1, 21));
}

async fn voice_statistics_cover_the_range(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let sessions = fixture.store.tenant("acme").voice_sessions();
    let start = now() - TimeDelta::days(1);
    for (n, seconds) in [10, 20, 33].into_iter().enumerate() {
        let session = sessions.create(NewVoiceSession::new(format!("s-{n}"), &user).start_time(start)).await.unwrap();
        let patch = VoiceSessionPatch::new().status(VoiceSessionStatus::Completed).duration_seconds(seconds);
        sessions.patch(&session, patch).await.unwrap();
    }
    sessions.create(NewVoiceSession::new("later", &user).start_time(start + TimeDelta::hours(1))).await.unwrap();
    let stats = sessions.stats(start..start + TimeDelta::hours(1)).await.unwrap();
    assert_eq!((stats.sessions, stats.completed, stats.active, stats.total_duration_seconds), (3, 3, 0, 63));
    assert!((stats.average_duration_seconds.unwrap() - 21.0).abs() < 1e-9);
    let none = sessions.stats(start - TimeDelta::days(2)..start - TimeDelta::days(1)).await.unwrap();
    assert_eq!((none.sessions, none.total_duration_seconds, none.average_duration_seconds), (0, 0, None));
}

async fn usage_adds_up_and_a_null_user_is_one(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    let today = now().date_naive();
    for value in [1, 2, 39] {
        scope.usage_stats().add(NewUsageStat::new(today, "tokens").metric_value(value)).await.unwrap();
        scope
            .usage_stats()
            .add(NewUsageStat::new(today, "tokens").metric_value(value * 2).user_id(user.id))
            .await
            .unwrap();
    }
    scope.usage_stats().add(NewUsageStat::new(today, "minutes").metric_value(5)).await.unwrap();
    let rows = scope.usage_stats().list_by_date(today, larder::Page::first(10)).await.unwrap().items;
    let mut values: Vec<_> =
        rows.iter().map(|row| (row.metric_type.as_str(), row.user_id.is_some(), row.metric_value)).collect();
    values.sort_unstable();
    assert_eq!(values, [("minutes", false, 5), ("tokens", false, 42), ("tokens", true, 84)]);
}

async fn containment_finds_by_json(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    for metadata in
        [json!({ "channel": "web", "deep": { "n": 1 } }), json!({ "channel": "phone", "deep": { "n": 1 } }), json!({})]
    {
        let conversation = seed::conversation(&fixture, "acme", &user).await;
        scope.conversations().patch(&conversation, ConversationPatch::new().metadata(metadata)).await.unwrap();
    }
    for (wanted, count) in [
        (json!({ "channel": "web" }), 1),
        (json!({ "deep": { "n": 1 } }), 2),
        (json!({ "deep": { "n": "1" } }), 0),
        (json!({ "channel": "phone", "deep": { "n": 1 } }), 1),
        (json!({}), 3),
    ] {
        let found = scope.conversations().list_by_metadata_containing(&wanted, larder::Page::first(10)).await.unwrap();
        assert_eq!(found.items.len(), count, "{wanted}");
    }
}

async fn last_messages_come_in_two_statements(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    let mut ids = Vec::new();
    for n in 0..20 {
        let conversation = seed::conversation(&fixture, "acme", &user).await;
        let new = (0..n).map(|m| NewMessage::new(&conversation, MessageRole::User, format!("{m}"))).collect();
        scope.messages().create_many(new).await.unwrap();
        ids.push(conversation.id);
    }
    let before = fixture.store.db().statistics().total.executions;
    let loaded = scope.conversations().load(ids.clone()).with_last::<Message>(5).await.unwrap();
    assert!(fixture.store.db().statistics().total.executions - before <= 2);
    assert_eq!(loaded.iter().map(|(conversation, _)| conversation.id).collect::<Vec<_>>(), ids);
    for (n, (_, messages)) in loaded.iter().enumerate() {
        assert_eq!(messages.len(), n.min(5));
        assert!(messages.is_sorted_by(|a, b| (a.created_at, a.id) >= (b.created_at, b.id)));
    }
}
