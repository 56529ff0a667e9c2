//! One load for all who miss a key together.

#[path = "cache/fixture.rs"]
mod fixture;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fixture::{Loads, alias, key, memory, user};
use larder::{Error, ErrorKind, TimeoutStage};
use tokio::sync::Notify;
use tokio::task::yield_now;

fn slow() -> ErrorKind {
    ErrorKind::Timeout { stage: TimeoutStage::Statement, what: "slow".to_owned() }
}

/// Lets every task that can run do so until it waits.
async fn let_others_run() {
    for _ in 0..50 {
        yield_now().await;
    }
}

#[tokio::test]
async fn concurrent_misses_are_one_load() {
    let (manager, users, _clock) = memory().await;
    let (loads, gate) = (Arc::new(Loads::default()), Arc::new(Notify::new()));
    let readers: Vec<_> = (0..20)
        .map(|reader| {
            let (users, loads, gate) = (users.clone(), Arc::clone(&loads), Arc::clone(&gate));
            tokio::spawn(async move {
                let load = async || {
                    gate.notified().await;
                    loads.some(user(1)).await
                };
                if reader % 2 == 0 {
                    users.read(&key(1), false, load).await
                } else {
                    let email = user(1).email;
                    users.read_by(&alias(&email), |row| row.email == email, |row| key(row.id), false, load).await
                }
            })
        })
        .collect();
    let_others_run().await;
    gate.notify_waiters();
    for reader in readers {
        assert!(reader.await.unwrap().unwrap().is_some());
    }
    assert_eq!(loads.count(), 2, "one by key, one by alias");
    assert_eq!(manager.statistics().regions.iter().map(|region| region.coalesced).sum::<u64>(), 18);
}

#[tokio::test]
async fn a_cancelled_leader_hands_over() {
    let (_manager, users, _clock) = memory().await;
    let leader = tokio::spawn({
        let users = users.clone();
        async move { users.read(&key(1), false, async || std::future::pending().await).await }
    });
    let_others_run().await;
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let users = users.clone();
            tokio::spawn(async move { users.read(&key(1), false, async || Ok(Some(user(1)))).await })
        })
        .collect();
    let_others_run().await;
    leader.abort();
    for waiter in waiters {
        assert!(waiter.await.unwrap().unwrap().is_some());
    }
}

#[tokio::test]
async fn a_panicking_leader_hands_over() {
    let (_manager, users, _clock) = memory().await;
    let gate = Arc::new(Notify::new());
    let leader = tokio::spawn({
        let (users, gate) = (users.clone(), Arc::clone(&gate));
        async move {
            let load = async || {
                gate.notified().await;
                panic!("the loader is broken")
            };
            users.read(&key(1), false, load).await
        }
    });
    let_others_run().await;
    let waiter = tokio::spawn({
        let users = users.clone();
        async move { users.read(&key(1), false, async || Ok(Some(user(1)))).await }
    });
    let_others_run().await;
    gate.notify_one();
    assert!(leader.await.unwrap_err().is_panic());
    assert!(waiter.await.unwrap().unwrap().is_some());
}

#[tokio::test]
async fn an_error_reaches_those_who_waited_and_is_not_remembered() {
    let (_manager, users, _clock) = memory().await;
    let (calls, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let readers: Vec<_> = (0..5)
        .map(|_| {
            let (users, calls, gate) = (users.clone(), Arc::clone(&calls), Arc::clone(&gate));
            tokio::spawn(async move {
                let load = async || {
                    calls.fetch_add(1, Ordering::SeqCst);
                    gate.notified().await;
                    Err(Error::new(slow()))
                };
                users.read(&key(1), false, load).await
            })
        })
        .collect();
    let_others_run().await;
    gate.notify_one();
    for reader in readers {
        assert_eq!(reader.await.unwrap().unwrap_err().kind(), &slow());
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert!(users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap().is_some());
}
