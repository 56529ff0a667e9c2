//! Keys of several columns: taken by every method that takes a key.

use chrono::DateTime;
use integration::keys::models::{
    BundleKey, NewArticle, NewBundle, NewCity, NewCountry, NewLine, NewReading, NewShop, NewStop, NewTag, NewTwinning,
    ReadingKey, ReadingKind, ReadingPatch, StopKey, StopPatch, TwinningKey,
};
use integration::{Backend, on_every_engine};
use larder::{ErrorKind, Page, Timestamp};

use super::keys;

on_every_engine!(
    a_join_of_two_rows,
    every_method_takes_the_key,
    lists_of_keys_find_pairs_and_no_others,
    pages_go_on_behind_a_key_of_several_columns,
    counters_and_cached_rows_follow,
    keys_within_a_tenant,
);

fn moment(second: i64) -> Timestamp {
    DateTime::from_timestamp(second, 0).unwrap()
}

async fn a_join_of_two_rows(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create_many(vec![NewCountry::new("AT", "a"), NewCountry::new("CH", "c")]).await.unwrap();
    let graz = store.cities().create(NewCity::new("AT", "Graz")).await.unwrap();
    let twinnings = store.twinnings();
    let twinning = twinnings.create(NewTwinning::new(&graz, "CH")).await.unwrap();
    let key = TwinningKey::new(&graz, "CH");
    assert_eq!(TwinningKey::from(&twinning), key);
    for _ in 0..2 {
        assert_eq!(*twinnings.get(&key).await.unwrap(), twinning);
        assert!(!twinnings.exists(TwinningKey::new(graz.id, "AT")).await.unwrap());
    }
    let taken = twinnings.create(NewTwinning::new(&graz, "CH")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Twinning.city_id, Twinning.country_code"), "{taken}");
    let missing = twinnings.create(NewTwinning::new(&graz, "XX")).await.unwrap_err();
    let ErrorKind::ForeignKeyViolation { field, .. } = missing.kind() else { panic!("{missing}") };
    assert_eq!(field, "Twinning.country_code");
    store.countries().delete("CH").await.unwrap();
    assert!(!twinnings.exists(&key).await.unwrap(), "the cached row went with the country");
}

async fn every_method_takes_the_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.lines().create(NewLine::new(1, "one")).await.unwrap();
    store.tags().create(NewTag::new("red", "Red")).await.unwrap();
    let stops = store.stops();
    let stop = stops.create(NewStop::new(1, "red", "park").minute(5)).await.unwrap();
    let key = || StopKey::new(1, "red", "park");
    let other = StopKey::new(1, "red", "Park");
    assert_eq!(stops.get(key()).await.unwrap().minute, 5);
    assert!(stops.find(&other).await.unwrap().is_none());
    assert!(stops.find(StopKey::new(1, "red", "park ")).await.unwrap().is_none());
    assert!(stops.create(NewStop::new(1, "red", "park ")).await.unwrap_err().is_invalid());
    stops.patch(&stop, StopPatch::new().minute(6)).await.unwrap();
    assert!(stops.patch(other.clone(), StopPatch::new().minute(6)).await.unwrap_err().is_not_found());
    let mut changed = stops.get(key()).await.unwrap().as_ref().clone();
    changed.minute = 7;
    stops.update(changed).await.unwrap();
    let read = stops.get(key()).await.unwrap();
    assert_eq!((read.minute, read.revision), (7, 2));
    assert!(stops.patch_if(key(), 1, StopPatch::new().minute(0)).await.unwrap_err().is_stale_version());
    stops.touch_seen_at(key()).await.unwrap();
    assert!(stops.seen_at(key()).await.unwrap().is_some());
    stops.delete(key()).await.unwrap();
    assert!(stops.find(key()).await.unwrap().is_none());
    assert_eq!(store.tags().get("red").await.unwrap().stops, 0);
    stops.restore(key()).await.unwrap();
    assert_eq!(store.tags().get("red").await.unwrap().minutes, 7);
    stops.delete_if(key(), 4).await.unwrap();
    stops.delete_permanently(key()).await.unwrap();
    assert!(stops.restore(key()).await.unwrap_err().is_not_found());
}

async fn lists_of_keys_find_pairs_and_no_others(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let readings = store.readings();
    let new = |sensor, second, kind| NewReading::new(sensor, moment(second), kind, 1.5);
    let all = [(1, 1), (1, 2), (2, 1), (2, 2)];
    let rows =
        all.iter().flat_map(|(sensor, second)| ReadingKind::ALL.iter().map(move |kind| new(*sensor, *second, *kind)));
    readings.create_many(rows.collect()).await.unwrap();
    let key = |sensor, second, kind| ReadingKey::new(sensor, moment(second), kind);
    let (warm, cold) = (ReadingKind::Warm, ReadingKind::Cold);
    let wanted = [key(2, 1, cold), key(3, 1, cold), key(1, 2, warm), key(2, 1, cold)];
    for _ in 0..2 {
        let found = readings.find_many(&wanted).await.unwrap();
        let found: Vec<ReadingKey> = found.iter().map(ReadingKey::from).collect();
        assert_eq!(found, [wanted[0].clone(), wanted[2].clone(), wanted[3].clone()]);
    }
    readings.patch(&wanted[0], ReadingPatch::new().value(2.5)).await.unwrap();
    assert_eq!(readings.find_many([&wanted[0]]).await.unwrap()[0].value.to_bits(), 2.5_f64.to_bits());
    assert_eq!(readings.delete_many(&wanted).await.unwrap(), 2);
    assert_eq!(readings.count().await.unwrap(), 6);
    let many: Vec<ReadingKey> = (0..700).map(|sensor| key(sensor, 1, warm)).collect();
    assert_eq!(readings.find_many(&many).await.unwrap().len(), 2);
    assert_eq!(readings.delete_many(&many).await.unwrap(), 2);
}

async fn pages_go_on_behind_a_key_of_several_columns(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let new = |sensor, second| NewReading::new(sensor, moment(second), ReadingKind::Warm, 0.0);
    let rows = (0..5).flat_map(|sensor| (0..5).map(move |second| new(sensor, second)));
    store.readings().create_many(rows.rev().collect()).await.unwrap();
    for sensor in [None, Some(3)] {
        let (mut seen, mut page) = (Vec::new(), Page::first(3));
        loop {
            let readings = store.readings();
            let found = match sensor {
                None => readings.list(page).await.unwrap(),
                Some(sensor) => readings.list_by_sensor(sensor, page).await.unwrap(),
            };
            seen.extend(found.items.iter().map(|row| (row.sensor, row.taken_at.timestamp())));
            let Some(next) = found.next else { break };
            page = Page::after(&next, 3);
        }
        let all = (0..5).flat_map(|sensor| (0..5).map(move |second| (sensor, second)));
        let expected: Vec<_> = all.filter(|(of, _)| sensor.is_none_or(|sensor| *of == sensor)).collect();
        assert_eq!(seen, expected);
    }
}

async fn counters_and_cached_rows_follow(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.lines().create_many(vec![NewLine::new(1, "one"), NewLine::new(2, "two")]).await.unwrap();
    store.tags().create_many(vec![NewTag::new("", "None"), NewTag::new("red", "Red")]).await.unwrap();
    let stop = |line: i16, word: &str, place: &str| NewStop::new(line, word, place).minute(10);
    let stops = vec![stop(1, "red", "a"), stop(1, "red", "b"), stop(2, "red", "a"), stop(1, "", "a")];
    store.stops().create_many(stops).await.unwrap();
    let figures = async |word: &str| {
        let tag = store.tags().get(word).await.unwrap();
        (tag.stops, tag.minutes)
    };
    assert_eq!((figures("red").await, figures("").await), ((3, 30), (1, 10)));
    store.stops().patch(StopKey::new(1, "red", "a"), StopPatch::new().minute(12)).await.unwrap();
    assert_eq!(figures("red").await, (3, 32));
    let gone = [StopKey::new(1, "red", "b"), StopKey::new(1, "", "a"), StopKey::new(2, "", "a")];
    assert_eq!(store.stops().delete_many(&gone).await.unwrap(), 2);
    assert_eq!((figures("red").await, figures("").await), ((2, 22), (0, 0)));
    let kept = StopKey::new(2, "red", "a");
    assert!(store.stops().exists(&kept).await.unwrap());
    store.lines().delete(2).await.unwrap();
    assert!(!store.stops().exists(&kept).await.unwrap(), "the cached stop went with its line");
    assert_eq!(figures("red").await, (1, 12));
    store.lines().delete_many([1]).await.unwrap();
    assert_eq!(figures("red").await, (0, 0));
}

async fn keys_within_a_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    acme.articles().create(NewArticle::new("pen", "Pen")).await.unwrap();
    let bundles = vec![NewBundle::new("pen", 1, "ink"), NewBundle::new("pen", 2, "cap")];
    acme.bundles().create_many(bundles).await.unwrap();
    let key = BundleKey::new("pen", 1);
    for _ in 0..2 {
        assert_eq!(acme.bundles().get(&key).await.unwrap().part_sku, "ink");
        assert!(other.bundles().find(&key).await.unwrap().is_none());
        assert!(other.bundles().find_many([&key]).await.unwrap().is_empty());
    }
    assert_eq!(other.bundles().delete_many([&key]).await.unwrap(), 0);
    assert_eq!(acme.articles().get("pen").await.unwrap().parts, 2);
    acme.bundles().delete(&key).await.unwrap();
    assert_eq!(acme.articles().get("pen").await.unwrap().parts, 1);
    assert_eq!(store.across_tenants().bundles().list(Page::first(5)).await.unwrap().items.len(), 1);
    acme.articles().delete("pen").await.unwrap();
    assert!(!acme.bundles().exists(BundleKey::new("pen", 2)).await.unwrap());
}
