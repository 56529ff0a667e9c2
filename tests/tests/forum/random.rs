//! Random forests of rows, and random writes to them.

use std::time::Duration;

use integration::forum::models::{
    Like, LikePatch, NewBoard, NewCountry, NewLanguage, NewLike, NewPlayer, NewPost, NewReply, NewSmiley, NewSpeaker,
    NewTeam, NewTopic, Post, PostPatch, Reply, ReplyPatch, Speaker, Store, TeamPatch, Thread, ThreadPatch,
};
use integration::{Backend, on_every_engine};
use larder::{Result, TimeDelta, now};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use tokio::time::{sleep, timeout};

use super::{author, category, drift, forum, page, thread};

on_every_engine!(counters_are_what_they_count_after_random_writes, writes_that_callers_leave_are_done_or_not_at_all);

const WRITES: u32 = 250;
const LEFT_WRITES: u32 = 120;

fn seed() -> u64 {
    match std::env::var("LARDER_FORUM_SEED") {
        Ok(seed) => seed.parse().expect("LARDER_FORUM_SEED is a number"),
        Err(_) => rand::rng().next_u64(),
    }
}

async fn counters_are_what_they_count_after_random_writes(backend: Backend) {
    let seed = seed();
    let mut random = StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    grow(&store, &mut random).await;
    drift::none(&store, &format!("after creation, seed {seed}")).await;
    for number in 0..WRITES {
        let place = format!("after write {number}, seed {seed}");
        if let Err(error) = write(&store, &mut random).await {
            // A chosen row may have gone with another one; MySQL follows no more than fifteen levels.
            let expected = error.is_not_found() || error.is_foreign_key_violation();
            assert!(expected, "{error} {place}");
        }
        if number % 10 == 9 {
            drift::none(&store, &place).await;
        }
    }
}

async fn writes_that_callers_leave_are_done_or_not_at_all(backend: Backend) {
    let seed = seed();
    let mut random = StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    grow(&store, &mut random).await;
    let mut left = 0;
    for number in 0..LEFT_WRITES {
        let place = format!("after write {number}, seed {seed}");
        let patience = Duration::from_micros(random.random_range(0..8000));
        match timeout(patience, write(&store, &mut random)).await {
            Err(_) => left += 1,
            Ok(Err(error)) => {
                assert!(error.is_not_found() || error.is_foreign_key_violation(), "{error} {place}");
            }
            Ok(Ok(())) => {}
        }
        if number % 10 == 9 {
            settled(&store).await;
            drift::none(&store, &place).await;
        }
    }
    assert!(left > 0, "no caller left, seed {seed}");
}

/// Waits until what was left has ended.
async fn settled(store: &Store) {
    for _ in 0..6000 {
        if store.db().status().in_use == 0 {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("a connection did not come back: {:?}", store.db().status());
}

async fn grow(store: &Store, random: &mut StdRng) {
    for _ in 0..3 {
        let category = category(store).await;
        for _ in 0..3 {
            thread(store, &category, random.random_range(0..50)).await;
        }
        store.countrys().create(NewCountry::new()).await.unwrap();
        store.languages().create(NewLanguage::new()).await.unwrap();
    }
    for _ in 0..6 {
        author(store).await;
        store.smileys().create(NewSmiley::new()).await.unwrap();
    }
    for _ in 0..120 {
        if let Err(error) = create(store, random).await {
            assert!(error.is_not_found() || error.is_foreign_key_violation(), "{error}");
        }
    }
}

/// Creates something below rows that are there.
async fn create(store: &Store, random: &mut StdRng) -> Result<()> {
    let posts = store.posts().list(page()).await?.items;
    let authors = store.authors().list(page()).await?.items;
    let countries = store.countrys().list(page()).await?.items;
    let Some(author) = authors.choose(random) else { return Ok(()) };
    match random.random_range(0..10) {
        0..4 => {
            let threads = store.threads().list(page()).await?.items;
            let Some(thread) = threads.choose(random) else { return Ok(()) };
            let parent = posts.choose(random).filter(|_| random.random_bool(0.6)).map(|post| post.id);
            let new = NewPost::new(thread, author).words(random.random_range(0..100)).parent_id(parent);
            store.posts().create(new).await.map(drop)
        }
        4..7 => {
            let smileys = store.smileys().list(page()).await?.items;
            let Some(post) = posts.choose(random) else { return Ok(()) };
            let mut new = NewLike::new(post, author).weight(random.random_range(0..9));
            new.smiley_id = smileys.choose(random).map(|smiley| smiley.id);
            store.likes().create(new).await.map(drop)
        }
        7 => {
            let players = store.players().list(page()).await?.items;
            let mut new = NewTeam::new(countries.choose(random).expect("countries stay"));
            new.captain_id = players.choose(random).map(|player| player.id);
            store.teams().create(new).await.map(drop)
        }
        8 => {
            let teams = store.teams().list(page()).await?.items;
            let mut new = NewPlayer::new(countries.choose(random).expect("countries stay"));
            new.team_id = teams.choose(random).map(|team| team.id);
            store.players().create(new).await.map(drop)
        }
        _ => reply(store, random).await,
    }
}

async fn reply(store: &Store, random: &mut StdRng) -> Result<()> {
    let number = random.random_range(0..4);
    let code = format!("board-{number}");
    if store.boards().find_by_board_code(&code).await?.is_none() {
        store.boards().create(NewBoard::new(number, code.as_str())).await?;
    }
    let scope = store.tenant(&code);
    let languages = store.languages().list(page()).await?.items;
    let language = languages.choose(random).map(|language| language.id);
    if random.random_bool(0.5) {
        scope.topics().create(NewTopic::new()).await?;
        scope.speakers().create(NewSpeaker::new().language_id(language.filter(|_| random.random_bool(0.5)))).await?;
    }
    let topics = scope.topics().list(page()).await?.items;
    let speakers = scope.speakers().list(page()).await?.items;
    let (Some(topic), Some(speaker)) = (topics.choose(random), speakers.choose(random)) else { return Ok(()) };
    let language = languages.choose(random).map(|language| language.id);
    let new = NewReply::new(topic, speaker).language_id(language).bytes(random.random_range(0..50));
    scope.replys().create(new).await.map(drop)
}

/// Some of the keys, some of them several times.
fn some<T: Copy>(keys: &[T], random: &mut StdRng) -> Vec<T> {
    let count = random.random_range(0..4);
    (0..count).filter_map(|_| keys.choose(random).copied()).collect()
}

async fn write(store: &Store, random: &mut StdRng) -> Result<()> {
    let posts: Vec<_> = store.posts().list(page()).await?.items.iter().map(|post| post.id).collect();
    let threads: Vec<_> = store.threads().list(page()).await?.items.iter().map(|thread| thread.id).collect();
    let (post, thread) = (posts.choose(random), threads.choose(random));
    match random.random_range(0..24) {
        20.. => write_found(store, random).await,
        0..9 => create(store, random).await,
        9 => store.posts().delete_many(some(&posts, random)).await.map(drop),
        10 => match post {
            Some(post) => store.posts().delete(post).await,
            None => Ok(()),
        },
        11 => match post {
            Some(post) => {
                store.posts().delete(post).await?;
                if random.random_bool(0.5) {
                    store.posts().restore(post).await
                } else {
                    store.posts().delete_permanently(post).await
                }
            }
            None => Ok(()),
        },
        12 => match post {
            Some(post) => store.posts().delete_permanently(post).await,
            None => Ok(()),
        },
        13 => match (post, thread) {
            (Some(post), Some(thread)) => {
                let parent = posts.choose(random).filter(|parent| *parent != post).copied();
                let patch = PostPatch::new().thread_id(thread).words(random.random_range(0..9)).parent_id(parent);
                store.posts().patch(post, patch).await
            }
            _ => Ok(()),
        },
        14 => match thread {
            Some(thread) if random.random_bool(0.3) => store.threads().delete_many([thread, thread]).await.map(drop),
            Some(thread) => store.threads().patch(thread, ThreadPatch::new().length(random.random_range(0..9))).await,
            None => Ok(()),
        },
        15 => {
            let likes: Vec<_> = store.likes().list(page()).await?.items.iter().map(|like| like.id).collect();
            let smileys = store.smileys().list(page()).await?.items;
            match (likes.choose(random), smileys.choose(random)) {
                (Some(like), Some(smiley)) if random.random_bool(0.5) => {
                    store.likes().patch(like, LikePatch::new().smiley_id(smiley.id).weight(3)).await
                }
                (_, Some(smiley)) if smileys.len() > 3 => store.smileys().delete(smiley).await,
                _ => store.likes().delete_many(some(&likes, random)).await.map(drop),
            }
        }
        _ => fell(store, random).await,
    }
}

/// Writes whatever rows a condition finds.
async fn write_found(store: &Store, random: &mut StdRng) -> Result<()> {
    let (from, few) = (random.random_range(0..100), random.random_range(1..4));
    let words = || Post::WORDS.between(from, from + 15);
    let posts = || store.posts().select();
    match random.random_range(0..9) {
        7 => store.posts().purge(now() + TimeDelta::seconds(1), few).await.map(drop),
        0 => posts().filter(words()).delete_where().await.map(drop),
        1 => posts().filter(!words()).order_by(Post::WORDS.desc()).delete_batch(few).await.map(drop),
        2 => posts().filter(words()).update_where(PostPatch::new().words(from)).await.map(drop),
        3 => {
            let threads = store.threads().select().filter(Thread::LENGTH.lt(20)).values_of(Thread::ID);
            let condition = Post::THREAD_ID.is_in_query(threads).and(words());
            posts().filter(condition).update_where(PostPatch::new().parent_id(None)).await.map(drop)
        }
        4 => {
            let likes = store.likes().select().filter(Like::WEIGHT.lt(i64::from(few)));
            likes.update_where(LikePatch::new().weight(4)).await.map(drop)
        }
        5 => store.likes().select().filter(Like::WEIGHT.ge(4)).delete_batch(few).await.map(drop),
        6 => {
            let threads = store.threads().select().filter(Thread::LENGTH.gt(40));
            threads.update_where(ThreadPatch::new().length(3)).await.map(drop)
        }
        _ => {
            let boards = store.boards().list(page()).await?.items;
            let Some(board) = boards.choose(random) else { return Ok(()) };
            let scope = store.tenant(&board.board_code);
            let short = || Reply::BYTES.le(10).or(Reply::LANGUAGE_ID.is_null());
            scope.replys().select().filter(short()).update_where(ReplyPatch::new().bytes(20)).await?;
            let speakers = scope.speakers().select().filter(Speaker::REPLIES.eq(0)).values_of(Speaker::ID);
            let condition = Reply::SPEAKER_ID.is_not_in_query(speakers).and(Reply::BYTES.gt(40));
            scope.replys().select().filter(condition).delete_where().await.map(drop)
        }
    }
}

/// Deletes what much hangs on.
async fn fell(store: &Store, random: &mut StdRng) -> Result<()> {
    let (categories, authors) =
        (store.categorys().list(page()).await?.items, store.authors().list(page()).await?.items);
    let (teams, players) = (store.teams().list(page()).await?.items, store.players().list(page()).await?.items);
    match random.random_range(0..7) {
        0 if categories.len() > 1 && random.random_bool(0.4) => {
            store.categorys().delete(categories.choose(random).expect("some are left")).await
        }
        1 if authors.len() > 2 => store.authors().delete(authors.choose(random).expect("some are left")).await,
        2 => match (teams.choose(random), players.choose(random)) {
            (Some(team), Some(player)) => store.teams().patch(team, TeamPatch::new().captain_id(player.id)).await,
            _ => Ok(()),
        },
        3 => match teams.choose(random) {
            Some(team) => store.teams().delete(team).await,
            None => Ok(()),
        },
        4 => match players.choose(random) {
            Some(player) => store.players().delete(player).await,
            None => Ok(()),
        },
        5 => {
            let languages = store.languages().list(page()).await?.items;
            if languages.len() < 3 {
                return store.languages().create(NewLanguage::new()).await.map(drop);
            }
            store.languages().delete(languages.choose(random).expect("some are left")).await
        }
        _ => {
            let boards = store.boards().list(page()).await?.items;
            let Some(board) = boards.choose(random) else { return Ok(()) };
            if random.random_bool(0.3) {
                return store.boards().delete(board).await;
            }
            let scope = store.tenant(&board.board_code);
            let topics: Vec<_> = scope.topics().list(page()).await?.items.iter().map(|topic| topic.id).collect();
            let speakers: Vec<_> = scope.speakers().list(page()).await?.items.iter().map(|one| one.id).collect();
            scope.speakers().delete_many(some(&speakers, random)).await?;
            scope.topics().delete_many(some(&topics, random)).await.map(drop)
        }
    }
}
