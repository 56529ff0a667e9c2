//! Reads from replicas see what their reader wrote, however far the replica is behind and whatever becomes of it.

mod ground;

use std::time::Duration;

use integration::Engine;
use integration::shop::models::{CartPatch, NewCart, NewSeat, SeatId, SeatPatch, Store};
use larder::{Config, ReplicaConfig, ReplicaReads};

use crate::world::Aside;
use ground::{Ground, each};

/// Writes a number to a row through `reads`.
async fn write(store: &Store, reads: &ReplicaReads, id: SeatId, guests: i32) {
    store.on(reads).seats().patch(id, SeatPatch::new().guests(guests)).await.unwrap();
}

/// Reads the number.
async fn read(store: &Store, reads: &ReplicaReads, id: SeatId) -> i32 {
    store.on(reads).seats().get(id).await.unwrap().guests
}

async fn seat(store: &Store, reads: &ReplicaReads) -> SeatId {
    let ticket = larder::Uuid::new_v4().simple().to_string()[..20].to_owned();
    let new = NewSeat::new("main", "a", ticket).guests(0).taken(false);
    store.on(reads).seats().create(new).await.unwrap().id
}

fn served(store: &Store) -> u64 {
    store.statistics().replicas.unwrap().from_replicas
}

/// Reads until a replica has answered, which must be the newest state all the time.
async fn until_served(ground: &Ground, reads: &ReplicaReads, id: SeatId, expected: i32) {
    let before = served(&ground.store);
    ground
        .until("a replica answers", async || {
            assert_eq!(read(&ground.store, reads, id).await, expected);
            served(&ground.store) > before
        })
        .await;
}

async fn a_reader_sees_its_own_writes_and_a_replica_answers_in_the_end(ground: &Ground) {
    let store = &ground.store;
    let reads = store.replica_reads();
    let id = seat(store, &reads).await;
    for guests in 1..20 {
        write(store, &reads, id, guests).await;
        assert_eq!(read(store, &reads.clone(), id).await, guests);
        if guests % 5 == 0 {
            until_served(ground, &reads, id, guests).await;
        }
    }
}

async fn while_the_replica_stands_still_only_those_who_wrote_are_sent_to_the_primary(ground: &Ground) {
    let store = &ground.store;
    let reads = store.replica_reads();
    let id = seat(store, &reads).await;
    until_served(ground, &reads, id, 0).await;
    ground.pause().await;
    write(store, &reads, id, 7).await;
    // The control: without a position the same read shows the old state.
    ground.until("a read is stale", async || read(store, &store.replica_reads(), id).await == 0).await;
    for _ in 0..20 {
        assert_eq!(read(store, &reads, id).await, 7);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(store.on(&store.replica_reads()).on_primary().seats().get(id).await.unwrap().guests, 7);
    // A transaction and a batch are writes, too.
    let other = store.replica_reads();
    store.on(&other).seats().delete(id).await.unwrap();
    assert!(store.on(&other).seats().find(id).await.unwrap().is_none());
    let count = store.on(&other).seats().count().await.unwrap();
    assert_eq!(count, store.seats().count().await.unwrap());
    ground.resume().await;
}

async fn a_token_carries_what_was_written_to_another_reader(ground: &Ground) {
    let store = &ground.store;
    let reads = store.replica_reads();
    assert_eq!(reads.token().await, None);
    let id = seat(store, &reads).await;
    until_served(ground, &reads, id, 0).await;
    ground.pause().await;
    write(store, &reads, id, 3).await;
    let token = reads.token().await.unwrap();
    assert!(token.len() < 60, "{token}");
    let since = store.replica_reads_since(&token);
    assert_eq!(read(store, &since, id).await, 3);
    assert_eq!(since.token().await.as_deref(), Some(&*token), "it is handed on");
    let refused = store.statistics().replicas.unwrap().tokens_refused;
    for nonsense in ["", "unknown", "AQlmYWtl", &token[1..], &token.replace(&token[4..8], "zzzz")] {
        assert_eq!(read(store, &store.replica_reads_since(nonsense), id).await, 3, "{nonsense}");
    }
    assert!(store.statistics().replicas.unwrap().tokens_refused >= refused + 4);
    ground.resume().await;
    until_served(ground, &since, id, 3).await;
    until_served(ground, &store.replica_reads_since("nonsense"), id, 3).await;
}

async fn a_monotonic_reader_never_goes_back(ground: &Ground) {
    let store = &ground.store;
    let (reads, plain) = (store.replica_reads().monotonic(), store.replica_reads());
    let id = seat(store, &plain).await;
    until_served(ground, &plain, id, 0).await;
    ground.pause().await;
    // Somebody else writes, and the reader sees it on the primary.
    write(store, &store.replica_reads(), id, 5).await;
    for at in [&reads, &plain] {
        assert_eq!(store.on(at).on_primary().seats().get(id).await.unwrap().guests, 5);
    }
    ground.until("the control, a reader that is not, goes back", async || read(store, &plain, id).await == 0).await;
    for _ in 0..20 {
        assert_eq!(read(store, &reads, id).await, 5);
    }
    ground.resume().await;
    until_served(ground, &reads, id, 5).await;
    // From then on it keeps to that replica, although it saw it a moment ago.
    until_served(ground, &reads, id, 5).await;
}

async fn the_cache_is_never_filled_from_a_replica(ground: &Ground) {
    let store = &ground.store;
    let reads = store.replica_reads();
    let cart = store.carts().create(NewCart::new("basket")).await.unwrap();
    let id = seat(store, &reads).await;
    until_served(ground, &reads, id, 0).await;
    ground.pause().await;
    for note in 1..5 {
        let note = format!("note {note}");
        store.carts().patch(cart.id, CartPatch::new().name(note.clone())).await.unwrap();
        for at in [store.replica_reads(), reads.clone()] {
            let _ = store.on(&at).carts().list(larder::Page::first(10)).await.unwrap();
            assert_eq!(store.on(&at).carts().get(cart.id).await.unwrap().name, note);
        }
        assert_eq!(store.carts().get(cart.id).await.unwrap().name, note);
    }
    ground.resume().await;
}

async fn readers_of_a_replica_that_lags_and_flaps_see_their_own_writes(ground: &Ground) {
    let reads: Vec<ReplicaReads> = (0..4)
        .map(
            |number| {
                if number % 2 == 0 { ground.store.replica_reads() } else { ground.store.replica_reads().monotonic() }
            },
        )
        .collect();
    let before = served(&ground.store);
    let readers = reads.iter().map(async |reads| {
        let store = &ground.store;
        let id = seat(store, reads).await;
        for guests in 1..60 {
            write(store, reads, id, guests).await;
            for _ in 0..4 {
                assert_eq!(read(store, reads, id).await, guests);
                tokio::time::sleep(Duration::from_millis(4)).await;
            }
        }
    });
    let flapping = async {
        for _ in 0..6 {
            ground.pause().await;
            tokio::time::sleep(Duration::from_millis(60)).await;
            ground.resume().await;
            tokio::time::sleep(Duration::from_millis(120)).await;
        }
    };
    tokio::join!(futures_util::future::join_all(readers), flapping);
    let id = seat(&ground.store, &reads[0]).await;
    until_served(ground, &reads[0], id, 0).await;
    assert!(served(&ground.store) > before);
}

async fn a_replica_that_dies_or_freezes_fails_no_read(ground: &mut Ground) {
    let reads = ground.store.replica_reads();
    let id = seat(&ground.store, &reads).await;
    until_served(ground, &reads, id, 0).await;
    ground.replica.freeze(true);
    for guests in 1..4 {
        assert_eq!(read(&ground.store, &store_since(ground, &reads).await, id).await, guests - 1);
        write(&ground.store, &reads, id, guests).await;
    }
    ground.replica.freeze(false);
    until_served(ground, &reads, id, 3).await;
    ground.replica.kill_and_restart().unwrap();
    for _ in 0..20 {
        assert_eq!(read(&ground.store, &reads, id).await, 3);
    }
    until_served(ground, &reads, id, 3).await;
}

async fn store_since(ground: &Ground, reads: &ReplicaReads) -> ReplicaReads {
    ground.store.replica_reads_since(&reads.token().await.unwrap())
}

async fn a_replica_that_was_promoted_is_left_out(ground: &Ground) {
    let store = &ground.store;
    let reads = store.replica_reads();
    let id = seat(store, &reads).await;
    until_served(ground, &reads, id, 0).await;
    ground.promote().await;
    ground
        .until("it is left out", async || {
            let _ = read(store, &store.replica_reads(), id).await;
            !store.statistics().replicas.unwrap().servers[0].is_up
        })
        .await;
    for guests in 1..20 {
        write(store, &reads, id, guests).await;
        assert_eq!(read(store, &reads, id).await, guests);
        assert_eq!(read(store, &store.replica_reads(), id).await, guests);
    }
}

async fn a_replica_of_a_history_that_parted_is_not_believed(ground: &Ground) {
    // The replica becomes the primary, and another one is left with the old primary, which goes on.
    let left = ground.primary.standby().unwrap();
    let id = seat(&ground.store, &ground.store.replica_reads()).await;
    ground.until("the row is there", async || ground.newest(&ground.replica).await >= ground.written().await).await;
    ground.promote().await;
    let config = Config::for_url(ground.replica.url())
        .database(|database| database.replicas = vec![ReplicaConfig::new(left.url())]);
    let store = Store::open(config).await.unwrap();
    let reads = store.replica_reads();
    write(&store, &reads, id, 8).await;
    ground
        .until("the old history is ahead", async || {
            write(&ground.store, &ground.store.replica_reads(), id, 1).await;
            ground.newest(&left).await > ground.newest(&ground.replica).await
        })
        .await;
    // The control: by its number alone the position would prove the write, and the row is another one.
    let mut aside = Aside::open(&left.url()).await;
    let Aside::Postgres(connection) = &mut aside else { unreachable!("it is PostgreSQL") };
    let text = "SELECT count(*) FROM seats WHERE guests = 8";
    assert_eq!(sqlx::query_scalar::<_, i64>(text).fetch_one(connection).await.unwrap(), 0);
    for _ in 0..50 {
        assert_eq!(read(&store, &reads, id).await, 8);
        assert_eq!(read(&store, &store.replica_reads(), id).await, 8);
        tokio::time::sleep(Duration::from_millis(4)).await;
    }
    let statistics = store.statistics().replicas.unwrap();
    assert!(!statistics.servers[0].is_up && statistics.from_replicas == 0, "{statistics:?}");
}

async fn sessions_that_a_replica_ends_fail_no_read(ground: &Ground) {
    let reads = ground.store.replica_reads();
    let id = seat(&ground.store, &reads).await;
    until_served(ground, &reads, id, 0).await;
    let mut aside = Aside::open(&ground.replica.url()).await;
    for _ in 0..20 {
        let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        let reading = async {
            for _ in 0..10 {
                assert_eq!(read(&ground.store, &reads, id).await, 0);
            }
        };
        tokio::join!(reading, aside.run(end));
    }
    until_served(ground, &reads, id, 0).await;
}

#[tokio::test]
async fn readers_see_what_they_wrote_and_nothing_older_than_they_are_promised() {
    each(async |ground| {
        let ground = &ground;
        a_reader_sees_its_own_writes_and_a_replica_answers_in_the_end(ground).await;
        while_the_replica_stands_still_only_those_who_wrote_are_sent_to_the_primary(ground).await;
        a_token_carries_what_was_written_to_another_reader(ground).await;
        a_monotonic_reader_never_goes_back(ground).await;
        the_cache_is_never_filled_from_a_replica(ground).await;
        readers_of_a_replica_that_lags_and_flaps_see_their_own_writes(ground).await;
    })
    .await;
}

#[tokio::test]
async fn what_happens_to_a_replica_fails_no_read_and_shows_no_other_history() {
    each(async |mut ground| {
        if ground.engine == Engine::Postgres {
            sessions_that_a_replica_ends_fail_no_read(&ground).await;
        }
        a_replica_that_dies_or_freezes_fails_no_read(&mut ground).await;
        if ground.engine == Engine::Postgres {
            a_replica_of_a_history_that_parted_is_not_believed(&ground).await;
        } else {
            a_replica_that_was_promoted_is_left_out(&ground).await;
        }
    })
    .await;
}

#[tokio::test]
async fn replicas_that_cannot_be_are_refused() {
    let config = Config::for_url("sqlite::memory:")
        .database(|database| database.replicas = vec![ReplicaConfig::new("sqlite:other.db")]);
    let error = Store::open(config).await.err().unwrap().to_string();
    assert!(error.contains("SQLite has no replicas"), "{error}");
    let vars = [("DATABASE_REPLICA_URLS", "postgres://a:hush@b/c, sqlite:d")];
    let vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let error = Config::from_vars(&vars).unwrap_err().to_string();
    assert!(error.contains("DATABASE_REPLICA_URLS: SQLite has no replicas"), "{error}");
    // Without any, everything is as it was.
    if Engine::Sqlite.is_asked_for() {
        let store = Store::open(Config::for_url("sqlite::memory:")).await.unwrap();
        let reads = store.replica_reads_since("nonsense").monotonic();
        let id = seat(&store, &reads).await;
        write(&store, &reads, id, 4).await;
        assert_eq!(read(&store, &reads, id).await, 4);
        assert_eq!(reads.token().await, None);
        assert!(store.statistics().replicas.is_none());
    }
}
