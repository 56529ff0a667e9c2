//! The number that every write of a row raises.

use std::sync::Arc;

use integration::shop::models::{CartPatch, ClerkPatch, NewClerk, NewShop, NewVisit, StockPatch, VisitPatch};
use integration::{Fixture, on_every_engine};
use larder::Error;

use super::{cart, day, item, shop, stock};

on_every_engine!(
    every_write_moves_the_version,
    a_patch_and_a_delete_may_expect_a_version,
    an_expected_version_guards_counters_and_searches,
    of_two_patches_one_is_stale,
    a_refusal_leaves_the_transaction_usable,
);

async fn every_write_moves_the_version(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.stocks();
    let one = rows.create(stock(1)).await.unwrap();
    let revision = async || rows.get(&one).await.unwrap().revision;
    assert_eq!(revision().await, 0);
    rows.patch(&one, StockPatch::new().rack(7)).await.unwrap();
    assert_eq!(revision().await, 1);
    assert!(rows.update(one.clone()).await.unwrap_err().is_stale_version());
    assert_eq!(rows.get(&one).await.unwrap().rack, 7);
    rows.add(stock(1).amount(1)).await.unwrap();
    assert_eq!(revision().await, 2);
    rows.delete(&one).await.unwrap();
    rows.restore(&one).await.unwrap();
    assert_eq!(revision().await, 4);
    rows.delete_many([one.id]).await.unwrap();
    rows.restore(&one).await.unwrap();
    assert_eq!(revision().await, 6);
    rows.patch(&one, StockPatch::new()).await.unwrap();
    assert_eq!(revision().await, 6, "nothing was changed");
    let now = (*rows.get(&one).await.unwrap()).clone();
    let next = rows.update(now).await.unwrap();
    assert_eq!(next.revision, 7);
    assert_eq!(*rows.get(&one).await.unwrap(), next);
    // What larder counts in a row is no change of the row's own.
    let cart = cart(&store).await;
    store.items().create(item(&cart, "pen", 1)).await.unwrap();
    let updated = store.carts().update(cart).await.unwrap();
    assert_eq!((updated.revision, updated.items), (1, 1));
}

async fn a_patch_and_a_delete_may_expect_a_version(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.stocks();
    let one = rows.create(stock(1)).await.unwrap();
    rows.patch_if(&one, 0, StockPatch::new().rack(2)).await.unwrap();
    assert!(rows.patch_if(&one, 0, StockPatch::new().rack(3)).await.unwrap_err().is_stale_version());
    assert!(rows.patch_if(&one, 0, StockPatch::new()).await.unwrap_err().is_stale_version());
    rows.patch_if(&one, 1, StockPatch::new()).await.unwrap();
    let read = rows.get(&one).await.unwrap();
    assert_eq!((read.rack, read.revision), (2, 1));
    assert!(rows.patch_if(987_654, 0, StockPatch::new().rack(3)).await.unwrap_err().is_not_found());
    assert!(rows.delete_if(987_654, 0).await.unwrap_err().is_not_found());
    assert!(rows.delete_if(&one, 0).await.unwrap_err().is_stale_version());
    assert!(rows.find(&one).await.unwrap().is_some());
    rows.delete_if(&one, 1).await.unwrap();
    assert!(rows.find(&one).await.unwrap().is_none());
    assert!(rows.delete_if(&one, 2).await.unwrap_err().is_not_found());
    rows.restore(&one).await.unwrap();
    assert_eq!(rows.get(&one).await.unwrap().revision, 3);
    let cart = cart(&store).await;
    assert!(store.carts().delete_if(&cart, 5).await.unwrap_err().is_stale_version());
    store.items().create(item(&cart, "pen", 1)).await.unwrap();
    store.carts().delete_if(&cart, 0).await.unwrap();
    assert_eq!(store.items().count().await.unwrap(), 0);
}

async fn an_expected_version_guards_counters_and_searches(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    store.shops().create(NewShop::new("acme")).await.unwrap();
    let scope = store.tenant("acme");
    let clerk = NewClerk::new("ada", "card", "tall", day("2024-01-01")).about("quick fox");
    let clerk = scope.clerks().create(clerk).await.unwrap();
    let visits = scope.visits();
    let visit = visits.create(NewVisit::new(&clerk, day("2024-01-01"), "bob").minutes(5)).await.unwrap();
    let minutes = async || scope.clerks().get(&clerk).await.unwrap().minutes;
    visits.patch(&visit, VisitPatch::new().guest("eve")).await.unwrap();
    let stale = visits.patch_if(&visit, 0, VisitPatch::new().minutes(50)).await.unwrap_err();
    assert!(stale.is_stale_version());
    assert!(visits.update(visit.clone()).await.unwrap_err().is_stale_version());
    assert!(visits.delete_if(&visit, 0).await.unwrap_err().is_stale_version());
    assert_eq!(minutes().await, 5);
    visits.patch_if(&visit, 1, VisitPatch::new().minutes(50)).await.unwrap();
    assert_eq!(minutes().await, 50);
    visits.delete_if(&visit, 2).await.unwrap();
    assert_eq!(minutes().await, 0);

    let clerks = scope.clerks();
    let stale = clerks.patch_if(&clerk, 9, ClerkPatch::new().about("lazy dog")).await.unwrap_err();
    assert!(stale.is_stale_version());
    assert_eq!(clerks.search("lazy", super::page()).await.unwrap().items.len(), 0);
    clerks.patch_if(&clerk, 0, ClerkPatch::new().about("lazy dog")).await.unwrap();
    assert_eq!(clerks.search("lazy tall", super::page()).await.unwrap().items.len(), 1);
    store.shops().create(NewShop::new("rival")).await.unwrap();
    let rival = store.tenant("rival");
    assert!(rival.clerks().patch_if(&clerk, 1, ClerkPatch::new().about("x")).await.unwrap_err().is_not_found());
    assert!(rival.clerks().delete_if(&clerk, 1).await.unwrap_err().is_not_found());
}

async fn of_two_patches_one_is_stale(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let store = Arc::new(store);
    let cart = cart(&store).await;
    for revision in 0..5 {
        let writers: Vec<_> = (0..3)
            .map(|nth| {
                let (store, id) = (Arc::clone(&store), cart.id);
                let patch = CartPatch::new().name(format!("{revision}-{nth}"));
                tokio::spawn(async move { store.carts().patch_if(id, revision, patch).await })
            })
            .collect();
        let mut done = 0;
        for writer in writers {
            match writer.await.unwrap() {
                Ok(()) => done += 1,
                Err(error) => assert!(error.is_stale_version(), "{error:?}"),
            }
        }
        assert_eq!(done, 1);
    }
    assert_eq!(store.carts().get(&cart).await.unwrap().revision, 5);
}

async fn a_refusal_leaves_the_transaction_usable(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    store.shops().create(NewShop::new("acme")).await.unwrap();
    let scope = store.tenant("acme");
    let clerk = scope.clerks().create(NewClerk::new("ada", "card", "tall", day("2024-01-01"))).await.unwrap();
    let visit = scope.visits().create(NewVisit::new(&clerk, day("2024-01-01"), "bob").minutes(5)).await.unwrap();
    scope.visits().patch(&visit, VisitPatch::new().guest("eve")).await.unwrap();
    scope
        .transaction(async |tx| {
            assert!(tx.visits().update(visit.clone()).await.unwrap_err().is_stale_version());
            let patch = VisitPatch::new().minutes(9);
            assert!(tx.visits().patch_if(&visit, 0, patch.clone()).await.unwrap_err().is_stale_version());
            assert!(tx.visits().patch(987_654, patch.clone()).await.unwrap_err().is_not_found());
            let gone = integration::shop::models::Visit { id: 987_654.into(), ..visit.clone() };
            assert!(tx.visits().update(gone).await.unwrap_err().is_not_found());
            assert!(tx.visits().delete_if(&visit, 0).await.unwrap_err().is_stale_version());
            tx.visits().patch_if(&visit, 1, patch).await?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(scope.clerks().get(&clerk).await.unwrap().minutes, 9);
}
