//! Rows that a row leads to, asked for one by one and read together.

use std::collections::BTreeMap;

use futures_util::FutureExt as _;
use futures_util::future::{join_all, try_join_all};
use integration::forum::models::{Category, NewPost, Post, Thread, ThreadId};
use integration::{Backend, on_every_engine};
use larder::Condition;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::joins::Forum;
use super::{author, category, forum, post, seed};
use crate::thread;

on_every_engine!(
    a_row_loads_what_it_refers_to,
    a_row_loads_what_refers_to_it,
    conditions_and_columns_follow_a_whole_reference,
    readers_that_leave_hold_up_nobody,
);

async fn a_row_loads_what_it_refers_to(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, bob, sports) = (author(&store).await, author(&store).await, category(&store).await);
    let (one, two) = (thread(&store, &sports, 1).await, thread(&store, &sports, 2).await);
    let mut posts = Vec::new();
    for (thread, author) in [(&one, &ada), (&two, &bob), (&one, &bob), (&two, &ada)] {
        posts.push(post(&store, thread, author, 1).await);
    }
    let mut answer = NewPost::new(&one, &ada);
    answer.parent_id = Some(posts[0].id);
    posts.push(store.posts().create(answer).await.unwrap());
    let statements = || store.db().statistics().total.executions;
    let before = statements();
    let threads = try_join_all(posts.iter().map(|post| post.thread(&store))).await.unwrap();
    let ids: Vec<ThreadId> = threads.into_iter().map(|thread| thread.unwrap().id).collect();
    assert_eq!(ids, posts.iter().map(|post| post.thread_id).collect::<Vec<_>>());
    assert!(statements() - before <= 1, "{} statements", statements() - before);
    // Two kinds at once are two statements at most.
    let before = statements();
    let on = &store;
    let pairs = posts.iter().map(|post| async move { tokio::join!(post.author(on), post.parent(on)) });
    for (post, (author, parent)) in posts.iter().zip(join_all(pairs).await) {
        assert_eq!(author.unwrap().unwrap().id, post.author_id);
        assert_eq!(parent.unwrap().map(|parent| parent.id), post.parent_id);
    }
    assert!(statements() - before <= 2, "{} statements", statements() - before);
    // A row that counts as deleted is not there, and a transaction sees its own writes.
    let gone = store.transaction(async |tx| {
        tx.posts().delete(&posts[0]).await?;
        posts[4].parent(&tx).await
    });
    assert_eq!(gone.await.unwrap(), None);
    assert_eq!(posts[4].parent(&store).await.unwrap(), None);
}

async fn a_row_loads_what_refers_to_it(backend: Backend) {
    let seed = seed();
    let (store, _database) = forum(&backend).await;
    let forum = Forum::random(&store, &mut StdRng::seed_from_u64(seed)).await;
    let threads: Vec<&Thread> = forum.threads.values().collect();
    let statements = || store.db().statistics().total.executions;
    for limit in [None, Some(0), Some(2), Some(30)] {
        let before = statements();
        let found = try_join_all(threads.iter().map(|thread| {
            let posts = thread.posts(&store).order_by(Post::WORDS.desc());
            limit.into_iter().fold(posts, |posts, limit| posts.limit(limit)).all()
        }));
        for (thread, found) in threads.iter().zip(found.await.unwrap()) {
            let mut expected: Vec<&Post> = forum.posts.iter().filter(|post| post.thread_id == thread.id).collect();
            expected.sort_by_key(|post| (-post.words, std::cmp::Reverse(post.id)));
            expected.truncate(limit.unwrap_or(100) as usize);
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "seed {seed}, {limit:?}");
        }
        assert_eq!(statements() - before, 1);
    }
    let before = statements();
    let counts = try_join_all(threads.iter().map(|thread| thread.posts(&store).count())).await.unwrap();
    assert_eq!(statements() - before, 1);
    let firsts = try_join_all(threads.iter().map(|thread| thread.posts(&store).order_by(Post::ID.asc()).first()));
    for ((thread, count), first) in threads.iter().zip(counts).zip(firsts.await.unwrap()) {
        let of_thread = || forum.posts.iter().filter(|post| post.thread_id == thread.id);
        assert_eq!(count, of_thread().count() as u64, "seed {seed}");
        assert_eq!(first.map(|post| post.id), of_thread().map(|post| post.id).min(), "seed {seed}");
        let long = || thread.posts(&store).filter(Post::WORDS.ge(3));
        assert_eq!(long().count().await.unwrap(), of_thread().filter(|post| post.words >= 3).count() as u64);
        let longest = long().order_by(Post::WORDS.desc()).limit(1).all().await.unwrap();
        assert_eq!(
            longest.first().map(|post| post.words),
            of_thread().map(|post| post.words).filter(|w| *w >= 3).max()
        );
    }
    // Answers refer to a row of the same table.
    for post in &forum.posts {
        let answers = post.posts(&store).all().await.unwrap().len();
        assert_eq!(answers, forum.posts.iter().filter(|other| other.parent_id == Some(post.id)).count());
    }
}

async fn conditions_and_columns_follow_a_whole_reference(backend: Backend) {
    let seed = seed();
    let (store, _database) = forum(&backend).await;
    let forum = Forum::random(&store, &mut StdRng::seed_from_u64(seed)).await;
    let query = store.posts().select().order_by(Post::THREAD.to(Thread::LENGTH).desc()).order_by(Post::ID.asc());
    let found = query.filter(Post::THREAD.to(Thread::CATEGORY_ID).to(Category::THREADS).gt(0)).all().await.unwrap();
    let mut expected: Vec<&Post> = forum.posts.iter().collect();
    expected.sort_by_key(|post| (-forum.threads[&post.thread_id.0].length, post.id));
    assert_eq!(found.iter().collect::<Vec<_>>(), expected, "seed {seed}");
    let answered = store.posts().select().filter(Post::PARENT.any(Post::WORDS.gt(1))).all().await.unwrap();
    let is_answered =
        |post: &&Post| forum.posts.iter().any(|other| other.parent_id == Some(post.id) && other.words > 1);
    assert_eq!(answered.len(), forum.posts.iter().filter(is_answered).count(), "seed {seed}");
    let silent = store.threads().select().filter(Post::THREAD.none(Condition::all_of([]))).count().await.unwrap();
    let is_silent = |thread: &&Thread| forum.posts.iter().all(|post| post.thread_id != thread.id);
    assert_eq!(silent, forum.threads.values().filter(is_silent).count() as u64, "seed {seed}");
    let threads: Vec<Thread> = forum.threads.values().cloned().collect();
    let of_some = store.posts().select().filter(Post::THREAD.is_one_of(&threads[..3])).count().await.unwrap();
    let is_of_some = |post: &&Post| threads[..3].iter().any(|thread| thread.id == post.thread_id);
    assert_eq!(of_some, forum.posts.iter().filter(is_of_some).count() as u64, "seed {seed}");
    let mut expected: BTreeMap<ThreadId, u64> = BTreeMap::new();
    for post in forum.posts.iter().filter(|post| post.words > 0) {
        *expected.entry(post.thread_id).or_default() += 1;
    }
    let query = || store.posts().select().filter(Post::WORDS.gt(0));
    assert_eq!(query().count_of_each(Post::THREAD, &threads).await.unwrap(), expected, "seed {seed}");
    assert_eq!(query().count_of_each(Post::THREAD_ID, &threads).await.unwrap(), expected, "seed {seed}");
    let many = (0..200).map(ThreadId);
    assert_eq!(query().count_of_each(Post::THREAD_ID, many).await.unwrap(), expected, "seed {seed}");
    let by_reference = query().order_by(Post::ID.asc()).limit(2).of_each(Post::THREAD, &threads).await.unwrap();
    let by_column = query().order_by(Post::ID.asc()).limit(2).of_each(Post::THREAD_ID, &threads).await.unwrap();
    assert_eq!(by_reference, by_column, "seed {seed}");
}

async fn readers_that_leave_hold_up_nobody(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let one = thread(&store, &sports, 1).await;
    let posts = [post(&store, &one, &ada, 1).await, post(&store, &one, &ada, 2).await];
    for polls in 0..3 {
        let mut first = posts[0].thread(&store);
        for _ in 0..polls {
            let _ = (&mut first).now_or_never();
        }
        let mut second = posts[1].thread(&store);
        let _ = (&mut second).now_or_never();
        drop(first);
        assert_eq!(second.await.unwrap().unwrap().id, one.id, "{polls}");
    }
    // Those of several tasks do not wait for each other.
    let tasks = posts.clone().map(|post| {
        let store = store.clone();
        tokio::spawn(async move { post.thread(&store).await.map(|thread| thread.unwrap().id) })
    });
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), one.id);
    }
}
