//! Indexes and constraints beyond the plain ones, on every engine.

mod beginnings;
mod nulls;
mod plans;
mod texts;
mod unbounded;

use integration::indexes::models::Store;
use integration::{Database, Fixture, configuration};

/// Opens the store on a database of its own, which lasts as long as it is held.
async fn indexes(fixture: &Fixture) -> (Store, Database) {
    let empty = fixture.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    (store, empty)
}
