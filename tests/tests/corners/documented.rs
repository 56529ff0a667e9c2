//! The examples of docs/writes.md.

use std::sync::Mutex;

use integration::corners::models::{NewParcel, NewStock, Parcel, ParcelPatch, Stock, StockPatch, Store};
use integration::{Backend, on_every_engine};
use larder::{Error, Result, TimeDelta, now};

use super::corners;

on_every_engine!(the_writes_of_the_documentation, an_outbox_sends_what_happened_once);

async fn the_writes_of_the_documentation(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let stock = examples(&store, NewStock::new("a", "pen", "111").pieces(5), 9).await.unwrap();
    assert_eq!(stock.pieces, (9 + 3) / 2);
}

async fn examples(store: &Store, new: NewStock, pieces: i64) -> Result<Stock> {
    // Leaves an existing row alone.
    let (stock, is_new) = store.stocks().get_or_create_scanned(new.clone()).await?;
    assert!(is_new && stock.pieces == 5);

    // Keeps the greater number of pieces.
    let (stock, is_new) = store
        .stocks()
        .upsert_scanned(new, |row| match row.pieces < pieces {
            true => StockPatch::new().pieces(pieces),
            false => StockPatch::new(),
        })
        .await?;
    assert!(!is_new && stock.pieces == 9);
    let stock = store.stocks().increment(&stock, Stock::PIECES, 3).await?;
    let stock = store.stocks().patch_with(&stock, |row| StockPatch::new().pieces(row.pieces / 2)).await?;

    let before = now() - TimeDelta::days(30);
    while store.coupons().purge(before, 500).await? == 500 {}
    Ok(stock)
}

async fn an_outbox_sends_what_happened_once(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let stock = store.stocks().create(NewStock::new("a", "pen", "111").pieces(7)).await.unwrap();
    happen(&store, &stock).await.unwrap();
    // What did not happen is not told.
    let failed = store
        .transaction(async |tx| {
            tx.parcels().create(NewParcel::new("ghost", "open")).await?;
            tx.stocks().get_scanned("no such code").await
        })
        .await;
    assert!(failed.unwrap_err().is_not_found());
    for code in 0..20 {
        store.parcels().create(NewParcel::new(code.to_string(), "open")).await.unwrap();
    }
    let sent = Mutex::new(Vec::new());
    let work = async || {
        for _ in 0..5 {
            work(&store, &sent).await.unwrap();
        }
    };
    tokio::join!(work(), work(), work());
    let mut sent = sent.into_inner().unwrap();
    sent.sort_unstable();
    assert_eq!(sent.len(), 21, "{sent:?}");
    sent.dedup();
    assert_eq!((sent.len(), sent.contains(&"pen".to_owned())), (21, true));
    assert_eq!(store.stocks().get(&stock).await.unwrap().pieces, 6);
}

async fn happen(store: &Store, stock: &Stock) -> Result<()> {
    store
        .transaction(async |tx| {
            tx.stocks().increment(stock, Stock::PIECES, -1).await?;
            tx.parcels().create(NewParcel::new("pen", "open")).await
        })
        .await?;
    Ok(())
}

async fn work(store: &Store, sent: &Mutex<Vec<String>>) -> Result<()> {
    let send = async |parcel: &Parcel| {
        sent.lock().unwrap().push(parcel.code.clone());
        Ok::<_, Error>(())
    };
    store
        .transaction(async |tx| {
            let open = tx.parcels().select().filter(Parcel::STATE.eq("open")).order_by(Parcel::ID.asc());
            for parcel in open.claim(10).await? {
                send(&parcel).await?;
                tx.parcels().patch(&parcel, ParcelPatch::new().state("sent")).await?;
            }
            Ok::<_, Error>(())
        })
        .await
}

/// What the documentation shows is what runs above.
#[test]
fn every_example_of_writes_is_run() {
    let squeezed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let source = squeezed(concat!(include_str!("documented.rs"), include_str!("../../src/corners/audit.rs")));
    let page = include_str!("../../../docs/writes.md");
    let blocks: Vec<&str> =
        page.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        for part in squeezed(block).trim_end().split("\n\n") {
            assert!(source.contains(part), "not run in the tests: {part}");
        }
    }
}
