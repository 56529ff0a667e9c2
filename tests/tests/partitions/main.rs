//! Entities whose rows PostgreSQL keeps in partitions, and other databases in one table: rows are written and read
//! alike everywhere, and partitions come and go on PostgreSQL.

mod maintenance;
mod plans;
mod rows;

use chrono::{DateTime, Utc};
use integration::partitions::models::{NewShop, Store};
use integration::{Backend, Client, Database, configuration};

/// Opens the store on a database of its own, which lasts as long as it is held.
async fn partitions(backend: &Backend) -> (Store, Database) {
    let empty = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    (store, empty)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Returns the first column of what a query finds.
async fn texts(database: &Database, sql: &str) -> Vec<String> {
    let mut client = Client::connect(database.engine(), database.url()).await.expect("a connection");
    let rows = client.query(sql).await.expect("an answer");
    rows.into_iter().filter_map(|row| row.into_iter().next()?).collect()
}
