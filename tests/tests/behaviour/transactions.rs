//! Transactions, units of work and sessions.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex};

use integration::{Fixture, on_every_engine};
use larder::{Dialect, Error, ErrorKind, Isolation, Runs as _, TransactionOptions, sql};
use tokio::sync::Notify;
use voicehelper::models::{NewTenant, NewUser, User};

use crate::seed;

on_every_engine!(
    an_error_rolls_everything_back,
    a_panic_rolls_everything_back,
    a_cancelled_transaction_rolls_back_and_frees_its_locks,
    two_repositories_share_one_transaction,
    several_tenants_fit_in_one_transaction,
    a_held_transaction_can_be_passed_around,
    a_taken_key_leaves_the_transaction_usable_in_get_or_create,
    isolation_is_what_was_asked_for,
    a_read_only_transaction_takes_no_writes,
    transactions_that_meet_are_begun_again,
    what_is_no_conflict_is_not_begun_again,
    work_waits_for_the_commit,
);

async fn an_error_rolls_everything_back(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let outcome: Result<(), Error> = scope
        .transaction(async |tx| {
            tx.users().create(NewUser::new("one", "x", "x")).await?;
            tx.users().create(NewUser::new("one", "x", "x")).await?;
            Ok(())
        })
        .await;
    assert!(outcome.unwrap_err().is_unique_violation());
    assert_eq!(scope.users().count().await.unwrap(), 0);
}

async fn a_panic_rolls_everything_back(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let fixture = Arc::new(fixture);
    let inner = fixture.clone();
    let task = tokio::spawn(async move {
        inner
            .store
            .tenant("acme")
            .transaction(async |tx| {
                tx.users().create(NewUser::new("one", "x", "x")).await?;
                assert!(tx.tenant_id().is_empty(), "the panic this test is about");
                Ok::<_, Error>(())
            })
            .await
    });
    assert!(task.await.unwrap_err().is_panic());
    let scope = fixture.store.tenant("acme");
    scope.users().create(NewUser::new("one", "x", "x")).await.expect("the key is free again");
}

async fn a_cancelled_transaction_rolls_back_and_frees_its_locks(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    for _ in 0..5 {
        let created = Notify::new();
        let work = scope.transaction(async |tx| {
            tx.users().create(NewUser::new("one", "x", "x")).await?;
            created.notify_one();
            std::future::pending::<()>().await;
            Ok::<_, Error>(())
        });
        tokio::select! {
            () = created.notified() => {}
            ended = work => panic!("it ends by itself: {ended:?}"),
        }
    }
    scope.users().create(NewUser::new("one", "x", "x")).await.expect("the key is free again");
    assert_eq!(scope.users().count().await.unwrap(), 1);
}

async fn two_repositories_share_one_transaction(fixture: Fixture) {
    use voicehelper::models::NewConversation;
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let (user, conversation) = scope
        .transaction(async |tx| {
            let (users, conversations) = (tx.users(), tx.conversations());
            let user = users.create(NewUser::new("ada", "x", "x")).await?;
            let conversation = conversations.create(NewConversation::new(&user, "both")).await?;
            let (again, listed) = tokio::join!(users.get(&user), conversations.get(&conversation));
            assert_eq!((again?.id, listed?.id), (user.id, conversation.id));
            Ok::<_, Error>((user, conversation))
        })
        .await
        .unwrap();
    assert_eq!(scope.conversations().get(&conversation).await.unwrap().user_id, user.id);
}

async fn several_tenants_fit_in_one_transaction(fixture: Fixture) {
    fixture
        .store
        .transaction(async |tx| {
            for id in ["one", "two"] {
                tx.tenants().create(NewTenant::new(id, id)).await?;
                tx.tenant(id).users().create(NewUser::new("ada", "x", "x")).await?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(fixture.store.across_tenants().users().count().await.unwrap(), 2);
}

async fn a_held_transaction_can_be_passed_around(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let tx = fixture.store.begin().await.unwrap();
    tx.session().tenant("acme").users().create(NewUser::new("kept", "x", "x")).await.unwrap();
    tx.commit().await.unwrap();
    let tx = fixture.store.begin().await.unwrap();
    tx.session().tenant("acme").users().create(NewUser::new("gone", "x", "x")).await.unwrap();
    tx.rollback().await.unwrap();
    let scope = fixture.store.tenant("acme");
    assert!(scope.users().find_by_user_id("kept").await.unwrap().is_some());
    assert!(scope.users().find_by_user_id("gone").await.unwrap().is_none());
}

async fn a_taken_key_leaves_the_transaction_usable_in_get_or_create(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    scope.users().create(NewUser::new("ada", "x", "x").openid("o")).await.unwrap();
    scope
        .transaction(async |tx| {
            let (user, created) = tx.users().get_or_create_by_openid(NewUser::new("bob", "x", "x").openid("o")).await?;
            assert_eq!((user.user_id.as_str(), created), ("ada", false));
            tx.users().create(NewUser::new("eve", "x", "x")).await?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(scope.users().count().await.unwrap(), 2);
}

async fn isolation_is_what_was_asked_for(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    for (isolation, sees_later) in
        [(Isolation::ReadCommitted, true), (Isolation::RepeatableRead, false), (Isolation::Serializable, false)]
    {
        // Read-only: on SQLite the write beside it would wait, and on MySQL a serializable read would hold it up.
        let options = TransactionOptions::new().isolation(isolation).read_only();
        let serializes = isolation == Isolation::Serializable && fixture.store.db().dialect() == Dialect::MySql;
        let (before, after) = scope
            .transaction_with(options, async |tx| {
                let before = tx.users().count().await?;
                if !serializes {
                    scope.users().create(NewUser::new(format!("{isolation:?}"), "x", "x")).await?;
                }
                Ok::<_, Error>((before, tx.users().count().await?))
            })
            .await
            .unwrap();
        let sees_later = sees_later && fixture.store.db().dialect() != Dialect::Sqlite;
        assert_eq!(after, before + u64::from(sees_later), "{isolation:?}");
    }
    let part = scope
        .transaction(async |tx| {
            tx.transaction_with(TransactionOptions::new().isolation(Isolation::Serializable), async |_| {
                Ok::<_, Error>(())
            })
            .await
        })
        .await
        .unwrap_err();
    assert!(part.to_string().contains("no isolation of its own"), "{part}");
}

async fn a_read_only_transaction_takes_no_writes(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let size = fixture.store.db().status().size;
    for _ in 0..3 {
        let refused = scope
            .transaction_with(TransactionOptions::new().read_only(), async |tx| {
                assert_eq!(tx.users().count().await?, 0);
                tx.users().create(NewUser::new("ada", "x", "x")).await.map(drop)
            })
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("its transaction is read-only"), "{refused}");
        let refused = scope
            .transaction_with(TransactionOptions::new().read_only(), async |tx| {
                sql!("DELETE FROM users").touches::<User>().execute(&tx).await
            })
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("its transaction is read-only"), "{refused}");
    }
    // The next ones write, on the same connections.
    scope.users().create(NewUser::new("ada", "x", "x")).await.unwrap();
    assert!(fixture.store.db().status().size <= size.max(2));
}

async fn transactions_that_meet_are_begun_again(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let mut users = Vec::new();
    for n in 0..2 {
        users.push(scope.users().create(NewUser::new(format!("user-{n}"), "x", "0")).await.unwrap().id);
    }
    let users = Arc::new(users);
    for isolation in [Isolation::ReadCommitted, Isolation::Serializable] {
        let attempts = Arc::new(AtomicI32::new(0));
        let rounds = 10;
        // Two lock the same rows in opposite order, after both have read them.
        let tasks = [0, 1].map(|first| {
            let (store, users, attempts) = (fixture.store.clone(), Arc::clone(&users), Arc::clone(&attempts));
            let work = async move {
                let scope = store.tenant("acme");
                for _ in 0..rounds {
                    let options = TransactionOptions::new().isolation(isolation).attempts(50);
                    scope
                        .retry_transaction(options, async |tx| {
                            attempts.fetch_add(1, Ordering::Relaxed);
                            for at in [first, 1 - first] {
                                let id = users[at];
                                let old: String =
                                    sql!("SELECT nickname FROM users WHERE id = {id}").scalar(&tx).await?;
                                tokio::task::yield_now().await;
                                sql!(
                                    "UPDATE users SET nickname = {new} WHERE id = {id}",
                                    new = (old.parse::<i32>().unwrap() + 1).to_string()
                                )
                                .touches::<User>()
                                .execute(&tx)
                                .await?;
                            }
                            Ok::<_, Error>(())
                        })
                        .await
                        .unwrap();
                }
            };
            tokio::spawn(work)
        });
        for task in tasks {
            task.await.unwrap();
        }
        assert!(attempts.load(Ordering::Relaxed) >= 2 * rounds);
    }
    // Serializable transactions lose no update; of the others some may.
    for id in users.iter() {
        let counted: i32 = scope.users().get(*id).await.unwrap().nickname.parse().unwrap();
        assert!((20..=40).contains(&counted), "{counted}");
    }
}

async fn what_is_no_conflict_is_not_begun_again(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let attempts = AtomicI32::new(0);
    let failed = scope
        .retry_transaction(TransactionOptions::new(), async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            tx.users().create(NewUser::new("one", "x", "x")).await?;
            tx.users().create(NewUser::new("one", "x", "x")).await.map(drop)
        })
        .await
        .unwrap_err();
    assert!(failed.is_unique_violation());
    assert_eq!(attempts.load(Ordering::Relaxed), 1);
    // An error that only says so is no conflict of this transaction's.
    let failed = fixture
        .store
        .retry_transaction(TransactionOptions::new().attempts(3), async |_| {
            attempts.fetch_add(1, Ordering::Relaxed);
            Err::<(), _>(Error::not_found("anything"))
        })
        .await
        .unwrap_err();
    assert!(matches!(failed.kind(), ErrorKind::NotFound { .. }));
    assert_eq!(attempts.load(Ordering::Relaxed), 2);
}

async fn work_waits_for_the_commit(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let done = Arc::new(Mutex::new(Vec::new()));
    let note = |what: &'static str| {
        let (done, store) = (Arc::clone(&done), fixture.store.clone());
        async move {
            // The row is there for everybody.
            let count = store.tenant("acme").users().count().await.unwrap();
            done.lock().unwrap().push((what, count));
        }
    };
    scope
        .transaction(async |tx| {
            tx.after_commit(note("first"));
            tx.users().create(NewUser::new("one", "x", "x")).await?;
            tx.transaction(async |part| {
                part.after_commit(note("second"));
                Ok::<_, Error>(())
            })
            .await?;
            assert!(done.lock().unwrap().is_empty());
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(*done.lock().unwrap(), [("first", 1), ("second", 1)]);
    let undone: Result<(), Error> = scope
        .transaction(async |tx| {
            tx.after_commit(note("never"));
            Err(Error::not_found("the end of this transaction"))
        })
        .await;
    undone.unwrap_err();
    let held = fixture.store.begin().await.unwrap();
    held.after_commit(note("held"));
    held.commit().await.unwrap();
    let dropped = fixture.store.begin().await.unwrap();
    dropped.after_commit(note("never"));
    drop(dropped);
    assert_eq!(done.lock().unwrap().iter().map(|(what, _)| *what).collect::<Vec<_>>(), ["first", "second", "held"]);
}
