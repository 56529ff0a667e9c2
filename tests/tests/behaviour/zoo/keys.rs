//! Keys, made by the database or given, and what has none.

use std::time::Duration;

use integration::zoo::models::{AccountPatch, Color, NewBare};
use integration::{Fixture, on_every_engine};
use larder::Page;
use serde_json::json;

use super::{account, page, zoo};

on_every_engine!(keys_of_the_database, keys_find_their_rows, equal_nulls_are_one_key,);

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
