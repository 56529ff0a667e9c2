//! Values that databases compute: never written, read with every row, and found by their keys and indexes; and values
//! that they give to rows which bring none.

use integration::types::models::{NewParcel, Parcel, ParcelPatch};
use integration::{Backend, on_every_engine};
use larder::{Decimal, ErrorKind};

use super::{page, types};

on_every_engine!(
    every_write_returns_what_is_computed,
    keys_and_lists_find_what_is_computed,
    what_its_column_does_not_hold_is_refused,
    what_a_new_row_lacks_is_the_database_s_to_give,
);

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn parcel(code: &str, width: i32) -> NewParcel {
    NewParcel::new("ada", code, width)
}

fn figures(parcel: &Parcel) -> (&str, Option<i32>, bool, Decimal) {
    (&parcel.label, parcel.area, parcel.is_large, parcel.gross)
}

async fn every_write_returns_what_is_computed(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let parcels = store.parcels();
    let made = parcels.create(parcel("a", 120).height(Some(3)).cost(decimal("10.50"))).await.unwrap();
    assert_eq!(figures(&made), ("ada-a", Some(360), true, decimal("15.75")));
    assert_eq!(*parcels.get(&made).await.unwrap(), made);

    // What the caller's struct says of it is not written.
    let forged = Parcel { label: "x".to_owned(), area: None, gross: decimal("1.00"), width: 7, ..made.clone() };
    let updated = parcels.update(forged).await.unwrap();
    assert_eq!(figures(&updated), ("ada-a", Some(21), false, decimal("15.75")));
    assert_eq!(*parcels.get(&made).await.unwrap(), updated);

    parcels.patch(&made, ParcelPatch::new().code("b").height(None)).await.unwrap();
    let patched = parcels.get(&made).await.unwrap();
    assert_eq!((figures(&patched), patched.revision), (("ada-b", None, false, decimal("15.75")), 2));

    let many = parcels.create_many(vec![parcel("c", 1), parcel("d", 101).height(Some(2))]).await.unwrap();
    let labels: Vec<_> = many.iter().map(|one| (one.label.as_str(), one.area, one.is_large)).collect();
    assert_eq!(labels, [("ada-c", None, false), ("ada-d", Some(202), true)]);
}

async fn keys_and_lists_find_what_is_computed(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let parcels = store.parcels();
    assert!(parcels.find_by_label("ada-a").await.unwrap().is_none());
    let made = parcels.create(parcel("a", 120).height(Some(3))).await.unwrap();
    let small = parcels.create(parcel("b", 20).height(Some(100))).await.unwrap();
    let bare = parcels.create(parcel("c", 200)).await.unwrap();
    assert_eq!(parcels.get_by_label("ada-a").await.unwrap().id, made.id);
    let taken = parcels.create(parcel("a", 1)).await.unwrap_err();
    assert_eq!(*taken.kind(), ErrorKind::UniqueViolation { field: "Parcel.label".to_owned() });

    let listed = parcels.list_by_area(page()).await.unwrap();
    assert_eq!(listed.items.iter().map(|one| one.id).collect::<Vec<_>>(), [small.id, made.id, bare.id]);
    assert_eq!(parcels.list_large(true, page()).await.unwrap().items.len(), 2);
    assert_eq!(parcels.count_large(true).await.unwrap(), 2);
    let found = parcels.select().filter(Parcel::AREA.gt(1000)).all().await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");

    parcels.patch(&made, ParcelPatch::new().code("z")).await.unwrap();
    assert!(parcels.find_by_label("ada-a").await.unwrap().is_none());
    assert_eq!(parcels.get_by_label("ada-z").await.unwrap().id, made.id);
}

async fn what_its_column_does_not_hold_is_refused(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let parcels = store.parcels();
    let made = parcels.create(parcel("a", 1).height(Some(2))).await.unwrap();
    let wide = parcels.create(parcel("b", i32::MAX).height(Some(2))).await.unwrap_err();
    assert!(!matches!(wide.kind(), ErrorKind::Decode(_)), "{wide:?}");
    parcels.patch(&made, ParcelPatch::new().width(i32::MAX)).await.unwrap_err();
    parcels.update(Parcel { width: i32::MAX, ..made.clone() }).await.unwrap_err();
    assert_eq!(*parcels.get(&made).await.unwrap(), made);
    assert_eq!(parcels.count().await.unwrap(), 1);
}

async fn what_a_new_row_lacks_is_the_database_s_to_give(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let parcels = store.parcels();
    let made = parcels.create(parcel("a", 1)).await.unwrap();
    assert_eq!((made.cost, made.gross), (decimal("4.50"), decimal("6.75")), "{made:?}");
    assert!(made.token.len() >= 32 && made.due_on.is_some(), "{made:?}");
    assert_eq!(parcels.get_by_token(&made.token).await.unwrap().id, made.id);
    // Longer than what the database makes, and with characters that it does not have.
    let own = format!("{:🎈<40}", "mine");
    let day: larder::Date = "2024-02-29".parse().unwrap();
    let new = parcel("b", 1).token(own.clone()).cost(decimal("12345678.99")).due_on(Some(day));
    let given = parcels.create(new).await.unwrap();
    assert_eq!((given.token, given.cost, given.due_on), (own, decimal("12345678.99"), Some(day)));

    // Rows with and without a value go in one statement.
    let new = (0..5).map(|at| match at % 2 {
        0 => parcel(&format!("m{at}"), at),
        _ => parcel(&format!("m{at}"), at).token(format!("token {at}")).cost(decimal("2.00")),
    });
    let many = parcels.create_many(new.collect()).await.unwrap();
    let told: Vec<_> = many.iter().map(|one| (one.token.starts_with("token "), one.cost)).collect();
    let (without, with) = ((false, decimal("4.50")), (true, decimal("2.00")));
    assert_eq!(told, [without, with, without, with, without]);
    let short = parcels.create(parcel("c", 1).token("x".to_owned())).await.unwrap_err();
    assert!(matches!(short.kind(), ErrorKind::Invalid(_)), "{short:?}");

    parcels.patch(&made, ParcelPatch::new().token("other").due_on(None)).await.unwrap();
    let patched = parcels.get(&made).await.unwrap();
    assert_eq!((patched.token.as_str(), patched.due_on), ("other", None));
}
