//! Partitions are made ahead and taken away, by as many instances as there are.

use integration::partitions::models::{NewNote, NewReading, NewRoom, NewVisit, Store};
use integration::{Backend, Database, Engine, on_every_engine};
use larder::Page;

use super::{at, partitions, texts};

on_every_engine!(
    partitions_are_made_ahead_once,
    rows_that_came_before_their_partition_keep_it,
    old_partitions_are_detached_or_dropped,
    several_instances_do_it_once,
    a_busy_table_is_waited_for_and_not_held_up,
    a_row_of_a_time_far_ahead_leaves_the_last_one_open,
);

/// The partitions of a table with their bounds; nothing on other databases.
async fn layout(store: &Store, database: &Database, table: &str) -> Vec<String> {
    if database.engine() != Engine::Postgres {
        assert!(store.maintain_partitions().await.unwrap().tables.is_empty(), "there are no partitions");
        return Vec::new();
    }
    let sql = format!(
        "SELECT c.relname || ' ' || replace(replace(pg_get_expr(c.relpartbound, c.oid), 'FOR VALUES ', ''), ' 00:00:00+00', '') \
         FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '{table}'::regclass ORDER BY c.relname"
    );
    texts(database, &sql).await
}

async fn partitions_are_made_ahead_once(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    let moment = at("2026-11-30T21:44:00Z");
    let report = store.maintain_partitions_at(moment).await.unwrap();
    let expected = [
        "notes_before_20261101 FROM (MINVALUE) TO ('2026-11-01')",
        "notes_later FROM ('2027-02-01') TO (MAXVALUE)",
        "notes_p20261101 FROM ('2026-11-01') TO ('2026-12-01')",
        "notes_p20261201 FROM ('2026-12-01') TO ('2027-01-01')",
        "notes_p20270101 FROM ('2027-01-01') TO ('2027-02-01')",
    ];
    if database.engine() != Engine::Postgres {
        assert!(report.tables.is_empty() && report.is_unchanged());
        return;
    }
    assert_eq!(layout(&store, &database, "notes").await, expected);
    let made = &report.table("notes").unwrap().made;
    assert_eq!(made.len(), 5, "{made:?}");
    assert!(store.maintain_partitions_at(moment).await.unwrap().is_unchanged());
    assert!(store.maintain_partitions_at(at("2026-11-01T00:00:00Z")).await.unwrap().is_unchanged());
    // A month later there is one more.
    let report = store.maintain_partitions_at(at("2026-12-01T00:00:00Z")).await.unwrap();
    assert_eq!(report.table("notes").unwrap().made, ["notes_p20270201", "notes_later"]);
    let visits = layout(&store, &database, "visits").await;
    assert_eq!(visits.len(), 5, "{visits:?}");
    assert!(visits.iter().any(|one| one.starts_with("visits_p20261201 FROM ('01a22ee6-b000-")), "{visits:?}");
    let readings = layout(&store, &database, "readings").await;
    assert_eq!(readings[1], "readings_later FROM ('2030-01-01') TO (MAXVALUE)", "{readings:?}");
}

async fn rows_that_came_before_their_partition_keep_it(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let new = |(moment, nonce)| NewNote::new(&room, nonce, "text").made_at(at(moment));
    let times = [("2026-08-05T00:00:00Z", "a"), ("2026-11-30T12:00:00Z", "b"), ("2027-01-02T00:00:00Z", "c")];
    let notes = acme.notes().create_many(times.map(new).to_vec()).await.unwrap();
    let report = store.maintain_partitions_at(at("2026-11-30T21:44:00Z")).await.unwrap();
    assert_eq!(acme.notes().count().await.unwrap(), 3);
    if database.engine() != Engine::Postgres {
        return;
    }
    let told = report.table("notes").unwrap();
    assert_eq!((told.later_rows, told.closed.as_deref()), (3, Some("notes_before_20270201")));
    let expected =
        ["notes_before_20270201 FROM (MINVALUE) TO ('2027-02-01')", "notes_later FROM ('2027-02-01') TO (MAXVALUE)"];
    assert_eq!(layout(&store, &database, "notes").await, expected);
    for note in &notes {
        assert_eq!(acme.notes().get(note).await.unwrap().nonce, note.nonce);
    }
    // Nobody called for months: rows are in the last one, which has a beginning by now.
    acme.notes().create(new(("2027-03-03T00:00:00Z", "d"))).await.unwrap();
    let report = store.maintain_partitions_at(at("2027-03-05T00:00:00Z")).await.unwrap();
    let told = report.table("notes").unwrap();
    assert_eq!((told.later_rows, told.closed.as_deref()), (1, Some("notes_p20270201")));
    let found = layout(&store, &database, "notes").await;
    assert!(found.contains(&"notes_p20270201 FROM ('2027-02-01') TO ('2027-05-01')".to_owned()), "{found:?}");
    assert!(found.contains(&"notes_later FROM ('2027-06-01') TO (MAXVALUE)".to_owned()), "{found:?}");
    let left = database_checks(&database).await;
    assert!(left.is_empty(), "{left:?}");
}

/// Checks of larder's that a call left behind.
async fn database_checks(database: &Database) -> Vec<String> {
    texts(database, "SELECT conname::text FROM pg_constraint WHERE conname LIKE 'larder%' AND contype = 'c'").await
}

async fn old_partitions_are_detached_or_dropped(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    store.maintain_partitions_at(at("2026-06-15T00:00:00Z")).await.unwrap();
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let new = |(moment, nonce)| NewNote::new(&room, nonce, "text").made_at(at(moment));
    let times = [("2025-01-01T00:00:00Z", "old"), ("2026-06-20T00:00:00Z", "june"), ("2026-07-20T00:00:00Z", "july")];
    let notes = acme.notes().create_many(times.map(new).to_vec()).await.unwrap();
    for note in &notes {
        acme.notes().get(note).await.unwrap();
    }
    let day = |year: i32| chrono::NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
    store.readings().create_many((2023..2027).map(|year| NewReading::new(day(year), year)).collect()).await.unwrap();
    let report = store.maintain_partitions_at(at("2026-10-01T00:00:00Z")).await.unwrap();
    if database.engine() != Engine::Postgres {
        assert_eq!((acme.notes().count().await.unwrap(), store.readings().count().await.unwrap()), (3, 4));
        return;
    }
    // Three months that are over are kept: what was before June, and June, go.
    let told = report.table("notes").unwrap();
    assert_eq!(told.detached, ["notes_before_20260601", "notes_p20260601"]);
    assert!(told.dropped.is_empty() && told.made.contains(&"notes_before_20260701".to_owned()), "{told:?}");
    let page = acme.notes().list_by_room(&room, Page::first(9)).await.unwrap();
    assert_eq!(page.items.iter().map(|note| &*note.nonce).collect::<Vec<_>>(), ["july"]);
    assert!(acme.notes().find(&notes[1]).await.unwrap().is_none(), "nothing of it stays in the cache");
    let kept =
        texts(&database, "SELECT nonce FROM notes_p20260601 UNION ALL SELECT nonce FROM notes_before_20260601").await;
    assert_eq!(kept.len(), 2, "{kept:?}");
    // A row of an old time still has a place, and goes with it next time.
    acme.notes().create(new(("2026-05-05T00:00:00Z", "late"))).await.unwrap();
    let report = store.maintain_partitions_at(at("2026-10-02T00:00:00Z")).await.unwrap();
    assert_eq!(report.table("notes").unwrap().detached, ["notes_before_20260701"]);
    assert!(store.maintain_partitions_at(at("2026-10-02T00:00:00Z")).await.unwrap().is_unchanged());
    // What was before this year's first call is one partition, and goes when all of it is old.
    let report = store.maintain_partitions_at(at("2028-02-01T00:00:00Z")).await.unwrap();
    let told = report.table("readings").unwrap();
    assert!(told.detached.is_empty() && !told.dropped.is_empty(), "{told:?}");
    assert_eq!(store.readings().count().await.unwrap(), 0);
    let gone = texts(&database, "SELECT relname::text FROM pg_class WHERE relname = 'readings_before_20260101'").await;
    assert!(gone.is_empty(), "{gone:?}");
}

async fn several_instances_do_it_once(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let moment = at("2026-11-30T21:44:00Z");
    acme.notes().create(NewNote::new(&room, "a", "text").made_at(moment)).await.unwrap();
    let calls = (0..4).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.maintain_partitions_at(moment).await })
    });
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..100 {
                store.visits().create(NewVisit::new("home")).await?;
            }
            Ok::<_, larder::Error>(())
        })
    };
    let (mut closed, mut made) = (0, 0);
    for call in calls.collect::<Vec<_>>() {
        let report = call.await.unwrap().unwrap();
        closed += report.tables.iter().filter(|table| table.closed.is_some()).count();
        made += report.table("notes").map_or(0, |notes| notes.made.len());
    }
    writer.await.unwrap().unwrap();
    assert_eq!(store.visits().count().await.unwrap(), 100);
    if database.engine() == Engine::Postgres {
        assert!((1..=2).contains(&closed), "{closed}");
        assert_eq!(made, 2, "each is made once");
    }
}

async fn a_busy_table_is_waited_for_and_not_held_up(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    if database.engine() != Engine::Postgres {
        assert!(store.maintain_partitions().await.unwrap().is_unchanged());
        return;
    }
    let acme = store.tenant("acme");
    // Whoever writes a note holds the count of its room.
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let other = acme.rooms().create(NewRoom::new()).await.unwrap();
    let (held, release) = tokio::sync::oneshot::channel::<()>();
    let holder = {
        let (store, room) = (store.clone(), room.id);
        let (taken, is_taken) = tokio::sync::oneshot::channel();
        let task = tokio::spawn(async move {
            store
                .tenant("acme")
                .transaction(async |tx| {
                    tx.notes().create(NewNote::new(room, "held", "text")).await?;
                    let _ = taken.send(());
                    let _ = release.await;
                    Ok::<_, larder::Error>(())
                })
                .await
        });
        is_taken.await.unwrap();
        task
    };
    let maintaining = {
        let store = store.clone();
        tokio::spawn(async move { store.maintain_partitions().await })
    };
    // Writers pass between its attempts.
    for nonce in 0..5 {
        acme.notes().create(NewNote::new(&other, format!("free {nonce}"), "text")).await.unwrap();
    }
    held.send(()).unwrap();
    holder.await.unwrap().unwrap();
    maintaining.await.unwrap().unwrap();
    assert_eq!(acme.notes().count().await.unwrap(), 6);
    assert!(layout(&store, &database, "notes").await.len() >= 2);
}

async fn a_row_of_a_time_far_ahead_leaves_the_last_one_open(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let far =
        acme.notes().create(NewNote::new(&room, "far", "text").made_at(at("2999-01-01T00:00:00Z"))).await.unwrap();
    let report = store.maintain_partitions_at(at("2026-11-30T00:00:00Z")).await.unwrap();
    if database.engine() != Engine::Postgres {
        return;
    }
    let told = report.table("notes").unwrap();
    assert_eq!((told.later_rows, &told.closed, told.made.len()), (1, &None, 0));
    acme.notes().delete(&far).await.unwrap();
    let report = store.maintain_partitions_at(at("2026-11-30T00:00:00Z")).await.unwrap();
    assert_eq!(report.table("notes").unwrap().made.len(), 5);
}
