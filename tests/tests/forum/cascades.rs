//! Counters of rows that are deleted together with others.

use integration::forum::models::{
    NewCountry, NewLike, NewPlayer, NewPost, NewTeam, NewThread, PlayerPatch, PostPatch, ThreadPatch,
};
use integration::{Backend, on_every_engine};

use super::{author, category, drift, figures, forum, post, smiley, thread};

on_every_engine!(
    a_key_that_is_there_twice_is_one_row,
    a_cascade_from_another_parent_counts,
    a_cascade_of_several_levels_counts,
    rows_that_are_reached_twice_count_once,
    a_row_that_refers_to_its_own_kind_counts,
    circles_count,
    what_is_marked_counts_no_more_and_comes_back,
    a_reference_that_is_set_to_null_counts_nowhere,
    more_rows_than_one_answer_holds,
);

async fn a_key_that_is_there_twice_is_one_row(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada) = (category(&store).await, author(&store).await);
    let thread = thread(&store, &category, 7).await;
    let [a, b, c] = [1, 10, 100].map(|words| NewPost::new(&thread, &ada).words(words));
    let posts = store.posts().create_many(vec![a, b, c]).await.unwrap();
    let [a, b, c] = [0, 1, 2].map(|at| posts[at].id);
    // Marked: the keys of one list beyond the size of one statement.
    let marked = store.posts().delete_many([a, a].into_iter().chain([b; 600]).chain([a])).await.unwrap();
    assert_eq!((marked, figures(&store, &thread).await), (2, (1, 100)));
    assert_eq!(store.posts().delete_many([a, b, a]).await.unwrap(), 0);
    assert_eq!(figures(&store, &thread).await, (1, 100));
    // For good, beside a marked row.
    let like = store.likes().create(NewLike::new(c, &ada)).await.unwrap();
    assert_eq!(store.likes().delete_many([like.id, like.id]).await.unwrap(), 1);
    assert_eq!(store.threads().delete_many([&thread, &thread, &thread]).await.unwrap(), 1);
    let read = store.categorys().get(&category).await.unwrap();
    assert_eq!((read.threads, read.length), (0, 0));
    assert_eq!(store.threads().delete_many([&thread, &thread]).await.unwrap(), 0);
    drift::none(&store, "at the end").await;
}

async fn a_cascade_from_another_parent_counts(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada, bob) = (category(&store).await, author(&store).await, author(&store).await);
    let threads = [thread(&store, &category, 1).await, thread(&store, &category, 1).await];
    for (thread, words) in [(0, 1), (0, 2), (1, 4)] {
        post(&store, &threads[thread], &ada, words).await;
        post(&store, &threads[thread], &bob, 8).await;
    }
    let before = store.threads().get(&threads[0]).await.unwrap();
    store.authors().delete(&ada).await.unwrap();
    assert_eq!(figures(&store, &threads[0]).await, (2, 16));
    assert_eq!(figures(&store, &threads[1]).await, (1, 8));
    assert!(store.threads().get(&threads[0]).await.unwrap().changed_at >= before.changed_at);
    assert_eq!(store.authors().delete_many([&bob, &bob]).await.unwrap(), 1);
    assert_eq!(figures(&store, &threads[0]).await, (0, 0));
    drift::none(&store, "at the end").await;
}

async fn a_cascade_of_several_levels_counts(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada, bob) = (category(&store).await, author(&store).await, author(&store).await);
    let thread = thread(&store, &category, 1).await;
    let smiley = smiley(&store).await;
    let post = post(&store, &thread, &ada, 3).await;
    for weight in [5, 7] {
        store.likes().create(NewLike::new(&post, &bob).smiley_id(smiley.id).weight(weight)).await.unwrap();
    }
    let uses = async || {
        let read = store.smileys().get(&smiley).await.unwrap();
        (read.uses, read.weight, store.authors().get(&bob).await.unwrap().likes)
    };
    assert_eq!(uses().await, (2, 12, 2));
    // Category, thread, post, like.
    store.categorys().delete(&category).await.unwrap();
    assert_eq!(uses().await, (0, 0, 0));
    drift::none(&store, "at the end").await;
}

async fn rows_that_are_reached_twice_count_once(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada, bob) = (category(&store).await, author(&store).await, author(&store).await);
    let thread = thread(&store, &category, 1).await;
    let smiley = smiley(&store).await;
    let (own, other) = (post(&store, &thread, &ada, 3).await, post(&store, &thread, &bob, 5).await);
    // Found through the post, through the author, and through both.
    for (post, author) in [(&own, &ada), (&own, &bob), (&other, &ada), (&other, &bob)] {
        store.likes().create(NewLike::new(post, author).smiley_id(smiley.id).weight(10)).await.unwrap();
    }
    // A reply of the other author goes with the post that it answers.
    let reply = NewPost::new(&thread, &bob).parent_id(own.id).words(100);
    store.posts().create(reply).await.unwrap();
    store.authors().delete_many([ada.id, ada.id]).await.unwrap();
    assert_eq!(figures(&store, &thread).await, (1, 5));
    let read = store.smileys().get(&smiley).await.unwrap();
    assert_eq!((read.uses, read.weight), (1, 10));
    assert_eq!(store.posts().get(&other).await.unwrap().likes, 1);
    assert_eq!(store.authors().get(&bob).await.unwrap().likes, 1);
    drift::none(&store, "at the end").await;
}

async fn a_row_that_refers_to_its_own_kind_counts(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada) = (category(&store).await, author(&store).await);
    let thread = thread(&store, &category, 1).await;
    let top = post(&store, &thread, &ada, 1).await;
    let mut last = top.id;
    let mut middle = top.id;
    for depth in 0..10 {
        last = store.posts().create(NewPost::new(&thread, &ada).parent_id(last).words(1)).await.unwrap().id;
        middle = if depth == 4 { last } else { middle };
    }
    assert_eq!(figures(&store, &thread).await, (11, 11));
    // A parent in another thread: its answers go with it all the same.
    let elsewhere = self::thread(&store, &category, 1).await;
    store.posts().patch(last, PostPatch::new().thread_id(elsewhere.id)).await.unwrap();
    assert_eq!(figures(&store, &elsewhere).await, (1, 1));
    assert_eq!(store.posts().get(&top).await.unwrap().replies, 1);
    store.posts().delete_permanently(middle).await.unwrap();
    assert_eq!((figures(&store, &thread).await, figures(&store, &elsewhere).await), ((5, 5), (0, 0)));
    // Parent and child in one list.
    let child = store.posts().create(NewPost::new(&elsewhere, &ada).parent_id(top.id)).await.unwrap();
    assert_eq!(store.posts().get(&top).await.unwrap().replies, 2);
    store.posts().delete_many([child.id, top.id]).await.unwrap();
    drift::none(&store, "with parent and child marked").await;
    store.posts().delete_permanently(top.id).await.unwrap();
    assert_eq!((figures(&store, &thread).await, figures(&store, &elsewhere).await), ((0, 0), (0, 0)));
    drift::none(&store, "at the end").await;
}

async fn circles_count(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let countries = [
        store.countrys().create(NewCountry::new()).await.unwrap(),
        store.countrys().create(NewCountry::new()).await.unwrap(),
    ];
    let mut teams = Vec::new();
    for round in 0..4 {
        let team = store.teams().create(NewTeam::new(&countries[round % 2])).await.unwrap();
        for _ in 0..3 {
            store.players().create(NewPlayer::new(&countries[0]).team_id(team.id)).await.unwrap();
        }
        teams.push(team);
    }
    // Captains from the team before, and from the last for the first: two teams lead to each other.
    let players = store.players().list(super::page()).await.unwrap().items;
    let of = |team: usize| players.iter().find(|player| player.team_id == Some(teams[team].id)).unwrap().id;
    for (team, captain) in [(1, 0), (0, 1), (3, 3)] {
        let patch = integration::forum::models::TeamPatch::new().captain_id(of(captain));
        store.teams().patch(&teams[team], patch).await.unwrap();
    }
    store.players().patch(of(2), PlayerPatch::new().country_id(countries[1].id)).await.unwrap();
    let read = async |at: usize| {
        let country = store.countrys().get(&countries[at]).await.unwrap();
        (country.teams, country.players)
    };
    assert_eq!((read(0).await, read(1).await), ((2, 11), (2, 1)));
    store.players().delete(of(0)).await.unwrap();
    assert_eq!((read(0).await, read(1).await), ((1, 5), (1, 1)));
    store.teams().delete_many([teams[3].id, teams[3].id]).await.unwrap();
    assert_eq!((read(0).await, read(1).await), ((1, 2), (0, 1)));
    drift::none(&store, "at the end").await;
}

async fn what_is_marked_counts_no_more_and_comes_back(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada, bob) = (category(&store).await, author(&store).await, author(&store).await);
    let thread = thread(&store, &category, 1).await;
    let smiley = smiley(&store).await;
    let post = post(&store, &thread, &ada, 3).await;
    store.likes().create(NewLike::new(&post, &bob).smiley_id(smiley.id)).await.unwrap();
    let uses = async || store.smileys().get(&smiley).await.unwrap().uses;
    store.posts().delete(&post).await.unwrap();
    // The database keeps what hangs on a marked row, so that it counts on.
    assert_eq!((figures(&store, &thread).await, uses().await), ((0, 0), 1));
    assert!(store.posts().delete(&post).await.unwrap_err().is_not_found());
    store.posts().restore(&post).await.unwrap();
    assert!(store.posts().restore(&post).await.unwrap_err().is_not_found());
    assert_eq!((figures(&store, &thread).await, uses().await), ((1, 3), 1));
    store.posts().delete(&post).await.unwrap();
    store.posts().delete_permanently(&post).await.unwrap();
    assert_eq!((figures(&store, &thread).await, uses().await), ((0, 0), 0));
    assert!(store.posts().delete_permanently(&post).await.unwrap_err().is_not_found());
    // A marked row that goes with another was not counted.
    let post = self::post(&store, &thread, &ada, 3).await;
    store.likes().create(NewLike::new(&post, &bob).smiley_id(smiley.id)).await.unwrap();
    store.posts().delete(&post).await.unwrap();
    store.authors().delete(&ada).await.unwrap();
    assert_eq!((figures(&store, &thread).await, uses().await), ((0, 0), 0));
    drift::none(&store, "at the end").await;
}

async fn a_reference_that_is_set_to_null_counts_nowhere(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada) = (category(&store).await, author(&store).await);
    let thread = store.threads().create(NewThread::new(&category).starter_id(ada.id).length(5)).await.unwrap();
    let (one, two) = (smiley(&store).await, smiley(&store).await);
    let post = post(&store, &thread, &ada, 3).await;
    let like = store.likes().create(NewLike::new(&post, &ada).smiley_id(one.id).weight(4)).await.unwrap();
    assert_eq!(store.threads().get(&thread).await.unwrap().starter_id, Some(ada.id));
    store.smileys().delete(&one).await.unwrap();
    assert_eq!(store.likes().get(&like).await.unwrap().smiley_id, None);
    assert_eq!(store.posts().get(&post).await.unwrap().likes, 1);
    drift::none(&store, "after the smiley").await;
    let patch = integration::forum::models::LikePatch::new().smiley_id(two.id);
    store.likes().patch(&like, patch).await.unwrap();
    assert_eq!(store.smileys().get(&two).await.unwrap().weight, 4);
    // The thread stays, and its category counts it on.
    store.authors().delete(&ada).await.unwrap();
    let read = store.threads().get(&thread).await.unwrap();
    assert_eq!((read.starter_id, read.posts), (None, 0));
    store.threads().patch(&thread, ThreadPatch::new().length(6)).await.unwrap();
    assert_eq!(store.categorys().get(&category).await.unwrap().length, 6);
    drift::none(&store, "at the end").await;
}

/// More rows than a statement of the walk returns, in more parents than cached rows are named.
async fn more_rows_than_one_answer_holds(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (category, ada, bob) = (category(&store).await, author(&store).await, author(&store).await);
    let threads = (0..1010).map(|_| NewThread::new(&category).length(1));
    let mut ids = Vec::new();
    store
        .transaction(async |tx| {
            for new in threads {
                ids.push(tx.threads().create(new).await?.id);
            }
            let posts = ids.iter().flat_map(|id| (0..10).map(|_| NewPost::new(*id, &ada).words(1)));
            tx.posts().create_many(posts.collect()).await?;
            tx.posts().create(NewPost::new(ids[7], &bob).words(5)).await.map(drop)
        })
        .await
        .unwrap();
    let read = store.threads().get(ids[7]).await.unwrap();
    assert_eq!((read.posts, read.words), (11, 15));
    store.authors().delete(&ada).await.unwrap();
    let read = store.threads().get(ids[7]).await.unwrap();
    assert_eq!((read.posts, read.words), (1, 5));
    assert_eq!(store.posts().count().await.unwrap(), 1);
    drift::none(&store, "at the end").await;
}
