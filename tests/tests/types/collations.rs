//! Texts with a collation of each database: keys, conditions and orders are as it compares them.

use integration::types::models::{Guest, GuestRepository, NewGuest};
use integration::{Backend, Engine, on_every_engine};
use larder::migrate::Migrator;

use super::{page, types};

on_every_engine!(
    a_key_is_what_the_collation_takes_for_the_same,
    lists_are_in_the_order_of_the_collation,
    comments_are_in_the_database
);

/// Whether capitals make no difference.
fn folds(backend: &Backend) -> bool {
    backend.engine != Engine::Postgres
}

async fn made(guests: GuestRepository<'_>, name: &str, city: &str) -> Guest {
    guests.create(NewGuest::new(name).city(Some(city.to_owned()))).await.unwrap()
}

async fn a_key_is_what_the_collation_takes_for_the_same(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let guests = store.guests();
    let anna = made(guests, "Anna", "Bonn").await;
    let found = guests.find_by_name("ANNA").await.unwrap();
    assert_eq!(found.is_some(), folds(&backend));
    assert_eq!(*guests.get_by_name("Anna").await.unwrap(), anna);
    let again = guests.create(NewGuest::new("anna")).await;
    assert_eq!(again.is_err_and(|error| error.is_unique_violation()), folds(&backend));
    let chosen = guests.select().filter(Guest::NAME.eq("aNNA")).count().await.unwrap();
    assert_eq!(chosen == 1, folds(&backend));
    let long = guests.create(NewGuest::new("x".repeat(41))).await;
    assert!(long.is_err(), "the length holds");
}

async fn lists_are_in_the_order_of_the_collation(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let guests = store.guests();
    for name in ["b", "C", "a", "D"] {
        made(guests, name, "Bonn").await;
    }
    let mut names = Vec::new();
    let mut next = larder::Page::first(1);
    loop {
        let part = guests.list_by_city("Bonn", next).await.unwrap();
        names.extend(part.items.iter().map(|guest| guest.name.clone()));
        let Some(cursor) = part.next else { break };
        next = larder::Page::after(&cursor, 1);
    }
    let expected = if folds(&backend) { ["a", "b", "C", "D"] } else { ["C", "D", "a", "b"] };
    assert_eq!(names, expected);
    assert_eq!(guests.list(page()).await.unwrap().items.len(), 4);
}

async fn comments_are_in_the_database(backend: Backend) {
    let (_store, database) = types(&backend).await;
    let config = integration::configuration(&database).database;
    let catalogue = larder::internal::catalogue(&Migrator::from_folder(&config, "")).await.unwrap();
    let table = catalogue.tables.iter().find(|table| table.name == "guests").unwrap();
    let comment = |name: &str| table.column(name).unwrap().comment.clone();
    let kept = |text: &str| Some(text.to_owned()).filter(|_| backend.engine != Engine::Sqlite);
    assert_eq!(table.comment, kept("Who came; it isn't \"everybody\"."));
    assert_eq!(comment("name"), kept("As the guest\nwrote it."));
    assert_eq!(comment("visits"), kept("So far."));
    assert_eq!(comment("city").filter(|text| !text.is_empty()), None);
}
