//! Many rows at once, whoever makes their keys.

use std::collections::BTreeSet;

use integration::corners::models::{NewBadge, NewRack, NewSlot, NewWide, Store};
use integration::{Backend, Engine, on_every_engine};

use super::corners;

on_every_engine!(
    many_rows_take_few_statements,
    rows_have_the_keys_that_are_returned_for_them,
    a_list_beside_others_has_its_own_keys,
    counted_rows_are_counted_once,
);

/// How often rows of an entity were stored.
fn inserts(store: &Store, entity: &str) -> u64 {
    let statistics = store.statistics();
    statistics.database.statement(entity, "insert").map_or(0, |insert| insert.executions())
}

async fn many_rows_take_few_statements(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    // Of 300 rows: 256, 32, 8 and 4; the first for its key; the width of a step.
    let (numbered, others) = match backend.engine {
        Engine::Postgres => (1, 1),
        Engine::MySql => (5, 8),
        Engine::Sqlite => (1 + 5, 8),
    };
    let badges = (0..300).map(|number| NewBadge::new(format!("owner {number}"))).collect();
    store.badges().create_many(badges).await.unwrap();
    assert_eq!(inserts(&store, "Badge"), numbered);
    let wides = (0..300).map(|number| NewWide::new().c001(number)).collect();
    store.wides().create_many(wides).await.unwrap();
    assert!(inserts(&store, "Wide") <= others, "{}", inserts(&store, "Wide"));
}

async fn rows_have_the_keys_that_are_returned_for_them(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    for count in [2, 3, 257, 700] {
        let new = (0..count).map(|number| NewBadge::new(format!("{count}/{number}"))).collect();
        let created = store.badges().create_many(new).await.unwrap();
        assert!(created.iter().zip(0..).all(|(row, number)| row.owner == format!("{count}/{number}")));
        let found = store.badges().find_many(created.iter().map(|row| row.id)).await.unwrap();
        let found: BTreeSet<_> = found.iter().map(|row| (row.id, row.owner.clone())).collect();
        assert_eq!(found, created.into_iter().map(|row| (row.id, row.owner)).collect());
    }
    // What the database makes afterwards is free.
    store.badges().create(NewBadge::new("afterwards")).await.unwrap();
}

async fn a_list_beside_others_has_its_own_keys(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let writers = (0..4).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut created = Vec::new();
            for turn in 0..5 {
                let new = (0..20).map(|row| NewBadge::new(format!("{writer}/{turn}/{row}"))).collect();
                created.extend(store.badges().create_many(new).await.unwrap());
                created.push(store.badges().create(NewBadge::new(format!("{writer}/{turn}"))).await.unwrap());
            }
            created
        })
    });
    let writers: Vec<_> = writers.collect();
    for writer in writers {
        for row in writer.await.unwrap() {
            assert_eq!(store.badges().get(row.id).await.unwrap().owner, row.owner);
        }
    }
    assert_eq!(store.badges().count().await.unwrap(), 4 * 5 * 21);
}

async fn counted_rows_are_counted_once(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let [one, other] =
        [store.racks().create(NewRack::new()).await.unwrap(), store.racks().create(NewRack::new()).await.unwrap()];
    let new = (0..10).map(|number| NewSlot::new(if number % 3 == 0 { &one } else { &other })).collect();
    let slots = store.slots().create_many(new).await.unwrap();
    for slot in &slots {
        assert_eq!(store.slots().get(slot).await.unwrap().rack_id, slot.rack_id);
    }
    assert_eq!(store.racks().get(&one).await.unwrap().slots, 4);
    assert_eq!(store.racks().get(&other).await.unwrap().slots, 6);
}
