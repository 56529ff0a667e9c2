//! What a write gives back, counts, indexes and forgets is what is stored, not what the caller's struct says.

use std::time::Duration;

use integration::shop::models::{CartPatch, ExactPatch, NewClerk, NewExact, NewPlate, NewShop, NewVisit, PlatePatch};
use integration::{Fixture, on_every_engine};
use larder::{TimeDelta, now};
use serde_json::json;

use super::{cart, counted, day, item, page, shop};

on_every_engine!(
    an_update_returns_what_is_stored,
    counters_follow_the_row_and_not_the_struct,
    a_struct_of_another_tenant_is_no_row_of_this_one,
    searches_follow_the_row_and_not_the_struct,
    what_a_column_cuts_off_is_not_returned,
    durations_beyond_a_column_are_refused,
    counters_are_exact_beside_updates,
);

async fn an_update_returns_what_is_stored(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let mut cart = cart(&store).await;
    let row = store.items().create(item(&cart, "pen", 3)).await.unwrap();
    (cart.items, cart.pieces) = (999, -7);
    cart.name = "other".into();
    let updated = store.carts().update(cart.clone()).await.unwrap();
    assert_eq!((updated.items, updated.pieces, updated.name.as_str()), (1, 3, "other"));
    assert_eq!(*store.carts().get(&cart).await.unwrap(), updated);
    let mut changed = row.clone();
    changed.made_at -= TimeDelta::days(1);
    changed.sku = "ink".into();
    changed.changed_at -= TimeDelta::days(1);
    changed.note = Some("new".into());
    assert!(store.items().find_by_cart_and_sku(&cart, "ink").await.unwrap().is_none());
    let updated = store.items().update(changed).await.unwrap();
    assert_eq!((updated.made_at, updated.sku.as_str(), updated.note.as_deref()), (row.made_at, "pen", Some("new")));
    assert!(updated.changed_at >= row.changed_at);
    assert_eq!(*store.items().get(&row).await.unwrap(), updated);
    assert_eq!(*store.items().get_by_cart_and_sku(&cart, "pen").await.unwrap(), updated);
    assert!(store.items().find_by_cart_and_sku(&cart, "ink").await.unwrap().is_none());
    store
        .transaction(async |tx| {
            let again = tx.carts().update(updated_cart(&store, cart.id).await).await?;
            assert_eq!((again.items, again.revision), (1, 2));
            assert_eq!(*tx.carts().get(cart.id).await?, again);
            tx.carts().patch(cart.id, CartPatch::new().name("patched")).await
        })
        .await
        .unwrap();
    assert_eq!(store.carts().get(cart.id).await.unwrap().name, "patched");
}

async fn updated_cart(
    store: &integration::shop::models::Store,
    id: integration::shop::models::CartId,
) -> integration::shop::models::Cart {
    (*store.carts().get(id).await.unwrap()).clone()
}

async fn counters_follow_the_row_and_not_the_struct(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let (one, two) = (cart(&store).await, cart(&store).await);
    let row = store.items().create(item(&one, "pen", 3)).await.unwrap();
    let mut moved = row.clone();
    moved.cart_id = two.id;
    moved.quantity = 5;
    let updated = store.items().update(moved.clone()).await.unwrap();
    assert_eq!((updated.cart_id, updated.quantity), (one.id, 5));
    assert_eq!(counted(&store, one.id).await, (1, 5));
    assert_eq!(counted(&store, two.id).await, (0, 0));
    // A cart that does not exist is no cart of the row either.
    moved.cart_id = 987_654.into();
    store.items().update(moved).await.unwrap();
    assert_eq!(counted(&store, one.id).await, (1, 5));
    store.items().delete(&row).await.unwrap();
    assert_eq!(counted(&store, one.id).await, (0, 0));
}

async fn a_struct_of_another_tenant_is_no_row_of_this_one(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    for code in ["acme", "rival"] {
        store.shops().create(NewShop::new(code)).await.unwrap();
    }
    let (acme, rival) = (store.tenant("acme"), store.tenant("rival"));
    let clerk = |nick: &str| NewClerk::new(nick, format!("card-{nick}"), "title", day("2024-01-01")).desk(nick);
    let ada = acme.clerks().create(clerk("ada")).await.unwrap();
    let eve = rival.clerks().create(clerk("eve")).await.unwrap();
    for row in [&ada, &eve] {
        assert_eq!(*store.tenant(&row.shop_code).clerks().get(row).await.unwrap(), *row);
    }
    // A row of acme's through rival, and one that only says it is rival's.
    assert!(rival.clerks().update(ada.clone()).await.unwrap_err().is_not_found());
    let mut forged = ada.clone();
    forged.shop_code = "rival".into();
    forged.nick = "stolen".into();
    assert!(acme.clerks().update(forged.clone()).await.unwrap_err().is_not_found());
    assert!(rival.clerks().update(forged).await.unwrap_err().is_not_found());
    let visit = acme.visits().create(NewVisit::new(&ada, day("2024-01-01"), "bob").minutes(5)).await.unwrap();
    let mut forged = visit.clone();
    forged.shop_code = "rival".into();
    forged.clerk_id = eve.id;
    assert!(acme.visits().update(forged.clone()).await.unwrap_err().is_not_found());
    assert!(rival.visits().update(forged).await.unwrap_err().is_not_found());
    let mut foreign = visit.clone();
    foreign.clerk_id = eve.id;
    assert!(acme.visits().update(foreign).await.unwrap_err().is_foreign_key_violation());
    let (ada, eve) = (acme.clerks().get(&ada).await.unwrap(), rival.clerks().get(&eve).await.unwrap());
    assert_eq!((ada.visits, ada.minutes, eve.visits, eve.minutes), (1, 5, 0, 0));
    assert_eq!((ada.nick.as_str(), eve.nick.as_str()), ("ada", "eve"));
}

async fn searches_follow_the_row_and_not_the_struct(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    store.shops().create(NewShop::new("acme")).await.unwrap();
    let clerks = store.tenant("acme").clerks();
    let found = async |words: &str| clerks.search(words, page()).await.unwrap().items.len();
    let new = NewClerk::new("ada", "card", "tall 退款", day("2024-01-01")).about("quick fox");
    let mut row = clerks.create(new).await.unwrap();
    row.title = "short".into();
    row.about = Some("lazy dog".into());
    let updated = clerks.update(row).await.unwrap();
    assert_eq!((updated.title.as_str(), updated.about.as_deref()), ("tall 退款", Some("lazy dog")));
    for (words, rows) in [("short", 0), ("quick", 0), ("tall", 1), ("退款 lazy", 1)] {
        assert_eq!(found(words).await, rows, "{words}");
    }
    let plates = store.plates();
    let mut plate = plates.create(NewPlate::new("blue")).await.unwrap();
    plate.text = "red".into();
    plate.size = 4;
    let plate = plates.update(plate).await.unwrap();
    assert_eq!((plate.text.as_str(), plate.size), ("blue", 4));
    plates.patch(&plate, PlatePatch::new().size(5)).await.unwrap();
    assert_eq!(plates.search("blue", page()).await.unwrap().items[0].size, 5);
    assert!(plates.search("red", page()).await.unwrap().items.is_empty());
}

fn exact() -> NewExact {
    let moment = "2024-01-02T03:04:05.123456789Z".parse().unwrap();
    let clock = "23:59:58.987654321".parse().unwrap();
    NewExact::new(
        moment,
        clock,
        Duration::from_millis(1_999),
        json!({ "n": [1e16, -1e16, 1.5, 1e300, -0.0] }),
        0.1,
        0.1,
    )
}

async fn what_a_column_cuts_off_is_not_returned(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.exacts();
    let nanos = now() + TimeDelta::nanoseconds(1);
    let new = exact().later(nanos).rest(Duration::from_nanos(1)).other(json!(1e18)).fixed(nanos);
    assert!(rows.find_by_moment_and_pause(new.moment, new.pause).await.unwrap().is_none());
    let created = rows.create(new.clone()).await.unwrap();
    assert_eq!(created.pause, Duration::from_secs(1));
    assert_eq!(created.moment.timestamp_subsec_nanos(), 123_456_000);
    for _ in 0..2 {
        assert_eq!(*rows.get(&created).await.unwrap(), created);
        assert_eq!(*rows.get_by_moment_and_pause(new.moment, new.pause).await.unwrap(), created);
        assert_eq!(*rows.get_by_moment_and_pause(created.moment, created.pause).await.unwrap(), created);
    }
    let mut many: Vec<NewExact> = (1..4).map(|_| exact()).collect();
    for (new, seconds) in many.iter_mut().zip(10..) {
        new.moment += TimeDelta::seconds(seconds);
    }
    for created in rows.create_many(many).await.unwrap() {
        assert_eq!(*rows.get(&created).await.unwrap(), created);
    }
    let mut changed = created.clone();
    changed.moment += TimeDelta::nanoseconds(7_007);
    changed.clock = "00:00:00.000000999".parse().unwrap();
    changed.pause = Duration::new(7, 999_999_999);
    changed.later = None;
    changed.rest = Some(Duration::from_millis(2_500));
    changed.anything = json!([1e19, 123_456_789_012_345_678_u64, { "deep": 1e17 }]);
    changed.fixed += TimeDelta::days(1);
    assert!(rows.find_by_moment_and_pause(changed.moment, changed.pause).await.unwrap().is_none());
    let updated = rows.update(changed.clone()).await.unwrap();
    assert_eq!((updated.pause, updated.rest), (Duration::from_secs(7), Some(Duration::from_secs(2))));
    assert_eq!(updated.fixed, created.fixed);
    for _ in 0..2 {
        assert_eq!(*rows.get(&created).await.unwrap(), updated);
        assert_eq!(*rows.get_by_moment_and_pause(changed.moment, changed.pause).await.unwrap(), updated);
    }
    rows.patch(&created, ExactPatch::new().pause(Duration::from_millis(9_100)).anything(json!(2e16))).await.unwrap();
    let read = rows.get(&created).await.unwrap();
    assert_eq!((read.pause, &read.anything), (Duration::from_secs(9), &json!(20_000_000_000_000_000_u64)));
    let direct = store.transaction(async |tx| tx.exacts().get(&created).await).await.unwrap();
    assert_eq!(read, direct);
}

async fn durations_beyond_a_column_are_refused(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.exacts();
    let created = rows.create(NewExact { pause: Duration::from_secs(i64::MAX as u64), ..exact() }).await.unwrap();
    assert_eq!(*rows.get(&created).await.unwrap(), created);
    let refused = |error: larder::Error, field: &str| {
        let violations = error.violations().unwrap_or_else(|| panic!("{error:?}"));
        assert_eq!(violations.at(field).count(), 1, "{violations}");
    };
    let long = Duration::from_secs(u64::MAX);
    refused(rows.create(NewExact { pause: long, ..exact() }).await.unwrap_err(), "pause");
    refused(rows.create_many(vec![exact().rest(long)]).await.unwrap_err(), "rest");
    let mut row = created.clone();
    row.rest = Some(long);
    refused(rows.update(row).await.unwrap_err(), "rest");
    refused(rows.patch(&created, ExactPatch::new().pause(long)).await.unwrap_err(), "pause");
    assert_eq!(*rows.get(&created).await.unwrap(), created);
    assert_eq!(rows.count().await.unwrap(), 1);
}

/// An update that finds its row as it was read, and writes it after another write has changed what is summed.
async fn counters_are_exact_beside_updates(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    let store = std::sync::Arc::new(store);
    let row = store.items().create(item(&cart, "pen", 1)).await.unwrap();
    let writers: Vec<_> = (0..6)
        .map(|nth| {
            let (store, row) = (std::sync::Arc::clone(&store), row.clone());
            tokio::spawn(async move {
                for round in 0..8 {
                    let mut row = row.clone();
                    row.quantity = if nth % 2 == 0 { 1 } else { round };
                    match store.items().update(row).await {
                        Err(error) if error.is_conflict() => {}
                        done => drop(done.unwrap()),
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let (items, _) = counted(&store, cart.id).await;
    assert_eq!(items, 1);
}
