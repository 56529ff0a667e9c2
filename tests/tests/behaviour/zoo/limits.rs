//! Values that no database can hold, stored, looked for and forged: refused by name or found nowhere, alike on every
//! engine.

use std::time::Duration;

use integration::zoo::models::{
    AccountPatch, Color, Everything, EverythingPatch, MaybePatch, MemberPatch, NewAccount, NewEverything, NewMaybe,
    NewMember, NewOrg, Store,
};
use integration::{Database, Engine, Fixture, configuration, on_every_engine};
use larder::support::json;
use larder::{Cursor, Date, Error, Json, Page, Timestamp};
use sqlx::{Connection as _, MySqlConnection};

use super::values::everything;
use super::{account, day, moment, page, zoo};

on_every_engine!(
    values_out_of_range_are_refused_by_name,
    values_at_the_edges_come_back,
    lookups_of_what_cannot_be_stored_find_nothing,
    a_tenant_that_cannot_be_stored_owns_nothing,
    forged_cursors_are_invalid,
    deep_json_is_refused_by_name,
);

/// A store that checks no rule of the definition.
async fn without_validation(fixture: &Fixture) -> (Store, Database) {
    let (_, empty) = zoo(fixture).await;
    let store = Store::open(configuration(&empty).validation_enabled(false)).await.unwrap();
    (store, empty)
}

fn refused_at<T: std::fmt::Debug>(result: Result<T, Error>, field: &str, code: &str) {
    let error = result.expect_err(field);
    let violations = error.violations().unwrap_or_else(|| panic!("{field}: {error}"));
    assert_eq!(violations.iter().map(|one| (one.path(), one.code())).collect::<Vec<_>>(), [(field, code)]);
}

fn late() -> Timestamp {
    moment("9999-12-31T23:59:59.999999Z") + larder::TimeDelta::microseconds(1)
}

type Break = (fn(&mut NewEverything), &'static str, &'static str);

const BREAKS: [Break; 16] = [
    (|row| row.day = year(10_000), "day", "year"),
    (|row| row.day = year(0), "day", "year"),
    (|row| row.day = Date::MAX, "day", "year"),
    (|row| row.day = Date::MIN, "day", "year"),
    (|row| row.moment = late(), "moment", "year"),
    (|row| row.moment = Timestamp::MAX_UTC, "moment", "year"),
    (|row| row.moment = Timestamp::MIN_UTC, "moment", "year"),
    (|row| row.pause = Duration::MAX, "pause", "range"),
    (|row| row.single = f32::NAN, "single", "finite"),
    (|row| row.double = f64::NEG_INFINITY, "double", "finite"),
    (|row| row.name = "a\0".to_owned(), "name", "nul"),
    (|row| row.body = "\0".to_owned(), "body", "nul"),
    (|row| row.anything = json!({ "a": [{ "\0": 1 }] }), "anything", "nul"),
    (|row| row.words = vec!["a\0b".to_owned()], "words", "nul"),
    (|row| row.place.x = f64::NAN, "place", "finite"),
    (|row| row.places[1].tags = vec!["\0".to_owned()], "places", "nul"),
];

fn year(year: i32) -> Date {
    Date::from_ymd_opt(year, 1, 1).unwrap()
}

fn with(row: &Everything, new: NewEverything) -> Everything {
    Everything {
        id: row.id,
        flag: new.flag,
        tiny: new.tiny,
        small: new.small,
        big: new.big,
        single: new.single,
        double: new.double,
        raw: new.raw,
        token: new.token,
        day: new.day,
        clock: new.clock,
        moment: new.moment,
        pause: new.pause,
        name: new.name,
        body: new.body,
        anything: new.anything,
        words: new.words,
        numbers: new.numbers,
        place: new.place,
        places: new.places,
        color: new.color,
        slug: new.slug,
        mood: new.mood,
    }
}

async fn values_out_of_range_are_refused_by_name(fixture: Fixture) {
    let (store, _database) = without_validation(&fixture).await;
    let rows = store.everythings();
    let kept = rows.create(everything("kept")).await.unwrap();
    for (spoil, field, code) in BREAKS {
        let mut new = everything("bad");
        spoil(&mut new);
        refused_at(rows.create(new.clone()).await, field, code);
        refused_at(rows.create_many(vec![everything("good"), new.clone()]).await, field, code);
        refused_at(rows.update(with(&kept, new)).await, field, code);
    }
    let patches = [
        (EverythingPatch::new().day(year(10_000)), "day", "year"),
        (EverythingPatch::new().moment(late()), "moment", "year"),
        (EverythingPatch::new().pause(Duration::MAX), "pause", "range"),
        (EverythingPatch::new().double(f64::NAN), "double", "finite"),
        (EverythingPatch::new().body("\0"), "body", "nul"),
        (EverythingPatch::new().anything(json!("\0")), "anything", "nul"),
        (EverythingPatch::new().words(vec!["\0".to_owned()]), "words", "nul"),
    ];
    for (patch, field, code) in patches {
        refused_at(rows.patch(&kept, patch).await, field, code);
    }
    assert_eq!(*rows.get(&kept).await.unwrap(), kept);
    assert_eq!(rows.count().await.unwrap(), 1);
    let maybes = store.maybes();
    let maybe = maybes.create(NewMaybe::new()).await.unwrap();
    refused_at(maybes.create(NewMaybe::new().moment(late())).await, "moment", "year");
    refused_at(maybes.patch(&maybe, MaybePatch::new().day(Date::MAX)).await, "day", "year");
    assert_eq!(*maybes.get(&maybe).await.unwrap(), maybe);
    // The numbered key's statement runs in a transaction, which the refusal leaves.
    assert_eq!(maybes.count().await.unwrap(), 1);
}

async fn values_at_the_edges_come_back(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let edges = [
        (day("0001-01-01"), moment("0001-01-01T00:00:00Z"), Duration::ZERO, f64::MIN_POSITIVE, f32::MIN),
        (
            day("9999-12-31"),
            moment("9999-12-31T23:59:59.999999Z"),
            Duration::from_secs(i64::MAX.unsigned_abs()),
            f64::MAX,
            f32::MAX,
        ),
    ];
    let numbers = [0.1 + 0.2, 1.797_693_134_862_315_7e308, 5e-324, -2.225_073_858_507_201e-308, 1e300, 123_456.789e3];
    for (day, moment, pause, double, single) in edges {
        let mut new = everything("edge");
        (new.day, new.moment, new.pause, new.double, new.single) = (day, moment, pause, double, single);
        new.anything = json!({ "numbers": numbers, "most": u64::MAX, "least": i64::MIN });
        new.place.x = f64::MAX;
        new.places[0].x = 5e-324;
        new.places[1].x = 0.1 + 0.2;
        let written = store.everythings().create(new).await.unwrap();
        let read = store.everythings().list(page()).await.unwrap();
        let read = read.iter().find(|row| row.id == written.id).unwrap();
        let held: Vec<f64> = read.anything["numbers"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
        assert_eq!(held, numbers);
        assert_eq!(read.anything["most"], u64::MAX);
        assert_eq!(Everything { anything: Json::Null, ..read.clone() }, Everything { anything: Json::Null, ..written });
    }
}

async fn lookups_of_what_cannot_be_stored_find_nothing(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.accounts();
    let row = rows.create(account(1).openid("o".to_owned()).note("n".to_owned()).amount(5)).await.unwrap();
    for _ in 0..2 {
        for text in ["\0", "1@x\0", "1@x ", "\u{feff}", &"x".repeat(70_000)] {
            assert_eq!(rows.find_by_email(text).await.unwrap(), None);
            assert_eq!(rows.find_by_openid(text).await.unwrap(), None);
            assert_eq!(rows.find_by_nick(Some(text)).await.unwrap(), None);
            assert_eq!(rows.find_by_note(text).await.unwrap(), None);
            assert_eq!(rows.find_by_pin(text).await.unwrap(), None);
            assert_eq!(rows.find_by_region_and_number(text, 1).await.unwrap(), None);
            assert!(rows.get_by_email(text).await.unwrap_err().is_not_found());
            assert_eq!(rows.list_by_owner(text, page()).await.unwrap().items, []);
            assert_eq!(rows.count_by_owner(text).await.unwrap(), 0);
            assert_eq!(rows.search(text, page()).await.unwrap().items, []);
        }
        for moment in [late(), Timestamp::MAX_UTC, Timestamp::MIN_UTC] {
            let pause = Duration::from_secs(1);
            let found = rows.find_by_color_and_moment_and_flag_and_pause(Color::Red, moment, true, pause);
            assert_eq!(found.await.unwrap(), None);
        }
        let found = rows.find_by_color_and_moment_and_flag_and_pause(Color::Red, row.moment, true, Duration::MAX);
        assert_eq!(found.await.unwrap(), None);
        for day in [Date::MAX, Date::MIN] {
            assert_eq!(rows.find_by_owner_and_day(Some("owner-1"), day).await.unwrap(), None);
        }
    }
    refused_at(rows.list_by_extra_containing(&json!({ "a": "\0" }), page()).await, "extra", "nul");
    refused_at(rows.list_by_extra_containing(&nested(101), page()).await, "extra", "depth");
    // A moment that is no equality: "until for ever" must not count nothing.
    let stats = store.entrys().stats(moment("2020-01-01T00:00:00Z")..Timestamp::MAX_UTC).await;
    refused_at(stats, "made_at", "year");
    // What is cut off when it is stored is cut off when it is looked for, in the cache's keys too.
    let finer = row.moment + larder::TimeDelta::nanoseconds(1);
    let pause = Duration::from_millis(1_900);
    let found = rows.find_by_color_and_moment_and_flag_and_pause(Color::Red, finer, true, pause).await.unwrap();
    assert_eq!(found.map(|row| row.id), Some(row.id));
}

async fn a_tenant_that_cannot_be_stored_owns_nothing(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    store.orgs().create(NewOrg::new("acme")).await.unwrap();
    let acme = store.tenant("acme");
    let new = |n: &str| {
        NewMember::new(format!("m{n}"), "ann", format!("card-{n}"), format!("hash-{n}")).about("about".to_owned())
    };
    let member = acme.members().create(new("1")).await.unwrap();
    for (tenant, code) in [("acme ", "trailing_space"), ("acme  ", "trailing_space"), ("acme\0", "nul")] {
        let scope = store.tenant(tenant);
        for _ in 0..2 {
            assert_eq!(scope.members().find(&member).await.unwrap(), None);
            assert_eq!(scope.members().find_by_code(&member.code).await.unwrap(), None);
            assert_eq!(scope.members().find_many([&member]).await.unwrap(), []);
            assert_eq!(scope.members().list(page()).await.unwrap().items, []);
            assert_eq!(scope.members().search("about", page()).await.unwrap().items, []);
            assert_eq!(scope.members().count().await.unwrap(), 0);
            assert_eq!(scope.stats().await.unwrap().members, 0);
        }
        let patch = MemberPatch::new().name("stolen");
        assert!(scope.members().patch(&member, patch).await.unwrap_err().is_not_found());
        assert!(scope.members().delete(&member).await.unwrap_err().is_not_found());
        assert!(scope.members().update(member.clone()).await.is_err());
        assert_eq!(scope.members().delete_many([&member]).await.unwrap(), 0);
        refused_at(scope.members().create(new("2")).await, "org_code", code);
        assert_eq!(*acme.members().get(&member).await.unwrap(), member);
    }
}

/// The text of a cursor over these bytes.
fn cursor(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: Vec<bool> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1 == 1)).collect();
    let letter = |bits: &[bool]| (0..6).fold(0, |sum, at| sum << 1 | usize::from(bits.get(at) == Some(&true)));
    bits.chunks(6).map(|bits| char::from(ALPHABET[letter(bits)])).collect()
}

fn forged(list: &str, keys: &[&[u8]]) -> Result<Cursor, Error> {
    let mut bytes = vec![1, b'S'];
    bytes.extend(u32::try_from(list.len()).unwrap().to_be_bytes());
    bytes.extend(list.bytes());
    keys.iter().for_each(|key| bytes.extend(*key));
    cursor(&bytes).parse()
}

fn key(tag: u8, bytes: &[u8]) -> Vec<u8> {
    std::iter::once(tag).chain(bytes.iter().copied()).collect()
}

async fn forged_cursors_are_invalid(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.accounts();
    for n in 0..3 {
        rows.create(account(n)).await.unwrap();
    }
    let id = key(b'l', &5_i64.to_be_bytes());
    let amount = key(b'l', &0_i64.to_be_bytes());
    let good = rows.list_by_moment(Page::first(1)).await.unwrap();
    let micros = good.items[0].moment.timestamp_micros();
    let here = key(b'l', &good.items[0].id.0.to_be_bytes());
    let again = forged("Account.list_by_moment", &[&key(b't', &micros.to_be_bytes()), &here]).unwrap();
    assert_eq!(Some(&again), good.next.as_ref());
    assert_eq!(rows.list_by_moment(Page::after(&again, 10)).await.unwrap().items.len(), 2);
    for micros in [i64::MAX, i64::MIN, late().timestamp_micros(), Timestamp::MAX_UTC.timestamp_micros()] {
        let cursor = forged("Account.list_by_moment", &[&key(b't', &micros.to_be_bytes()), &id]).unwrap();
        refused_at(rows.list_by_moment(Page::after(&cursor, 10)).await, "cursor", "cursor");
    }
    let today = key(b'y', &738_000_i32.to_be_bytes());
    for days in [i32::MAX, i32::MIN, -1, 4_000_000] {
        let keys = [&key(b'y', &days.to_be_bytes())[..], &amount, &id];
        let cursor = forged("Account.list_by_day_and_amount", &keys).unwrap();
        refused_at(rows.list_by_day_and_amount(Page::after(&cursor, 10)).await, "cursor", "cursor");
    }
    for region in ["\0", "eu\0"] {
        let mut text = key(b'S', &u32::try_from(region.len()).unwrap().to_be_bytes());
        text.extend(region.bytes());
        let cursor = forged("Account.list_by_color", &[&today, &amount, &text, &id]).unwrap();
        refused_at(rows.list_by_color(Color::Red, Page::after(&cursor, 10)).await, "cursor", "cursor");
    }
    for text in ["", "A", "!!!!", "AAAA", "AQ"] {
        let outcome = text.parse::<Cursor>();
        let Ok(cursor) = outcome else { continue };
        refused_at(rows.list(Page::after(&cursor, 10)).await, "cursor", "cursor");
    }
    assert!(rows.patch(&good.items[0], AccountPatch::new().region("us")).await.is_ok());
}

fn nested(levels: usize) -> Json {
    (0..levels).fold(json!(1), |inside, level| if level % 2 == 0 { json!([inside]) } else { json!({ "a": inside }) })
}

/// MariaDB reads JSON of 31 levels, or of any number from version 12 on.
async fn takes_more_than_mariadb(database: &Database) -> bool {
    if database.engine() != Engine::MySql {
        return true;
    }
    let mut client = MySqlConnection::connect(database.url()).await.unwrap();
    let query = "SELECT CAST(JSON_VALID(CONCAT(REPEAT('[', 32), REPEAT(']', 32))) AS SIGNED)";
    sqlx::query_scalar::<_, i64>(query).fetch_one(&mut client).await.unwrap() == 1
}

async fn deep_json_is_refused_by_name(fixture: Fixture) {
    let (store, database) = without_validation(&fixture).await;
    let rows = store.everythings();
    let mut new = everything("deep");
    new.anything = nested(31);
    let mut row = rows.create(new.clone()).await.unwrap();
    let takes_more = takes_more_than_mariadb(&database).await;
    for levels in [32, 33, 64, 99, 100].into_iter().filter(|_| takes_more) {
        rows.patch(&row, EverythingPatch::new().anything(nested(levels))).await.unwrap();
        row.anything = nested(levels);
    }
    assert_eq!(rows.list(page()).await.unwrap().items, std::slice::from_ref(&row));
    let refused = if takes_more { vec![101, 127, 128, 1000] } else { vec![32, 33, 64, 99, 100, 101, 1000] };
    for levels in refused {
        new.anything = nested(levels);
        refused_at(rows.create(new.clone()).await, "anything", "depth");
        refused_at(rows.create_many(vec![everything("flat"), new.clone()]).await, "anything", "depth");
        refused_at(rows.patch(&row, EverythingPatch::new().anything(nested(levels))).await, "anything", "depth");
        let changed = Everything { anything: nested(levels), ..row.clone() };
        refused_at(rows.update(changed).await, "anything", "depth");
        let transaction = store.transaction(async |tx| tx.everythings().create(new.clone()).await);
        refused_at(transaction.await, "anything", "depth");
    }
    assert_eq!(rows.count().await.unwrap(), 1);
    assert_eq!(rows.get(&row).await.unwrap().anything, row.anything);
    let account: NewAccount = account(1).extra(nested(101));
    refused_at(store.accounts().create(account).await, "extra", "depth");
}
