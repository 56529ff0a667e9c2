//! Tables without a primary key: rows are inserted, counted, and read by conditions; those that a unique key tells
//! apart in pages too.

use integration::types::models::{NewGuest, NewTrace, NewVisit, Store, Trace, Visit};
use integration::{Backend, on_every_engine};
use larder::{Error, Page};

use super::types;

on_every_engine!(rows_are_inserted_read_and_counted, a_unique_key_tells_pages_apart, rows_go_with_what_they_refer_to);

async fn guest(store: &Store, name: &str) -> integration::types::models::Guest {
    store.guests().create(NewGuest::new(name)).await.unwrap()
}

fn day(day: u32) -> larder::Date {
    format!("2026-03-{day:02}").parse().unwrap()
}

async fn rows_are_inserted_read_and_counted(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let anna = guest(&store, "Anna").await;
    let traces = store.traces();
    let first = traces.create(NewTrace::new("came").guest_id(Some(anna.id))).await.unwrap();
    let same = NewTrace::new("came").guest_id(Some(anna.id)).made_at(first.made_at);
    let more = traces.create_many(vec![same, NewTrace::new("nobody")]).await.unwrap();
    assert_eq!(more[0], first, "two rows may be the same");
    assert_eq!(traces.count().await.unwrap(), 3);
    let of_anna = traces.select().filter(Trace::GUEST_ID.eq(anna.id)).order_by(Trace::MADE_AT.desc());
    assert_eq!(of_anna.limit(10).all().await.unwrap(), [first.clone(), first]);
    let invalid: Error = traces.create(NewTrace::new("")).await.unwrap_err();
    assert!(invalid.violations().is_some(), "{invalid}");
    assert!(traces.select().page(Page::first(2)).await.is_err(), "nothing tells the rows of a page apart");
    let in_transaction = store.transaction(async |tx| tx.traces().create(NewTrace::new("in one")).await).await;
    assert_eq!(in_transaction.unwrap().line, "in one");
}

async fn a_unique_key_tells_pages_apart(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let anna = guest(&store, "Anna").await;
    let visits = store.visits();
    visits.create_many((1..=5).map(|at| NewVisit::new(&anna, day(at))).collect()).await.unwrap();
    let (mut days, mut page) = (Vec::new(), Page::first(2));
    loop {
        let part = visits.select().filter(Visit::CAME_ON.ge(day(2))).page(page).await.unwrap();
        days.extend(part.items.iter().map(|visit| visit.came_on));
        let Some(next) = part.next else { break };
        page = Page::after(&next, 2);
    }
    assert_eq!(days, (2..=5).map(day).collect::<Vec<_>>());
    let twice = visits.create(NewVisit::new(&anna, day(1))).await.unwrap_err();
    assert!(twice.is_unique_violation(), "{twice}");
    assert!(twice.to_string().contains("Visit.guest_id"), "{twice}");
    let rated = visits.create(NewVisit::new(&anna, day(9)).rating(Some(7))).await.unwrap_err();
    assert!(rated.violations().is_some(), "{rated}");
}

async fn rows_go_with_what_they_refer_to(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let anna = guest(&store, "Anna").await;
    store.visits().create(NewVisit::new(&anna, day(1))).await.unwrap();
    store.traces().create(NewTrace::new("came").guest_id(Some(anna.id))).await.unwrap();
    store.guests().delete(anna.id).await.unwrap();
    assert_eq!(store.visits().count().await.unwrap(), 0);
    let left = store.traces().select().all().await.unwrap();
    assert_eq!(left.iter().map(|trace| trace.guest_id).collect::<Vec<_>>(), [None]);
}
