//! What deletes do to rows elsewhere, on every engine.

mod cascades;
mod concurrency;
mod drift;
mod nullable;
mod queries;
mod random;
mod tenants;

use integration::forum::models::{
    Author, Category, NewAuthor, NewCategory, NewPost, NewThread, Post, Smiley, Store, Thread,
};
use integration::{Backend, Database, configuration};
use larder::Page;

/// Opens the forum's store on a database of its own, which lasts as long as it is held.
async fn forum(backend: &Backend) -> (Store, Database) {
    let empty = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&empty)).await.expect("the forum's migrations apply");
    (store, empty)
}

fn page() -> Page {
    Page::first(1000)
}

async fn category(store: &Store) -> Category {
    store.categorys().create(NewCategory::new()).await.unwrap()
}

async fn author(store: &Store) -> Author {
    store.authors().create(NewAuthor::new()).await.unwrap()
}

async fn thread(store: &Store, category: &Category, length: i16) -> Thread {
    store.threads().create(NewThread::new(category).length(length)).await.unwrap()
}

async fn post(store: &Store, thread: &Thread, author: &Author, words: i32) -> Post {
    store.posts().create(NewPost::new(thread, author).words(words)).await.unwrap()
}

async fn smiley(store: &Store) -> Smiley {
    store.smileys().create(integration::forum::models::NewSmiley::new()).await.unwrap()
}

/// Returns what a thread says of its posts.
async fn figures(store: &Store, thread: &Thread) -> (i32, i64) {
    let read = store.threads().get(thread).await.unwrap();
    (read.posts, read.words)
}
