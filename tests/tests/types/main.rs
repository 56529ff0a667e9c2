//! Columns that are called otherwise than their fields, and types beyond the plain ones, on every engine.

mod collations;
mod columns;
mod computed;
mod decimals;
mod enums;
mod keyless;
mod native;
mod schemas;

use integration::types::models::Store;
use integration::{Backend, Database, configuration};

/// Opens the store on a database of its own, which lasts as long as it is held.
async fn types(backend: &Backend) -> (Store, Database) {
    let empty = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    (store, empty)
}

fn page() -> larder::Page {
    larder::Page::first(100)
}
