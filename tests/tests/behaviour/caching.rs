//! Cached reads after writes.

use std::sync::Arc;

use integration::{Fixture, on_every_engine};
use larder::Page;
use voicehelper::models::{DocumentPatch, DocumentRepository, DocumentStatus, NewDocument, NewUser, TenantPatch};

use crate::seed;

on_every_engine!(
    the_second_read_is_a_hit,
    a_write_is_seen_by_the_next_read,
    a_missing_row_appears_once_created,
    a_key_follows_its_row,
    cascades_reach_cached_children,
    a_rolled_back_write_leaves_the_cache_right,
    concurrent_misses_load_once,
    many_rows_come_in_one_statement,
    a_list_is_read_once_until_a_row_of_its_tenant_is_written,
    a_list_of_a_transaction_is_its_own,
);

async fn the_second_read_is_a_hit(fixture: Fixture) {
    let tenant = seed::tenant(&fixture, "acme").await;
    let before = fixture.store.cache().statistics().total;
    let first = fixture.store.tenants().get(&tenant).await.unwrap();
    let second = fixture.store.tenants().get(&tenant).await.unwrap();
    let after = fixture.store.cache().statistics().total;
    assert_eq!(first, second);
    assert_eq!((after.loads - before.loads, after.hits - before.hits), (1, 1));
    fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
    fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
    assert!(fixture.store.cache().statistics().total.loads - after.loads <= 1);
}

async fn a_write_is_seen_by_the_next_read(fixture: Fixture) {
    let tenant = seed::tenant(&fixture, "acme").await;
    for n in 0..5 {
        fixture.store.tenants().get(&tenant).await.unwrap();
        fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
        let name = format!("name {n}");
        fixture.store.tenants().patch(&tenant, TenantPatch::new().name(&name)).await.unwrap();
        assert_eq!(fixture.store.tenants().get(&tenant).await.unwrap().name, name);
        assert_eq!(fixture.store.tenants().get_by_tenant_id("acme").await.unwrap().name, name);
    }
}

async fn a_missing_row_appears_once_created(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let new = NewUser::new("late", "late", "Late").openid("o-late");
    let id = new.id;
    for _ in 0..2 {
        assert!(scope.users().find(id).await.unwrap().is_none());
        assert!(scope.users().find_by_user_id("late").await.unwrap().is_none());
        assert!(scope.users().find_by_openid("o-late").await.unwrap().is_none());
    }
    scope.users().create(new).await.unwrap();
    assert!(scope.users().find(id).await.unwrap().is_some());
    assert!(scope.users().find_by_user_id("late").await.unwrap().is_some());
    assert!(scope.users().find_by_openid("o-late").await.unwrap().is_some());
}

async fn a_key_follows_its_row(fixture: Fixture) {
    use voicehelper::models::UserPatch;
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let one = scope.users().create(NewUser::new("one", "one", "One").openid("o-1")).await.unwrap();
    let two = scope.users().create(NewUser::new("two", "two", "Two")).await.unwrap();
    assert_eq!(scope.users().get_by_openid("o-1").await.unwrap().id, one.id);
    scope.users().patch(&one, UserPatch::new().openid(None)).await.unwrap();
    assert!(scope.users().find_by_openid("o-1").await.unwrap().is_none());
    scope.users().patch(&two, UserPatch::new().openid("o-1")).await.unwrap();
    assert_eq!(scope.users().get_by_openid("o-1").await.unwrap().id, two.id);
}

async fn cascades_reach_cached_children(fixture: Fixture) {
    use voicehelper::models::{MessageRole, NewMessage};
    let tenant = seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let other = seed::user(&fixture, "acme", "bob").await;
    let conversation = seed::conversation(&fixture, "acme", &other).await;
    let scope = fixture.store.tenant("acme");
    let message = NewMessage::new(&conversation, MessageRole::User, "x").user_id(user.id);
    let message = scope.messages().create(message).await.unwrap();
    assert_eq!(scope.messages().get(&message).await.unwrap().user_id, Some(user.id));
    scope.conversations().get(&conversation).await.unwrap();

    scope.users().delete(&user).await.unwrap();
    assert_eq!(scope.messages().get(&message).await.unwrap().user_id, None);
    scope.users().delete(&other).await.unwrap();
    assert!(scope.conversations().find(&conversation).await.unwrap().is_none());
    assert!(scope.messages().find(&message).await.unwrap().is_none());

    let document = scope.documents().create(NewDocument::new("doc", "t", "c", "s")).await.unwrap();
    scope.documents().get(&document).await.unwrap();
    fixture.store.tenants().delete(&tenant).await.unwrap();
    assert!(scope.documents().find(&document).await.unwrap().is_none());
}

async fn a_rolled_back_write_leaves_the_cache_right(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let document = scope.documents().create(NewDocument::new("doc", "before", "c", "s")).await.unwrap();
    scope.documents().get(&document).await.unwrap();
    let outcome = scope
        .transaction(async |tx| {
            tx.documents().patch(&document, DocumentPatch::new().title("after")).await?;
            assert_eq!(tx.documents().get(&document).await?.title, "after", "a transaction reads its own writes");
            assert_eq!(scope.documents().get(&document).await?.title, "before", "nobody else does");
            Err::<(), _>(larder::Error::not_found("nothing"))
        })
        .await;
    assert!(outcome.is_err());
    assert_eq!(scope.documents().get(&document).await.unwrap().title, "before");
    scope
        .transaction(async |tx| tx.documents().patch(&document, DocumentPatch::new().title("after")).await)
        .await
        .unwrap();
    assert_eq!(scope.documents().get(&document).await.unwrap().title, "after");
}

async fn concurrent_misses_load_once(fixture: Fixture) {
    let tenant = seed::tenant(&fixture, "acme").await;
    let fixture = Arc::new(fixture);
    let before = fixture.store.cache().statistics().total.loads;
    let readers: Vec<_> = (0..64)
        .map(|_| {
            let (fixture, id) = (fixture.clone(), tenant.id);
            tokio::spawn(async move { fixture.store.tenants().get(id).await.unwrap().name.clone() })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), "A tenant");
    }
    assert_eq!(fixture.store.cache().statistics().total.loads - before, 1);
}

async fn many_rows_come_in_one_statement(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let new = (0..30).map(|n| NewUser::new(format!("u-{n:02}"), "x", "x")).collect();
    let users = scope.users().create_many(new).await.unwrap();
    scope.users().get(&users[3]).await.unwrap();
    let before = fixture.store.db().statistics().total.executions;
    let found = scope.users().find_many(users.iter().map(|user| user.id)).await.unwrap();
    assert_eq!(found.len(), 30);
    assert_eq!(fixture.store.db().statistics().total.executions - before, 1);
    let again = scope.users().find_many(users.iter().map(|user| user.id)).await.unwrap();
    assert_eq!(again.len(), 30);
    assert_eq!(fixture.store.db().statistics().total.executions - before, 1, "all came from the cache");
}

/// Loads of lists of documents so far.
fn list_loads(fixture: &Fixture) -> u64 {
    let regions = fixture.store.cache().statistics().regions;
    regions.iter().find(|region| region.region == "document (lists)").expect("lists are cached").loads
}

async fn titles(documents: DocumentRepository<'_>, size: u32) -> Vec<String> {
    let page = documents.list(Page::first(size)).await.unwrap();
    page.items.into_iter().map(|document| document.title).collect()
}

async fn a_list_is_read_once_until_a_row_of_its_tenant_is_written(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    seed::tenant(&fixture, "globex").await;
    let (scope, other) = (fixture.store.tenant("acme"), fixture.store.tenant("globex"));
    let documents = scope.documents();
    let new = |title: &str| NewDocument::new(title, title, "c", "s");
    let first = documents.create(new("first")).await.unwrap();
    for _ in 0..3 {
        assert_eq!(titles(documents, 10).await, ["first"]);
        assert_eq!(titles(documents, 5).await, ["first"]);
        assert_eq!(titles(other.documents(), 10).await, [""; 0]);
        assert_eq!((documents.count().await.unwrap(), other.documents().count().await.unwrap()), (1, 0));
        let archived = documents.list_by_status(DocumentStatus::Archived, Page::first(10)).await.unwrap();
        assert!(archived.items.is_empty());
    }
    // On a slow machine some may have run out meanwhile.
    let loads = list_loads(&fixture);
    assert!((6..=8).contains(&loads), "{loads} loads");
    other.documents().create(new("theirs")).await.unwrap();
    documents.create(new("second")).await.unwrap();
    assert_eq!(titles(documents, 10).await, ["second", "first"]);
    assert_eq!(documents.count().await.unwrap(), 2);
    documents.patch(first.id, DocumentPatch::new().title("1st").status(DocumentStatus::Archived)).await.unwrap();
    assert_eq!(titles(documents, 10).await, ["second", "1st"]);
    let page = documents.list_by_status(DocumentStatus::Archived, Page::first(10)).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let first_page = documents.list(Page::first(1)).await.unwrap();
    for _ in 0..2 {
        let cursor = documents.list(Page::first(1)).await.unwrap().next.unwrap();
        assert_eq!(Some(&cursor), first_page.next.as_ref());
        let rest = documents.list(Page::after(&cursor, 1)).await.unwrap();
        assert_eq!((rest.items[0].title.as_str(), rest.next), ("1st", None));
    }
    documents.delete(first.id).await.unwrap();
    assert_eq!(titles(documents, 10).await, ["second"]);
    assert_eq!(titles(other.documents(), 10).await, ["theirs"]);
    documents.create_many(vec![new("third"), new("fourth")]).await.unwrap();
    assert_eq!(documents.count().await.unwrap(), 3);
    let tenant = fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
    fixture.store.tenants().delete(tenant.id).await.unwrap();
    assert_eq!(documents.count().await.unwrap(), 0);
}

async fn a_list_of_a_transaction_is_its_own(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    assert_eq!(titles(scope.documents(), 10).await, [""; 0]);
    let outcome = scope
        .transaction(async |tx| {
            tx.documents().create(NewDocument::new("doc", "doc", "c", "s")).await?;
            assert_eq!(titles(tx.documents(), 10).await, ["doc"], "a transaction reads its own writes");
            assert_eq!(titles(scope.documents(), 10).await, [""; 0], "nobody else does");
            Err::<(), _>(larder::Error::not_found("nothing"))
        })
        .await;
    assert!(outcome.is_err());
    assert_eq!(titles(scope.documents(), 10).await, [""; 0]);
}
