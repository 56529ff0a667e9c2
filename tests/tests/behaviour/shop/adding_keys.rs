//! Upserts by keys with a condition, with equal nulls, and their siblings that get or create.

use std::sync::Arc;

use integration::shop::models::{NewSeat, NewStock, Seat, StockPatch, Store};
use integration::{Fixture, on_every_engine};
use larder::Error;

use super::{cart, counted, day, item, page, shop, stock};

on_every_engine!(
    a_condition_decides_which_rows_collide,
    equal_nulls_are_one_row,
    deleted_rows_are_left_alone,
    get_or_create_names_the_key_that_is_taken,
    get_or_create_sees_what_others_committed,
    twins_get_one_row,
    what_was_missing_is_found_after_every_write,
);

fn seat(ticket: &str) -> NewSeat {
    NewSeat::new("main", "A", ticket)
}

async fn seats(store: &Store) -> Vec<(String, i32)> {
    let mut seats: Vec<Seat> = store.seats().list(page()).await.unwrap().items;
    seats.sort_by(|a, b| (&a.ticket, a.guests).cmp(&(&b.ticket, b.guests)));
    seats.into_iter().map(|seat| (seat.ticket, seat.guests)).collect()
}

async fn a_condition_decides_which_rows_collide(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.seats();
    let held =
        |rows: &[(&str, i32)]| rows.iter().map(|(ticket, guests)| ((*ticket).to_owned(), *guests)).collect::<Vec<_>>();
    rows.add(seat("t1").guests(2)).await.unwrap();
    rows.add(seat("t2").guests(3)).await.unwrap();
    assert_eq!(seats(&store).await, held(&[("t1", 5)]));
    // Outside the condition, such a row is one of its own, though one with the same columns is inside.
    rows.add(seat("t3").taken(false)).await.unwrap();
    rows.add(seat("t4").kind("box")).await.unwrap();
    rows.add(seat("t5").taken(false).guests(9)).await.unwrap();
    assert_eq!(seats(&store).await, held(&[("t1", 5), ("t3", 1), ("t4", 1), ("t5", 9)]));
    // Texts are compared as their column compares them.
    rows.add(seat("t6").kind("BOX")).await.unwrap();
    assert_eq!(seats(&store).await, held(&[("t1", 6), ("t3", 1), ("t4", 1), ("t5", 9)]));
    let taken = rows.add(seat("t3").taken(false)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Seat.guests, Seat.hall, Seat.ticket"), "{taken}");
    // What is added may collide as well.
    rows.add(NewSeat::new("main", "B", "t1").guests(10)).await.unwrap();
    let taken = rows.add(seat("t1").guests(4)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Seat.guests, Seat.hall, Seat.ticket"), "{taken}");
    assert_eq!(seats(&store).await, held(&[("t1", 6), ("t1", 10), ("t3", 1), ("t4", 1), ("t5", 9)]));
    store
        .transaction(async |tx| {
            tx.seats().add(seat("t7").guests(20)).await?;
            tx.seats().add(NewSeat::new("main", "C", "t1").guests(26)).await.unwrap_err();
            tx.seats().add(NewSeat::new("main", "C", "t8").guests(1)).await
        })
        .await
        .unwrap();
    assert_eq!(rows.count().await.unwrap(), 6);
}

async fn equal_nulls_are_one_row(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.stocks();
    let nowhere = |n: i32, amount| NewStock { place: None, ..stock(n) }.amount(amount);
    assert!(rows.find_by_place_and_day(None, day("2024-01-01")).await.unwrap().is_none());
    rows.add(nowhere(1, 2)).await.unwrap();
    rows.add(nowhere(2, 3)).await.unwrap();
    rows.add(stock(3).amount(7)).await.unwrap();
    let found = rows.get_by_place_and_day(None, day("2024-01-01")).await.unwrap();
    assert_eq!((found.amount, found.rack, found.revision), (5, 1, 1));
    rows.add(nowhere(4, 1)).await.unwrap();
    assert_eq!(rows.get(&*found).await.unwrap().amount, 6);
    assert_eq!(rows.count().await.unwrap(), 2);
}

async fn deleted_rows_are_left_alone(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.stocks();
    let row = rows.create(stock(1).amount(5)).await.unwrap();
    rows.delete(&row).await.unwrap();
    let taken = rows.add(NewStock { place: row.place.clone(), ..stock(2) }.amount(3)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Stock.place, Stock.day"), "{taken}");
    let taken = rows.get_or_create_by_rack_and_box(NewStock { rack: 1, r#box: 1, ..stock(3) }).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Stock.rack, Stock.box"), "{taken}");
    rows.restore(&row).await.unwrap();
    assert_eq!(rows.get(&row).await.unwrap().amount, 5);
}

async fn get_or_create_names_the_key_that_is_taken(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    let items = store.items();
    let (pen, stored) = items.get_or_create_by_cart_and_sku(item(&cart, "pen", 1).code("A")).await.unwrap();
    assert!(stored);
    let taken = items.get_or_create_by_cart_and_sku(item(&cart, "ink", 40).code("A")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Item.code"), "{taken}");
    let (again, stored) = items.get_or_create_by_cart_and_sku(item(&cart, "pen", 40).code("A")).await.unwrap();
    assert!(!stored && again.id == pen.id);
    assert_eq!(counted(&store, cart.id).await, (1, 1));
}

async fn get_or_create_sees_what_others_committed(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    if fixture.engine == integration::Engine::Sqlite {
        // One writer at a time: nobody commits while the transaction is open.
        return;
    }
    store
        .transaction(async |tx| {
            // MySQL shows what is there now to every plain read of the transaction.
            assert!(tx.items().find_by_code("A").await?.is_none());
            store.items().create(item(&cart, "pen", 1).code("A")).await?;
            let (found, stored) = tx.items().get_or_create_by_code(item(&cart, "ink", 1).code("A")).await?;
            assert_eq!((found.sku.as_str(), stored), ("pen", false));
            store.stocks().create(stock(1).amount(1)).await?;
            tx.stocks().add(stock(1).amount(4)).await?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(counted(&store, cart.id).await, (1, 1));
    assert_eq!(store.stocks().get_by_pin("pin-1").await.unwrap().amount, 5);
}

async fn twins_get_one_row(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = Arc::new(cart(&store).await);
    let store = Arc::new(store);
    for round in 0..5 {
        // Both keys collide, whichever the database names.
        let twins: Vec<_> = (0..4)
            .map(|_| {
                let (store, cart) = (Arc::clone(&store), Arc::clone(&cart));
                let new = item(&cart, &format!("sku-{round}"), 1).code(format!("code-{round}"));
                tokio::spawn(async move { store.items().get_or_create_by_code(new).await.unwrap() })
            })
            .collect();
        let mut rows = Vec::new();
        for twin in twins {
            rows.push(twin.await.unwrap());
        }
        assert_eq!(rows.iter().filter(|(_, stored)| *stored).count(), 1);
        assert!(rows.iter().all(|(row, _)| row.id == rows[0].0.id));
    }
    assert_eq!(counted(&store, cart.id).await, (5, 5));
}

async fn what_was_missing_is_found_after_every_write(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let rows = store.stocks();
    assert!(rows.find_by_pin("pin-1").await.unwrap().is_none());
    assert!(rows.find_by_label("x").await.unwrap().is_none());
    let row = rows.create(stock(1).label("x").amount(1)).await.unwrap();
    assert_eq!(rows.get_by_pin("pin-1").await.unwrap().id, row.id);
    assert!(rows.find_by_label("x").await.unwrap().is_none(), "the condition leaves the row out");
    rows.patch(&row, StockPatch::new().amount(4)).await.unwrap();
    assert_eq!(rows.get_by_label("x").await.unwrap().amount, 4);
    rows.patch(&row, StockPatch::new().open(false)).await.unwrap();
    assert!(rows.find_by_label("x").await.unwrap().is_none());
    rows.patch(&row, StockPatch::new().open(true).amount(2)).await.unwrap();
    assert!(rows.find_by_label("x").await.unwrap().is_none());
    rows.add(stock(1).amount(5)).await.unwrap();
    assert_eq!(rows.get_by_label("x").await.unwrap().amount, 7);
    let mut changed = (*rows.get(&row).await.unwrap()).clone();
    changed.amount = 0;
    let changed = rows.update(changed).await.unwrap();
    assert!(rows.find_by_label("x").await.unwrap().is_none());
    rows.delete(&changed).await.unwrap();
    for _ in 0..2 {
        assert!(rows.find_by_rack_and_box(1, 1).await.unwrap().is_none());
        assert!(rows.find_by_pin("pin-1").await.unwrap().is_none());
        assert!(rows.find(&row).await.unwrap().is_none());
    }
    rows.restore(&row).await.unwrap();
    assert_eq!(rows.get_by_rack_and_box(1, 1).await.unwrap().id, row.id);
    assert_eq!(rows.get_by_pin("pin-1").await.unwrap().id, row.id);
}
