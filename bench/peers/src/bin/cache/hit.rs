//! A hit in process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quickstart::blog::{Post, PostId};

use super::{CALLS, ROUNDS, Turns, order, store};

#[derive(Clone)]
struct Entry {
    post: Arc<Post>,
    deadline: Instant,
}

/// Compares a generated repository to the map underneath and to moka.
pub(crate) async fn run() {
    let (store, ids, slugs) = store(None, |_| {}).await;
    let posts = store.posts();
    let bare = quick_cache::sync::Cache::<PostId, Entry>::new(10_000);
    let moka = moka::future::Cache::<PostId, Arc<Post>>::builder()
        .max_capacity(10_000)
        .time_to_live(Duration::from_secs(600))
        .build();
    for (id, slug) in ids.iter().zip(&slugs) {
        let post = posts.get(*id).await.expect("it is there");
        posts.get_by_slug(slug).await.expect("it is there");
        posts.get_by_slug(slug).await.expect("it is there");
        let deadline = Instant::now() + Duration::from_secs(600);
        bare.insert(*id, Entry { post: Arc::clone(&post), deadline });
        moka.insert(*id, post).await;
    }
    let [mut base, mut by_moka, mut by_key, mut by_slug, mut many] = [(); 5].map(|()| Turns::default());
    for round in 0..ROUNDS {
        let order = order(round);
        base.take(CALLS, async || {
            for row in &order {
                let entry = bare.get(&ids[*row]).expect("it is there");
                assert!(Instant::now() < entry.deadline);
                std::hint::black_box(&entry.post);
            }
        })
        .await;
        by_moka
            .take(CALLS, async || {
                for row in &order {
                    std::hint::black_box(moka.get(&ids[*row]).await.expect("it is there"));
                }
            })
            .await;
        by_key
            .take(CALLS, async || {
                for row in &order {
                    std::hint::black_box(posts.get(ids[*row]).await.expect("it is there"));
                }
            })
            .await;
        by_slug
            .take(CALLS, async || {
                for row in &order {
                    std::hint::black_box(posts.get_by_slug(&slugs[*row]).await.expect("it is there"));
                }
            })
            .await;
        many.take(CALLS / 100, async || {
            for rows in order.chunks(100) {
                std::hint::black_box(posts.find_many(rows.iter().map(|row| ids[*row])).await.expect("they are there"));
            }
        })
        .await;
    }
    base.report("quick_cache and a look at the clock", CALLS, &base);
    by_moka.report("moka", CALLS, &base);
    by_key.report("get", CALLS, &base);
    by_slug.report("get_by_slug", CALLS, &base);
    many.report("find_many(100), beside one get", CALLS / 100, &by_key);
}
