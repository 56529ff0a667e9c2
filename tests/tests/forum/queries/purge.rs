//! The end of rows that are marked as deleted.

use integration::forum::models::{NewLike, NewPost, Post};
use integration::{Backend, on_every_engine};
use larder::chrono::TimeDelta;
use larder::now;

use super::{author, category, forum, post};
use crate::{drift, thread};

on_every_engine!(marked_rows_are_purged_in_batches, a_row_that_is_restored_stays);

async fn marked_rows_are_purged_in_batches(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let news = thread(&store, &sports, 1).await;
    let mut posts: Vec<Post> = Vec::new();
    for words in 0..7 {
        posts.push(post(&store, &news, &ada, words).await);
    }
    // What hangs on a row that is marked stays and counts until the row goes.
    let mut answer = NewPost::new(&news, &ada).words(100);
    answer.parent_id = Some(posts[0].id);
    let answer = store.posts().create(answer).await.unwrap();
    store.likes().create(NewLike::new(&posts[0], &ada)).await.unwrap();
    store.likes().create(NewLike::new(&answer, &ada)).await.unwrap();
    let early = now();
    store.posts().delete_many(&posts[..5]).await.unwrap();
    drift::none(&store, "before a purge").await;
    let purge = async |before, rows| store.posts().purge(before, rows).await.unwrap();
    let late = now() + TimeDelta::seconds(1);
    assert_eq!(purge(early - TimeDelta::seconds(1), 10).await, 0);
    store.posts().get(&answer).await.unwrap();
    assert_eq!(store.threads().get(&news).await.unwrap().posts, 3);
    assert_eq!(purge(late, 3).await, 3);
    drift::none(&store, "after the first batch").await;
    assert_eq!(purge(late, 3).await, 2);
    assert_eq!(purge(late, 3).await, 0);
    drift::none(&store, "after a purge").await;
    assert!(store.posts().find(&answer).await.unwrap().is_none(), "the cached answer went with its post");
    assert_eq!(store.posts().count().await.unwrap(), 2);
    assert_eq!(store.likes().count().await.unwrap(), 0);
    assert!(store.posts().restore(&posts[0]).await.unwrap_err().is_not_found());
}

async fn a_row_that_is_restored_stays(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let news = thread(&store, &sports, 1).await;
    let posts = [post(&store, &news, &ada, 1).await, post(&store, &news, &ada, 2).await];
    store.posts().delete_many(&posts).await.unwrap();
    store.posts().restore(&posts[0]).await.unwrap();
    let late = now() + TimeDelta::seconds(1);
    // Given up, a purge removes nothing.
    let given_up = store.transaction(async |tx| {
        assert_eq!(tx.posts().purge(late, 10).await?, 1);
        Err::<(), larder::Error>(larder::Error::not_found("anything"))
    });
    assert!(given_up.await.unwrap_err().is_not_found());
    drift::none(&store, "after a purge that was given up").await;
    assert_eq!(store.posts().purge(late, 10).await.unwrap(), 1);
    assert_eq!(store.posts().select().one().await.unwrap().id, posts[0].id);
    drift::none(&store, "after a purge").await;
}
