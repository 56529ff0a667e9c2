//! Indexes and constraints beyond the plain ones, on every engine.

mod beginnings;
mod nulls;
mod pages;
mod plans;
mod texts;
mod unbounded;

use integration::indexes::models::Store;
use integration::{Backend, Database, configuration};

/// Opens the store on a database of its own, which lasts as long as it is held.
async fn indexes(backend: &Backend) -> (Store, Database) {
    let empty = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    (store, empty)
}
