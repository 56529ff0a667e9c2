//! What a write returns, counts, indexes and forgets is what the database holds.

mod adding;
mod adding_keys;
mod full;
mod isolation;
mod stored;
mod versions;

use integration::shop::models::{Cart, CartId, NewCart, NewItem, NewStock, Store};
use integration::{Database, Fixture, configuration};
use larder::Page;

/// Opens the shop's store on a database of its own, which lasts as long as it is held.
async fn shop(fixture: &Fixture) -> (Store, Database) {
    let empty = fixture.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the shop's migrations apply");
    (store, empty)
}

fn page() -> Page {
    Page::first(100)
}

fn day(text: &str) -> larder::Date {
    text.parse().unwrap()
}

async fn cart(store: &Store) -> Cart {
    store.carts().create(NewCart::new("basket")).await.unwrap()
}

/// What the cart says it holds, from the cache and from the database, and what it holds.
async fn counted(store: &Store, cart: CartId) -> (i32, i64) {
    let cached = store.carts().get(cart).await.unwrap();
    let read = store.transaction(async |tx| tx.carts().get(cart).await).await.unwrap();
    assert_eq!(cached, read, "the cache has what the database has");
    let items = store.items().list(page()).await.unwrap().items;
    let held: Vec<i64> =
        items.iter().filter(|item| item.cart_id == cart).map(|item| i64::from(item.quantity)).collect();
    let said = (read.items, read.pieces);
    assert_eq!(said, (i32::try_from(held.len()).unwrap(), held.iter().sum()), "the counters are those of the rows");
    said
}

fn item(cart: &Cart, sku: &str, quantity: i32) -> NewItem {
    NewItem::new(cart, sku).quantity(quantity)
}

fn stock(n: i32) -> NewStock {
    NewStock::new(day("2024-01-01"), n, n, format!("pin-{n}")).place(format!("place-{n}"))
}
