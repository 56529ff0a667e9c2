//! The definition with everything in it.

mod keys;
mod limits;
mod relations;
mod rows;
mod rules;
mod spaces;
mod unreadable;
mod values;

use std::time::Duration;

use integration::zoo::models::{Color, NewAccount, Store};
use integration::{Database, Fixture, configuration, on_every_engine};
use larder::{Page, Timestamp, Uuid};

on_every_engine!(migrations_go_up_down_and_up);

/// Opens the zoo's store on a database of its own, which lasts as long as it is held.
async fn zoo(fixture: &Fixture) -> (Store, Database) {
    let empty = fixture.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the zoo's migrations apply");
    (store, empty)
}

fn page() -> Page {
    Page::first(100)
}

fn day(text: &str) -> larder::Date {
    text.parse().unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn account(n: i32) -> NewAccount {
    let start = moment("2024-01-01T00:00:00Z") + larder::TimeDelta::seconds(n.into());
    let new = NewAccount::new(
        format!("{n}@x"),
        Uuid::now_v7(),
        n,
        "eu",
        day("2024-01-01"),
        start,
        true,
        Duration::from_secs(1),
        Color::Red,
        format!("pin-{n}"),
    );
    new.nick(format!("nick-{n}")).owner(format!("owner-{n}"))
}

async fn migrations_go_up_down_and_up(fixture: Fixture) {
    let empty = fixture.empty().await;
    let migrator = Store::migrator_for(&configuration(&empty));
    migrator.migrate().await.unwrap();
    migrator.rollback(1000).await.unwrap();
    migrator.migrate().await.unwrap();
    let store = Store::open(configuration(&empty)).await.unwrap();
    assert_eq!(store.accounts().count().await.unwrap(), 0);
}
