//! A database whose texts are in the order of a language, where queries take them by code points all the same.

use integration::forum::models::{Errand, NewErrand, Store};
use integration::{Backend, Engine, configuration, on_every_engine};
use larder::{Page, sql};

use super::{compare_conditions, compare_orders, seed};

on_every_engine!(a_language_changes_no_query, the_database_has_an_order_of_its_own);

async fn a_language_changes_no_query(backend: Backend) {
    for orders in [false, true] {
        let database = backend.in_a_language().await;
        let store = Store::open(configuration(&database)).await.unwrap();
        match orders {
            true => compare_orders(&store, seed()).await,
            false => compare_conditions(&store, seed()).await,
        }
    }
}

/// Else the test above would show nothing.
async fn the_database_has_an_order_of_its_own(backend: Backend) {
    let database = backend.in_a_language().await;
    let store = Store::open(configuration(&database)).await.unwrap();
    for code in ["b", "B", "a", "A", "_"] {
        store.errands().create(NewErrand::new(code).label(code)).await.unwrap();
    }
    let by_label = store.errands().select().order_by(Errand::LABEL.asc()).page(Page::first(9)).await.unwrap();
    let labels: Vec<&str> = by_label.items.iter().filter_map(|row| row.label.as_deref()).collect();
    assert_eq!(labels, ["A", "B", "_", "a", "b"]);
    let own: Vec<String> = sql!("SELECT label FROM errands ORDER BY label").scalars(&store).await.unwrap();
    if backend.engine == Engine::Postgres {
        assert_eq!(own, ["_", "a", "A", "b", "B"]);
    }
}
