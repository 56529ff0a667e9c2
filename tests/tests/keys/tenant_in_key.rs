//! Primary keys that hold the tenant: the key in Rust is the rest of it, and two tenants have rows of one key.

use integration::keys::models::{
    BoothPatch, NewBooth, NewRemark, NewShop, NewVisit, RemarkKey, Store, VisitId, VisitPatch,
};
use integration::{Backend, on_every_engine};
use larder::{ErrorKind, Page};

use super::keys;

on_every_engine!(
    two_tenants_have_the_same_key,
    references_stay_within_the_tenant,
    a_delete_takes_the_tenants_own_rows,
    pages_over_all_tenants_miss_no_row,
);

async fn shops(store: &Store) {
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
}

async fn two_tenants_have_the_same_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    shops(&store).await;
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    acme.booths().create(NewBooth::new(1, "east")).await.unwrap();
    other.booths().create(NewBooth::new(1, "west")).await.unwrap();
    let taken = acme.booths().create(NewBooth::new(1, "north")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Booth.number"), "{taken}");
    for _ in 0..2 {
        assert_eq!(acme.booths().get(1).await.unwrap().label, "east");
        assert_eq!(other.booths().get(1).await.unwrap().label, "west");
        assert_eq!(acme.booths().find_many([1, 2]).await.unwrap().len(), 1);
    }
    acme.booths().patch(1, BoothPatch::new().label("south")).await.unwrap();
    assert_eq!(other.booths().get(1).await.unwrap().label, "west");
    let mut changed = other.booths().get(1).await.unwrap().as_ref().clone();
    changed.label = "far west".to_owned();
    other.booths().update(changed).await.unwrap();
    assert_eq!(acme.booths().get(1).await.unwrap().label, "south");
    let several = store.across_tenants().booths().get(1).await.unwrap_err();
    assert!(matches!(several.kind(), ErrorKind::Database(text) if text.contains("several tenants")), "{several}");
    acme.booths().delete(1).await.unwrap();
    assert!(!acme.booths().exists(1).await.unwrap());
    assert_eq!(store.across_tenants().booths().get(1).await.unwrap().label, "far west");
    assert_eq!(acme.booths().delete_many([1]).await.unwrap(), 0);
    assert_eq!(other.booths().delete_many([1]).await.unwrap(), 1);
}

async fn references_stay_within_the_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    shops(&store).await;
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    acme.booths().create(NewBooth::new(1, "east")).await.unwrap();
    other.booths().create_many(vec![NewBooth::new(1, "west"), NewBooth::new(2, "south")]).await.unwrap();
    let visit = acme.visits().create(NewVisit::new(1)).await.unwrap();
    let missing = acme.visits().create(NewVisit::new(2)).await.unwrap_err();
    let ErrorKind::ForeignKeyViolation { field, .. } = missing.kind() else { panic!("{missing}") };
    assert_eq!(field, "Visit.booth_number");
    assert_eq!(acme.booths().get(1).await.unwrap().visits, 1);
    assert_eq!(other.booths().get(1).await.unwrap().visits, 0);
    // The same key in both.
    other.visits().create(NewVisit { id: visit.id, ..NewVisit::new(1) }).await.unwrap();
    acme.visits().patch(visit.id, VisitPatch::new().stay(5)).await.unwrap();
    assert_eq!(acme.visits().get(visit.id).await.unwrap().stay, 5);
    assert_eq!(other.visits().get(visit.id).await.unwrap().stay, 0);
    let page = acme.visits().list_by_booth_number(1, Page::first(5)).await.unwrap();
    assert_eq!(page.items.len(), 1);
    acme.remarks().create(NewRemark::new(visit.id, "fine")).await.unwrap();
    assert_eq!(acme.visits().get(visit.id).await.unwrap().remarks, 1);
    assert_eq!(other.visits().get(visit.id).await.unwrap().remarks, 0);
    assert!(!other.remarks().exists(RemarkKey::new(visit.id, "fine")).await.unwrap());
}

async fn a_delete_takes_the_tenants_own_rows(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    shops(&store).await;
    let id = VisitId::new();
    let tenants = [store.tenant("acme"), store.tenant("other")];
    for tenant in &tenants {
        tenant.booths().create_many(vec![NewBooth::new(1, "a"), NewBooth::new(2, "b")]).await.unwrap();
        tenant.visits().create(NewVisit { id, ..NewVisit::new(1) }).await.unwrap();
        tenant.remarks().create_many(vec![NewRemark::new(id, "x"), NewRemark::new(id, "y")]).await.unwrap();
        assert!(tenant.remarks().exists(RemarkKey::new(id, "x")).await.unwrap());
        assert_eq!(tenant.visits().get(id).await.unwrap().remarks, 2);
    }
    let [acme, other] = &tenants;
    acme.booths().delete(1).await.unwrap();
    assert!(!acme.visits().exists(id).await.unwrap(), "the cached visit went with its booth");
    assert!(!acme.remarks().exists(RemarkKey::new(id, "x")).await.unwrap(), "and the remark with the visit");
    assert_eq!(other.visits().get(id).await.unwrap().remarks, 2);
    assert!(other.remarks().exists(RemarkKey::new(id, "x")).await.unwrap());
    other.remarks().delete(RemarkKey::new(id, "y")).await.unwrap();
    assert_eq!(other.visits().get(id).await.unwrap().remarks, 1);
    store.shops().delete_many(store.shops().list(Page::first(5)).await.unwrap().items.iter()).await.unwrap();
    assert_eq!(store.across_tenants().booths().count().await.unwrap(), 0);
    assert!(!other.visits().exists(id).await.unwrap(), "the cached visit went with its tenant");
}

async fn pages_over_all_tenants_miss_no_row(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    shops(&store).await;
    for shop in ["other", "acme"] {
        let rows = (0..5).rev().map(|number| NewBooth::new(number, "booth")).collect();
        store.tenant(shop).booths().create_many(rows).await.unwrap();
    }
    let (mut seen, mut page) = (Vec::new(), Page::first(3));
    loop {
        let found = store.across_tenants().booths().list(page).await.unwrap();
        seen.extend(found.items.iter().map(|row| (row.shop_id.clone(), i32::from(row.number))));
        let Some(next) = found.next else { break };
        page = Page::after(&next, 3);
    }
    let all = ["acme", "other"].map(|shop| (0..5).map(move |number| (shop.to_owned(), number)));
    assert_eq!(seen, all.into_iter().flatten().collect::<Vec<_>>());
}
