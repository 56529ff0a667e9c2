//! A hit in Redis, a miss and a write.

use std::time::Duration;

use larder::cache::RedisConfig;
use moka::future::Cache;
use quickstart::blog::{Post, PostId, PostPatch};
use redis::AsyncCommands as _;

use super::{CALLS, ROUNDS, Turns, order, redis_url, store};

/// Rounds of what takes longer.
const FEW: usize = ROUNDS / 4;
/// Calls of what takes longer.
const CALLED: usize = CALLS / 10;

/// Compares repositories whose rows are in Redis alone to bare commands and to the database.
pub(crate) async fn run() {
    let shared = || Some(RedisConfig { max_lag: Duration::ZERO, ..RedisConfig::new(redis_url()) });
    let (cached, ids, slugs) = store(shared(), |_| {}).await;
    let (direct, direct_ids, _) = store(None, |cache| cache.enabled = false).await;
    let client = redis::Client::open(redis_url()).expect("the URL is one");
    let mut connection = client.get_multiplexed_async_connection().await.expect("Redis answers");
    let posts = cached.posts();
    for _ in 0..3 {
        for (id, slug) in ids.iter().zip(&slugs) {
            posts.get(*id).await.expect("it is there");
            posts.get_by_slug(slug).await.expect("it is there");
        }
        cached.cache().settle().await;
    }
    for id in &ids {
        let _: () = connection.set(bare(id), vec![b'x'; 180]).await.expect("Redis answers");
    }
    // What is written by hand where larder is not used: moka in front, JSON in Redis.
    let by_hand = Cache::<PostId, Post>::builder().max_capacity(1).build();
    for id in &ids {
        let json = post_json(&direct, direct_ids[0]).await;
        let _: () = connection.set(format!("hand:{}", id.0), json).await.expect("Redis answers");
    }
    let [mut get, mut hand, mut hit, mut alias] = [(); 4].map(|()| Turns::default());
    let [mut mget, mut many] = [(); 2].map(|()| Turns::default());
    for round in 0..FEW {
        let order = order(round);
        let order = &order[..CALLED];
        get.take(CALLED, async || {
            for row in order {
                let value: Vec<u8> = connection.get(bare(&ids[*row])).await.expect("Redis answers");
                std::hint::black_box(value);
            }
        })
        .await;
        hand.take(CALLED, async || {
            for row in order {
                if by_hand.get(&ids[*row]).await.is_none() {
                    let text: Vec<u8> = connection.get(format!("hand:{}", ids[*row].0)).await.expect("Redis answers");
                    std::hint::black_box(serde_json::from_slice::<Post>(&text).expect("it is a post"));
                }
            }
        })
        .await;
        hit.take(CALLED, async || {
            for row in order {
                std::hint::black_box(posts.get(ids[*row]).await.expect("it is there"));
            }
        })
        .await;
        alias
            .take(CALLED, async || {
                for row in order {
                    std::hint::black_box(posts.get_by_slug(&slugs[*row]).await.expect("it is there"));
                }
            })
            .await;
        let hundred: Vec<_> = order.iter().map(|row| bare(&ids[*row])).collect();
        mget.take(1, async || {
            std::hint::black_box(connection.mget::<_, Vec<Vec<u8>>>(&hundred).await.expect("Redis answers"));
        })
        .await;
        many.take(1, async || {
            std::hint::black_box(posts.find_many(order.iter().map(|row| ids[*row])).await.expect("they are there"));
        })
        .await;
    }
    get.report("GET", CALLED, &get);
    hand.report("moka in front of JSON in Redis, by hand", CALLED, &get);
    hit.report("get from Redis", CALLED, &get);
    alias.report("get_by_slug from Redis", CALLED, &get);
    mget.report("MGET of 100, beside a GET", 1, &get);
    many.report("find_many(100), beside MGET", 1, &mget);
    many.report("find_many(100), beside one get", 1, &hit);
    writes_and_misses(&cached, &ids, &direct, &direct_ids, &mut connection).await;
}

async fn writes_and_misses(
    cached: &quickstart::models::Store,
    ids: &[PostId],
    direct: &quickstart::models::Store,
    direct_ids: &[PostId],
    connection: &mut redis::aio::MultiplexedConnection,
) {
    let [mut read, mut miss, mut write, mut fenced, mut ping] = [(); 5].map(|()| Turns::default());
    for round in 0..FEW {
        let order = order(round);
        let order = &order[..CALLED];
        ping.take(CALLED, async || {
            for row in order {
                let _: Option<Vec<u8>> = connection.get(bare(&ids[*row])).await.expect("Redis answers");
            }
        })
        .await;
        read.take(CALLED, async || {
            for row in order {
                std::hint::black_box(direct.posts().get(direct_ids[*row]).await.expect("it is there"));
            }
        })
        .await;
        write
            .take(CALLED, async || {
                for row in order {
                    let patch = PostPatch::new().title(format!("Title {round}"));
                    direct.posts().patch(direct_ids[*row], patch).await.expect("it is written");
                }
            })
            .await;
        fenced
            .take(CALLED, async || {
                for row in order {
                    let patch = PostPatch::new().title(format!("Title {round}"));
                    cached.posts().patch(ids[*row], patch).await.expect("it is written");
                }
            })
            .await;
        miss.take(CALLED, async || {
            for row in order {
                std::hint::black_box(cached.posts().get(ids[*row]).await.expect("it is there"));
            }
        })
        .await;
        cached.cache().settle().await;
    }
    let (trip, read, write) = (ping.median(), read.median(), write.median());
    let (miss, fenced) = (miss.median(), fenced.median());
    println!("miss {miss:.0} ns: {:.2} × a read of {read:.0} and a trip of {trip:.0}", miss / (read + trip));
    println!("write {fenced:.0} ns: {:.2} × a write of {write:.0} and two trips", fenced / (write + 2.0 * trip));
}

async fn post_json(store: &quickstart::models::Store, id: PostId) -> Vec<u8> {
    serde_json::to_vec(store.posts().get(id).await.expect("it is there").as_ref()).expect("it is JSON")
}

fn bare(id: &PostId) -> String {
    format!("bare:{}", id.0)
}
