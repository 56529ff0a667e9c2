//! A key may stand in the struct as the `Uuid` it is.

use integration::{Fixture, on_every_engine};
use larder::{Json, Repository, Timestamp, Uuid};

/// A tenant as a program sees it that has no use for cached rows.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "tenants", index("status"))]
pub struct Account {
    #[field(primary)]
    pub id: Uuid,
    #[field(unique, immutable, length(3..=50))]
    pub tenant_id: String,
    #[field(length = 100)]
    pub name: String,
    #[field(length = 20, default = "free")]
    pub plan: String,
    #[field(length = 20, default = "active")]
    pub status: String,
    #[field(default = {})]
    pub config: Json,
    #[field(default = {})]
    pub quota: Json,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
    #[field(default = now, on_update = "now")]
    pub updated_at: Timestamp,
}

larder::register!(Account);

on_every_engine!(a_bare_key_finds_its_row);

async fn a_bare_key_finds_its_row(fixture: Fixture) {
    let accounts = AccountRepository::new(fixture.store.db().executor());
    let acme = accounts.create(NewAccount::new("acme", "Acme")).await.unwrap();
    assert_eq!(*accounts.get(acme.id).await.unwrap(), acme);
    accounts.patch(&acme, AccountPatch::new().name("Acme Ltd")).await.unwrap();
    assert_eq!(accounts.get_by_tenant_id("acme").await.unwrap().name, "Acme Ltd");
    accounts.delete(&acme).await.unwrap();
    assert!(accounts.find(acme.id).await.unwrap().is_none());
}
