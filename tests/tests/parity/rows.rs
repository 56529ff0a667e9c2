//! Rows of both doors, in one database.

use integration::{Fixture, on_every_engine};
use larder::{ErrorKind, Page};
use voicehelper::models;

use crate::tenant::{NewTenant, Tenant, TenantId, TenantPatch, TenantPlan, TenantRepository, TenantStatus};

on_every_engine!(
    a_row_lives_its_life,
    rows_are_read_by_the_other_door,
    changes_are_seen_by_the_other_door,
    mistakes_are_told_alike,
);

/// Everything of `row` as text, so that rows of two types compare.
fn text(row: &impl serde::Serialize) -> String {
    serde_json::to_string(row).unwrap()
}

fn loads(fixture: &Fixture) -> u64 {
    fixture.store.cache().statistics().regions.iter().map(|region| region.loads).sum()
}

async fn a_row_lives_its_life(fixture: Fixture) {
    let region = Tenant::region(fixture.store.cache());
    let tenants = TenantRepository::new(fixture.store.db().executor(), &region);
    let acme = tenants.create(NewTenant::new("acme", "Acme").plan(TenantPlan::Premium)).await.unwrap();
    assert_eq!(acme.quota["daily_tokens"], 100_000);

    // A row that was found by another key is loaded once more by its own before it is kept.
    let first = tenants.get_by_tenant_id("acme").await.unwrap();
    let second = tenants.get_by_tenant_id("acme").await.unwrap();
    let before = loads(&fixture);
    let third = tenants.get_by_tenant_id("acme").await.unwrap();
    assert_eq!((&*first, &*second, &*third), (&acme, &acme, &acme));
    assert_eq!(loads(&fixture), before, "the third read is cached");

    tenants.patch(&acme, TenantPatch::new().status(TenantStatus::Suspended)).await.unwrap();
    assert_eq!(tenants.get(&acme).await.unwrap().status, TenantStatus::Suspended);
    tenants.create(NewTenant::new("other", "Other")).await.unwrap();
    let suspended = tenants.list_by_status(TenantStatus::Suspended, Page::first(10)).await.unwrap();
    assert_eq!(suspended.items.iter().map(|row| row.id).collect::<Vec<_>>(), [acme.id]);

    tenants.delete(&acme).await.unwrap();
    assert!(tenants.find_by_tenant_id("acme").await.unwrap().is_none());
}

async fn rows_are_read_by_the_other_door(fixture: Fixture) {
    let region = Tenant::region(fixture.store.cache());
    let derived = TenantRepository::new(fixture.store.db().executor(), &region);
    let generated = fixture.store.tenants();

    let one = derived.create(NewTenant::new("one", "One").plan(TenantPlan::Basic)).await.unwrap();
    let read = generated.get_by_tenant_id("one").await.unwrap();
    assert_eq!((text(&one), read.plan), (text(&*read), models::TenantPlan::Basic));

    let two = generated.create(models::NewTenant::new("two", "Two")).await.unwrap();
    assert_eq!(text(&*derived.get(TenantId(two.id.0)).await.unwrap()), text(&two));
}

async fn changes_are_seen_by_the_other_door(fixture: Fixture) {
    let region = Tenant::region(fixture.store.cache());
    let derived = TenantRepository::new(fixture.store.db().executor(), &region);
    let generated = fixture.store.tenants();
    let row = derived.create(NewTenant::new("acme", "Acme")).await.unwrap();
    for n in 0..3 {
        let (one, other) = (format!("derived {n}"), format!("generated {n}"));
        derived.patch(&row, TenantPatch::new().name(&one)).await.unwrap();
        assert_eq!(generated.get(row.id.0).await.unwrap().name, one);
        generated.patch(row.id.0, models::TenantPatch::new().name(&other)).await.unwrap();
        assert_eq!(derived.get_by_tenant_id("acme").await.unwrap().name, other);
    }
    generated.delete(row.id.0).await.unwrap();
    assert!(derived.find(&row).await.unwrap().is_none());
}

async fn mistakes_are_told_alike(fixture: Fixture) {
    let region = Tenant::region(fixture.store.cache());
    let derived = TenantRepository::new(fixture.store.db().executor(), &region);
    let generated = fixture.store.tenants();
    derived.create(NewTenant::new("acme", "Acme")).await.unwrap();
    for (tenant_id, name) in [("acme", "again".to_owned()), ("no good", "x".to_owned()), ("fine", "x".repeat(101))] {
        let one = derived.create(NewTenant::new(tenant_id, &name)).await.unwrap_err();
        let other = generated.create(models::NewTenant::new(tenant_id, &name)).await.unwrap_err();
        assert_eq!(one.to_string(), other.to_string());
        assert!(!matches!(one.kind(), ErrorKind::Decode(_)), "{one}");
    }
}
