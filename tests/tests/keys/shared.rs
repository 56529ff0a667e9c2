//! A key that is itself a reference.

use integration::keys::models::{CityHallPatch, NewCity, NewCityHall, NewCountry, NewMayor};
use integration::{Backend, on_every_engine};
use larder::Page;

use super::keys;

on_every_engine!(a_row_shares_the_key_of_its_parent, what_hangs_on_a_shared_key_goes_with_it,);

async fn a_row_shares_the_key_of_its_parent(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create(NewCountry::new("AT", "Austria")).await.unwrap();
    let graz = store.cities().create(NewCity::new("AT", "Graz")).await.unwrap();
    let halls = store.city_halls();
    let hall = halls.create(NewCityHall::new(&graz, "Hauptplatz")).await.unwrap();
    assert_eq!(hall.city_id, graz.id);
    assert_eq!(halls.get(graz.id).await.unwrap().address, "Hauptplatz");
    let taken = halls.create(NewCityHall::new(graz.id, "Again")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("CityHall.city_id"), "{taken}");
    halls.patch(&hall, CityHallPatch::new().address("Hauptplatz 1")).await.unwrap();
    assert_eq!(halls.get(&graz).await.unwrap().address, "Hauptplatz 1");
    let missing = halls.create(NewCityHall::new(graz.id.0 + 1, "Nowhere")).await.unwrap_err();
    assert!(missing.is_foreign_key_violation(), "{missing}");
}

async fn what_hangs_on_a_shared_key_goes_with_it(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create_many(vec![NewCountry::new("AT", "a"), NewCountry::new("CH", "c")]).await.unwrap();
    let graz = store.cities().create(NewCity::new("AT", "Graz")).await.unwrap();
    let hall = store.city_halls().create(NewCityHall::new(&graz, "Hauptplatz")).await.unwrap();
    let mayor = store.mayors().create(NewMayor::new(&hall, "Ada").born_in("CH")).await.unwrap();
    assert_eq!(mayor.hall, graz.id);
    assert_eq!(store.mayors().list_by_hall(graz.id, Page::first(5)).await.unwrap().items.len(), 1);
    assert_eq!(store.mayors().get(&mayor).await.unwrap().born_in.as_ref().unwrap().0, "CH");
    store.countries().delete("CH").await.unwrap();
    assert_eq!(store.mayors().get(&mayor).await.unwrap().born_in, None, "the cached row is gone");
    assert!(store.city_halls().exists(graz.id).await.unwrap());
    store.countries().delete("AT").await.unwrap();
    assert!(!store.city_halls().exists(graz.id).await.unwrap());
    assert!(!store.mayors().exists(&mayor).await.unwrap());
}
