//! Deletes beside other writes of the same rows.

use std::sync::Arc;

use integration::forum::models::{NewLike, NewPost, Post, PostPatch, SmileyId, Store, ThreadId};
use integration::{Backend, on_every_engine};
use larder::Error;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::{author, category, drift, forum, page, smiley, thread};

on_every_engine!(
    authors_go_while_posts_come,
    lists_with_common_keys_are_deleted_at_once,
    counters_are_exact_after_writes_at_once,
    writes_of_few_rows_at_once_all_succeed,
);

/// Every write locks counted parents before rows: nobody waits for another in a circle, and nothing is lost.
async fn authors_go_while_posts_come(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let category = category(&store).await;
    let mut threads = Vec::new();
    for _ in 0..3 {
        threads.push(thread(&store, &category, 1).await.id);
    }
    let store = Arc::new(store);
    for round in 0..6_u64 {
        let (mut tasks, doomed) = (Vec::new(), author(&store).await.id);
        for writer in 0..4 {
            let (store, threads) = (Arc::clone(&store), threads.clone());
            tasks.push(tokio::spawn(async move {
                let mut random = StdRng::seed_from_u64(round * 10 + writer);
                for _ in 0..6 {
                    let new = NewPost::new(threads[random.random_range(0..3)], doomed).words(2);
                    match store.posts().create(new).await {
                        Ok(post) if random.random_bool(0.5) => {
                            let patch = PostPatch::new().words(7).thread_id(threads[random.random_range(0..3)]);
                            expect_gone(store.posts().patch(&post, patch).await.err());
                        }
                        Ok(_) => {}
                        error => expect_gone(error.err()),
                    }
                }
            }));
        }
        let deleter = Arc::clone(&store);
        tasks.push(tokio::spawn(async move {
            tokio::task::yield_now().await;
            deleter.authors().delete(doomed).await.unwrap();
        }));
        for task in tasks {
            task.await.unwrap();
        }
        drift::none(&store, &format!("after round {round}")).await;
    }
    assert_eq!(store.posts().count().await.unwrap(), 0);
}

/// The row or its parent went; nothing else may be met.
fn expect_gone(error: Option<Error>) {
    if let Some(error) = error {
        assert!(error.is_not_found() || error.is_foreign_key_violation(), "{error}");
    }
}

async fn lists_with_common_keys_are_deleted_at_once(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada) = (category(&store).await, author(&store).await);
    let thread = thread(&store, &category, 1).await;
    let store = Arc::new(store);
    for round in 0..5 {
        let new = (0..40).map(|_| NewPost::new(&thread, &ada).words(3)).collect();
        let mut keys: Vec<_> = store.posts().create_many(new).await.unwrap().iter().map(|post| post.id).collect();
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                keys.rotate_left(11);
                let (store, keys) = (Arc::clone(&store), keys.clone());
                tokio::spawn(async move { store.posts().delete_many(keys).await.unwrap() })
            })
            .collect();
        let mut deleted = 0;
        for task in tasks {
            deleted += task.await.unwrap();
        }
        assert_eq!(deleted, 40);
        drift::none(&store, &format!("after round {round}")).await;
    }
}

async fn counters_are_exact_after_writes_at_once(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    for _ in 0..2 {
        let category = category(&store).await;
        thread(&store, &category, 1).await;
        thread(&store, &category, 1).await;
        smiley(&store).await;
    }
    let store = Arc::new(store);
    let tasks: Vec<_> = (0..6_u64)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut random = StdRng::seed_from_u64(writer);
                for _ in 0..25 {
                    expect_gone(disturb(&store, &mut random).await.err());
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    drift::none(&store, "after writes at once").await;
}

async fn disturb(store: &Store, random: &mut StdRng) -> larder::Result<()> {
    let threads = store.threads().list(page()).await?.items;
    let posts = store.posts().list(page()).await?.items;
    let authors = store.authors().list(page()).await?.items;
    let smileys = store.smileys().list(page()).await?.items;
    let (Some(thread), Some(smiley)) = (threads.choose(random), smileys.choose(random)) else { return Ok(()) };
    let Some(author) = authors.choose(random).filter(|_| random.random_bool(0.9)) else {
        return store.authors().create(integration::forum::models::NewAuthor::new()).await.map(drop);
    };
    match (random.random_range(0..8), posts.choose(random)) {
        (0, Some(post)) => store.posts().delete(post).await,
        (1, Some(post)) => store.posts().delete_permanently(post).await,
        (2, Some(post)) => store.posts().patch(post, PostPatch::new().thread_id(thread.id).words(4)).await,
        (3 | 4, Some(post)) => {
            store.likes().create(NewLike::new(post, author).smiley_id(smiley.id).weight(2)).await.map(drop)
        }
        (5, _) if authors.len() > 2 => store.authors().delete(author).await,
        // MySQL follows no long chains of rows that go with each other.
        (6, Some(post)) if post.parent_id.is_none() => {
            let new = NewPost::new(thread, author).parent_id(post.id).words(1);
            store.posts().create(new).await.map(drop)
        }
        _ => store.posts().create(NewPost::new(thread, author).words(5)).await.map(drop),
    }
}

/// Deadlocks, and rows that change while their parents are waited for, are the store's to mend, not the caller's.
async fn writes_of_few_rows_at_once_all_succeed(backend: Backend) {
    const TASKS: u64 = 16;
    const WRITES: usize = 50;
    let (store, _database) = forum(&backend).await;
    let (category, author, smiley) = (category(&store).await, author(&store).await, smiley(&store).await);
    let (mut threads, mut posts) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        threads.push(thread(&store, &category, 1).await.id);
    }
    for number in 0..4 {
        posts.push(store.posts().create(NewPost::new(threads[number % 3], &author).words(1)).await.unwrap());
    }
    let few = Arc::new(Few { store, threads, posts, smiley: smiley.id });
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let few = Arc::clone(&few);
            tokio::spawn(async move {
                let mut random = StdRng::seed_from_u64(task);
                for write in 0..WRITES {
                    let done = few.write(&mut random).await;
                    done.unwrap_or_else(|error| panic!("task {task}, write {write}: {error}"));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    drift::none(&few.store, "after writes of few rows").await;
}

/// Rows that all tasks write to; none of them goes.
struct Few {
    store: Store,
    threads: Vec<ThreadId>,
    posts: Vec<Post>,
    smiley: SmileyId,
}

impl Few {
    async fn write(&self, random: &mut StdRng) -> larder::Result<()> {
        let store = &self.store;
        let thread = self.threads[random.random_range(0..self.threads.len())];
        let post = &self.posts[random.random_range(0..self.posts.len())];
        let words = random.random_range(0..100);
        match random.random_range(0..7) {
            0 => store.posts().patch(post, PostPatch::new().words(words)).await,
            1 => store.posts().patch(post, PostPatch::new().thread_id(thread).words(words)).await,
            2 => {
                let mut whole = store.posts().get(post).await?.as_ref().clone();
                (whole.words, whole.thread_id) = (words, thread);
                store.posts().update(whole).await.map(drop)
            }
            3 => {
                let new = NewLike::new(post, post.author_id).smiley_id(self.smiley).weight(i64::from(words));
                let like = store.likes().create(new).await?;
                store.likes().delete(&like).await
            }
            4 => {
                let new = NewPost::new(thread, post.author_id).parent_id(post.id).words(words);
                let reply = store.posts().create(new).await?;
                store.posts().delete(&reply).await?;
                store.posts().restore(&reply).await?;
                store.posts().delete_permanently(&reply).await
            }
            5 => {
                let new = |_| NewPost::new(thread, post.author_id).parent_id(post.id).words(words);
                let replies = store.posts().create_many((0..3).map(new).collect()).await?;
                let keys: Vec<_> = replies.iter().map(|reply| reply.id).collect();
                store.posts().delete_many(keys).await.map(drop)
            }
            _ => store.likes().create(NewLike::new(post, post.author_id)).await.map(drop),
        }
    }
}
