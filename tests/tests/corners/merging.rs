//! What an upsert makes of a row that is there: sums, the greater of two values, the lesser, the new one.

use integration::corners::models::{NewSighting, NewVisit, Sighting, SightingPatch, Store, Visit, VisitPatch};
use integration::{Backend, on_every_engine};
use larder::chrono::{NaiveDate, TimeDelta};
use larder::{Decimal, now};

use super::corners;

on_every_engine!(
    each_field_is_merged_as_it_is_said,
    merges_at_once_lose_nothing,
    a_merge_is_a_part_of_its_transaction,
    a_row_that_counts_as_deleted_keeps_its_key,
    what_a_parent_sums_up_is_merged_with_it,
    many_rows_are_patched_in_any_type,
);

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, of_month).unwrap()
}

fn sighting(of_month: u32, best: i64) -> NewSighting {
    NewSighting::new("hall", day(of_month), Decimal::new(best, 2))
}

async fn stored(store: &Store) -> Sighting {
    Sighting::clone(&*store.sightings().get_by_place_and_kind("hall", None).await.unwrap())
}

async fn each_field_is_merged_as_it_is_said(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let sightings = store.sightings();
    let later = now();
    let earlier = later - TimeDelta::days(1);
    sightings.merge(sighting(5, 500).most(3).note("a".to_owned()).label("one".to_owned())).await.unwrap();
    // Other rows with other keys.
    sightings.merge(sighting(1, 900).kind("owl".to_owned())).await.unwrap();
    let first = stored(&store).await;
    assert_eq!(sightings.get_by_label("one").await.unwrap().id, first.id);
    assert_eq!((first.times, first.last_at, first.worst, first.revision), (1, None, None, 0));

    let second = sighting(3, 250).times(4).last_at(later).worst(2.5).mood("wild").label("two".to_owned());
    sightings.merge(second).await.unwrap();
    let row = stored(&store).await;
    assert_eq!((row.id, row.times, row.first_day, row.last_at), (first.id, 5, day(3), Some(later)));
    assert_eq!((row.best, row.worst, row.most), (Decimal::new(500, 2), Some(2.5), Some(3)));
    assert_eq!((row.note.as_deref(), row.mood.as_str(), row.label.as_deref()), (None, "wild", Some("two")));
    assert_eq!(row.revision, 1);
    assert!(row.changed_at >= first.changed_at);
    assert!(sightings.find_by_label("one").await.unwrap().is_none());
    assert_eq!(*sightings.get_by_label("two").await.unwrap(), row);

    sightings.merge(sighting(9, 725).last_at(earlier).worst(1.0).most(9)).await.unwrap();
    let row = stored(&store).await;
    assert_eq!((row.times, row.first_day, row.last_at), (6, day(3), Some(later)));
    assert_eq!((row.best, row.worst, row.most), (Decimal::new(725, 2), Some(1.0), Some(9)));
    assert_eq!((row.mood.as_str(), row.label), ("calm", None));
    assert_eq!(sightings.count().await.unwrap(), 2);
}

async fn merges_at_once_lose_nothing(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let writers = (1..=6_u32).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0..10_u32 {
                let best = i64::from(writer * 100 + number);
                store.sightings().merge(sighting(1 + (writer + number) % 9, best)).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let row = stored(&store).await;
    assert_eq!((row.times, row.best, row.first_day), (60, Decimal::new(609, 2), day(1)));
    assert_eq!(row.revision, 59);
}

async fn a_merge_is_a_part_of_its_transaction(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    store.sightings().merge(sighting(5, 500)).await.unwrap();
    assert_eq!(stored(&store).await.times, 1);
    let given_up = store
        .transaction(async |tx| {
            tx.sightings().merge(sighting(1, 900)).await?;
            tx.sightings().get(-1).await
        })
        .await;
    assert!(given_up.unwrap_err().is_not_found());
    assert_eq!((stored(&store).await.times, stored(&store).await.first_day), (1, day(5)));
    store.transaction(async |tx| tx.sightings().merge(sighting(1, 900)).await).await.unwrap();
    assert_eq!((stored(&store).await.times, stored(&store).await.first_day), (2, day(1)));
}

async fn a_row_that_counts_as_deleted_keeps_its_key(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    store.sightings().merge(sighting(5, 500)).await.unwrap();
    let row = stored(&store).await;
    store.sightings().delete(&row).await.unwrap();
    let taken = store.sightings().merge(sighting(1, 900)).await.unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    store.sightings().restore(&row).await.unwrap();
    assert_eq!(stored(&store).await.best, Decimal::new(500, 2));
}

async fn what_a_parent_sums_up_is_merged_with_it(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    store.sightings().merge(sighting(5, 500)).await.unwrap();
    let parent = stored(&store).await;
    let visit =
        |count, speed, driver: &str| NewVisit::new(&parent, day(2)).count(count).speed(speed).driver(driver.to_owned());
    for (count, speed, driver) in [(2, 50, "ada"), (3, 40, "bob"), (1, 60, "cy")] {
        store.visits().merge(visit(count, speed, driver)).await.unwrap();
    }
    let row = store.visits().get_by_sighting_and_day(&parent, day(2)).await.unwrap();
    assert_eq!((row.count, row.speed, row.driver.as_deref()), (6, 60, Some("cy")));
    assert_eq!(stored(&store).await.visits, 6);
    let writers = (0..4).map(|_| {
        let (store, new) = (store.clone(), visit(1, 10, "dee"));
        tokio::spawn(async move { store.visits().merge(new).await })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(stored(&store).await.visits, 10);
}

async fn many_rows_are_patched_in_any_type(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let sightings = store.sightings();
    let new = (0..300).map(|number| sighting(5, number).kind(number.to_string())).collect();
    let rows: Vec<Sighting> = sightings.create_many(new).await.unwrap();
    // Cached, so that the next read shows whether the entries were dropped.
    sightings.find_many(&rows).await.unwrap();
    let time = now();
    let patch = |row: &Sighting| {
        let number = i16::try_from(row.best.mantissa()).unwrap();
        let patch = SightingPatch::new().note((number % 2 == 0).then(|| format!("it's {number}")));
        if number % 3 == 0 {
            return patch;
        }
        let some = number % 5 > 0;
        patch.best(row.best + Decimal::ONE).first_day(day(9)).last_at(some.then_some(time)).most(some.then_some(number))
    };
    sightings.patch_many(rows.iter().rev().map(|row| (row, patch(row)))).await.unwrap();
    let changed = sightings.find_many(&rows).await.unwrap();
    for (row, changed) in rows.iter().zip(changed) {
        let mut expected = row.clone();
        larder::support::Patch::apply(&patch(row), &mut expected);
        (expected.revision, expected.changed_at) = (row.revision + 1, changed.changed_at);
        assert_eq!(*changed, expected);
        assert!(changed.changed_at >= row.changed_at);
    }
    // Several patches of one row, and one that names no row.
    let twice = [SightingPatch::new().worst(1.5), SightingPatch::new().worst(0.5)];
    sightings.patch_many(twice.into_iter().map(|patch| (&rows[0], patch))).await.unwrap();
    let row = sightings.get(&rows[0]).await.unwrap();
    assert_eq!((row.worst, row.revision), (Some(0.5), 3));
    let absent = Sighting { id: (-1).into(), ..rows[2].clone() };
    let missing = [&rows[1], &absent].map(|row| (row, SightingPatch::new().times(9)));
    assert!(sightings.patch_many(missing).await.unwrap_err().is_not_found());
    assert_eq!(sightings.get(&rows[1]).await.unwrap().times, 1);
    // A violation is named, and nothing is written.
    let long = sightings.patch_many(rows[..3].iter().map(|row| (row, SightingPatch::new().mood("far too wild"))));
    assert!(long.await.unwrap_err().is_invalid());
    what_a_parent_sums_up_follows(&store, &rows[0]).await;
}

/// Rows that are counted are written one by one.
async fn what_a_parent_sums_up_follows(store: &Store, parent: &Sighting) {
    let new = (1..5).map(|number| NewVisit::new(parent, day(number)).count(1)).collect();
    let visits: Vec<Visit> = store.visits().create_many(new).await.unwrap();
    store.visits().patch_many(visits.iter().map(|row| (row, VisitPatch::new().count(5)))).await.unwrap();
    assert_eq!(store.sightings().get(parent).await.unwrap().visits, 20);
    store.visits().patch_many(visits.iter().map(|row| (row, VisitPatch::new().speed(5)))).await.unwrap();
    let speeds = store.visits().find_many(&visits).await.unwrap();
    assert!(speeds.iter().all(|row| (row.count, row.speed) == (5, 5)));
}
