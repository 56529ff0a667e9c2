//! Queries of the definition, which are methods.

use integration::forum::models::{
    Author, Errand, ErrandKind, NewErrand, NewPost, NewReply, NewSpeaker, NewTopic, Post, PostActivity, ReplyLoudest,
    Store,
};
use integration::{Backend, on_every_engine};
use larder::{ErrorKind, Timestamp};

use crate::{author, category, forum, post, tenants, thread};

on_every_engine!(
    rows_are_entities_structs_and_single_columns,
    parts_come_and_go_with_their_values,
    a_query_is_of_the_tenant_of_its_scope,
    a_write_says_how_many_rows_it_wrote_and_the_cache_learns_it,
    rows_are_streamed,
    a_query_belongs_to_its_transaction,
);

async fn said(store: &Store) -> (Author, Vec<Post>) {
    let (writer, other) = (author(store).await, author(store).await);
    let category = category(store).await;
    let thread = thread(store, &category, 1).await;
    let first = post(store, &thread, &writer, 5).await;
    let second = NewPost::new(&thread, &other).words(7).parent_id(&first);
    let second = store.posts().create(second).await.unwrap();
    let third = NewPost::new(&thread, &writer).words(2).parent_id(&second);
    let third = store.posts().create(third).await.unwrap();
    let fourth = post(store, &thread, &other, 1).await;
    (writer, vec![first, second, third, fourth])
}

async fn rows_are_entities_structs_and_single_columns(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (writer, posts) = said(&store).await;
    let longest: Vec<Post> = store.posts().longest(posts[0].thread_id).await.unwrap();
    assert_eq!(longest.iter().map(|post| post.words).collect::<Vec<_>>(), [7, 5, 2]);
    let below = store.posts().below(&posts[0]).await.unwrap();
    assert_eq!(below, [posts[0].id, posts[1].id, posts[2].id]);
    assert_eq!(store.posts().whose(&posts[0]).await.unwrap(), Some(writer.id));
    assert_eq!(store.posts().average(&writer).await.unwrap(), Some(3.5));
    let silent = author(&store).await;
    assert_eq!(store.posts().average(&silent).await.unwrap(), None);
    store.posts().delete_permanently(&posts[3]).await.unwrap();
    assert_eq!(store.posts().whose(&posts[3]).await.unwrap(), None);
}

async fn parts_come_and_go_with_their_values(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (writer, posts) = said(&store).await;
    let other = posts[1].author_id;
    let row = |author_id, posts, total| PostActivity { author_id, posts, total };
    let all = store.posts().activity(&[], None, false).await.unwrap();
    assert_eq!(all, [row(writer.id, 2, 7), row(other, 2, 8)]);
    let backwards = store.posts().activity(&[], None, true).await.unwrap();
    assert_eq!(backwards, [row(other, 2, 8), row(writer.id, 2, 7)]);
    let one = store.posts().activity(&[other], Some(2), false).await.unwrap();
    assert_eq!(one, [row(other, 1, 7)]);
}

async fn a_query_is_of_the_tenant_of_its_scope(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let mut said = Vec::new();
    for (number, bytes) in [(1, 10), (2, 300)] {
        let board = tenants::board(&store, number).await;
        let scope = store.tenant(&board.board_code);
        let topic = scope.topics().create(NewTopic::new()).await.unwrap();
        let speaker = scope.speakers().create(NewSpeaker::new()).await.unwrap();
        for _ in 0..2 {
            scope.replys().create(NewReply::new(&topic, &speaker).bytes(bytes)).await.unwrap();
        }
        said.push((board, topic, speaker));
    }
    let (board, topic, speaker) = &said[0];
    let scope = store.tenant(&board.board_code);
    let expected = [ReplyLoudest { speaker_id: speaker.id, replies: 2, bytes: 20 }];
    assert_eq!(scope.replys().loudest(&[], 10).await.unwrap(), expected);
    assert_eq!(scope.replys().loudest(&[topic.id], 10).await.unwrap(), expected);
    // A topic of another tenant's is out of reach.
    assert_eq!(scope.replys().loudest(&[said[1].1.id], 10).await.unwrap(), []);
}

async fn a_write_says_how_many_rows_it_wrote_and_the_cache_learns_it(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let due: Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let mut keys = Vec::new();
    for (code, kind) in [("a", Some(ErrandKind::A)), ("b", Some(ErrandKind::B)), ("c", None)] {
        let mut new = NewErrand::new(code);
        (new.kind, new.due_at) = (kind, Some(due));
        keys.push(store.errands().create(new).await.unwrap().id);
    }
    let done = async || {
        let mut done = Vec::new();
        for key in &keys {
            done.push(store.errands().get(*key).await.unwrap().done);
        }
        done
    };
    assert_eq!(done().await, [false, false, false]);
    let later: Timestamp = "2024-01-01T00:00:01Z".parse().unwrap();
    assert_eq!(store.errands().finish(later, Some("c"), true, ErrandKind::A).await.unwrap(), 2);
    assert_eq!(done().await, [true, false, true]);
    assert_eq!(store.errands().finish(due, None, true, ErrandKind::A).await.unwrap(), 0);
}

async fn rows_are_streamed(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    for number in 0..5 {
        let mut new = NewErrand::new(format!("c{number}"));
        new.label = Some(if number % 2 == 0 { "even" } else { "odd" }.to_owned());
        new.weight = (number > 1).then(|| f64::from(number));
        new.kind = Some(if number > 2 { ErrandKind::A } else { ErrandKind::B });
        store.errands().create(new).await.unwrap();
    }
    let mut even = store.errands().named("even");
    let mut codes = Vec::new();
    while let Some(errand) = even.next().await {
        let errand: Errand = errand.unwrap();
        codes.push(errand.code);
    }
    assert_eq!(codes, ["c0", "c2", "c4"]);
    let mut weights = store.errands().weights(None);
    let mut read = Vec::new();
    while let Some(weight) = weights.next().await {
        read.push(weight.unwrap());
    }
    assert_eq!(read, [Some(2.0), Some(3.0), Some(4.0)]);
    let mut some = store.errands().weights(Some(ErrandKind::B));
    assert_eq!(some.next().await.unwrap().unwrap(), Some(2.0));
    assert!(some.next().await.is_none());
}

async fn a_query_belongs_to_its_transaction(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let mut new = NewErrand::new("a");
    new.label = Some("kept".to_owned());
    let undone = store
        .transaction(async |tx| {
            tx.errands().create(new.clone()).await?;
            let found = tx.errands().named("kept").next().await;
            assert_eq!(found.unwrap()?.code, "a");
            Err::<(), _>(larder::Error::new(ErrorKind::Database("enough".to_owned())))
        })
        .await;
    assert!(undone.is_err());
    assert!(store.errands().named("kept").next().await.is_none());
}
