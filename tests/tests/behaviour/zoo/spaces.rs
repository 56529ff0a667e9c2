//! Texts that differ in a trailing space only are different texts, on servers that do not see it too.

use integration::zoo::models::{AccountPatch, NewOrder, NewOrg};
use integration::{Fixture, configuration, on_every_engine};

use super::{account, page, zoo};

on_every_engine!(keys_never_end_in_a_space, other_texts_are_found_to_the_last_space,);

async fn keys_never_end_in_a_space(fixture: Fixture) {
    let (_, database) = zoo(&fixture).await;
    for validates in [true, false] {
        let config = configuration(&database).validation_enabled(validates);
        let store = integration::zoo::models::Store::open(config).await.unwrap();
        let n = if validates { 1 } else { 2 };
        let rows = store.accounts();
        let row = rows.create(account(n).openid(format!("o{n}"))).await.unwrap();
        for _ in 0..2 {
            assert_eq!(rows.find_by_openid(&format!("o{n} ")).await.unwrap(), None);
            assert_eq!(rows.find_by_email(&format!("{n}@x ")).await.unwrap(), None);
            assert_eq!(rows.find_by_nick(Some(&format!("nick-{n} "))).await.unwrap(), None);
            assert_eq!(rows.find_by_pin(&format!("pin-{n} ")).await.unwrap(), None);
            assert_eq!(rows.get_by_openid(&format!("o{n}")).await.unwrap().id, row.id);
        }
        let refused = |error: larder::Error, field: &str| {
            let violations = error.violations().unwrap_or_else(|| panic!("{field}: {error}"));
            assert_eq!(violations.at(field).map(|one| one.code()).collect::<Vec<_>>(), ["trailing_space"]);
        };
        refused(rows.create(account(n + 7).openid("o ".to_owned())).await.unwrap_err(), "openid");
        refused(rows.create(account(n + 7).nick("nick ".to_owned())).await.unwrap_err(), "nick");
        refused(rows.patch(&row, AccountPatch::new().openid("o ".to_owned())).await.unwrap_err(), "openid");
        let mut new = account(n + 7);
        new.pin = "pin ".into();
        refused(rows.create(new).await.unwrap_err(), "pin");
        let mut changed = row.clone();
        changed.email = "x ".to_owned();
        refused(rows.update(changed).await.unwrap_err(), "email");
        refused(rows.add(account(n + 7).owner("me ".to_owned())).await.unwrap_err(), "owner");
        refused(store.orgs().create(NewOrg::new("acme ")).await.unwrap_err(), "org_code");
        assert_eq!(rows.get(&row).await.unwrap().email, row.email);
    }
}

async fn other_texts_are_found_to_the_last_space(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let rows = store.order();
    let groups = ["src", "src ", "src  ", " src", "SRC", "src\t", "ſrc", "sŕc", ""];
    for (n, group) in groups.iter().enumerate() {
        rows.create(NewOrder::new(*group, format!("u{n}"), "k", i64::try_from(n).unwrap(), true)).await.unwrap();
    }
    for (n, group) in groups.iter().enumerate() {
        let found = rows.list_by_group(group, page()).await.unwrap();
        let users: Vec<&str> = found.iter().map(|row| row.user.as_str()).collect();
        assert_eq!(users, [format!("u{n}")], "{group:?}");
        assert_eq!(rows.count_by_group(group).await.unwrap(), 1, "{group:?}");
        let more = larder::Page::first(1);
        assert!(rows.list_by_group(group, more).await.unwrap().next.is_none());
    }
    for group in ["src   ", "s", " "] {
        assert_eq!(rows.count_by_group(group).await.unwrap(), 0, "{group:?}");
    }
}
