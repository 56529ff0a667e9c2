//! Pages of lists.

use integration::{Fixture, on_every_engine};
use larder::{Page, Paged, TimeDelta, now};
use voicehelper::models::{Message, MessageRole, NewConversation, NewMessage, NewVoiceSession};

use crate::seed;

on_every_engine!(
    pages_join_up_without_gap_or_double,
    equal_order_values_are_not_lost,
    a_cursor_of_another_list_is_refused,
    conditional_index_lists_only_its_rows
);

async fn pages_join_up_without_gap_or_double(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let scope = fixture.store.tenant("acme");
    let new = (0..53).map(|n| NewMessage::new(&conversation, MessageRole::User, format!("message {n}"))).collect();
    let mut written = scope.messages().create_many(new).await.unwrap();
    written.sort_by_key(|message| std::cmp::Reverse((message.created_at, message.id)));
    for size in [1, 7, 10, 53, 1000] {
        let mut read: Vec<Message> = Vec::new();
        let mut page = Page::first(size);
        loop {
            let Paged { items, next } = scope.messages().list_by_conversation(&conversation, page).await.unwrap();
            assert!(items.len() <= size as usize);
            read.extend(items);
            let Some(next) = next else { break };
            page = Page::after(&next, size);
        }
        assert_eq!(read, written, "pages of {size}");
    }
}

async fn equal_order_values_are_not_lost(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let sessions = fixture.store.tenant("acme");
    let start = now() - TimeDelta::hours(1);
    for n in 0..9 {
        sessions
            .voice_sessions()
            .create(NewVoiceSession::new(format!("s-{n}"), &user).start_time(start))
            .await
            .unwrap();
    }
    let first = sessions.voice_sessions().list_by_start_time(Page::first(4)).await.unwrap();
    let second = sessions.voice_sessions().list_by_start_time(Page::after(&first.next.unwrap(), 4)).await.unwrap();
    let third = sessions.voice_sessions().list_by_start_time(Page::after(&second.next.unwrap(), 4)).await.unwrap();
    let mut ids: Vec<_> =
        first.items.iter().chain(&second.items).chain(&third.items).map(|session| session.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), third.next.is_none()), (9, true));
}

async fn a_cursor_of_another_list_is_refused(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    for _ in 0..3 {
        seed::conversation(&fixture, "acme", &user).await;
    }
    let scope = fixture.store.tenant("acme");
    let cursor = scope.conversations().list_by_user(&user, Page::first(1)).await.unwrap().next.unwrap();
    let text = cursor.to_string();
    assert_eq!(text.parse::<larder::Cursor>().unwrap(), cursor);
    let error =
        scope.messages().list_by_modality(voicehelper::models::MessageModality::Text, Page::after(&cursor, 1)).await;
    assert!(error.is_err());
    assert!("not a cursor".parse::<larder::Cursor>().is_err());
}

async fn conditional_index_lists_only_its_rows(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    let busy = seed::conversation(&fixture, "acme", &user).await;
    scope.conversations().create(NewConversation::new(&user, "quiet")).await.unwrap();
    scope.messages().create(NewMessage::new(&busy, MessageRole::User, "hello").token_count(5)).await.unwrap();
    let listed = scope.conversations().list_by_token_count(Page::first(10)).await.unwrap();
    assert_eq!(listed.items.iter().map(|one| one.id).collect::<Vec<_>>(), [busy.id]);
}
