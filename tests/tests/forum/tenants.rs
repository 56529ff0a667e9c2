//! Counters on both sides of the border between tenants and what belongs to none.

use integration::forum::models::{
    Board, Language, NewBoard, NewLanguage, NewNotice, NewReply, NewSpeaker, NewSponsor, NewTopic, ReplyPatch, Store,
};
use integration::{Backend, on_every_engine};

use super::{drift, forum};

on_every_engine!(
    a_parent_without_tenant_counts_rows_of_tenants,
    a_deleted_tenant_leaves_the_counters_of_others_right,
    what_a_tenant_belongs_to_takes_it_along,
    a_row_without_tenant_counts_in_a_tenants,
);

pub(crate) async fn board(store: &Store, number: i32) -> Board {
    store.boards().create(NewBoard::new(number, format!("board-{number}"))).await.unwrap()
}

async fn language(store: &Store) -> Language {
    store.languages().create(NewLanguage::new()).await.unwrap()
}

/// Two topics and two speakers, and a reply of each in each.
async fn fill(store: &Store, board: &Board, language: &Language) {
    let scope = store.tenant(&board.board_code);
    for _ in 0..2 {
        scope.topics().create(NewTopic::new()).await.unwrap();
        scope.speakers().create(NewSpeaker::new()).await.unwrap();
    }
    for topic in scope.topics().list(super::page()).await.unwrap().items {
        for speaker in scope.speakers().list(super::page()).await.unwrap().items {
            let new = NewReply::new(&topic, &speaker).language_id(language.id).bytes(10);
            scope.replys().create(new).await.unwrap();
        }
    }
}

async fn a_parent_without_tenant_counts_rows_of_tenants(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (one, two, language) = (board(&store, 1).await, board(&store, 2).await, language(&store).await);
    fill(&store, &one, &language).await;
    fill(&store, &two, &language).await;
    let figures = async || {
        let read = store.languages().get(&language).await.unwrap();
        (read.replies, read.bytes)
    };
    assert_eq!(figures().await, (8, 80));
    let scope = store.tenant(&one.board_code);
    let replies = scope.replys().list(super::page()).await.unwrap().items;
    scope.replys().patch(&replies[0], ReplyPatch::new().bytes(3)).await.unwrap();
    assert_eq!(figures().await, (8, 73));
    // A topic, and with it two replies, which two speakers count too.
    scope.topics().delete(replies[0].topic_id).await.unwrap();
    assert_eq!(figures().await, (6, 60));
    let speakers = scope.speakers().list(super::page()).await.unwrap().items;
    assert!(speakers.iter().all(|speaker| speaker.replies == 1));
    // Another tenant's rows are out of reach.
    let other = store.tenant(&two.board_code);
    assert_eq!(other.speakers().delete_many(&speakers).await.unwrap(), 0);
    assert!(other.speakers().delete(&speakers[0]).await.unwrap_err().is_not_found());
    assert_eq!(figures().await, (6, 60));
    scope.speakers().delete_many([&speakers[0], &speakers[1], &speakers[0]]).await.unwrap();
    assert_eq!(figures().await, (4, 40));
    drift::none(&store, "at the end").await;
}

async fn a_deleted_tenant_leaves_the_counters_of_others_right(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (one, two, language) = (board(&store, 1).await, board(&store, 2).await, language(&store).await);
    fill(&store, &one, &language).await;
    fill(&store, &two, &language).await;
    assert_eq!(store.languages().get(&language).await.unwrap().replies, 8);
    let topic = store.tenant(&one.board_code).topics().list(super::page()).await.unwrap().items.remove(0);
    assert_eq!(store.tenant(&one.board_code).topics().get(&topic).await.unwrap().replies, 2);
    let notice = store.notices().create(NewNotice::new(&topic)).await.unwrap();
    assert!(store.notices().find(&notice).await.unwrap().is_some());
    store.boards().delete(&one).await.unwrap();
    let read = store.languages().get(&language).await.unwrap();
    assert_eq!((read.replies, read.bytes), (4, 40));
    assert!(store.tenant(&one.board_code).topics().find(&topic).await.unwrap().is_none());
    assert!(store.notices().find(&notice).await.unwrap().is_none());
    assert_eq!(store.boards().delete_many([&two, &two]).await.unwrap(), 1);
    assert_eq!(store.languages().get(&language).await.unwrap().replies, 0);
    drift::none(&store, "at the end").await;
}

async fn what_a_tenant_belongs_to_takes_it_along(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let sponsor = store.sponsors().create(NewSponsor::new()).await.unwrap();
    let (kept, language, speech) = (board(&store, 1).await, language(&store).await, language(&store).await);
    fill(&store, &kept, &language).await;
    for number in 2..5 {
        let new = NewBoard::new(number, format!("board-{number}")).sponsor_id(sponsor.id);
        let board = store.boards().create(new).await.unwrap();
        fill(&store, &board, &language).await;
    }
    // A language that goes takes its speakers along, of every tenant, and they their replies in other languages.
    for number in 1..5 {
        let code = format!("board-{number}");
        let scope = store.tenant(&code);
        let topic = scope.topics().list(super::page()).await.unwrap().items.remove(0);
        let speaker = scope.speakers().create(NewSpeaker::new().language_id(speech.id)).await.unwrap();
        scope.replys().create(NewReply::new(&topic, &speaker).language_id(language.id).bytes(1)).await.unwrap();
    }
    let figures = async || {
        let read = store.languages().get(&language).await.unwrap();
        (read.replies, read.bytes)
    };
    assert_eq!(figures().await, (20, 164));
    store.languages().delete(&speech).await.unwrap();
    assert_eq!(figures().await, (16, 160));
    drift::none(&store, "after the language").await;
    assert_eq!(store.sponsors().get(&sponsor).await.unwrap().boards, 3);
    store.sponsors().delete(&sponsor).await.unwrap();
    assert_eq!(figures().await, (4, 40));
    assert_eq!(store.boards().count().await.unwrap(), 1);
    drift::none(&store, "at the end").await;
}

async fn a_row_without_tenant_counts_in_a_tenants(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (one, two) = (board(&store, 1).await, board(&store, 2).await);
    let scope = store.tenant(&one.board_code);
    let topic = scope.topics().create(NewTopic::new()).await.unwrap();
    let notices = async || scope.topics().get(&topic).await.unwrap().notices;
    assert_eq!(notices().await, 0);
    let first = store.notices().create(NewNotice::new(&topic).board_id(two.id)).await.unwrap();
    store.notices().create(NewNotice::new(&topic).board_id(two.id)).await.unwrap();
    assert_eq!(notices().await, 2);
    store.notices().delete(&first).await.unwrap();
    assert_eq!(notices().await, 1);
    // It hangs on the other board as well.
    store.boards().delete(&two).await.unwrap();
    assert_eq!(notices().await, 0);
    drift::none(&store, "at the end").await;
}
