//! Every key with `adds` has an upsert of its own.

use integration::corners::models::{NewBadge, NewRack, NewSlot, NewStock};
use integration::{Backend, on_every_engine};
use larder::now;

use super::corners;

on_every_engine!(
    each_key_adds_to_its_own_row,
    a_null_of_a_partial_key_is_added_to,
    every_time_of_change_moves_with_a_counter,
);

fn stock(shelf: &str, article: &str, barcode: &str, pieces: i64) -> NewStock {
    NewStock::new(shelf, article, barcode).pieces(pieces).weight(i32::try_from(pieces).unwrap() * 10)
}

async fn each_key_adds_to_its_own_row(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let stocks = store.stocks();
    stocks.add_by_shelf_and_article(stock("a", "pen", "111", 1)).await.unwrap();
    stocks.add_scanned(stock("b", "ink", "222", 2)).await.unwrap();
    // By the first key only pieces grow, by the second both do; whatever else the new row says is left.
    stocks.add_by_shelf_and_article(stock("a", "pen", "999", 4)).await.unwrap();
    stocks.add_scanned(stock("z", "cap", "222", 5)).await.unwrap();
    let pen = stocks.get_by_shelf_and_article("a", "pen").await.unwrap();
    assert_eq!((pen.barcode.as_str(), pen.pieces, pen.weight), ("111", 5, 10));
    let ink = stocks.get_scanned("222").await.unwrap();
    assert_eq!((ink.shelf.as_str(), ink.article.as_str(), ink.pieces, ink.weight), ("b", "ink", 7, 70));
    assert_eq!(*stocks.get(&*ink).await.unwrap(), *ink, "the cached row grew too");
    // The other key is in the way: nothing is lost, and the error names it.
    let taken = stocks.add_by_shelf_and_article(stock("c", "cup", "222", 1)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Stock.barcode"), "{taken}");
    let taken = stocks.add_scanned(stock("a", "pen", "333", 1)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Stock.shelf, Stock.article"), "{taken}");
    assert_eq!(stocks.count().await.unwrap(), 2);
}

/// `nulls = "equal"` and `where` in one key.
async fn a_null_of_a_partial_key_is_added_to(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let badges = store.badges();
    for colour in [None, Some("red"), None, Some("red"), None] {
        badges.add(NewBadge::new("ada").colour(colour.map(str::to_owned))).await.unwrap();
    }
    assert_eq!(badges.get_by_owner_and_colour("ada", None).await.unwrap().uses, 3);
    assert_eq!(badges.get_by_owner_and_colour("ada", Some("red")).await.unwrap().uses, 2);
    // Rows that the condition leaves out are no part of the key: each is stored.
    for _ in 0..2 {
        badges.create(NewBadge::new("ada").gone_at(Some(now()))).await.unwrap();
    }
    assert_eq!(badges.get_by_owner_and_colour("ada", None).await.unwrap().uses, 3);
    assert_eq!(badges.count().await.unwrap(), 4);
}

async fn every_time_of_change_moves_with_a_counter(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let rack = store.racks().create(NewRack::new()).await.unwrap();
    store.slots().create(NewSlot::new(&rack)).await.unwrap();
    let read = store.racks().get(&rack).await.unwrap();
    assert_eq!(read.slots, 1);
    assert!(read.changed_at > rack.changed_at && read.seen_at == read.changed_at, "{read:?}");
}
