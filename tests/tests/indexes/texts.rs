//! Indexes and checks in the words of each database: what they refuse names its fields, what they say is served.

use integration::indexes::models::{EventPatch, NewEvent, Store};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::{ErrorKind, Timestamp};

use super::indexes;
use super::plans::{is_read_by_key, plan};

/// The statements as they are generated.
const EVENT_STATEMENTS: &str = include_str!("../../indexes/models/event/sql.rs");

on_every_engine!(
    rows_that_agree_in_an_expression_are_a_conflict,
    rows_are_found_by_an_expression,
    rows_that_break_a_check_of_several_fields_are_invalid,
    a_value_too_long_for_an_index_names_its_fields,
);

fn event(email: &str) -> NewEvent {
    let moment = |seconds| Timestamp::from_timestamp(seconds, 0).unwrap();
    NewEvent::new(email, "a title", moment(1), moment(2))
}

async fn rows_that_agree_in_an_expression_are_a_conflict(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let events = store.events();
    events.create(event("ann@example.org")).await.unwrap();
    let error = events.create(event("Ann@Example.org")).await.unwrap_err();
    assert!(error.is_unique_violation_of("Event.email"), "{error}");
}

async fn rows_are_found_by_an_expression(backend: Backend) {
    let (store, database) = indexes(&backend).await;
    let events = store.events();
    for number in 0..40 {
        events.create(event(&format!("Ann{number}@example.org"))).await.unwrap();
    }
    let found = events.find_by_lower_email("aNN7@Example.org").await.unwrap().unwrap();
    assert_eq!(found.email, "Ann7@example.org");
    assert_eq!(events.get_by_lower_email("ann8@example.org").await.unwrap().email, "Ann8@example.org");
    assert!(events.find_by_lower_email("ann40@example.org").await.unwrap().is_none());

    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    if backend.engine == Engine::Postgres {
        client.execute("SET enable_seqscan = off").await.unwrap();
    }
    let condition = match backend.engine {
        Engine::MySql => "email_lower = lower(?)",
        Engine::Postgres | Engine::Sqlite => "lower(email) = lower($1)",
    };
    assert!(EVENT_STATEMENTS.contains(condition), "{EVENT_STATEMENTS}");
    let plan =
        plan(&mut client, backend.engine, &format!("SELECT * FROM events WHERE {condition}"), &["'Ann7@example.org'"])
            .await;
    assert!(plan.contains("events_email_idx") || is_read_by_key(&plan), "{plan}");
}

async fn rows_that_break_a_check_of_several_fields_are_invalid(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let events = store.events();
    let refused = |field: &str| ErrorKind::ConstraintViolation { field: field.to_owned() };
    let error = events.create(event("a@example.org").seats(4).taken(5)).await.unwrap_err();
    assert_eq!(*error.kind(), refused("Event.seats, Event.taken"));

    let made = events.create(event("a@example.org").seats(4).taken(4)).await.unwrap();
    let error = events.patch(made.id, EventPatch::new().taken(5)).await.unwrap_err();
    assert_eq!(*error.kind(), refused("Event.seats, Event.taken"));
    assert_eq!(taken(&store, made.id).await, 4);

    let ends_first = EventPatch::new().ends_at(Timestamp::from_timestamp(0, 0).unwrap());
    let error = events.patch(made.id, ends_first).await.unwrap_err();
    assert_eq!(*error.kind(), refused("Event.starts_at, Event.ends_at"));
}

async fn a_value_too_long_for_an_index_names_its_fields(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    // No compression makes it fit.
    let mut state = 1_u32;
    let letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + u8::try_from(state >> 24).unwrap() % 26)
    };
    let long: String = std::iter::repeat_with(letter).take(20_000).collect();
    let moment = |seconds| Timestamp::from_timestamp(seconds, 0).unwrap();
    // The server names no index for an entry that is longer than a page.
    for (title, fields) in [(&long[..6_000], &["starts_at", "title"][..]), (&long[..], &["Event"])] {
        let new = NewEvent::new(format!("{}@example.org", title.len()), title, moment(1), moment(2));
        let made = store.events().create(new).await;
        // The indexes of the others hold the beginning, or nothing of the text.
        if backend.engine == Engine::Postgres {
            let error = made.unwrap_err();
            let paths: Vec<&str> = error.violations().unwrap().iter().map(|one| one.path()).collect();
            assert_eq!(paths, fields, "{error}");
        } else {
            made.unwrap();
        }
    }
}

async fn taken(store: &Store, id: integration::indexes::models::EventId) -> i32 {
    store.events().get(id).await.unwrap().taken
}
