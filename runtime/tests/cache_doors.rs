//! One row by its key, by an alias, in a list of keys and past the cache: whatever way an instance learns of another's
//! write, it does not go back behind it.
#![cfg(feature = "redis")]

#[path = "cache/fixture.rs"]
mod fixture;

use std::sync::Arc;

use fixture::{config, unique_prefix, url_of};
use larder::Paged;
use larder::cache::{CacheKey, CacheManager, Region, RegionSpec};
use larder::clock::Clock;
use serde::{Deserialize, Serialize};

const URL: &str = "LARDER_TEST_REDIS_URL";

/// A row that tells its aliases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Member {
    id: u64,
    email: String,
}

larder::cached! { Member = 0x3e3e by keys_of }

fn keys_of(member: &Member) -> Vec<CacheKey> {
    vec![member_key(member.id), member_alias(&member.email)]
}

fn member_key(id: u64) -> CacheKey {
    CacheKey::new("Member", "acme").part(id)
}

fn member_alias(email: &str) -> CacheKey {
    CacheKey::alias("Member", "acme", "email").part(email)
}

fn member(id: u64, email: &str) -> Member {
    Member { id, email: email.to_owned() }
}

async fn members(url: &str) -> (CacheManager, Region<Member>) {
    // Time stands still, so that nothing runs out meanwhile.
    let manager = CacheManager::connect_with_clock(config(url, &unique_prefix()), Clock::manual().0).await.unwrap();
    let members = manager.region(RegionSpec::new("Member"));
    (manager, members)
}

async fn by_key(members: &Region<Member>, id: u64, row: Option<Member>) -> Option<Arc<Member>> {
    members.read(&member_key(id), false, async || Ok(row)).await.unwrap()
}

async fn by_alias(members: &Region<Member>, email: &str, row: Option<Member>) -> Option<Arc<Member>> {
    let key_of = |member: &Member| member_key(member.id);
    members.read_by(&member_alias(email), |row| row.email == email, key_of, false, async || Ok(row)).await.unwrap()
}

/// What an instance was told of a row by Redis stays behind in process only.
fn is_held(members: &Region<Member>, id: u64) -> bool {
    members.peek(&member_key(id)).is_some()
}

#[tokio::test]
async fn a_missing_alias_lets_go_of_the_row_that_has_it() {
    let Some(url) = url_of(URL) else { return };
    let (_manager, members) = members(&url).await;
    by_key(&members, 1, Some(member(1, "ada"))).await.unwrap();
    by_key(&members, 2, Some(member(2, "bob"))).await.unwrap();
    assert_eq!(by_alias(&members, "ada", None).await, None);
    assert!(!is_held(&members, 1), "nobody has the alias");
    assert!(is_held(&members, 2));
    // Absent aliases of which nobody has heard move nothing.
    for guess in 0..200 {
        assert_eq!(by_alias(&members, &format!("guess{guess}"), None).await, None);
    }
    assert!(is_held(&members, 2));
}

#[tokio::test]
async fn an_alias_that_leads_elsewhere_lets_go_of_the_others() {
    let Some(url) = url_of(URL) else { return };
    let (manager, members) = members(&url).await;
    by_key(&members, 1, Some(member(1, "ada"))).await.unwrap();
    let found = by_alias(&members, "ada", Some(member(2, "ada"))).await;
    assert_eq!(found.as_deref(), Some(&member(2, "ada")));
    assert!(!is_held(&members, 1));
    // It was loaded without its own lease, and so is kept once it has been read by its key.
    by_key(&members, 2, Some(member(2, "ada"))).await.unwrap();
    assert!(is_held(&members, 2));
    // Of two that have it, and were not found by it, both stay; which of them it leads to is asked.
    by_key(&members, 3, Some(member(3, "ada"))).await.unwrap();
    assert!(is_held(&members, 2) && is_held(&members, 3));
    // The alias entry in Redis leads to a row that is in process, too.
    manager.settle().await;
    assert_eq!(by_alias(&members, "ada", None).await.as_deref(), Some(&member(2, "ada")));
    assert!(is_held(&members, 2) && !is_held(&members, 3));
}

#[tokio::test]
async fn a_fetch_that_a_missing_alias_overtook_is_not_kept() {
    let Some(url) = url_of(URL) else { return };
    let (_manager, members) = members(&url).await;
    let (asked, asking) = tokio::sync::oneshot::channel();
    let (answer, answered) = tokio::sync::oneshot::channel();
    let slow = tokio::spawn({
        let members = members.clone();
        async move {
            let load = async || {
                asked.send(()).unwrap();
                Ok(answered.await.unwrap())
            };
            members.read(&member_key(1), false, load).await.unwrap()
        }
    });
    asking.await.unwrap();
    assert_eq!(by_alias(&members, "ada", None).await, None);
    answer.send(Some(member(1, "ada"))).unwrap();
    assert!(slow.await.unwrap().is_some(), "it was there when it was read");
    assert!(!is_held(&members, 1));
}

#[tokio::test]
async fn what_is_read_past_the_cache_is_not_taken_back() {
    let Some(url) = url_of(URL) else { return };
    let (_manager, members) = members(&url).await;
    for id in 1..=3 {
        by_key(&members, id, Some(member(id, "old"))).await.unwrap();
    }
    members.read_past(false, async { Ok(Some(member(1, "new"))) }).await.unwrap();
    assert!(!is_held(&members, 1));
    let page = Paged { items: vec![member(2, "new"), member(3, "old")], next: None };
    members.read_past(false, async { Ok(page) }).await.unwrap();
    assert!(!is_held(&members, 2));
    assert!(is_held(&members, 3), "what is the same may stay");
    members.read_past(true, async { Ok(vec![member(3, "in a transaction")]) }).await.unwrap();
    assert!(is_held(&members, 3));
}
