//! An upsert tells an insert from an update.

use std::sync::Arc;

use integration::shop::models::{CartId, NewClerk, NewItem, NewShop, NewVisit};
use integration::{Fixture, on_every_engine};
use larder::{Error, ErrorKind};

use super::{cart, counted, day, item, page, shop, stock};

on_every_engine!(
    an_addition_counts_its_row_once,
    another_key_that_is_taken_is_named_and_loses_nothing,
    additions_in_a_transaction_leave_it_usable,
    many_additions_at_once_are_exact,
    many_additions_in_transactions_are_exact,
    many_additions_without_a_counter_are_exact,
    sums_go_to_the_parent_of_the_row_that_is_there,
    a_sum_too_large_is_refused,
);

async fn an_addition_counts_its_row_once(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    let items = store.items();
    assert!(items.find_by_cart_and_sku(&cart, "pen").await.unwrap().is_none());
    for (nth, quantity) in [2, 3, 5].into_iter().enumerate() {
        items.add(item(&cart, "pen", quantity).hits(1)).await.unwrap();
        let found = items.get_by_cart_and_sku(&cart, "pen").await.unwrap();
        assert_eq!((found.quantity, found.hits), ([2, 5, 10][nth], i64::try_from(nth).unwrap() + 1));
        assert_eq!(*items.get(&*found).await.unwrap(), *found, "the cached row grew too");
    }
    assert_eq!(counted(&store, cart.id).await, (1, 10));
    let row = items.get_by_cart_and_sku(&cart, "pen").await.unwrap();
    assert!(row.changed_at >= row.made_at);
    items.delete(&*row).await.unwrap();
    assert_eq!(counted(&store, cart.id).await, (0, 0));
    items.add(item(&cart, "pen", 4)).await.unwrap();
    assert_eq!(counted(&store, cart.id).await, (1, 4));
    let missing = items.add(NewItem::new(CartId::from(987_654), "pen")).await.unwrap_err();
    assert!(missing.is_foreign_key_violation() && missing.to_string().contains("Item.cart_id"), "{missing}");
}

async fn another_key_that_is_taken_is_named_and_loses_nothing(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    let items = store.items();
    items.add(item(&cart, "pen", 1).code("A")).await.unwrap();
    let taken = items.add(item(&cart, "ink", 40).code("A")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Item.code"), "{taken}");
    assert_eq!(items.get_by_cart_and_sku(&cart, "pen").await.unwrap().quantity, 1);
    assert!(items.find_by_cart_and_sku(&cart, "ink").await.unwrap().is_none());
    assert_eq!(counted(&store, cart.id).await, (1, 1));
    // The row with the key grows, whatever else the new one says.
    items.add(item(&cart, "ink", 7).code("B")).await.unwrap();
    items.add(item(&cart, "ink", 1).code("A")).await.unwrap();
    assert_eq!(items.get_by_cart_and_sku(&cart, "ink").await.unwrap().quantity, 8);
    assert_eq!(counted(&store, cart.id).await, (2, 9));
    let id = items.get_by_code("A").await.unwrap().id;
    let mut same = item(&cart, "cap", 3);
    same.id = id;
    let taken = items.add(same).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Item.id"), "{taken}");
    assert_eq!(counted(&store, cart.id).await, (2, 9));

    let stocks = store.stocks();
    stocks.add(stock(1).amount(1)).await.unwrap();
    for (mut new, field) in [(stock(2), "Stock.rack, Stock.box"), (stock(3), "Stock.pin")] {
        match field {
            "Stock.pin" => new.pin = "pin-1".into(),
            _ => (new.rack, new.r#box) = (1, 1),
        }
        let taken = stocks.add(new.amount(50)).await.unwrap_err();
        assert!(taken.is_unique_violation_of(field), "{taken}");
    }
    assert_eq!(stocks.count().await.unwrap(), 1);
    assert_eq!(stocks.get_by_pin("pin-1").await.unwrap().amount, 1);
}

async fn additions_in_a_transaction_leave_it_usable(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    store.items().add(item(&cart, "pen", 1).code("A")).await.unwrap();
    store
        .transaction(async |tx| {
            tx.items().add(item(&cart, "pen", 2)).await?;
            tx.items().add(item(&cart, "ink", 3)).await?;
            let inside = tx.items().get_by_cart_and_sku(&cart, "ink").await?;
            assert_eq!(inside.quantity, 3);
            tx.items().add(item(&cart, "ink", 4)).await?;
            let taken = tx.items().add(item(&cart, "cap", 9).code("A")).await.unwrap_err();
            assert!(taken.is_unique_violation_of("Item.code"), "{taken}");
            tx.items().add(item(&cart, "cap", 5).code("B")).await?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(counted(&store, cart.id).await, (3, 15));
    let undone = store
        .transaction(async |tx| {
            tx.items().add(item(&cart, "pen", 2)).await?;
            tx.items().add(item(&cart, "new", 2)).await?;
            Err::<(), _>(Error::not_found("nothing"))
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(counted(&store, cart.id).await, (3, 15));
}

async fn many_additions_at_once_are_exact(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = Arc::new(cart(&store).await);
    let store = Arc::new(store);
    let writers: Vec<_> = (0..8)
        .map(|nth| {
            let (store, cart) = (Arc::clone(&store), Arc::clone(&cart));
            tokio::spawn(async move {
                for round in 0..6 {
                    let sku = format!("sku-{}", (nth + round) % 3);
                    store.items().add(item(&cart, &sku, 2)).await.unwrap();
                    let _ = store.carts().get(&*cart).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(counted(&store, cart.id).await, (3, 96));
}

async fn many_additions_in_transactions_are_exact(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = Arc::new(cart(&store).await);
    let store = Arc::new(store);
    let writers: Vec<_> = (0..6)
        .map(|_| {
            let (store, cart) = (Arc::clone(&store), Arc::clone(&cart));
            tokio::spawn(async move {
                for _ in 0..5 {
                    // Whoever the database picks to end a deadlock begins again.
                    loop {
                        let done = store
                            .transaction(async |tx| {
                                tx.items().add(item(&cart, "pen", 1)).await?;
                                tx.items().add(item(&cart, "ink", 2)).await
                            })
                            .await;
                        match done {
                            Err(error) if error.is_conflict() => {}
                            done => break done.unwrap(),
                        }
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(counted(&store, cart.id).await, (2, 90));
}

async fn many_additions_without_a_counter_are_exact(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let store = Arc::new(store);
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for round in 0..6 {
                    let mut new = stock(round % 2).amount(3).small(1).weight(0.5);
                    new.place = (round % 2 == 0).then(|| "here".to_owned());
                    store.stocks().add(new).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    for place in [None, Some("here")] {
        let row = store.stocks().get_by_place_and_day(place, day("2024-01-01")).await.unwrap();
        assert_eq!((row.amount, row.small, row.weight, row.revision), (72, 24, 12.0, 23));
    }
    assert_eq!(store.stocks().count().await.unwrap(), 2);
}

async fn sums_go_to_the_parent_of_the_row_that_is_there(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    for code in ["acme", "rival"] {
        store.shops().create(NewShop::new(code)).await.unwrap();
    }
    let (scope, rival) = (store.tenant("acme"), store.tenant("rival"));
    let clerk = |nick: &str| NewClerk::new(nick, format!("card-{nick}"), "title", day("2024-01-01")).desk(nick);
    let ada = scope.clerks().create(clerk("ada")).await.unwrap();
    let bob = scope.clerks().create(clerk("bob")).await.unwrap();
    let eve = rival.clerks().create(clerk("eve")).await.unwrap();
    let figures = async || {
        let (ada, bob) = (scope.clerks().get(&ada).await.unwrap(), scope.clerks().get(&bob).await.unwrap());
        (ada.visits, ada.minutes, bob.visits, bob.minutes)
    };
    let visit = |clerk, minutes| NewVisit::new(clerk, day("2024-02-01"), "guest").minutes(minutes);
    scope.visits().add(visit(ada.id, 10)).await.unwrap();
    assert_eq!(figures().await, (1, 10, 0, 0));
    // The key does not have the clerk in it: the row that is there is ada's.
    scope.visits().add(visit(bob.id, 5)).await.unwrap();
    assert_eq!(figures().await, (1, 15, 0, 0));
    rival.visits().add(visit(eve.id, 1)).await.unwrap();
    assert_eq!(figures().await, (1, 15, 0, 0));
    let foreign = rival.visits().add(NewVisit::new(ada.id, day("2024-02-02"), "guest")).await.unwrap_err();
    assert!(foreign.is_foreign_key_violation(), "{foreign}");
    let row = scope.visits().list(page()).await.unwrap().items.remove(0);
    assert_eq!((row.clerk_id, row.minutes, row.revision), (ada.id, 15, 1));
    // A row that counts as deleted keeps its key, and nothing is added to what nobody sees.
    scope.visits().delete(&row).await.unwrap();
    assert_eq!(figures().await, (0, 0, 0, 0));
    let taken = scope.visits().add(visit(ada.id, 7)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Visit.day, Visit.guest"), "{taken}");
    scope.visits().restore(&row).await.unwrap();
    assert_eq!(figures().await, (1, 15, 0, 0));
}

async fn a_sum_too_large_is_refused(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    store.items().add(item(&cart, "pen", i32::MAX)).await.unwrap();
    let error = store.items().add(item(&cart, "pen", 1)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConstraintViolation { .. }), "{error:?}");
    assert_eq!(counted(&store, cart.id).await, (1, i64::from(i32::MAX)));
    let stocks = store.stocks();
    stocks.add(stock(1).amount(i64::MAX).small(i16::MAX)).await.unwrap();
    for more in [stock(1).amount(1), stock(1).small(1)] {
        let error = stocks.add(more).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::ConstraintViolation { .. }), "{error:?}");
    }
    let row = stocks.get_by_pin("pin-1").await.unwrap();
    assert_eq!((row.amount, row.small, row.revision), (i64::MAX, i16::MAX, 0));
}
