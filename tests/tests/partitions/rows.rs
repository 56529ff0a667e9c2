//! Rows are written and read as if there were no partitions.

use integration::partitions::models::{NewDraft, NewEdit, NewNote, NewReading, NewRoom, NewVisit, NotePatch};
use integration::{Backend, on_every_engine};
use larder::Page;

use super::{at, partitions};

on_every_engine!(
    rows_of_any_time_have_a_place,
    pages_go_on_over_partitions,
    counters_and_the_cache_follow,
    an_error_names_the_field_and_no_partition,
    a_row_is_added_to_by_its_key,
    rows_by_hash_are_referred_to,
    rows_without_a_key_are_counted,
);

const TIMES: [&str; 6] = [
    "1999-01-01T00:00:00Z",
    "2026-08-31T23:59:59.999999Z",
    "2026-09-01T00:00:00Z",
    "2026-11-30T12:00:00Z",
    "2026-12-01T00:00:00Z",
    "2031-05-05T05:05:05Z",
];

async fn rows_of_any_time_have_a_place(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    for is_divided in [false, true] {
        if is_divided {
            store.maintain_partitions_at(at("2026-11-30T00:00:00Z")).await.unwrap();
        }
        let acme = store.tenant("acme");
        let room = acme.rooms().create(NewRoom::new()).await.unwrap();
        let new = |(at_, nonce): (&str, usize)| {
            NewNote::new(&room, nonce.to_string(), format!("words of {at_}")).made_at(at(at_))
        };
        let notes = acme.notes().create_many(TIMES.into_iter().zip(0..).map(new).collect::<Vec<_>>()).await.unwrap();
        for note in &notes {
            assert_eq!(*acme.notes().get(note).await.unwrap(), *note);
            acme.notes().patch(note, NotePatch::new().body("other words")).await.unwrap();
            let patched = acme.notes().get(note).await.unwrap();
            assert_eq!((patched.made_at, patched.revision), (note.made_at, 1));
            assert!(store.tenant("other").notes().find(note).await.unwrap().is_none());
        }
        let found = acme.notes().search("other words", Page::first(10)).await.unwrap();
        assert_eq!(found.items.len(), TIMES.len());
        assert_eq!(acme.notes().find_many(notes.iter().map(|note| note.id)).await.unwrap().len(), TIMES.len());
        acme.notes().delete(&notes[0]).await.unwrap();
        assert!(!acme.notes().exists(&notes[0]).await.unwrap());
        acme.rooms().delete(&room).await.unwrap();
        assert_eq!(store.across_tenants().notes().count().await.unwrap(), 0, "notes go with their room");
    }
}

async fn pages_go_on_over_partitions(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    store.maintain_partitions_at(at("2026-11-30T00:00:00Z")).await.unwrap();
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let new = |(at_, nonce): (&str, usize)| NewNote::new(&room, nonce.to_string(), "text").made_at(at(at_));
    acme.notes().create_many(TIMES.into_iter().zip(0..).map(new).collect::<Vec<_>>()).await.unwrap();
    let (mut nonces, mut page) = (Vec::new(), Page::first(4));
    loop {
        let found = acme.notes().list_by_room(&room, page).await.unwrap();
        nonces.extend(found.items.iter().map(|note| note.nonce.clone()));
        let Some(next) = found.next else { break };
        page = Page::after(&next, 4);
    }
    assert_eq!(nonces, ["5", "4", "3", "2", "1", "0"]);
}

async fn counters_and_the_cache_follow(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let note = acme.notes().create(NewNote::new(&room, "1", "text")).await.unwrap();
    assert_eq!(acme.rooms().get(&room).await.unwrap().note_count, 1);
    let rolled_back = acme
        .transaction(async |tx| {
            tx.notes().create(NewNote::new(&room, "2", "text")).await?;
            Err::<(), Box<dyn std::error::Error + Send + Sync>>("on purpose".into())
        })
        .await;
    assert!(rolled_back.is_err());
    for _ in 0..2 {
        assert_eq!(acme.notes().get(&note).await.unwrap().nonce, "1");
    }
    acme.notes().delete(&note).await.unwrap();
    assert_eq!(acme.rooms().get(&room).await.unwrap().note_count, 0);
    assert!(acme.notes().find(&note).await.unwrap().is_none());
}

async fn an_error_names_the_field_and_no_partition(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    for is_divided in [false, true] {
        if is_divided {
            store.maintain_partitions().await.unwrap();
        }
        let acme = store.tenant("acme");
        let room = acme.rooms().create(NewRoom::new()).await.unwrap();
        let new = || NewNote::new(&room, "1", "text").made_at(at("2026-11-30T12:00:00Z"));
        let note = acme.notes().create(new()).await.unwrap();
        let taken = acme.notes().create(new()).await.unwrap_err();
        assert!(taken.is_unique_violation_of("Note.nonce, Note.made_at"), "{taken}");
        let again = NewNote::new(&room, "2", "text").made_at(note.made_at).id(note.id);
        let taken = acme.notes().create(again).await.unwrap_err();
        assert!(taken.is_unique_violation_of("Note.id"), "{taken}");
        let invalid = acme.notes().create(NewNote::new(&room, "3", "")).await.unwrap_err();
        assert!(invalid.is_invalid(), "{invalid}");
        let visit = store.visits().create(NewVisit::new("home")).await.unwrap();
        let taken = store.visits().create(NewVisit::new("home").id(visit.id)).await.unwrap_err();
        assert!(taken.is_unique_violation_of("Visit.id"), "{taken}");
        acme.rooms().delete(&room).await.unwrap();
        let missing = acme.notes().create(new()).await.unwrap_err();
        assert!(missing.is_not_found() || missing.is_foreign_key_violation(), "{missing}");
    }
}

async fn a_row_is_added_to_by_its_key(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    store.maintain_partitions().await.unwrap();
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let new = || NewNote::new(&room, "1", "text").made_at(at("2026-11-30T12:00:00Z")).weight(2);
    acme.notes().add(new()).await.unwrap();
    acme.notes().add(new()).await.unwrap();
    let added = acme.notes().get_by_nonce_and_made_at("1", at("2026-11-30T12:00:00Z")).await.unwrap();
    assert_eq!((added.weight, acme.rooms().get(&room).await.unwrap().note_count), (4, 1));
}

async fn rows_by_hash_are_referred_to(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    let drafts: Vec<_> = (0..20).map(|at| NewDraft::new(at.to_string())).collect();
    let drafts = store.drafts().create_many(drafts).await.unwrap();
    let edits = drafts.iter().map(|draft| NewEdit::new(draft, "more"));
    store.edits().create_many(edits.collect::<Vec<_>>()).await.unwrap();
    for draft in &drafts {
        assert_eq!(store.drafts().get(draft).await.unwrap().edits, 1);
    }
    store.drafts().delete(&drafts[3]).await.unwrap();
    assert_eq!(store.edits().count().await.unwrap(), 19);
    let missing = store.edits().create(NewEdit::new(&drafts[3], "late")).await.unwrap_err();
    assert!(missing.is_foreign_key_violation() || missing.is_not_found(), "{missing}");
}

async fn rows_without_a_key_are_counted(backend: Backend) {
    let (store, _database) = partitions(&backend).await;
    let day = |year: i32| chrono::NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
    let rows: Vec<_> = (2019..2029).map(|year| NewReading::new(day(year), year)).collect();
    store.readings().create_many(rows).await.unwrap();
    assert_eq!(store.readings().count().await.unwrap(), 10);
}
