use std::time::Duration;

use integration::zoo::models::{
    AccountPatch, Color, DefaultedMood, EverythingPatch, Leg, Mark, MaybeMood, MaybePatch, MemberKind, MemberPatch,
    Mood, NewAccount, NewBare, NewDefaulted, NewEntry, NewEverything, NewMaybe, NewMember, NewNote, NewOrder, NewOrg,
    NewRule, NewType, OrderPatch, Point, Store, TypeType,
};
use integration::{Database, Fixture, configuration, on_every_engine};
use larder::{Page, Timestamp, Uuid, now};
use serde_json::json;

on_every_engine!(
    migrations_go_up_down_and_up,
    every_type_comes_back,
    every_type_may_be_null,
    defaults_are_what_the_definition_says,
    rules_hold_before_and_in_the_database,
    reserved_words_are_names,
    references_to_itself_and_twice_to_one_parent,
    keys_of_the_database,
    keys_find_their_rows,
    equal_nulls_are_one_key,
    lists_follow_mixed_orders,
    versions_and_deletes_without_tenant,
    figures_of_what_belongs_to_a_row,
    a_tenant_with_a_number_as_key,
);

/// Opens the zoo's store on a database that has no tables yet, and that lasts as long as it is held.
async fn zoo(fixture: &Fixture) -> (Store, Database) {
    let empty = fixture.empty().await;
    let store = Store::open(configuration(&empty)).await.expect("the zoo's migrations apply");
    (store, empty)
}

fn page() -> Page {
    Page::first(100)
}

fn day(text: &str) -> larder::Date {
    text.parse().unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn migrations_go_up_down_and_up(fixture: Fixture) {
    let empty = fixture.empty().await;
    let migrator = Store::migrator_for(&configuration(&empty));
    migrator.migrate().await.unwrap();
    migrator.rollback(1000).await.unwrap();
    migrator.migrate().await.unwrap();
    let store = Store::open(configuration(&empty)).await.unwrap();
    assert_eq!(store.accounts().count().await.unwrap(), 0);
}

fn place() -> Point {
    let leg = Leg::new(i64::MIN, "it's");
    Point::new(-0.25, 90.0, vec!["a".into(), "猫".into()], vec![leg])
        .label("x \" \\ y".to_owned())
        .r#type(Color::Type)
        .key(Uuid::max())
}

fn everything(name: &str) -> NewEverything {
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

async fn rules_hold_before_and_in_the_database(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.rules();
    let good = NewRule::new(150, 1.5, 0.0, "DE", "top")
        .discount(0.5)
        .mail("a@b.example".to_owned())
        .word("it's".to_owned())
        .rate(8000)
        .born_on(day("1990-01-01"))
        .maybe_secret("also".to_owned());
    let row = rows.create(good).await.unwrap();
    assert_eq!(*rows.get(&row).await.unwrap(), row);
    assert_eq!(rows.secret(&row).await.unwrap().expose(), "top");
    assert_eq!(rows.maybe_secret(&row).await.unwrap().unwrap().expose(), "also");
    assert_eq!(rows.get_by_secret("top").await.unwrap().id, row.id);
    let bad = NewRule::new(151, -0.75, -0.1, "XX1", "other")
        .discount(0.75)
        .rate(1)
        .word("no".to_owned())
        .score(3)
        .due_at(now());
    let error = rows.create(bad).await.unwrap_err().to_string();
    for field in ["age", "ratio", "price", "discount", "rate", "word", "iban", "score", "due_at"] {
        assert!(error.contains(field), "{field}: {error}");
    }
    assert!(
        rows.create(NewRule::new(1, 0.0, 0.0, "DE", "top")).await.unwrap_err().is_unique_violation_of("Rule.secret")
    );
}

async fn reserved_words_are_names(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.order();
    for n in 0..4 {
        let new = NewOrder::new("g", format!("u{n}"), "k", n, n % 2 == 0).r#where(1).r#type(i32::try_from(n).unwrap());
        rows.create(new.from(day("2020-01-01")).order(9).values(json!([1]))).await.unwrap();
    }
    let row = rows.get_by_key_and_match("k", 2).await.unwrap();
    assert_eq!((row.user.as_str(), row.default.as_deref(), row.order), ("u2", Some("x"), Some(9)));
    let types: Vec<_> = rows.list_by_group("g", page()).await.unwrap().items.iter().map(|row| row.r#type).collect();
    assert_eq!(types, [3, 2, 1, 0]);
    assert_eq!((rows.count_by_select(true).await.unwrap(), rows.count_by_where(1).await.unwrap()), (2, 4));
    rows.patch(&row, OrderPatch::new().default(None).r#match(7).order(None).end(3)).await.unwrap();
    let read = rows.get_by_key_and_match("k", 7).await.unwrap();
    assert_eq!((read.default.as_deref(), read.end), (None, Some(3)));
    assert!(rows.find_by_key_and_match("k", 2).await.unwrap().is_none());
    let (found, stored) = rows.get_or_create_by_user(NewOrder::new("g", "u0", "z", 1, true)).await.unwrap();
    assert!(!stored && found.key == "k");
    let mut changed = (*read).clone();
    changed.table = Some("t".into());
    rows.update(changed).await.unwrap();
    assert_eq!(rows.get_by_user("u2").await.unwrap().table.as_deref(), Some("t"));
}

async fn references_to_itself_and_twice_to_one_parent(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let [first, other] = [("a", 1), ("b", 2)].map(|(user, n)| NewOrder::new("g", user, "k", n, true));
    let (first, other) = (store.order().create(first).await.unwrap(), store.order().create(other).await.unwrap());
    let rows = store.r#type();
    let top = rows.create(NewType::new(TypeType::Fn, "z", &first)).await.unwrap();
    let child =
        rows.create(NewType::new(TypeType::Type, "猫", &first).parent(top.r#match).other_id(other.id)).await.unwrap();
    assert_eq!(*rows.get(&child).await.unwrap(), child);
    assert_eq!(rows.list_by_parent(&top, page()).await.unwrap().items.len(), 1);
    assert!(rows.delete(&top).await.unwrap_err().is_foreign_key_violation());
    store.order().delete(&other).await.unwrap();
    assert_eq!(rows.get(&child).await.unwrap().other_id, None);
    assert_eq!(rows.stats().await.unwrap().rows, 2);
    rows.delete(&child).await.unwrap();
    store.order().delete(&first).await.unwrap();
    assert!(rows.find(&top).await.unwrap().is_none());
}

async fn keys_of_the_database(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let one = store.bares().create(NewBare::new()).await.unwrap();
    let many = store.bares().create_many(vec![NewBare::new(); 3]).await.unwrap();
    assert!(many.is_sorted_by_key(|row| row.i) && many[0].i > one.i);
    assert!(store.bares().exists(&one).await.unwrap() && !store.bares().exists(987_654).await.unwrap());
    let listed = store.bares().list(Page::first(3)).await.unwrap();
    assert_eq!(listed.items[0].i, many[2].i);
    let rest = store.bares().list(Page::after(&listed.next.unwrap(), 3)).await.unwrap();
    assert_eq!(rest.items, [one]);
    let undone = store
        .transaction(async |tx| {
            let inside = tx.bares().create(NewBare::new()).await?;
            assert!(tx.bares().exists(&inside).await?);
            Err::<(), _>(larder::Error::not_found("nothing"))
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(store.bares().delete_many(many.iter().map(|row| row.i)).await.unwrap(), 3);
    assert_eq!(store.bares().count().await.unwrap(), 1);
}

fn account(n: i32) -> NewAccount {
    let start = moment("2024-01-01T00:00:00Z") + larder::TimeDelta::seconds(n.into());
    let new = NewAccount::new(
        format!("{n}@x"),
        Uuid::now_v7(),
        n,
        "eu",
        day("2024-01-01"),
        start,
        true,
        Duration::from_secs(1),
        Color::Red,
        format!("pin-{n}"),
    );
    new.nick(format!("nick-{n}")).owner(format!("owner-{n}"))
}

async fn keys_find_their_rows(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.accounts();
    assert!(rows.find_by_email("1@x").await.unwrap().is_none());
    let row = rows
        .create(account(1).openid("o".to_owned()).note("n".to_owned()).amount(5).body("quick 退款 fox".to_owned()))
        .await
        .unwrap();
    rows.create(account(2)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(*rows.get(&row).await.unwrap(), row);
        assert_eq!(rows.get_by_email("1@x").await.unwrap().id, row.id);
        assert_eq!(rows.get_by_token(row.token).await.unwrap().id, row.id);
        assert_eq!(rows.get_by_pin("pin-1").await.unwrap().id, row.id);
        assert_eq!(rows.get_by_region_and_number("eu", 1).await.unwrap().id, row.id);
        assert_eq!(rows.get_by_openid("o").await.unwrap().id, row.id);
        assert_eq!(rows.get_by_note("n").await.unwrap().id, row.id);
        let found =
            rows.get_by_color_and_moment_and_flag_and_pause(Color::Red, row.moment, true, Duration::from_secs(1));
        assert_eq!(found.await.unwrap().id, row.id);
    }
    assert_eq!(rows.pin(&row).await.unwrap().expose(), "pin-1");
    assert!(
        rows.create(account(3).note("n".to_owned()).amount(4))
            .await
            .unwrap_err()
            .is_unique_violation_of("Account.note")
    );
    rows.create(account(3).note("n".to_owned()).amount(3)).await.unwrap();
    assert_eq!(rows.search("退款", page()).await.unwrap().items.len(), 1);
    rows.patch(&row, AccountPatch::new().body(None).extra(json!({ "a": { "b": 1 } }))).await.unwrap();
    assert!(rows.search("退款", page()).await.unwrap().items.is_empty());
    assert_eq!(rows.search("n", page()).await.unwrap().items.len(), 2);
    assert_eq!(rows.list_by_extra_containing(&json!({ "a": { "b": 1 } }), page()).await.unwrap().items.len(), 1);
}

async fn equal_nulls_are_one_key(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.accounts();
    let none = rows.create(account(1).nick(None)).await.unwrap();
    assert_eq!(rows.get_by_nick(None).await.unwrap().id, none.id);
    assert!(rows.create(account(2).nick(None)).await.unwrap_err().is_unique_violation_of("Account.nick"));
    let (found, stored) = rows.get_or_create_by_nick(account(2).nick(None)).await.unwrap();
    assert!(!stored && found.id == none.id);
    rows.patch(&none, AccountPatch::new().nick("now".to_owned())).await.unwrap();
    assert!(rows.find_by_nick(None).await.unwrap().is_none());
    assert_eq!(rows.get_by_nick(Some("now")).await.unwrap().id, none.id);
    rows.patch(&none, AccountPatch::new().nick(None)).await.unwrap();
    assert_eq!(rows.get_by_nick(None).await.unwrap().id, none.id);
}

async fn lists_follow_mixed_orders(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.accounts();
    let days = ["2024-01-01", "2024-01-02"];
    let mut expected = Vec::new();
    for n in 0..12_usize {
        let mut new = account(i32::try_from(n).unwrap()).amount(i64::try_from(n % 3).unwrap());
        new.color = Color::Green;
        new.day = day(days[n % 2]);
        new.region = format!("r{}", n % 4);
        let row = rows.create(new).await.unwrap();
        expected.push((
            std::cmp::Reverse(row.day),
            row.amount,
            std::cmp::Reverse(row.region),
            std::cmp::Reverse(row.id),
        ));
    }
    expected.sort();
    let mut seen = Vec::new();
    let mut page = rows.list_by_color(Color::Green, Page::first(5)).await.unwrap();
    loop {
        seen.extend(page.items.iter().map(|row| row.id));
        let Some(next) = &page.next else { break };
        page = rows.list_by_color(Color::Green, Page::after(next, 5)).await.unwrap();
    }
    assert_eq!(seen, expected.iter().map(|(_, _, _, id)| id.0).collect::<Vec<_>>());
    assert_eq!(rows.count_by_amount().await.unwrap(), 8);
    let amounts: Vec<_> = rows.list_by_amount(self::page()).await.unwrap().items.iter().map(|row| row.amount).collect();
    assert_eq!(amounts, [2, 2, 2, 2, 1, 1, 1, 1]);
}

async fn versions_and_deletes_without_tenant(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.accounts();
    let row = rows.create(account(1)).await.unwrap();
    let mut fresh = row.clone();
    fresh.number = 50;
    assert_eq!(rows.update(fresh).await.unwrap().revision, 1);
    assert!(rows.update(row.clone()).await.unwrap_err().is_stale_version());
    rows.delete(&row).await.unwrap();
    assert!(rows.find(&row).await.unwrap().is_none() && rows.find_by_email("1@x").await.unwrap().is_none());
    assert_eq!(rows.count().await.unwrap(), 0);
    rows.restore(&row).await.unwrap();
    assert_eq!(rows.get(&row).await.unwrap().number, 50);
    rows.delete_permanently(&row).await.unwrap();
    assert!(rows.restore(&row).await.is_err());
}

async fn figures_of_what_belongs_to_a_row(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let [one, two] =
        [store.accounts().create(account(1)).await.unwrap(), store.accounts().create(account(2)).await.unwrap()];
    let entries = store.entrys();
    for (words, ratio) in [(3, Some(0.5)), (10, None), (20, Some(1.5))] {
        let mut new = NewEntry::new(words).account_id(one.id);
        new.ratio = ratio;
        entries.create(new).await.unwrap();
    }
    entries.create(NewEntry::new(1)).await.unwrap();
    assert_eq!(store.accounts().get(&one).await.unwrap().notes, 3);
    let sums = store.accounts().sums(&one).await.unwrap();
    assert_eq!((sums.entries, sums.long, sums.words, sums.mean), (3, 2, 33, Some(1.0)));
    let none = store.accounts().sums(&two).await.unwrap();
    assert_eq!((none.entries, none.words, none.mean), (0, 0, None));
    let hour = larder::TimeDelta::hours(1);
    let stats = entries.stats(now() - hour..now() + hour).await.unwrap();
    assert_eq!((stats.all, stats.words, stats.mean, stats.top), (4, 34, Some(1.0), 1.5));
}

async fn a_tenant_with_a_number_as_key(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let org = store.orgs().create(NewOrg::new("acme")).await.unwrap();
    store.orgs().create(NewOrg::new("rival")).await.unwrap();
    let scope = store.tenant("acme");
    let new = |n: i32| {
        NewMember::new(format!("c{n}"), format!("m{n}"), format!("card{n}"), format!("key{n}"))
            .score(n)
            .nick(format!("n{n}"))
    };
    let boss = scope.members().create(new(1).nick(None).about("数据 fox".to_owned())).await.unwrap();
    let member = scope.members().create(new(2).boss_id(boss.id)).await.unwrap();
    assert_eq!(*scope.members().get_by_kind_and_code(MemberKind::In, "c2").await.unwrap(), member);
    assert_eq!(scope.members().get_by_nick(None).await.unwrap().id, boss.id);
    assert_eq!(store.across_tenants().members().get_by_card("card2").await.unwrap().id, member.id);
    assert_eq!(store.across_tenants().members().get_by_key_hash("key2").await.unwrap().id, member.id);
    assert!(store.tenant("rival").members().find(&member).await.unwrap().is_none());
    assert!(store.tenant("rival").members().create(new(3).boss_id(boss.id)).await.is_err());
    for n in 0..3 {
        let note = NewNote::new(&member, day("2024-01-01")).key(format!("k{n}")).hits(n + 1).done(n == 0);
        let note = scope.notes().create(note).await.unwrap();
        assert_eq!(*scope.notes().get(&note).await.unwrap(), note);
    }
    assert_eq!(scope.members().get(&member).await.unwrap().hits, 6);
    let stats = scope.stats().await.unwrap();
    assert_eq!((stats.members, stats.done), (2, 1));
    assert_eq!(scope.members().figures().await.unwrap().mean, Some(1.5));
    assert_eq!(scope.members().search("数据", page()).await.unwrap().items.len(), 1);
    scope.members().patch(&member, MemberPatch::new().about("数据 too".to_owned()).score(9)).await.unwrap();
    let found: Vec<_> =
        scope.members().list_by_kind(MemberKind::In, page()).await.unwrap().items.iter().map(|row| row.score).collect();
    assert_eq!(found, [9, 1]);
    scope.members().delete_permanently(&boss).await.unwrap();
    assert_eq!(scope.members().get(&member).await.unwrap().boss_id, None);
    store.orgs().delete(&org).await.unwrap();
    assert!(scope.members().find(&member).await.unwrap().is_none());
    assert_eq!(scope.notes().count().await.unwrap(), 0);
}
