//! Counters of parents.

use std::sync::Arc;

use integration::{Fixture, on_every_engine};
use voicehelper::models::{ConversationId, MessagePatch, MessageRole, NewMessage};

use crate::seed;

on_every_engine!(
    counters_follow_every_write,
    counters_are_exact_under_concurrency,
    a_message_without_conversation_is_named
);

async fn counters_follow_every_write(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let scope = fixture.store.tenant("acme");
    let counts = async || {
        let read = scope.conversations().get(&conversation).await.unwrap();
        (read.msg_count, read.token_count)
    };
    let new = |tokens| NewMessage::new(&conversation, MessageRole::User, "hello").token_count(tokens);
    let first = scope.messages().create(new(5)).await.unwrap();
    assert_eq!(counts().await, (1, 5));
    scope.messages().create_many((0..20).map(|_| new(2)).collect()).await.unwrap();
    assert_eq!(counts().await, (21, 45));
    scope.messages().patch(&first, MessagePatch::new().token_count(9)).await.unwrap();
    assert_eq!(counts().await, (21, 49));
    scope.messages().patch(&first, MessagePatch::new().content("other")).await.unwrap();
    assert_eq!(counts().await, (21, 49));
    scope.messages().delete(&first).await.unwrap();
    assert_eq!(counts().await, (20, 40));
}

async fn counters_are_exact_under_concurrency(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let fixture = Arc::new(fixture);
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (fixture, id) = (fixture.clone(), conversation.id);
            tokio::spawn(async move {
                for _ in 0..10 {
                    let new = NewMessage::new(id, MessageRole::Assistant, "token").token_count(3);
                    fixture.store.tenant("acme").messages().create(new).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let read = fixture.store.tenant("acme").conversations().get(&conversation).await.unwrap();
    assert_eq!((read.msg_count, read.token_count), (80, 240));
}

async fn a_message_without_conversation_is_named(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let new = NewMessage::new(ConversationId::new(), MessageRole::User, "lost");
    let error = fixture.store.tenant("acme").messages().create(new).await.unwrap_err();
    assert!(error.is_foreign_key_violation());
    assert!(error.to_string().contains("Message.conversation_id"), "{error}");
}
