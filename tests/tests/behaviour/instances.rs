//! What one instance of an application sees of the writes of another, by whatever key it reads.

use std::time::{Duration, Instant};

use integration::shop::models as shop;
use integration::{Database, Engine, Fixture, configuration, on_every_engine};
use larder::Page;
use voicehelper::models::{
    Message, MessagePatch, MessageRole, NewConversation, NewDocument, NewMessage, NewUser, Store, TenantScope, User,
    UserPatch,
};

use crate::seed;

on_every_engine!(
    a_row_deleted_elsewhere_is_gone_by_every_key,
    an_alias_that_went_to_another_row_leaves_the_first,
    a_key_that_nobody_has_disturbs_no_row,
    what_a_list_shows_is_not_taken_back,
    a_cached_list_shows_what_others_wrote,
    who_loses_the_race_to_create_keeps_what_it_got,
    an_addition_leaves_the_rows_beside_it_cached,
    a_key_over_all_tenants_follows_its_row,
    a_read_over_all_tenants_is_not_taken_back,
    an_update_has_the_limit_it_is_given,
);

const TENANT: &str = "acme";

/// Opens another instance. A file of SQLite is written by one process, so there it is the same one.
async fn another(fixture: &Fixture) -> Store {
    match fixture.engine {
        Engine::Sqlite => fixture.store.clone(),
        _ => Store::open(configuration(&fixture.database())).await.unwrap(),
    }
}

async fn user(scope: TenantScope<'_>, name: &str, openid: &str) -> User {
    scope.users().create(NewUser::new(name, name, name).openid(openid)).await.unwrap()
}

async fn a_row_deleted_elsewhere_is_gone_by_every_key(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let other = another(&fixture).await;
    let (here, there) = (fixture.store.tenant(TENANT), other.tenant(TENANT));
    for way in 0..4 {
        let name = format!("row{way}");
        let row = user(there, &name, &name).await;
        match way {
            0 | 1 => drop(here.users().get(row.id).await.unwrap()),
            2 => drop(here.users().get_by_openid(&name).await.unwrap()),
            _ => assert_eq!(here.users().find_many([row.id]).await.unwrap().len(), 1),
        }
        there.users().delete(row.id).await.unwrap();
        // By an alias under which it is not known here.
        assert_eq!(here.users().find_by_user_id(&name).await.unwrap(), None);
        if way == 1 {
            assert_eq!(here.users().find_many([row.id]).await.unwrap(), []);
        }
        assert_eq!(here.users().find(row.id).await.unwrap(), None);
        assert_eq!(here.users().find_by_openid(&name).await.unwrap(), None);
        assert!(!here.users().exists(row.id).await.unwrap());
    }
}

async fn an_alias_that_went_to_another_row_leaves_the_first(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let other = another(&fixture).await;
    let (here, there) = (fixture.store.tenant(TENANT), other.tenant(TENANT));
    let (first, second) = (user(there, "first", "shared").await, user(there, "second", "own").await);
    here.users().get(first.id).await.unwrap();
    there.users().patch(first.id, UserPatch::new().openid(None)).await.unwrap();
    there.users().patch(second.id, UserPatch::new().openid("shared")).await.unwrap();
    assert_eq!(here.users().get_by_openid("shared").await.unwrap().id, second.id);
    assert_eq!(here.users().get(first.id).await.unwrap().openid, None);
}

async fn a_key_that_nobody_has_disturbs_no_row(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let here = fixture.store.tenant(TENANT);
    let row = user(here, "kept", "kept").await;
    here.users().get(row.id).await.unwrap();
    let before = fixture.store.cache().statistics();
    let read = |statistics: &larder::statistics::CacheStatistics| {
        statistics.regions.iter().find(|region| region.region == "user").unwrap().memory.misses
    };
    for guess in 0..20 {
        assert_eq!(here.users().find_by_openid(&format!("guess{guess}")).await.unwrap(), None);
        here.users().get(row.id).await.unwrap();
    }
    // On a slow machine it may have run out meanwhile.
    let misses = read(&fixture.store.cache().statistics()) - read(&before);
    assert!(misses <= 2, "the row stayed in process: {misses} misses");
}

async fn what_a_list_shows_is_not_taken_back(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let other = another(&fixture).await;
    let (here, there) = (fixture.store.tenant(TENANT), other.tenant(TENANT));
    let row = user(there, "row", "row").await;
    for name in ["one", "two"] {
        here.users().get(row.id).await.unwrap();
        there.users().patch(row.id, UserPatch::new().nickname(name)).await.unwrap();
        let listed = here.users().list(Page::first(10)).await.unwrap().items;
        assert_eq!(listed[0].nickname, name);
        assert_eq!(here.users().get(row.id).await.unwrap().nickname, name);
        assert_eq!(here.users().get_by_openid("row").await.unwrap().nickname, name);
    }
    let conversation = there.conversations().create(NewConversation::new(row.id, "Talk")).await.unwrap();
    let new = NewMessage::new(&conversation, MessageRole::User, "old");
    let message = there.messages().create(new).await.unwrap();
    here.messages().get(&message).await.unwrap();
    there.messages().patch(&message, MessagePatch::new().content("new")).await.unwrap();
    let loaded = here.conversations().load([conversation.id]).with_last::<Message>(5).await.unwrap();
    assert_eq!(loaded[0].1[0].content, "new");
    assert_eq!(here.messages().get(&message).await.unwrap().content, "new");
}

async fn a_cached_list_shows_what_others_wrote(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let other = another(&fixture).await;
    let (here, there) = (fixture.store.tenant(TENANT), other.tenant(TENANT));
    for written in 1..=5_u64 {
        let name = format!("doc{written}");
        there.documents().create(NewDocument::new(&name, &name, "c", "s")).await.unwrap();
        let started = Instant::now();
        // Another process may be behind by half a second, and a busy machine adds to it.
        while here.documents().list(Page::first(10)).await.unwrap().len() as u64 != written {
            assert!(started.elapsed() < Duration::from_secs(60), "the list is behind");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(there.documents().count().await.unwrap(), written, "it reads what it wrote");
        assert_eq!(here.documents().list(Page::first(10)).await.unwrap()[0].title, name);
    }
    fixture.store.cache().settle().await;
    other.cache().settle().await;
}

/// Whoever finds the key taken reads the row as it is now, and what it holds in process may be older.
async fn who_loses_the_race_to_create_keeps_what_it_got(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let other = another(&fixture).await;
    for round in 0..10 {
        let openid = format!("wanted{round}");
        let contend = async |store: &Store, name: String| {
            let new = NewUser::new(&name, &name, "Created").openid(openid.as_str());
            let (row, _) = store.tenant(TENANT).users().get_or_create_by_openid(new).await.unwrap();
            let again = store.tenant(TENANT).users().get(row.id).await.unwrap();
            assert_eq!(again.openid.as_deref(), Some(openid.as_str()));
            row.id
        };
        let (one, two) =
            tokio::join!(contend(&fixture.store, format!("one{round}")), contend(&other, format!("two{round}")));
        assert_eq!(one, two);
    }
}

async fn open_shop(database: &Database) -> shop::Store {
    shop::Store::open(configuration(database)).await.unwrap()
}

/// Whether `get` finds its row in the cache; another instance has it from Redis.
async fn is_cached(store: &shop::Store, get: impl Future<Output = ()>) -> bool {
    let before = store.cache().statistics().total.loads;
    get.await;
    store.cache().statistics().total.loads == before
}

async fn an_addition_leaves_the_rows_beside_it_cached(fixture: Fixture) {
    let empty = fixture.empty().await;
    let store = open_shop(&empty).await;
    let day: larder::Date = "2024-01-01".parse().unwrap();
    let stock = |n: i32| shop::NewStock::new(day, n, n, format!("pin-{n}")).place(format!("place-{n}"));
    let beside = store.stocks().create(stock(1)).await.unwrap();
    let grows = store.stocks().create(stock(2).amount(2)).await.unwrap();
    store.stocks().get(beside.id).await.unwrap();
    store.stocks().get(grows.id).await.unwrap();
    store.cache().settle().await;
    store.stocks().add(stock(2).amount(2)).await.unwrap();
    assert!(is_cached(&store, async { drop(store.stocks().get(beside.id).await.unwrap()) }).await, "in process");
    assert_eq!(store.stocks().get(grows.id).await.unwrap().amount, 4);
    if fixture.engine != Engine::Sqlite {
        let fresh = open_shop(&empty).await;
        assert!(is_cached(&fresh, async { drop(fresh.stocks().get(beside.id).await.unwrap()) }).await, "in Redis");
        fresh.close().await;
    }
    store.close().await;
    empty.drop().await;
}

/// That nobody has a key is remembered, whoever's row gets it later.
async fn a_key_over_all_tenants_follows_its_row(fixture: Fixture) {
    let empty = fixture.empty().await;
    let store = open_shop(&empty).await;
    store.shops().create(shop::NewShop::new("acme")).await.unwrap();
    let (acme, all) = (store.tenant("acme"), store.across_tenants());
    let missing = async |card: &str| {
        for _ in 0..2 {
            assert_eq!(all.clerks().find_by_card(card).await.unwrap(), None);
            store.cache().settle().await;
        }
    };
    let day: larder::Date = "2024-01-01".parse().unwrap();
    missing("first").await;
    let mut clerk = acme.clerks().create(shop::NewClerk::new("ada", "first", "title", day)).await.unwrap();
    assert_eq!(all.clerks().get_by_card("first").await.unwrap().id, clerk.id);
    missing("second").await;
    clerk.card = "second".to_owned();
    let clerk = acme.clerks().update(clerk).await.unwrap();
    assert_eq!(all.clerks().get_by_card("second").await.unwrap().id, clerk.id);
    missing("third").await;
    acme.clerks().patch(clerk.id, shop::ClerkPatch::new().card("third")).await.unwrap();
    assert_eq!(all.clerks().get_by_card("third").await.unwrap().id, clerk.id);
    missing("first").await;
    store.close().await;
    empty.drop().await;
}

/// What a read over all tenants showed is not followed by what this instance had in process before.
async fn a_read_over_all_tenants_is_not_taken_back(fixture: Fixture) {
    seed::tenant(&fixture, TENANT).await;
    let other = another(&fixture).await;
    let (here, there, all) = (fixture.store.tenant(TENANT), other.tenant(TENANT), fixture.store.across_tenants());
    let row = user(there, "row", "row").await;
    for turn in 0..30 {
        here.users().get(row.id).await.unwrap();
        fixture.store.cache().settle().await;
        let nickname = format!("turn{turn}");
        there.users().patch(row.id, UserPatch::new().nickname(&nickname)).await.unwrap();
        let shown = match turn % 2 {
            0 => all.users().list(Page::first(10)).await.unwrap().items.remove(0),
            _ => all.users().get(row.id).await.unwrap(),
        };
        assert_eq!(shown.nickname, nickname);
        assert_eq!(here.users().get(row.id).await.unwrap().nickname, nickname);
    }
}

async fn an_update_has_the_limit_it_is_given(fixture: Fixture) {
    if fixture.engine == Engine::Sqlite {
        // A writer waits for the other one's place there, not for a row.
        return;
    }
    seed::tenant(&fixture, TENANT).await;
    let row = user(fixture.store.tenant(TENANT), "row", "row").await;
    let holder = fixture.store.begin().await.unwrap();
    holder.session().tenant(TENANT).users().patch(row.id, UserPatch::new().nickname("held")).await.unwrap();
    let within = fixture.store.within(Duration::from_millis(300));
    let error = within.tenant(TENANT).users().update(row.clone()).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    holder.commit().await.unwrap();
    assert_eq!(fixture.store.tenant(TENANT).users().get(row.id).await.unwrap().nickname, "held");
}
