//! Errors name the field, whatever the key is made of.

use integration::keys::models::{NewCity, NewCountry, NewTag, NewTagging};
use integration::{Backend, on_every_engine};
use larder::ErrorKind;

use super::keys;

on_every_engine!(errors_name_the_key, a_transaction_reads_its_own_keys,);

fn field(error: &larder::Error) -> String {
    match error.kind() {
        ErrorKind::UniqueViolation { field, .. } | ErrorKind::ForeignKeyViolation { field, .. } => field.clone(),
        other => panic!("{other:?}"),
    }
}

async fn errors_name_the_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create(NewCountry::new("AT", "Austria")).await.unwrap();
    let taken = store.countries().create(NewCountry::new("AT", "Again")).await.unwrap_err();
    assert_eq!(field(&taken), "Country.code");
    let many = vec![NewCountry::new("DE", "Germany"), NewCountry::new("DE", "Germany")];
    assert_eq!(field(&store.countries().create_many(many).await.unwrap_err()), "Country.code");
    assert!(store.countries().find("DE").await.unwrap().is_none());
    let missing = store.cities().create(NewCity::new("XX", "Nowhere")).await.unwrap_err();
    assert_eq!(field(&missing), "City.country_code");
    store.tags().create(NewTag::new("big", "Big")).await.unwrap();
    let missing = store.taggings().create(NewTagging::new("big").city_id(7)).await.unwrap_err();
    assert_eq!(field(&missing), "Tagging.city_id");
    let invalid = store.countries().create(NewCountry::new("at", "Austria")).await.unwrap_err();
    assert!(invalid.is_invalid() && invalid.to_string().contains("code"), "{invalid}");
    // A reference that no key can equal finds no parent or is refused, and is never stored.
    for code in ["AT ", "TOO LONG", "A\0"] {
        let refused = store.cities().create(NewCity::new(code, "Nowhere")).await.unwrap_err();
        assert!(refused.is_invalid() || refused.is_foreign_key_violation(), "{code:?}: {refused}");
    }
    assert_eq!(store.cities().count().await.unwrap(), 0);
}

async fn a_transaction_reads_its_own_keys(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create(NewCountry::new("AT", "Austria")).await.unwrap();
    assert!(store.countries().find("CH").await.unwrap().is_none());
    store
        .transaction(async |tx| {
            tx.countries().create(NewCountry::new("CH", "Switzerland")).await?;
            assert_eq!(tx.countries().get("CH").await?.name, "Switzerland");
            let city = tx.cities().create(NewCity::new("CH", "Bern")).await?;
            assert_eq!(tx.cities().get(city.id).await?.country_code.0, "CH");
            Ok::<_, larder::Error>(())
        })
        .await
        .unwrap();
    assert_eq!(store.countries().get("CH").await.unwrap().cities, 1);
}
