//! Rare combinations of keys, conditions and orders, and a table of many columns, on every engine.

mod adding;
mod allocations;
mod bulk;
mod conditions;
mod documented;
mod hooks;
mod keys;
mod merging;
mod orders;
mod purging;
mod round_trips;
mod triggers;
mod upserts;
mod wide;

use integration::corners::models::Store;
use integration::{Backend, Database, configuration};

/// Opens the store on a database of its own, which lasts as long as it is held.
async fn corners(backend: &Backend) -> (Store, Database) {
    let empty = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    (store, empty)
}

fn page() -> larder::Page {
    larder::Page::first(100)
}
