//! Conversations: messages with counters, pages, cached reads and a transaction.

use larder::{Error, Page, Result};

use crate::narrator::Narrator;
use voicehelper::models::{
    Conversation, Message, MessageModality, MessagePatch, MessageRole, NewConversation, NewMessage, Reference, Store,
    TenantScope, User,
};

/// Holds a conversation: messages with their counters, pages, cached reads, and a transaction that is given up.
pub(super) async fn hold(store: &Store, scope: &TenantScope<'_>, user: &User, narrator: &Narrator) -> Result<()> {
    narrator.chapter("A conversation");
    let conversation = scope.conversations().create(NewConversation::new(user, "退款 and refunds")).await?;
    exchange(scope, user, &conversation, narrator).await?;
    read_pages(scope, &conversation, narrator).await?;
    read_from_cache(store, scope, &conversation, narrator).await?;
    give_up(scope, &conversation, narrator).await?;

    let archived = scope.conversations().create(NewConversation::new(user, "Small talk")).await?;
    scope.conversations().archive(&archived).await?;
    let newest = scope.conversations().list_by_user(user, Page::first(10)).await?;
    narrator.say(format_args!("{} has {} conversations, one archived", user.username, newest.items.len()));
    let with_last = scope.conversations().load([conversation.id, archived.id]).with_last::<Message>(2).await?;
    narrator.say(format_args!(
        "the last messages of both, in two statements: {}",
        with_last.iter().map(|(_, last)| last.len()).sum::<usize>()
    ));
    Ok(())
}

async fn exchange(
    scope: &TenantScope<'_>,
    user: &User,
    conversation: &Conversation,
    narrator: &Narrator,
) -> Result<()> {
    let question = NewMessage::new(conversation, MessageRole::User, "我想申请退款，how long does it take?")
        .user_id(user.id)
        .modality(MessageModality::Voice)
        .token_count(18);
    scope.messages().create(question).await?;
    let answer =
        NewMessage::new(conversation, MessageRole::Assistant, "退款需要三个工作日。A refund takes three working days.")
            .token_count(24);
    let answer = scope.messages().create(answer).await?;
    let source = Reference::new("refund-policy", 0.92).title("退款政策");
    scope.messages().patch(&answer, MessagePatch::new().references(vec![source])).await?;

    let rest =
        (1..=10).map(|n| NewMessage::new(conversation, MessageRole::User, format!("follow-up {n}")).token_count(2));
    scope.messages().create_many(rest.collect()).await?;
    let counted = scope.conversations().get(conversation).await?;
    narrator.say(format_args!(
        "12 messages stored; the conversation counts {} messages and {} tokens",
        counted.msg_count, counted.token_count
    ));
    Ok(())
}

async fn read_pages(scope: &TenantScope<'_>, conversation: &Conversation, narrator: &Narrator) -> Result<()> {
    let mut page = Page::first(5);
    let mut sizes = Vec::new();
    loop {
        let messages = scope.messages().list_by_conversation(conversation, page).await?;
        sizes.push(messages.items.len());
        let Some(next) = messages.next else { break };
        page = Page::after(&next, 5);
    }
    narrator.say(format_args!("newest first in pages of {sizes:?}"));
    Ok(())
}

async fn read_from_cache(
    store: &Store,
    scope: &TenantScope<'_>,
    conversation: &Conversation,
    narrator: &Narrator,
) -> Result<()> {
    let before = store.cache().statistics().total;
    scope.conversations().get(conversation).await?;
    scope.conversations().get(conversation).await?;
    let after = store.cache().statistics().total;
    narrator.say(format_args!(
        "read twice: {} from the cache, {} from the database",
        after.hits - before.hits,
        after.loads - before.loads
    ));
    Ok(())
}

async fn give_up(scope: &TenantScope<'_>, conversation: &Conversation, narrator: &Narrator) -> Result<()> {
    let outcome = scope
        .transaction(async |tx| {
            tx.messages().create(NewMessage::new(conversation, MessageRole::User, "never mind").token_count(3)).await?;
            tx.conversations().archive(conversation).await?;
            Err::<(), Error>(Error::not_found("Agent"))
        })
        .await;
    let kept = scope.conversations().get(conversation).await?;
    narrator.say(format_args!(
        "a transaction that failed ({}) left {} messages, status {}",
        describe(&outcome),
        kept.msg_count,
        kept.status
    ));
    Ok(())
}

fn describe(outcome: &Result<()>) -> String {
    outcome.as_ref().err().map_or_else(|| "not at all".into(), ToString::to_string)
}
