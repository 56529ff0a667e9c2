//! Decimals are exact on every engine: as values, in order, in keys, in sums, in pages, in the cache and in JSON.

use integration::types::models::{Item, ItemPatch, ItemRepository, NewItem, Quote};
use integration::{Backend, on_every_engine};
use larder::{Decimal, ErrorKind, Page};

use super::{page, types};

on_every_engine!(
    numbers_come_back_digit_by_digit,
    order_ranges_and_pages_are_those_of_numbers,
    keys_find_by_number_and_sums_are_exact,
    a_number_that_does_not_fit_is_refused,
);

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

async fn create(items: ItemRepository<'_>, sku: &str, price: &str) -> Item {
    items.create(NewItem::new(sku, decimal(price)).weight(decimal(price))).await.unwrap()
}

async fn numbers_come_back_digit_by_digit(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let items = store.items();
    let largest = "999999999999999999.9999999999";
    let new = NewItem::new("a", decimal("19.9"))
        .rebate(Some(decimal("0.1")))
        .weight(decimal("-999999999999.999999"))
        .exact(decimal(largest))
        .count(Some(decimal("99999999999999999999")))
        .quote(Some(Quote { amount: decimal("12345678.90"), currency: "EUR".to_owned() }));
    let made = items.create(new).await.unwrap();
    assert_eq!((made.price.to_string(), made.total.to_string()), ("19.90".to_owned(), "0.000".to_owned()));
    assert_eq!(made.rebate.map(|rebate| rebate.to_string()).as_deref(), Some("0.1000"));
    assert_eq!(made.exact.to_string(), largest);
    let stored = items.list(page()).await.unwrap().items;
    assert_eq!(stored, std::slice::from_ref(&made));
    assert_eq!(serde_json::to_string(&stored[0]).unwrap(), serde_json::to_string(&made).unwrap());
    // From the cache, and from the database again.
    for _ in 0..2 {
        assert_eq!(*items.get(&made).await.unwrap(), made);
    }
    let json = serde_json::to_value(&made).unwrap();
    assert_eq!((&json["price"], &json["exact"]), (&"19.90".into(), &largest.into()));
    assert_eq!(serde_json::from_value::<Item>(json).unwrap(), made);

    let patch = ItemPatch::new().price(decimal("0.01")).rebate(None).exact(decimal("-0.0000000001")).count(None);
    items.patch(&made, patch).await.unwrap();
    let read = Item::clone(&*items.get(&made).await.unwrap());
    assert_eq!((read.price, read.rebate, read.count), (decimal("0.01"), None, None));
    assert_eq!(read.exact.to_string(), "-0.0000000001");
    let updated = items.update(Item { price: decimal("-1"), ..read }).await.unwrap();
    assert_eq!(updated.price.to_string(), "-1.00");
    let defaults = items.create(NewItem::new("b", decimal("1"))).await.unwrap();
    assert_eq!((defaults.weight.to_string(), defaults.exact.to_string()), ("0.500000".into(), "-1.5000000000".into()));
}

async fn order_ranges_and_pages_are_those_of_numbers(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let items = store.items();
    for price in ["9.5", "10.5", "-1", "100", "10.49", "2"] {
        create(items, price, price).await;
    }
    let mut listed = Vec::new();
    let mut next = Some(Page::first(2));
    while let Some(page) = next {
        let paged = items.list_by_price(page).await.unwrap();
        listed.extend(paged.items.iter().map(|item| item.price.to_string()));
        next = paged.next.map(|cursor| Page::after(&cursor, 2));
    }
    assert_eq!(listed, ["100.00", "10.50", "10.49", "9.50", "2.00", "-1.00"]);
    let dear = items.list_dear(page()).await.unwrap().items;
    assert_eq!(dear.iter().map(|item| item.sku.as_str()).collect::<Vec<_>>(), ["10.5", "100"]);
    assert_eq!(items.count_dear().await.unwrap(), 2);
}

async fn keys_find_by_number_and_sums_are_exact(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let items = store.items();
    let figures = items.figures().await.unwrap();
    assert_eq!((figures.price, figures.average, figures.items), (Decimal::ZERO, None, 0));
    for (sku, price) in [("a", "0.1"), ("b", "0.2"), ("c", "1000.01"), ("d", "-0.35")] {
        create(items, sku, price).await;
    }
    items.patch(&items.get_by_sku("c").await.unwrap(), ItemPatch::new().rebate(Some(decimal("0.25")))).await.unwrap();
    // However it is written.
    assert_eq!(items.get_by_shelf_and_weight("a", decimal("0.200")).await.unwrap().sku, "b");
    assert_eq!(items.get_rebate(decimal("0.25")).await.unwrap().sku, "c");
    assert!(items.find_rebate(decimal("0.123456")).await.unwrap().is_none(), "no row has so many digits");
    let reduced = items.list_reduced(decimal("0.2500"), page()).await.unwrap().items;
    assert_eq!(reduced.len(), 1);
    let taken = items.create(NewItem::new("e", decimal("1")).weight(decimal("0.20"))).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Item.shelf, Item.weight"), "{taken}");

    let figures = items.figures().await.unwrap();
    assert_eq!((figures.price.to_string(), figures.dear.to_string()), ("999.96".to_owned(), "1000.01".to_owned()));
    assert!(figures.average.is_some_and(|average| (average - 249.99).abs() < 1e-9), "{figures:?}");
    assert_eq!(figures.rebate, Some(0.25));

    for total in ["0.1", "0.2"] {
        items.add(NewItem::new("a", decimal("1")).total(decimal(total)).pieces(1)).await.unwrap();
    }
    let grown = items.get_by_sku("a").await.unwrap();
    assert_eq!((grown.total.to_string(), grown.pieces), ("0.300".to_owned(), 2));
    let full = items.add(NewItem::new("a", decimal("1")).total(decimal("999.8"))).await.unwrap_err();
    // PostgreSQL does not say which of the sums it was.
    let field = match full.kind() {
        ErrorKind::ConstraintViolation { field } => field.as_str(),
        _ => "",
    };
    assert!(field.starts_with("Item.total"), "{full}");
}

async fn a_number_that_does_not_fit_is_refused(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let items = store.items();
    let made = create(items, "a", "1").await;
    let paths = |error: &larder::Error| error.violations().map(ToString::to_string).unwrap_or_default();
    for (new, expected) in [
        (NewItem::new("b", decimal("1.005")), "price: must have at most 10 digits before the point and 2 after it"),
        (NewItem::new("b", decimal("10000000")), "price: must be between -1 and 9999999.99"),
        (NewItem::new("b", decimal("1")).rebate(Some(decimal("0.3"))), "rebate: must be one of 0.05, 0.1, 0.25"),
        (
            NewItem::new("b", decimal("1")).count(Some(decimal("0.5"))),
            "count: must be a whole number of at most 20 digits",
        ),
        (
            NewItem::new("b", decimal("1")).exact(decimal("9999999999999999999")),
            "exact: must have at most 18 digits before the point and 10 after it",
        ),
    ] {
        assert_eq!(paths(&items.create(new).await.unwrap_err()), expected);
    }
    // Where rules are not checked, the value is refused when it is bound, by its field.
    let unchecked = items.create_many(vec![NewItem::new("b", decimal("1.005"))]).await.unwrap_err();
    assert!(paths(&unchecked).contains("2 after it"), "{unchecked}");
    let patched = items.patch(&made, ItemPatch::new().price(decimal("1.005"))).await.unwrap_err();
    assert!(paths(&patched).starts_with("price: "), "{patched}");
    assert_eq!(items.get(&made).await.unwrap().price, decimal("1"));
    assert_eq!(items.count().await.unwrap(), 1);
}
