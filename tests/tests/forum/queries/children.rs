//! Rows that belong to each of several others, against a model in memory.

use std::collections::BTreeMap;

use integration::forum::models::{AuthorId, NewThread, Post, PostId, Thread, ThreadId};
use integration::{Backend, on_every_engine};
use larder::count;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::{author, category, forum, post, seed};
use crate::thread;

on_every_engine!(
    rows_of_each_are_those_of_a_model,
    two_levels_take_two_statements,
    what_is_asked_for_one_by_one_is_read_together,
);

async fn rows_of_each_are_those_of_a_model(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let mut threads: Vec<Thread> = Vec::new();
    for length in 0..12 {
        threads.push(store.threads().create(NewThread::new(&sports).length(length)).await.unwrap());
    }
    let mut posts: Vec<Post> = Vec::new();
    for _ in 0..60 {
        posts.push(post(&store, threads[..9].choose(random).unwrap(), &ada, random.random_range(0..4)).await);
    }
    store.posts().delete(&posts[0]).await.unwrap();
    posts.remove(0);
    for limit in [None, Some(0), Some(1), Some(3), Some(100)] {
        let query = store.posts().select().filter(Post::WORDS.lt(3)).order_by(Post::WORDS.desc());
        let query = limit.into_iter().fold(query, |query, limit| query.limit(limit));
        let before = store.db().statistics().total.executions;
        let found = query.of_each(Post::THREAD_ID, &threads).await.unwrap();
        assert_eq!(store.db().statistics().total.executions - before, 1);
        let mut expected: BTreeMap<ThreadId, Vec<PostId>> = BTreeMap::new();
        let mut ordered: Vec<&Post> = posts.iter().filter(|post| post.words < 3).collect();
        ordered.sort_by_key(|post| (-post.words, std::cmp::Reverse(post.id)));
        for post in ordered {
            let rows = expected.entry(post.thread_id).or_default();
            if rows.len() < limit.unwrap_or(100) as usize {
                rows.push(post.id);
            }
        }
        expected.retain(|_, rows| !rows.is_empty());
        let found: BTreeMap<ThreadId, Vec<PostId>> =
            found.into_iter().map(|(thread, rows)| (thread, rows.iter().map(|row| row.id).collect())).collect();
        assert_eq!(found, expected, "seed {seed}, {limit:?}");
    }
    let none = store.posts().select().of_each(Post::THREAD_ID, Vec::<ThreadId>::new()).await.unwrap();
    assert!(none.is_empty());
    let figures = store.posts().select().group_by(Post::THREAD_ID, (count(), Post::WORDS.max())).all().await.unwrap();
    for (thread, (rows, words)) in figures {
        let of_thread = || posts.iter().filter(|post| post.thread_id == thread);
        assert_eq!((rows, Some(words)), (of_thread().count() as i64, of_thread().map(|post| post.words).max()));
    }
}

async fn two_levels_take_two_statements(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let ada = author(&store).await;
    let mut categories = Vec::new();
    for _ in 0..3 {
        let category = category(&store).await;
        for length in 0..3 {
            let thread = store.threads().create(NewThread::new(&category).length(length)).await.unwrap();
            post(&store, &thread, &ada, 1).await;
            post(&store, &thread, &ada, 2).await;
        }
        categories.push(category);
    }
    let before = store.db().statistics().total.executions;
    let newest = store.threads().select().order_by(Thread::ID.desc()).limit(2);
    let threads = newest.of_each(Thread::CATEGORY_ID, &categories).await.unwrap();
    let longest = store.posts().select().order_by(Post::WORDS.desc()).limit(1);
    let posts = longest.of_each(Post::THREAD_ID, threads.values().flatten()).await.unwrap();
    assert_eq!(store.db().statistics().total.executions - before, 2);
    assert_eq!((threads.len(), posts.len()), (3, 6));
    assert!(threads.values().flatten().all(|thread| thread.length > 0 && posts[&thread.id][0].words == 2));
}

async fn what_is_asked_for_one_by_one_is_read_together(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, bob, sports) = (author(&store).await, author(&store).await, category(&store).await);
    let one = thread(&store, &sports, 1).await;
    let (two, empty) = (thread(&store, &sports, 2).await, thread(&store, &sports, 3).await);
    let mut posts = Vec::new();
    for (thread, author, words) in [(&one, &ada, 1), (&one, &bob, 2), (&two, &ada, 3), (&one, &ada, 4)] {
        posts.push(post(&store, thread, author, words).await);
    }
    let statements = || store.db().statistics().total.executions;
    let authors = store.authors().batched();
    let newest = store.posts().batched_by(Post::THREAD_ID, |posts| posts.order_by(Post::WORDS.desc()).limit(2));
    let before = statements();
    let whose = |at: usize| authors.get(posts[at].author_id);
    let (first, second, third, fourth) = tokio::join!(whose(0), whose(1), whose(2), authors.get(AuthorId(99_999)));
    let names = [first, second, third].map(|author| author.unwrap().unwrap().id);
    assert_eq!((names, fourth.unwrap().is_none()), ([ada.id, bob.id, ada.id], true));
    assert!(statements() - before <= 1, "{}", statements() - before);
    let before = statements();
    let (of_one, of_two, of_none) = tokio::join!(newest.get(&one), newest.get(&two), newest.get(&empty));
    let words = of_one.unwrap().unwrap().iter().map(|post| post.words).collect::<Vec<_>>();
    assert_eq!((words, of_two.unwrap().unwrap().len(), of_none.unwrap()), (vec![4, 2], 1, None));
    assert_eq!(statements() - before, 1);
    // What was read is not remembered, and a reader that is gone holds up nobody.
    drop(newest.get(&one));
    assert_eq!(newest.get(&two).await.unwrap().unwrap().len(), 1);
    assert_eq!(statements() - before, 2);
}
