//! Rows that are stored where they are missing and changed where they are there, and what is added to a column.

use integration::corners::models::{NewBadge, NewStock, NewWide, Stock, StockPatch, Store, Wide, WidePatch};
use integration::{Backend, on_every_engine};

use super::corners;

on_every_engine!(
    an_upsert_says_whether_it_stored,
    upserts_at_once_lose_nothing,
    an_upsert_may_be_a_part_of_a_transaction,
    what_is_added_at_once_adds_up,
    a_sum_that_a_column_cannot_hold_is_an_error,
    a_row_is_changed_as_it_is_found,
    rows_are_patched_together_or_not_at_all,
);

/// Keeps the greatest number of pieces.
fn greatest(pieces: i64) -> impl Fn(&Stock) -> StockPatch + Send + Sync {
    move |row| if row.pieces < pieces { StockPatch::new().pieces(pieces) } else { StockPatch::new() }
}

async fn an_upsert_says_whether_it_stored(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let stocks = store.stocks();
    let new = |pieces| NewStock::new("a", "pen", "111").pieces(pieces);
    let (row, stored) = stocks.upsert_by_shelf_and_article(new(5), greatest(5)).await.unwrap();
    assert_eq!((row.pieces, stored), (5, true));
    // Cached, so that the next read shows whether the entry was dropped.
    assert_eq!(stocks.get(&row).await.unwrap().pieces, 5);
    assert_eq!(stocks.get_scanned("111").await.unwrap().pieces, 5);
    for (pieces, expected) in [(3, 5), (9, 9), (9, 9)] {
        let (row, stored) = stocks.upsert_scanned(new(pieces), greatest(pieces)).await.unwrap();
        assert_eq!((row.pieces, stored), (expected, false));
        assert_eq!(stocks.get(&row).await.unwrap().pieces, expected);
        assert_eq!(stocks.get_scanned("111").await.unwrap().pieces, expected);
    }
    // Another key of the new row is taken.
    let other = NewStock::new("a", "ink", "111");
    let taken = stocks.upsert_by_shelf_and_article(other, |_| StockPatch::new()).await.unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    assert_eq!(stocks.count().await.unwrap(), 1);
}

async fn upserts_at_once_lose_nothing(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let writers = (0..6).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut stored = 0;
            for _ in 0..10 {
                let new = NewStock::new("a", "pen", "111").pieces(1);
                let add = |row: &Stock| StockPatch::new().pieces(row.pieces + 1);
                stored += u32::from(store.stocks().upsert_by_shelf_and_article(new, add).await.unwrap().1);
            }
            stored
        })
    });
    let mut stored = 0;
    for writer in writers.collect::<Vec<_>>() {
        stored += writer.await.unwrap();
    }
    assert_eq!(stored, 1);
    assert_eq!(store.stocks().get_scanned("111").await.unwrap().pieces, 60);
}

async fn an_upsert_may_be_a_part_of_a_transaction(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let upsert = async |store: &Store, pieces: i64| {
        store
            .transaction(async |tx| {
                tx.badges().create(NewBadge::new(format!("owner of {pieces}"))).await?;
                let new = NewStock::new("a", "pen", "111").pieces(pieces);
                tx.stocks().upsert_scanned(new, greatest(pieces)).await
            })
            .await
            .unwrap()
    };
    assert!(upsert(&store, 2).await.1);
    assert!(!upsert(&store, 3).await.1);
    assert_eq!(store.stocks().get_scanned("111").await.unwrap().pieces, 3);
    assert_eq!(store.badges().count().await.unwrap(), 2);
}

async fn what_is_added_at_once_adds_up(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let wide = store.wides().create(NewWide::new().c001(10)).await.unwrap();
    let added = store.wides().increment(&wide, Wide::C001, 5).await.unwrap();
    assert_eq!((added.c001, added.revision), (15, wide.revision + 1));
    let stock = store.stocks().create(NewStock::new("a", "pen", "111")).await.unwrap();
    store.stocks().get(&stock).await.unwrap();
    let writers = (0..6).map(|_| {
        let (store, key) = (store.clone(), stock.id);
        tokio::spawn(async move {
            for _ in 0..10 {
                store.stocks().increment(key, Stock::PIECES, 3).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(store.stocks().get(&stock).await.unwrap().pieces, 180);
    let within = store.transaction(async |tx| tx.stocks().increment(&stock, Stock::PIECES, -80).await).await.unwrap();
    assert_eq!(within.pieces, 100);
    assert_eq!(store.stocks().get(&stock).await.unwrap().pieces, 100);
    store.stocks().delete(&stock).await.unwrap();
    assert!(store.stocks().increment(&stock, Stock::PIECES, 1).await.unwrap_err().is_not_found());
}

async fn a_sum_that_a_column_cannot_hold_is_an_error(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let stock = store.stocks().create(NewStock::new("a", "pen", "111").pieces(i64::MAX).weight(7)).await.unwrap();
    store.stocks().increment(&stock, Stock::PIECES, 1).await.unwrap_err();
    store.stocks().increment(&stock, Stock::WEIGHT, i32::MAX).await.unwrap_err();
    let same = store.stocks().get(&stock).await.unwrap();
    assert_eq!((same.pieces, same.weight), (i64::MAX, 7));
}

async fn a_row_is_changed_as_it_is_found(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let wide = store.wides().create(NewWide::new().c001(1)).await.unwrap();
    let writers = (0..6).map(|_| {
        let (store, key) = (store.clone(), wide.id);
        tokio::spawn(async move {
            for _ in 0..5 {
                let change = |row: &Wide| WidePatch::new().c001(row.c001 + 1).c002(row.c001);
                store.wides().patch_with(key, change).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let changed = store.wides().patch_with(wide.id, |_| WidePatch::new()).await.unwrap();
    assert_eq!((changed.c001, changed.c002, changed.revision), (31, 30, wide.revision + 30));
}

async fn rows_are_patched_together_or_not_at_all(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let wides = store.wides().create_many((0..5).map(|number| NewWide::new().c001(number)).collect()).await.unwrap();
    let patch = |number| WidePatch::new().c002(number);
    store.wides().patch_many(wides.iter().rev().map(|row| (row, patch(row.c001 * 10)))).await.unwrap();
    for row in &wides {
        let stored = store.wides().get(row).await.unwrap();
        assert_eq!((stored.c002, stored.revision), (row.c001 * 10, row.revision + 1));
    }
    store.wides().delete(&wides[3]).await.unwrap();
    let missing = store.wides().patch_many(wides.iter().map(|row| (row, patch(7)))).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    assert_eq!(store.wides().get(&wides[0]).await.unwrap().c002, 0);
}
