//! Primary keys of every kind, on every engine: made and given, by themselves, as references and within a tenant.

mod bytes;
mod composite;
mod composite_references;
mod days;
mod derived;
mod derived_composite;
mod errors;
mod many;
mod numbers;
mod references;
mod relations;
mod shared;
mod tenant_in_key;
mod tenants;
mod texts;

use integration::keys::models::Store;
use integration::{Backend, Database, configuration};

/// Opens the store on a database of its own, which lasts as long as it is held.
async fn keys(backend: &Backend) -> (Store, Database) {
    let empty = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    (store, empty)
}
