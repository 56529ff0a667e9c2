//! Queries without SQL in the scope of a tenant, and the examples of docs/queries.md.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::try_join_all;
use integration::{Fixture, on_every_engine};
use larder::{Condition, Error, Page, Period, Row, TimeDelta, Timestamp, count, now};
use voicehelper::models::{
    Conversation, ConversationId, ConversationPatch, ConversationStatus, Document, DocumentPatch, DocumentStatus,
    Message, MessageRole, NewDocument, NewMessage, User, UserStatus,
};

use crate::seed;

on_every_engine!(
    no_condition_reaches_another_tenant,
    a_write_of_many_raises_versions_and_drops_what_is_cached,
    the_examples_of_the_documentation_run,
);

/// A tenant with two users, two conversations of the first, and messages in both.
async fn fill(fixture: &Fixture, tenant: &str) -> (User, [Conversation; 2]) {
    seed::tenant(fixture, tenant).await;
    let user = seed::user(fixture, tenant, "ada").await;
    seed::user(fixture, tenant, "bob").await;
    let talks = [seed::conversation(fixture, tenant, &user).await, seed::conversation(fixture, tenant, &user).await];
    let scope = fixture.store.tenant(tenant);
    for (talk, number) in [(&talks[0], 3), (&talks[1], 2)] {
        for at in 0..number {
            let new = NewMessage::new(talk, MessageRole::User, format!("invoice {at}")).token_count(at * 60);
            scope.messages().create(new).await.unwrap();
        }
    }
    (user, talks)
}

async fn no_condition_reaches_another_tenant(fixture: Fixture) {
    let (_, [own, _]) = fill(&fixture, "acme").await;
    let (_, [other, _]) = fill(&fixture, "umbrella").await;
    let scope = fixture.store.tenant("acme");
    let messages = || scope.messages().select();
    let conditions = || {
        [
            Condition::all_of([]),
            Message::TENANT_ID.eq("umbrella").or(Message::TOKEN_COUNT.ge(0)),
            !Message::TENANT_ID.eq("umbrella"),
            Condition::any_of([Message::CONVERSATION_ID.eq(other.id), Message::ROLE.eq(MessageRole::User)]),
        ]
    };
    for condition in conditions() {
        let found = messages().filter(condition).all().await.unwrap();
        assert_eq!(found.len(), 5);
        assert!(found.iter().all(|message| message.tenant_id == "acme"));
    }
    for condition in conditions() {
        assert_eq!(messages().filter(condition).count().await.unwrap(), 5);
    }
    let of_other = Message::CONVERSATION_ID.eq(other.id);
    assert!(!messages().filter(of_other).exists().await.unwrap());
    // A list of values is the tenant's of its own repository.
    let talks = scope.messages().select().values_of(Message::CONVERSATION_ID);
    assert_eq!(scope.conversations().select().filter(Conversation::ID.is_in_query(talks)).count().await.unwrap(), 2);
    let foreign = fixture.store.tenant("umbrella");
    let talks = foreign.messages().select().values_of(Message::CONVERSATION_ID);
    assert_eq!(scope.conversations().select().filter(Conversation::ID.is_in_query(talks)).count().await.unwrap(), 0);
    assert_eq!(messages().order_by(Message::TOKEN_COUNT.desc()).first().await.unwrap().unwrap().token_count, 120);
    assert_eq!(messages().sum(Message::TOKEN_COUNT).await.unwrap(), 240);
    // Deleted rows are out, and with them what they were found by.
    scope.conversations().delete(&own).await.unwrap();
    let left = scope.conversations().select().filter(Conversation::ID.eq(own.id).or(Conversation::MSG_COUNT.ge(0)));
    assert_eq!(left.count().await.unwrap(), 1);
    let deleted = messages().filter(Message::TOKEN_COUNT.ge(60)).delete_where().await.unwrap();
    assert_eq!(deleted, 3);
    assert_eq!(foreign.messages().count().await.unwrap(), 5);
}

async fn a_write_of_many_raises_versions_and_drops_what_is_cached(fixture: Fixture) {
    let (_, [one, two]) = fill(&fixture, "acme").await;
    let (_, [other, _]) = fill(&fixture, "umbrella").await;
    let scope = fixture.store.tenant("acme");
    let foreign = fixture.store.tenant("umbrella");
    let before = scope.conversations().get(&one).await.unwrap();
    let others = foreign.conversations().get(&other).await.unwrap();
    scope.conversations().get(&two).await.unwrap();
    scope.conversations().delete(&two).await.unwrap();
    let patch = ConversationPatch::new().status(ConversationStatus::Archived).title("closed");
    let open = scope.conversations().select().filter(Conversation::STATUS.eq(ConversationStatus::Active));
    assert_eq!(open.update_where(patch).await.unwrap(), 1);
    let after = scope.conversations().get(&one).await.unwrap();
    assert_eq!((after.status, after.title.as_str()), (ConversationStatus::Archived, "closed"));
    assert_eq!(after.version, before.version + 1);
    assert!(after.updated_at >= before.updated_at);
    assert_eq!((after.msg_count, after.token_count), (before.msg_count, before.token_count));
    assert_eq!(foreign.conversations().get(&other).await.unwrap(), others);
    // Counters of the parent follow, whichever way rows are written.
    let messages = || scope.messages().select().filter(Message::CONVERSATION_ID.eq(one.id));
    let patch = voicehelper::models::MessagePatch::new().token_count(7);
    assert_eq!(messages().update_where(patch).await.unwrap(), 3);
    assert_eq!(scope.conversations().get(&one).await.unwrap().token_count, 21);
    let patch = voicehelper::models::MessagePatch::new().content("something else");
    assert_eq!(messages().update_where(patch).await.unwrap(), 3);
    assert_eq!(scope.messages().search("something", Page::first(10)).await.unwrap().len(), 3);
    assert_eq!(messages().order_by(Message::ID.asc()).delete_batch(2).await.unwrap(), 2);
    let talk = scope.conversations().get(&one).await.unwrap();
    assert_eq!((talk.msg_count, talk.token_count), (1, 7));
    // The tenant is locked as any row.
    let locked =
        fixture.store.transaction(async |tx| tx.tenant("acme").conversations().lock(&one).await).await.unwrap();
    assert_eq!(locked, *talk);
}

async fn the_examples_of_the_documentation_run(fixture: Fixture) {
    fill(&fixture, "acme").await;
    examples(&fixture).await.unwrap();
    examples_of_figures(&fixture).await.unwrap();
}

#[rustfmt::skip]
async fn examples_of_figures(fixture: &Fixture) -> Result<(), Error> {
    let scope = fixture.store.tenant("acme");
    let (day, page) = (now() - TimeDelta::days(1), Page::first(10));

    let found = scope
        .messages()
        .select()
        .filter(Message::CONVERSATION_ID.to(Conversation::STATUS).eq(ConversationStatus::Active))
        .order_by(Message::CONVERSATION_ID.to(Conversation::USER_ID).to(User::NICKNAME).asc().nulls_last())
        .page(page)
        .await?;
    assert_eq!(found.items.len(), 5);

    let silent = scope
        .conversations()
        .select()
        .filter(Conversation::ID.having_none(Message::CONVERSATION_ID, Message::CREATED_AT.ge(day)))
        .filter(Conversation::ID.having_any(Message::CONVERSATION_ID, Message::ROLE.eq(MessageRole::User)))
        .count()
        .await?;
    assert_eq!(silent, 0);

    let talks = scope.conversations().select().all().await?;
    let newest = scope.messages().select().order_by(Message::CREATED_AT.desc()).limit(3);
    let messages: BTreeMap<ConversationId, Vec<Message>> = newest.of_each(Message::CONVERSATION_ID, &talks).await?;
    let of_users = scope.messages().select().filter(Message::ROLE.eq(MessageRole::User));
    let questions: BTreeMap<ConversationId, u64> = of_users.count_of_each(Message::CONVERSATION, &talks).await?;
    assert_eq!(messages.values().map(Vec::len).sum::<usize>(), 5);
    assert!(!questions.is_empty() && questions.values().sum::<u64>() <= 5);

    let page = scope.messages().list(Page::first(50)).await?;
    let talks = try_join_all(page.items.iter().map(|message| message.conversation(&scope))).await?;
    let own = |(message, talk): (&Message, Option<Arc<Conversation>>)| talk.unwrap().id == message.conversation_id;
    assert!(page.items.iter().zip(talks).all(own));

    let talks = scope.conversations().select().all().await?;
    let newest = |talk: &Conversation| talk.messages(&scope).order_by(Message::CREATED_AT.desc()).limit(3).all();
    let messages: Vec<Vec<Message>> = try_join_all(talks.iter().map(newest)).await?;
    let how_many: Vec<u64> = try_join_all(talks.iter().map(|talk| talk.messages(&scope).count())).await?;
    let long = talks[0].messages(&scope).filter(Message::TOKEN_COUNT.gt(100)).first().await?;
    assert_eq!((messages.len(), how_many.iter().sum::<u64>()), (2, 5));
    assert!(long.is_none_or(|message| message.token_count > 100));

    let users = scope.users().batched();
    let messages = scope.messages();
    let newest = messages.batched_by(Message::CONVERSATION_ID, |of| of.order_by(Message::CREATED_AT.desc()).limit(3));
    let (user, messages) = tokio::join!(users.get(talks[0].user_id), newest.get(&talks[0]));
    assert!(user?.is_some() && messages?.is_some_and(|messages| messages.len() <= 3));

    let titles: Vec<(ConversationId, String)> =
        scope.conversations().select().columns((Conversation::ID, Conversation::TITLE)).all().await?;
    assert_eq!(titles.len(), 2);

    /// What was said on a day.
    #[derive(Row)]
    struct Activity {
        day: Timestamp,
        role: MessageRole,
        messages: i64,
        tokens: i64,
    }

    let days: Vec<Activity> = scope
        .messages()
        .select()
        .filter(Message::CREATED_AT.ge(now() - TimeDelta::days(90)))
        .group_by(
            (Message::CREATED_AT.truncated(Period::Day), Message::ROLE),
            (count(), Message::TOKEN_COUNT.sum()),
        )
        .having(count().gt(1))
        .order_by(Message::TOKEN_COUNT.sum().desc())
        .limit(10)
        .all_as()
        .await?;
    assert!(days.iter().all(|activity| activity.role == MessageRole::User && activity.day <= now()));
    assert!(days.iter().map(|activity| activity.messages).sum::<i64>() <= 5);
    assert!(days.iter().all(|activity| activity.tokens <= 240));
    Ok(())
}

#[rustfmt::skip]
async fn examples(fixture: &Fixture) -> Result<(), Error> {
    let store = &fixture.store;
    let (day, page, wanted) = (now() - TimeDelta::days(1), Page::first(1), "-created_at,title".to_owned());
    let (status, search) = (Some(UserStatus::Active), Some("a USER"));

    let scope = store.tenant("acme");
    let questions: Vec<Message> = scope
        .messages()
        .select()
        .filter(Message::ROLE.eq(MessageRole::User).and(Message::CREATED_AT.ge(day)))
        .filter(Message::CONTENT.contains("invoice").or(Message::TOKEN_COUNT.gt(100)))
        .order_by(Message::CREATED_AT.desc())
        .limit(20)
        .all()
        .await?;
    assert_eq!(questions.len(), 5);

    let found = scope
        .users()
        .select()
        .filter_opt(status.map(|status| User::STATUS.eq(status)))
        .filter_opt(search.map(|text| User::NICKNAME.contains_ignore_case(text)))
        .all()
        .await?;
    assert!(found.len() <= 2);

    let long = scope.messages().select().filter(Message::TOKEN_COUNT.gt(100));
    let talks = scope
        .conversations()
        .select()
        .filter(Conversation::ID.is_in_query(long.values_of(Message::CONVERSATION_ID)))
        .all()
        .await?;
    assert_eq!(talks.len(), 1);

    let orders = [("created_at", Conversation::CREATED_AT.asc()), ("title", Conversation::TITLE.asc())];
    let talks = scope.conversations().select().order_by_text(&wanted, &orders)?.page(page).await?;
    assert!(talks.next.is_some());

    let closed = scope
        .conversations()
        .select()
        .filter(Conversation::UPDATED_AT.lt(day))
        .update_where(ConversationPatch::new().status(ConversationStatus::Archived))
        .await?;
    assert_eq!(closed, 0);

    scope.documents().create(NewDocument::new("one", "A title", "A content", "a test")).await?;
    store
        .transaction(async |tx| {
            let scope = tx.tenant("acme");
            let open = scope.documents().select().filter(Document::STATUS.eq(DocumentStatus::Active));
            for document in open.order_by(Document::ID.asc()).claim(10).await? {
                scope.documents().patch(&document, DocumentPatch::new().status(DocumentStatus::Archived)).await?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    assert!(!scope.documents().select().filter(Document::STATUS.eq(DocumentStatus::Active)).exists().await?);
    Ok(())
}

/// What the documentation shows is what runs above.
#[test]
fn every_example_of_the_documentation_is_run() {
    let squeezed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let (source, page) = (squeezed(include_str!("queries.rs")), include_str!("../../../docs/queries.md"));
    let blocks: Vec<&str> =
        page.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        assert!(source.contains(squeezed(block).trim_end()), "not run in the tests: {block}");
    }
}
