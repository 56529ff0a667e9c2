//! Rows that arrive one after the other.

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use integration::{Fixture, on_every_engine};
use larder::{Config, Error, ErrorKind, Page, RowStream, Runs, sql};
use voicehelper::models::{MessageRole, NewMessage, NewUser, Store, User};

use crate::seed;

on_every_engine!(
    rows_arrive_in_order_and_in_bounded_memory,
    a_dropped_stream_is_stopped_and_gives_its_place_back,
    a_transaction_goes_on_behind_a_stream,
    a_session_goes_on_behind_a_stream,
    a_stream_ends_with_its_error,
    the_limit_holds_from_the_first_row_to_the_last,
    lists_are_read_page_by_page,
);

/// How many rows are read; with it the growth of the process is held to [`GROWTH`].
const WANTED: &str = "LARDER_STREAMED_ROWS";

/// What a stream may keep in memory, in MiB.
const GROWTH: u64 = 32;

/// A hundred million numbers, of which a statement ends early.
fn numbers(on: &dyn Runs, most: i64) -> RowStream<'_, (i64, String)> {
    let text = "x".repeat(1000);
    sql!(
        {
            postgres: "WITH d(n) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))
                       SELECT CAST(a.n AS bigint), {text}::text
                       FROM d a, d b, d c, d e, d f, d g, d h, d i LIMIT {most}",
            _: "WITH d(n) AS (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
                              UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8
                              UNION ALL SELECT 9)
                SELECT CAST(a.n AS SIGNED), {text} FROM d a, d b, d c, d e, d f, d g, d h, d i LIMIT {most}",
        }
    )
    .stream(on)
}

/// Returns what the process has in memory, in MiB.
fn resident() -> u64 {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm").unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096 / (1 << 20)
}

async fn rows_arrive_in_order_and_in_bounded_memory(fixture: Fixture) {
    let wanted = std::env::var(WANTED).ok().map(|text| text.parse().unwrap());
    let most = wanted.unwrap_or(20_000);
    let mut rows = numbers(&fixture.store, most);
    rows.next().await.unwrap().unwrap();
    let (before, mut highest, mut count) = (resident(), 0, 1);
    while let Some(row) = rows.next().await {
        let (_, text) = row.unwrap();
        assert_eq!(text.len(), 1000);
        count += 1;
        if count % 1000 == 0 {
            highest = highest.max(resident());
        }
    }
    assert_eq!(count, most);
    assert!(rows.next().await.is_none());
    let grown = highest.saturating_sub(before);
    println!("{} rows of {}: {grown} MiB more", most, fixture.store.db().dialect());
    // Other tests run in the same process, so memory counts where this one runs alone.
    assert!(wanted.is_none() || grown < GROWTH, "grew by {grown} MiB");

    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let users: Vec<NewUser> = (0..500).map(|n| NewUser::new(format!("user-{n:03}"), "name", "nick")).collect();
    scope.users().create_many(users).await.unwrap();
    let users = sql!("SELECT * FROM users ORDER BY user_id").stream::<User>(&scope);
    let ids: Vec<String> = users.map(|user| user.unwrap().user_id).collect().await;
    assert_eq!(ids, (0..500).map(|n| format!("user-{n:03}")).collect::<Vec<_>>());
}

async fn all_are_back(fixture: &Fixture) {
    for _ in 0..6000 {
        if fixture.store.db().status().in_use == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a connection did not come back: {:?}", fixture.store.db().status());
}

async fn a_dropped_stream_is_stopped_and_gives_its_place_back(fixture: Fixture) {
    // Before the first row: nothing was sent.
    drop(numbers(&fixture.store, 100_000_000));
    assert_eq!(fixture.store.db().status().in_use, 0);
    for taken in [1, 3, 64, 200] {
        let mut rows = numbers(&fixture.store, 100_000_000);
        for _ in 0..taken {
            rows.next().await.unwrap().unwrap();
        }
        drop(rows);
        let one: i64 = sql!("SELECT 1").scalar(&fixture.store).await.unwrap_or(1);
        assert_eq!(one, 1);
    }
    all_are_back(&fixture).await;
    // A reader that goes away while it waits, as one does whose request is cancelled.
    let mut rows = numbers(&fixture.store, 100_000_000);
    let _ = tokio::time::timeout(Duration::from_millis(20), async { while rows.next().await.is_some() {} }).await;
    drop(rows);
    all_are_back(&fixture).await;
}

async fn a_transaction_goes_on_behind_a_stream(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let users: Vec<NewUser> = (0..300).map(|n| NewUser::new(format!("user-{n:03}"), "name", "nick")).collect();
    let outcome: Result<usize, Error> = scope
        .transaction(async |tx| {
            tx.users().create_many(users).await?;
            let mut read = 0;
            let mut rows = sql!("SELECT user_id FROM users ORDER BY user_id").stream::<(String,)>(&tx);
            while let Some(row) = rows.next().await {
                assert_eq!(row?.0, format!("user-{read:03}"));
                read += 1;
                if read == 70 {
                    let busy = sql!("SELECT COUNT(*) FROM users").scalar::<i64>(&tx).await.unwrap_err();
                    assert!(busy.to_string().contains("a stream is read"), "{busy}");
                }
            }
            // One that is left half-way.
            let mut rows = numbers(&tx, 100_000);
            rows.next().await.unwrap()?;
            drop(rows);
            let count: i64 = sql!("SELECT COUNT(*) FROM users").scalar(&tx).await?;
            assert_eq!(count, 300);
            let mut rows = numbers(&tx, 100_000);
            rows.next().await.unwrap()?;
            drop(rows);
            Ok(read)
        })
        .await;
    assert_eq!(outcome.unwrap(), 300);
    assert_eq!(scope.users().count().await.unwrap(), 300);

    // A transaction whose stream fails cannot commit, and one that ends beside a stream is rolled back.
    let failed: Result<(), Error> = scope
        .transaction(async |tx| {
            tx.users().create(NewUser::new("late", "name", "nick")).await?;
            let mut rows = sql!("SELECT nothing FROM users").stream::<(String,)>(&tx);
            rows.next().await.unwrap().unwrap_err();
            Ok(())
        })
        .await;
    failed.unwrap_err();
    let held = fixture.store.begin().await.unwrap();
    let mut rows = numbers(&held, 100_000);
    rows.next().await.unwrap().unwrap();
    drop(rows);
    drop(held);
    all_are_back(&fixture).await;
    assert_eq!(scope.users().count().await.unwrap(), 300);
}

async fn a_session_goes_on_behind_a_stream(fixture: Fixture) {
    let session = fixture.store.db().session().await.unwrap();
    for _ in 0..3 {
        let mut rows = numbers(&session, 10_000);
        rows.next().await.unwrap().unwrap();
        drop(rows);
        let number = sql!("SELECT 7 AS n").all::<(i32,)>(&session).await;
        // Numbers without a type are 64 bits wide on two of the engines.
        assert!(number.is_ok() || sql!("SELECT 7 AS n").all::<(i64,)>(&session).await.is_ok());
    }
    drop(session);
    all_are_back(&fixture).await;
}

async fn a_stream_ends_with_its_error(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    seed::user(&fixture, "acme", "ada").await;
    seed::user(&fixture, "acme", "bob").await;
    let mut wrong = sql!("SELECT nothing FROM users").stream::<(String,)>(&fixture.store);
    assert!(matches!(wrong.next().await.unwrap().unwrap_err().kind(), ErrorKind::Database(_)));
    assert!(wrong.next().await.is_none());
    let mut unlike = sql!("SELECT user_id FROM users").stream::<(i64,)>(&fixture.store);
    assert!(matches!(unlike.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode(_)));
    assert!(unlike.next().await.is_none());
    let write = sql!("UPDATE users SET nickname = 'x'").touches::<User>().stream::<User>(&fixture.store);
    let refused = pin!(write).next().await.unwrap().unwrap_err();
    assert!(refused.to_string().contains("use `.all(…)`"), "{refused}");
    all_are_back(&fixture).await;
}

async fn the_limit_holds_from_the_first_row_to_the_last(fixture: Fixture) {
    let short = fixture.store.within(Duration::from_secs(3));
    let mut rows = numbers(&short, 100_000_000);
    rows.next().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(3500)).await;
    let error = loop {
        match rows.next().await {
            Some(Ok(_)) => {}
            Some(Err(error)) => break error,
            None => panic!("all rows were read"),
        }
    };
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
    assert!(rows.next().await.is_none());
    all_are_back(&fixture).await;
}

async fn lists_are_read_page_by_page(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let scope = fixture.store.tenant("acme");
    for first in (0..1203).step_by(401) {
        let some = (first..first + 401).map(|n| NewMessage::new(&conversation, MessageRole::User, format!("{n:04}")));
        scope.messages().create_many(some.collect()).await.unwrap();
    }
    let mut rows = Page::stream(|page| scope.messages().list_by_conversation(&conversation, page));
    let mut texts = Vec::new();
    while let Some(message) = rows.next().await {
        texts.push(message.unwrap().content);
    }
    texts.sort_unstable();
    assert_eq!(texts, (0..1203).map(|n| format!("{n:04}")).collect::<Vec<_>>());
    let seen = scope
        .transaction(async |tx| {
            let rows = Page::stream(|page| tx.messages().list_by_conversation(&conversation, page));
            Ok::<_, Error>(rows.take(700).count().await)
        })
        .await;
    assert_eq!(seen.unwrap(), 700);
}

/// A database in memory has one connection, and the work on a row may need it.
#[tokio::test]
async fn a_stream_of_a_database_in_memory_leaves_its_connection_free() {
    let store = Store::open(Config::for_url("sqlite::memory:")).await.unwrap();
    let mut rows = numbers(&store, 1000);
    let mut read = 0;
    while let Some(row) = rows.next().await {
        row.unwrap();
        read += 1;
        let none: i64 = sql!("SELECT COUNT(*) FROM users").scalar(&store).await.unwrap();
        assert_eq!(none, 0);
    }
    assert_eq!(read, 1000);
}
