//! References by a unique field, with every action, and the lists that references without an index have.

use integration::keys::models::{
    CurrencyPatch, NewCurrency, NewNoteKind, NewPrice, NewPriceNote, PriceId, PricePatch, Store,
};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::{ErrorKind, Page};

use super::keys;

on_every_engine!(
    a_reference_holds_a_unique_field,
    a_delete_is_followed_by_the_field_that_is_referred_to,
    a_key_that_changes_takes_its_references_along,
    references_without_an_index_have_a_list,
    a_deferred_reference_is_checked_at_the_end,
    a_reference_takes_its_default,
);

async fn currencies(store: &Store) {
    let all = [("EUR", "Euro"), ("CHF", "Franc")].map(|(code, name)| NewCurrency::new(code, name));
    store.currencies().create_many(all.to_vec()).await.unwrap();
    store.note_kinds().create_many(vec![NewNoteKind::new(1), NewNoteKind::new(2)]).await.unwrap();
}

async fn a_reference_holds_a_unique_field(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    currencies(&store).await;
    let price = store.prices().create(NewPrice::new("EUR").other_code("CHF").amount(5)).await.unwrap();
    for _ in 0..2 {
        let read = store.prices().get(&price).await.unwrap();
        assert_eq!((read.currency_code.as_str(), read.other_code.as_deref()), ("EUR", Some("CHF")));
    }
    let missing = store.prices().create(NewPrice::new("XXX")).await.unwrap_err();
    let ErrorKind::ForeignKeyViolation { field, .. } = missing.kind() else { panic!("{missing}") };
    assert_eq!(field, "Price.currency_code");
    assert!(store.prices().create(NewPrice::new("EURO")).await.unwrap_err().is_invalid());
    store.prices().patch(&price, PricePatch::new().currency_code("CHF")).await.unwrap();
    assert_eq!(store.prices().list_by_currency_code("CHF", Page::first(5)).await.unwrap().items.len(), 1);
}

async fn a_delete_is_followed_by_the_field_that_is_referred_to(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    currencies(&store).await;
    let prices = vec![NewPrice::new("EUR").other_code("CHF"), NewPrice::new("CHF").other_code("EUR")];
    let prices = store.prices().create_many(prices).await.unwrap();
    for price in &prices {
        store.prices().get(price).await.unwrap();
        let note = store.price_notes().create(NewPriceNote::new(price)).await.unwrap();
        store.price_notes().get(&note).await.unwrap();
    }
    let euro = store.currencies().get_by_code("EUR").await.unwrap();
    store.currencies().delete(&euro).await.unwrap();
    assert!(store.prices().find(&prices[0]).await.unwrap().is_none(), "the cached price went with its currency");
    assert_eq!(store.prices().get(&prices[1]).await.unwrap().other_code, None, "and the other one lost it");
    assert_eq!(store.price_notes().count().await.unwrap(), 1);
    assert!(store.price_notes().find(1).await.unwrap().is_none(), "the note went with its price");
    assert_eq!(store.prices().get(&prices[1]).await.unwrap().notes, 1);
}

async fn a_key_that_changes_takes_its_references_along(backend: Backend) {
    let (store, database) = keys(&backend).await;
    currencies(&store).await;
    let price = store.prices().create(NewPrice::new("EUR")).await.unwrap();
    store.currencies().patch(1, CurrencyPatch::new().name("The Euro")).await.unwrap();
    store.prices().get(&price).await.unwrap();
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    client.execute("UPDATE currencies SET code = 'EUX' WHERE code = 'EUR'").await.unwrap();
    let found = store.prices().list_by_currency_code("EUX", Page::first(5)).await.unwrap();
    assert_eq!(found.items[0].id, price.id);
}

async fn references_without_an_index_have_a_list(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    currencies(&store).await;
    let price = store.prices().create(NewPrice::new("EUR").other_code("CHF")).await.unwrap();
    store.price_notes().create_many(vec![NewPriceNote::new(&price), NewPriceNote::new(&price)]).await.unwrap();
    let page = store.price_notes().list_by_price(&price, Page::first(1)).await.unwrap();
    assert!(page.next.is_some());
    let rest = store.price_notes().list_by_price(&price, Page::after(&page.next.unwrap(), 5)).await.unwrap();
    assert_eq!((page.items[0].id.0, rest.items[0].id.0), (2, 1), "newest first");
    assert_eq!(store.price_notes().count_by_price(PriceId::from(9)).await.unwrap(), 0);
    assert_eq!(store.prices().list_by_other_code("CHF", Page::first(5)).await.unwrap().items.len(), 1);
}

async fn a_deferred_reference_is_checked_at_the_end(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    currencies(&store).await;
    let waits = backend.engine != Engine::MySql;
    let inserted = store
        .transaction(async |tx| {
            let price = tx.prices().create(NewPrice::new("EUR").other_code("USD")).await?;
            tx.currencies().create(NewCurrency::new("USD", "Dollar")).await?;
            Ok::<_, larder::Error>(price)
        })
        .await;
    assert_eq!(inserted.is_ok(), waits, "{inserted:?}");
    let lost = store
        .transaction(async |tx| tx.prices().create(NewPrice::new("EUR").other_code("XXX")).await)
        .await
        .unwrap_err();
    assert!(lost.is_foreign_key_violation(), "{lost}");
    assert_eq!(store.prices().count().await.unwrap(), u64::from(waits));
}

async fn a_reference_takes_its_default(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    currencies(&store).await;
    let price = store.prices().create(NewPrice::new("EUR")).await.unwrap();
    let note = store.price_notes().create(NewPriceNote::new(&price).kind(2)).await.unwrap();
    assert_eq!(store.price_notes().get(&note).await.unwrap().kind.0, 2);
    let deleted = store.note_kinds().delete(2).await;
    if backend.engine == Engine::MySql {
        assert!(deleted.unwrap_err().is_foreign_key_violation());
    } else {
        deleted.unwrap();
        assert_eq!(store.price_notes().get(&note).await.unwrap().kind.0, 1);
    }
}
