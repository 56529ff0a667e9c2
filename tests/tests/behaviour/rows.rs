//! Writes, and the rows that they give back.

use integration::{Fixture, on_every_engine};
use larder::{TimeDelta, now};
use serde_json::json;
use voicehelper::models::{
    NewTenant, NewUser, NewVoiceSession, TenantPatch, TenantPlan, TenantStatus, UserPatch, UserRole, VoiceConfig,
};

use crate::seed;

on_every_engine!(
    a_row_comes_back_as_it_was_written,
    an_update_writes_all_but_immutable_columns,
    a_patch_leaves_sets_and_nulls,
    a_batch_stores_every_row,
    a_deleted_row_is_gone,
    get_or_create_finds_the_second_time,
    volatile_columns_have_their_own_accessor,
    secrets_are_found_but_not_shown,
);

async fn a_row_comes_back_as_it_was_written(fixture: Fixture) {
    let config = json!({ "θ": [1, 2.5, null, true, "文"], "nested": { "deep": {} }, "big": i64::MAX });
    let new =
        NewTenant::new("acme", "名字 with 'quotes' and \\ 😀").plan(TenantPlan::Enterprise).config(config.clone());
    let before = now();
    let written = fixture.store.tenants().create(new).await.unwrap();
    let after = now();
    let read = fixture.store.tenants().get(written.id).await.unwrap();
    assert_eq!(*read, written);
    assert_eq!(read.config, config);
    assert_eq!(read.quota["max_concurrent"], 3);
    assert_eq!(read.status, TenantStatus::Active);
    // The database may have a clock of its own.
    let drift = TimeDelta::seconds(60);
    assert!(before - drift < read.created_at && read.created_at < after + drift, "{}", read.created_at);

    seed::user(&fixture, "acme", "ada").await;
    let user = fixture.store.tenant("acme").users().get_by_user_id("ada").await.unwrap();
    for start in [now(), "1965-03-04T05:06:07.123456Z".parse().unwrap(), "2039-12-31T23:59:59.999999Z".parse().unwrap()]
    {
        let config = VoiceConfig::new().sample_rate(48_000).language("ja-JP");
        let id = format!("s-{}", start.timestamp());
        let new = NewVoiceSession::new(id, &*user)
            .config(config.clone())
            .start_time(start)
            .end_time(start + TimeDelta::seconds(9));
        let session = fixture.store.tenant("acme").voice_sessions().create(new).await.unwrap();
        let read = fixture.store.tenant("acme").voice_sessions().get(session.id).await.unwrap();
        assert_eq!(read.start_time, start);
        assert_eq!(read.config, config);
        assert_eq!(*read, session);
    }
}

async fn an_update_writes_all_but_immutable_columns(fixture: Fixture) {
    let mut tenant = seed::tenant(&fixture, "acme").await;
    let before = tenant.updated_at;
    tenant.name = "Renamed".into();
    tenant.tenant_id = "other".into();
    fixture.store.tenants().update(tenant.clone()).await.unwrap();
    let read = fixture.store.tenants().get(tenant.id).await.unwrap();
    assert_eq!((read.name.as_str(), read.tenant_id.as_str()), ("Renamed", "acme"));
    assert!(read.updated_at >= before);
    let missing = voicehelper::models::TenantId::new();
    tenant.id = missing;
    assert!(fixture.store.tenants().update(tenant).await.unwrap_err().is_not_found());
}

async fn a_patch_leaves_sets_and_nulls(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let users = fixture.store.tenant("acme");
    let new = NewUser::new("ada", "ada", "Ada").email("ada@example.com").phone(Some("+86 10 1234 5678".to_owned()));
    let user = users.users().create(new).await.unwrap();
    users.users().patch(&user, UserPatch::new().email(None).role(UserRole::SuperAdmin)).await.unwrap();
    let read = users.users().get(&user).await.unwrap();
    assert_eq!((read.email.clone(), read.phone.clone()), (None, user.phone.clone()));
    assert_eq!(read.role, UserRole::SuperAdmin);
    users.users().patch(&user, UserPatch::new()).await.unwrap();
    let missing = voicehelper::models::UserId::new();
    assert!(users.users().patch(missing, UserPatch::new().nickname("x")).await.unwrap_err().is_not_found());
    assert!(
        fixture
            .store
            .tenants()
            .patch(voicehelper::models::TenantId::new(), TenantPatch::new().name("x"))
            .await
            .is_err()
    );
}

async fn a_batch_stores_every_row(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    for count in [0_usize, 1, 2, 7, 130, 700] {
        let before = scope.users().count().await.unwrap();
        let new = (0..count).map(|n| NewUser::new(format!("u-{count}-{n}"), "name", "nick")).collect();
        let created = scope.users().create_many(new).await.unwrap();
        assert_eq!(created.len(), count);
        assert_eq!(scope.users().count().await.unwrap() - before, count as u64);
        if let Some(last) = created.last() {
            assert_eq!(*scope.users().get(last).await.unwrap(), *last);
        }
    }
}

async fn a_deleted_row_is_gone(fixture: Fixture) {
    let tenant = seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let scope = fixture.store.tenant("acme");

    scope.conversations().delete(&conversation).await.unwrap();
    assert!(scope.conversations().find(&conversation).await.unwrap().is_none());
    assert!(scope.conversations().delete(&conversation).await.unwrap_err().is_not_found());
    scope.conversations().restore(&conversation).await.unwrap();
    assert!(scope.conversations().find(&conversation).await.unwrap().is_some());
    scope.conversations().delete_permanently(&conversation).await.unwrap();
    assert!(scope.conversations().restore(&conversation).await.unwrap_err().is_not_found());

    fixture.store.tenants().delete(&tenant).await.unwrap();
    assert!(scope.users().find(&user).await.unwrap().is_none());
    assert!(fixture.store.tenants().delete(&tenant).await.unwrap_err().is_not_found());
}

async fn get_or_create_finds_the_second_time(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let new = |id: &str| NewUser::new(id, "guest", "Guest").openid("o-1");
    let (first, created) = scope.users().get_or_create_by_openid(new("a-1")).await.unwrap();
    assert!(created);
    let (second, created) = scope.users().get_or_create_by_openid(new("a-2")).await.unwrap();
    assert!(!created);
    assert_eq!(first.id, second.id);
    let twins = tokio::join!(
        scope.users().get_or_create_by_openid(NewUser::new("b-1", "b", "B").openid("o-2")),
        scope.users().get_or_create_by_openid(NewUser::new("b-2", "b", "B").openid("o-2")),
    );
    assert_eq!(twins.0.unwrap().0.id, twins.1.unwrap().0.id);
    let without = scope.users().create(NewUser::new("c-1", "c", "C")).await.unwrap();
    scope.users().create(NewUser::new("c-2", "c", "C")).await.expect("two users without openid do not collide");
    assert!(without.openid.is_none());
}

async fn volatile_columns_have_their_own_accessor(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    assert_eq!(scope.users().last_login_at(&user).await.unwrap(), None);
    scope.users().touch_last_login_at(&user).await.unwrap();
    assert!(scope.users().last_login_at(&user).await.unwrap().is_some());
}

async fn secrets_are_found_but_not_shown(fixture: Fixture) {
    use voicehelper::models::NewApiKey;
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let new = NewApiKey::new("build", "Build", "canary-hash-1");
    assert!(!format!("{new:?}").contains("canary"));
    let key = scope.api_keys().create(new).await.unwrap();
    assert!(!format!("{key:?}").contains("canary"));
    for _ in 0..2 {
        let found = fixture.store.across_tenants().api_keys().get_by_key_hash("canary-hash-1").await.unwrap();
        assert_eq!(found.id, key.id);
    }
    let twice = scope.api_keys().create(NewApiKey::new("build-2", "Build", "canary-hash-1")).await.unwrap_err();
    assert!(twice.is_unique_violation());
    assert!(!format!("{twice} {twice:?}").contains("canary"));
}
