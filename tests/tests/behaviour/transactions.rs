//! Transactions, units of work and sessions.

use std::sync::Arc;

use integration::{Fixture, on_every_engine};
use larder::Error;
use tokio::sync::Notify;
use voicehelper::models::{NewTenant, NewUser};

use crate::seed;

on_every_engine!(
    an_error_rolls_everything_back,
    a_panic_rolls_everything_back,
    a_cancelled_transaction_rolls_back_and_frees_its_locks,
    two_repositories_share_one_transaction,
    several_tenants_fit_in_one_transaction,
    a_held_transaction_can_be_passed_around,
    a_taken_key_leaves_the_transaction_usable_in_get_or_create,
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
