//! Values of every type, and those that the definition gives.

use std::time::Duration;

use integration::zoo::models::{
    Color, DefaultedMood, EverythingPatch, Leg, Mark, MaybeMood, MaybePatch, Mood, NewDefaulted, NewEverything,
    NewMaybe, Point,
};
use integration::{Fixture, on_every_engine};
use larder::Uuid;
use serde_json::json;

use super::{day, moment, page, zoo};

on_every_engine!(every_type_comes_back, every_type_may_be_null, defaults_are_what_the_definition_says,);

fn place() -> Point {
    let leg = Leg::new(i64::MIN, "it's");
    Point::new(-0.25, 90.0, vec!["a".into(), "猫".into()], vec![leg])
        .label("x \" \\ y".to_owned())
        .r#type(Color::Type)
        .key(Uuid::max())
}

pub(super) fn everything(name: &str) -> NewEverything {
    let clock = "23:59:59.999999".parse().unwrap();
    NewEverything::new(
        true,
        i16::MIN,
        i32::MAX,
        i64::MIN,
        1.5e-7,
        -1.234_567_890_123e200,
        vec![0, 255, 39, 92],
        Uuid::nil(),
        day("0999-02-28"),
        clock,
        moment("1899-12-31T23:59:59.000001Z"),
        Duration::from_secs(u64::from(u32::MAX) + 5),
        name,
        "body 🐈 ' \" \\ \n \t $1 ? {} %s",
        json!({ "a": [null, 1.5, "猫"], "": {} }),
        vec!["it's".into(), String::new()],
        vec![i64::MAX, -1],
        place(),
        vec![place(), place()],
        Color::DarkBlue,
        "a\"b\\-",
        Mood::Bad,
    )
}

async fn every_type_comes_back(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.everythings();
    let written = rows.create(everything("one")).await.unwrap();
    for _ in 0..2 {
        assert_eq!(*rows.get(&written).await.unwrap(), written);
    }
    let many = rows.create_many((0..5).map(|n| everything(&n.to_string())).collect()).await.unwrap();
    assert_eq!(
        rows.find_many(many.iter().map(|row| row.id))
            .await
            .unwrap()
            .iter()
            .map(|row| (**row).clone())
            .collect::<Vec<_>>(),
        many
    );
    let mut changed = written.clone();
    changed.flag = false;
    changed.places = Vec::new();
    changed.raw = Vec::new();
    changed.double = 0.1;
    changed.day = day("9999-12-31");
    let changed = rows.update(changed).await.unwrap();
    assert_eq!(*rows.get(&written).await.unwrap(), changed);
    let patch = EverythingPatch::new()
        .place(Point::new(1.0, 2.0, vec![], vec![]))
        .words(vec![])
        .anything(json!(null))
        .color(Color::Red);
    rows.patch(&written, patch).await.unwrap();
    let read = rows.get(&written).await.unwrap();
    assert_eq!((read.place.x, read.words.len(), read.anything.is_null(), read.color), (1.0, 0, true, Color::Red));
    assert_eq!(rows.list(page()).await.unwrap().items.len(), 6);
    rows.delete(&written).await.unwrap();
    assert!(rows.find(&written).await.unwrap().is_none());
    assert_eq!(rows.count().await.unwrap(), 5);
    let mut bad = everything("bad");
    bad.place = Point::new(0.0, 90.5, vec![], vec![Leg::new(1, "too long")]);
    let bad = rows.create(bad).await.unwrap_err();
    assert!(bad.to_string().contains("place.y") && bad.to_string().contains("place.legs[0].match"), "{bad}");
}

async fn every_type_may_be_null(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.maybes();
    let none = rows.create(NewMaybe::new()).await.unwrap();
    assert_eq!(*rows.get(&none).await.unwrap(), none);
    let full = NewMaybe::new()
        .flag(false)
        .tiny(-1)
        .small(2)
        .big(3)
        .single(0.5)
        .double(1e-300)
        .raw(vec![1])
        .token(Uuid::max())
        .day(day("1970-01-01"))
        .clock("00:00:00".parse::<larder::Time>().unwrap())
        .local("1970-01-01T23:59:59.999999".parse::<larder::LocalDateTime>().unwrap())
        .moment(moment("2100-01-01T00:00:00.5Z"))
        .pause(Duration::ZERO)
        .name(String::new())
        .body("b".to_owned())
        .anything(json!({}))
        .words(vec![])
        .numbers(vec![0])
        .place(place())
        .places(vec![])
        .color(Color::Green)
        .slug("s".to_owned())
        .mood(MaybeMood::Good);
    let full = rows.create(full).await.unwrap();
    assert_ne!(full.id, none.id);
    assert_eq!(*rows.get(&full).await.unwrap(), full);
    let patch = MaybePatch::new().place(None).raw(None).anything(None).mood(None).words(None).pause(None);
    rows.patch(&full, patch).await.unwrap();
    let read = rows.get(&full).await.unwrap();
    assert!(read.place.is_none() && read.raw.is_none() && read.anything.is_none() && read.mood.is_none());
    assert_eq!((read.color, read.numbers.clone()), (Some(Color::Green), Some(vec![0])));
    let mut nulled = none.clone();
    nulled.id = full.id;
    rows.update(nulled.clone()).await.unwrap();
    assert_eq!(*rows.get(&full).await.unwrap(), nulled);
}

async fn defaults_are_what_the_definition_says(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.defaulteds();
    let row = rows.create(NewDefaulted::new()).await.unwrap();
    let read = rows.get(&row).await.unwrap();
    assert_eq!(*read, row);
    assert_eq!((read.tiny, read.small, read.least, read.most), (-7, i32::MIN, i64::MIN, i64::MAX));
    assert_eq!((read.single, read.double, read.whole), (1.5, -1e300, 3.0));
    let age = larder::now() - read.moment;
    assert!(age >= larder::TimeDelta::zero() && age.num_minutes() < 10, "{age}");
    // Each default is taken by itself, so midnight may pass between two.
    assert!((read.moment.naive_utc() - read.local).num_minutes().abs() < 10, "{}", read.local);
    assert!((read.moment.date_naive() - read.day).num_days().abs() <= 1, "{}", read.day);
    assert!((read.moment.time() - read.clock).num_minutes().abs() % 1430 < 10, "{}", read.clock);
    assert_eq!(read.pause, Duration::from_secs(90_000));
    assert_eq!(read.name, "it's \"C:\\\" – 猫 %s {x} $1 ?");
    assert_eq!(read.body, "line\n\ttab 🐈");
    assert_eq!(read.anything["list"], json!([1, 2.5, "it's", true]));
    assert_eq!((read.words.len(), read.numbers[1], read.mark.clone()), (2, 20_000, Mark::default()));
    assert_eq!((read.color, read.mood), (Color::DarkBlue, DefaultedMood::VeryBad));
    assert_eq!((read.maybe_name.as_deref(), read.maybe_flag), (Some("x"), Some(false)));
    rows.set_hits(&row, 5).await.unwrap();
    rows.touch_last_seen(&row).await.unwrap();
    assert_eq!(rows.hits(&row).await.unwrap(), 5);
    assert!(rows.last_seen(&row).await.unwrap().is_some());
}
