//! Every column type comes back as it was written, at its edges too.

use std::fmt::Debug;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use larder::statistics::Label;
use larder::support::{Bind, Column, Sql, Uuid, enum_type, json, key_type, now};
use larder::{Date, Json, JsonOf, LocalDateTime, Row, Secret, Time, Timestamp};

use crate::world::{World, each, plain};

key_type! {
    /// A key.
    pub struct ThingId(Uuid);
}
key_type! {
    /// A key the application gives.
    pub struct Code(String);
}

enum_type! {
    /// A colour.
    pub enum Colour {
        /// Like blood.
        Red => "red",
        DarkBlue => "dark_blue",
    }
}

static SETUP: [Sql; 2] = [
    plain("setup", "DROP TABLE IF EXISTS type_values"),
    Sql {
        label: Label { entity: "", method: "setup" },
        postgres: "CREATE TABLE type_values (id bigserial PRIMARY KEY, b boolean, s smallint, i integer, l bigint, f real, d double precision, t text, \
                   y bytea, u uuid, dt date, tm time, lt timestamp, ts timestamptz, j jsonb)",
        mysql: "CREATE TABLE type_values (id BIGINT AUTO_INCREMENT PRIMARY KEY, b TINYINT(1), s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, \
                t LONGTEXT COLLATE utf8mb4_bin, y LONGBLOB, u BINARY(16), dt DATE, tm TIME(6), lt DATETIME(6), ts DATETIME(6), j JSON) \
                CHARACTER SET utf8mb4",
        sqlite: "CREATE TABLE type_values (id INTEGER PRIMARY KEY, b INTEGER, s INTEGER, i INTEGER, l INTEGER, f REAL, d REAL, t TEXT, y BLOB, u BLOB, \
                 dt TEXT, tm TEXT, lt TEXT, ts INTEGER, j TEXT) STRICT",
    },
];

/// Insert and select of one column.
macro_rules! column {
    ($name:ident) => {
        (
            &const {
                Sql {
                    label: Label { entity: "Value", method: "create" },
                    postgres: concat!("INSERT INTO type_values (", stringify!($name), ") VALUES ($1)"),
                    mysql: concat!("INSERT INTO type_values (", stringify!($name), ") VALUES (?)"),
                    sqlite: concat!("INSERT INTO type_values (", stringify!($name), ") VALUES ($1)"),
                }
            },
            &const {
                Sql {
                    label: Label { entity: "Value", method: "get" },
                    postgres: concat!("SELECT ", stringify!($name), " FROM type_values"),
                    mysql: concat!("SELECT ", stringify!($name), " FROM type_values"),
                    sqlite: concat!("SELECT ", stringify!($name), " FROM type_values"),
                }
            },
        )
    };
}

static CLEAR: Sql = plain("Value.clear", "DELETE FROM type_values");

async fn check<T: Column + PartialEq + Debug>(
    world: &World,
    (insert, select): (&'static Sql, &'static Sql),
    values: &[T],
) {
    fn decode<T: Column>(row: &Row) -> larder::Result<Option<T>> {
        row.get(0)
    }
    let at = world.db.executor();
    for value in values {
        at.write(&CLEAR, &[], Vec::new()).await.unwrap();
        at.write(insert, &[value], Vec::new()).await.unwrap();
        let read = at.one(select, &[], decode::<T>).await.unwrap();
        assert_eq!(read.as_ref(), Some(value), "{}", world.dialect);
    }
    at.write(&CLEAR, &[], Vec::new()).await.unwrap();
    at.write(insert, &[&None::<T> as &dyn Bind], Vec::new()).await.unwrap();
    assert_eq!(at.one(select, &[], decode::<T>).await.unwrap(), None, "{}", world.dialect);
}

fn moment(year: i32, micros: u32) -> Timestamp {
    Utc.with_ymd_and_hms(year, 6, 15, 23, 59, 58).unwrap() + Duration::from_micros(micros.into())
}

#[tokio::test]
async fn every_type_round_trips() {
    each(&SETUP, &[], async |world| {
        check(world, column!(b), &[true, false]).await;
        check(world, column!(s), &[0_i16, i16::MIN, i16::MAX]).await;
        check(world, column!(i), &[0_i32, i32::MIN, i32::MAX]).await;
        check(world, column!(l), &[0_i64, i64::MIN, i64::MAX]).await;
        check(world, column!(f), &[0.0_f32, -1.5, 16_777_216.0]).await;
        check(world, column!(d), &[0.0_f64, 0.1, 1e300, -7.0]).await;
        check(world, column!(t), &["".to_owned(), "你好 🎉 'quoted'\n".to_owned()]).await;
        check(world, column!(t), Colour::ALL).await;
        check(world, column!(t), &[Code::from("abc")]).await;
        check(world, column!(t), &[Secret::new("s3cret".to_owned())]).await;
        check(world, column!(y), &[Vec::new(), vec![0_u8, 255, 10]]).await;
        check(world, column!(u), &[Uuid::nil(), Uuid::now_v7()]).await;
        check(world, column!(u), &[ThingId::new()]).await;
        check(world, column!(dt), &[date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]).await;
        check(world, column!(tm), &[Time::MIN, time(23, 59, 59, 999_999)]).await;
        let ends = [local(1, 0), local(1969, 999_999), local(2024, 1), local(9999, 500_000)];
        check(world, column!(lt), &ends).await;
        check(world, column!(ts), &[now(), moment(1001, 1), moment(1969, 999_999), moment(2300, 0), moment(9999, 5)])
            .await;
        check(world, column!(l), &[Duration::from_secs(90)]).await;
        check(world, column!(j), &[json!({"a": [1, "二", null, 1.5]}), json!([]), json!("text"), Json::Bool(true)])
            .await;
        check(world, column!(j), &[JsonOf(vec![Some(1), None])]).await;
    })
    .await;
}

fn date(year: i32, month: u32, day: u32) -> Date {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn local(year: i32, micros: u32) -> LocalDateTime {
    date(year, 2, 28).and_time(time(23, 59, 58, micros))
}

fn time(hour: u32, minute: u32, second: u32, micros: u32) -> Time {
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros).unwrap()
}

#[tokio::test]
async fn what_no_database_keeps_is_cut_the_same_way() {
    each(&SETUP, &[], async |world| {
        let at = world.db.executor();
        let (insert, select) = column!(ts);
        for (nanos, kept) in [(1_999, 1_000), (999_999_999, 999_999_000)] {
            at.write(&CLEAR, &[], Vec::new()).await.unwrap();
            let precise: Timestamp = DateTime::from_timestamp(-5, nanos).unwrap();
            at.write(insert, &[&precise], Vec::new()).await.unwrap();
            let read: Timestamp = at.one(select, &[], |row| row.get(0)).await.unwrap();
            assert_eq!(read, DateTime::from_timestamp(-5, kept).unwrap());
        }
        let (insert, select) = column!(tm);
        at.write(&CLEAR, &[], Vec::new()).await.unwrap();
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_999_999_999).unwrap();
        at.write(insert, &[&leap], Vec::new()).await.unwrap();
        let read: Time = at.one(select, &[], |row| row.get(0)).await.unwrap();
        assert_eq!(read, time(23, 59, 59, 999_999));
        let (insert, select) = column!(lt);
        at.write(&CLEAR, &[], Vec::new()).await.unwrap();
        at.write(insert, &[&date(2016, 12, 31).and_time(leap)], Vec::new()).await.unwrap();
        let read: LocalDateTime = at.one(select, &[], |row| row.get(0)).await.unwrap();
        assert_eq!(read, date(2016, 12, 31).and_time(time(23, 59, 59, 999_999)));
        let too_late = date(10_000, 1, 1).and_time(Time::MIN);
        let error = at.write(insert, &[&too_late], Vec::new()).await.unwrap_err();
        assert!(error.is_invalid(), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_value_of_another_type_is_a_decode_error_without_the_value() {
    each(&SETUP, &[], async |world| {
        let at = world.db.executor();
        let (insert, select) = column!(t);
        at.write(insert, &[&"purple"], Vec::new()).await.unwrap();
        let error = at.one(select, &[], |row| row.get::<Colour>(0)).await.unwrap_err();
        assert_eq!(error.to_string(), "stored value: `t` is not a Colour: expected red, dark_blue");
        let error = at.one(select, &[], |row| row.get::<Uuid>(0)).await.unwrap_err();
        assert!(matches!(error.kind(), larder::ErrorKind::Decode(text) if !text.contains("purple")), "{error}");
        let error = at.one(select, &[], |row| row.get::<String>(7)).await.unwrap_err();
        assert!(matches!(error.kind(), larder::ErrorKind::Decode(_)), "{error}");
    })
    .await;
}

#[test]
fn keys_enums_and_secrets_speak_text() {
    let key = ThingId::new();
    assert_eq!(key.to_string().parse::<ThingId>().unwrap(), key);
    assert_eq!(serde_json::to_string(&key).unwrap(), format!("\"{key}\""));
    assert!(ThingId::new() > key);
    assert_eq!("dark_blue".parse::<Colour>().unwrap(), Colour::DarkBlue);
    assert_eq!(serde_json::to_string(&Colour::Red).unwrap(), "\"red\"");
    assert!(serde_json::from_str::<Colour>("\"green\"").is_err());
    assert_eq!(format!("{:?}", Secret::from("hush")), "Secret(…)");
}
