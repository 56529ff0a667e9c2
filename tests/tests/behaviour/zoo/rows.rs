//! Lists in mixed orders, versions, and rows that are deleted for a time.

use integration::zoo::models::Color;
use integration::{Fixture, on_every_engine};
use larder::Page;

use super::{account, day, page, zoo};

on_every_engine!(lists_follow_mixed_orders, versions_and_deletes_without_tenant,);

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
