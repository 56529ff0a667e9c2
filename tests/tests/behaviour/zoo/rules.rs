//! Rules, and names that are words of Rust and SQL.

use integration::zoo::models::{NewOrder, NewRule, OrderPatch};
use integration::{Fixture, on_every_engine};
use larder::now;
use serde_json::json;

use super::{day, page, zoo};

on_every_engine!(rules_hold_before_and_in_the_database, reserved_words_are_names,);

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
