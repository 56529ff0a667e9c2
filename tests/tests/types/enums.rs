//! Enums and lists that are types of PostgreSQL's own: programs see the same on every engine.

use integration::types::models::{Color, Mood, NewTicket, Ticket, TicketPatch, TicketState};
use integration::{Backend, Engine, on_every_engine};
use larder::Page;

use super::{page, types};

on_every_engine!(
    enums_and_lists_come_back_as_they_were_given,
    enums_are_found_counted_and_ordered,
    null_and_empty_lists_are_told_apart,
);

fn ticket(title: &str) -> NewTicket {
    NewTicket::new(title)
}

async fn enums_and_lists_come_back_as_they_were_given(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let tickets = store.tickets();
    let plain = tickets.create(ticket("plain")).await.unwrap();
    assert_eq!((plain.state, plain.mood, plain.first_mood), (TicketState::Open, None, Mood::SoSo));
    assert_eq!((plain.tags.len(), &plain.counts), (0, &vec![1, 2]));
    assert_eq!((&plain.moods, plain.past_moods.as_ref(), plain.sizes.len()), (&vec![Mood::SoSo], None, 0));
    let watchers = vec![larder::Uuid::from_u128(7), larder::Uuid::from_u128(u128::MAX)];
    let new = ticket("full")
        .state(TicketState::Waiting)
        .mood(Some(Mood::Sad))
        .first_mood(Mood::Happy)
        .tags(vec!["a, b".to_owned(), "it's".to_owned(), "\"{}\\".to_owned(), String::new(), "你好".to_owned()])
        .counts(vec![i32::MIN, 0, i32::MAX])
        .watchers(Some(watchers.clone()))
        .times(Some(vec!["2024-02-29T12:30:15.123456Z".parse().unwrap()]))
        .shares(Some(vec![0.1, -1e300]))
        .notes(Some(vec!["one".to_owned()]))
        .moods(vec![Mood::Sad, Mood::Happy, Mood::Sad])
        .past_moods(Some(vec![Mood::SoSo]))
        .colors(Some(vec![Color::Green, Color::Red]))
        .sizes(vec![Color::Red]);
    let full = tickets.create(new).await.unwrap();
    let many = tickets.create_many(vec![ticket("x").state(TicketState::Closed), ticket("y")]).await.unwrap();
    for made in many.iter().chain([&plain, &full]) {
        assert_eq!(*tickets.get(made).await.unwrap(), *made);
    }
    assert_eq!(full.watchers.as_ref(), Some(&watchers));
    assert_eq!(full.moods, [Mood::Sad, Mood::Happy, Mood::Sad]);
    assert_eq!(full.colors.as_deref(), Some(&[Color::Green, Color::Red][..]));
    let patch = TicketPatch::new().state(TicketState::Closed).mood(None).tags(vec!["z".to_owned()]).watchers(None);
    tickets.patch(&full, patch).await.unwrap();
    let read = Ticket::clone(&*tickets.get(&full).await.unwrap());
    assert_eq!((read.state, read.mood, read.tags.as_slice()), (TicketState::Closed, None, &["z".to_owned()][..]));
    tickets.update(Ticket { first_mood: Mood::Sad, counts: vec![9], ..read }).await.unwrap();
    let read = tickets.get(&full).await.unwrap();
    assert_eq!((read.first_mood, &read.counts, &read.watchers), (Mood::Sad, &vec![9], &None));
}

async fn enums_are_found_counted_and_ordered(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let tickets = store.tickets();
    for (number, state) in (0..).zip([TicketState::Closed, TicketState::Open, TicketState::Waiting, TicketState::Open])
    {
        tickets.create(ticket(&format!("t{number}")).state(state).priority(number)).await.unwrap();
    }
    let mut listed = Vec::new();
    let mut next = Some(Page::first(1));
    while let Some(page) = next {
        let paged = tickets.list_by_state(TicketState::Open, page).await.unwrap();
        listed.extend(paged.items.iter().map(|ticket| ticket.priority));
        next = paged.next.map(|cursor| Page::after(&cursor, 1));
    }
    assert_eq!(listed, [3, 1]);
    assert_eq!(tickets.count_by_state(TicketState::Waiting).await.unwrap(), 1);
    assert_eq!(tickets.list_open("t1", page()).await.unwrap().items.len(), 1);
    let taken = tickets.create(ticket("t1")).await.unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    tickets.create(ticket("t0")).await.unwrap();
}

async fn null_and_empty_lists_are_told_apart(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let tickets = store.tickets();
    let none = tickets.create(ticket("none")).await.unwrap();
    let empty = tickets.create(ticket("empty").watchers(Some(Vec::new())).shares(Some(Vec::new()))).await.unwrap();
    assert_eq!(tickets.get(&none).await.unwrap().watchers, None);
    assert_eq!(tickets.get(&empty).await.unwrap().watchers, Some(Vec::new()));
    let long = vec!["a note of more than twenty characters".to_owned()];
    if backend.engine == Engine::Postgres {
        tickets.create(ticket("long").notes(Some(long))).await.unwrap_err();
    }
}
