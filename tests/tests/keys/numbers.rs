//! Numbers of every width as keys, made by the database or given by the program.

use integration::keys::models::{
    CityId, LineId, NewCity, NewCountry, NewLine, NewStation, NewTag, NewTagging, NewToken, StationId, TokenId,
};
use integration::{Backend, on_every_engine};
use larder::{Page, Uuid};

use super::keys;

on_every_engine!(the_database_makes_narrow_numbers, the_program_gives_numbers, the_program_gives_uuids,);

async fn the_database_makes_narrow_numbers(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create(NewCountry::new("AT", "Austria")).await.unwrap();
    let new = ["Graz", "Linz", "Wels"].map(|name| NewCity::new("AT", name));
    let cities = store.cities().create_many(new.to_vec()).await.unwrap();
    let ids: Vec<i32> = cities.iter().map(|city| city.id.0).collect();
    assert!(ids[0] > 0 && ids[0] < ids[1] && ids[1] < ids[2], "{ids:?}");
    for (city, name) in cities.iter().zip(["Graz", "Linz", "Wels"]) {
        assert_eq!(store.cities().get(city.id).await.unwrap().name, name);
        assert_eq!(store.cities().get(city).await.unwrap().name, name);
    }
    let found = store.cities().find_many([ids[2], i32::MIN, ids[0]]).await.unwrap();
    assert_eq!(found.iter().map(|city| city.id.0).collect::<Vec<_>>(), [ids[2], ids[0]]);
    assert!(store.cities().find(CityId(i32::MAX)).await.unwrap().is_none());
    let first = store.cities().list(Page::first(2)).await.unwrap();
    assert_eq!(first.items.iter().map(|city| city.id.0).collect::<Vec<_>>(), [ids[2], ids[1]], "newest first");
    let rest = store.cities().list(Page::after(&first.next.unwrap(), 2)).await.unwrap();
    assert_eq!(rest.items.iter().map(|city| city.id.0).collect::<Vec<_>>(), [ids[0]]);
    store.tags().create(NewTag::new("big", "Big")).await.unwrap();
    let taggings = store.taggings().create_many(vec![NewTagging::new("big"); 3]).await.unwrap();
    assert_eq!(store.taggings().delete_many(&taggings[1..]).await.unwrap(), 2);
    assert_eq!(store.taggings().get(taggings[0].id.0).await.unwrap().tag_word.0, "big");
    assert_eq!(store.tags().get("big").await.unwrap().uses, 1);
}

async fn the_program_gives_numbers(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let lines = store.lines();
    for number in [i16::MIN, -1, 0, 1, i16::MAX] {
        let line = lines.create(NewLine::new(number, format!("line {number}"))).await.unwrap();
        assert_eq!(line.number, LineId(number));
        assert_eq!(lines.get(number).await.unwrap().title, format!("line {number}"));
    }
    let taken = lines.create(NewLine::new(0, "again")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Line.number"), "{taken}");
    let listed = lines.list(Page::first(3)).await.unwrap();
    assert_eq!(listed.items.iter().map(|line| line.number.0).collect::<Vec<_>>(), [i16::MIN, -1, 0]);
    let stations = store.stations();
    let far = stations.create(NewStation::new(i64::MAX, i16::MIN, "far")).await.unwrap();
    assert_eq!((far.code, far.line), (StationId(i64::MAX), LineId(i16::MIN)));
    let refused = stations.create(NewStation::new(0, 1, "none")).await.unwrap_err();
    assert!(refused.is_invalid(), "{refused}");
    lines.delete(i16::MIN).await.unwrap();
    assert!(stations.find(i64::MAX).await.unwrap().is_none());
}

async fn the_program_gives_uuids(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let id = Uuid::from_u128(7);
    let token = store.tokens().create(NewToken::new(id, "seven")).await.unwrap();
    assert_eq!(token.id, TokenId(id));
    assert_eq!(store.tokens().get(id).await.unwrap().title, "seven");
}
