//! What the derives put beside the user's types: how much it is, and what they ask of them.

use larder_generator::{expand, format};
use quote::quote;

fn lines(text: &str) -> usize {
    let input = syn::parse_str(text).unwrap();
    let tokens = expand::repository(&input, &quote!(::larder));
    format::file("An expansion.", tokens).lines().count()
}

const NOTE: &str = r#"
    struct Note {
        #[field(primary)] id: NoteId,
        #[field(text)] body: String,
    }"#;

const TENANT: &str = r#"
    #[repository(table = "tenants", cache = "long", index("status"), index("plan"))]
    pub struct Tenant {
        #[field(primary)] pub id: TenantId,
        #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")] pub tenant_id: String,
        #[field(length = 100)] pub name: String,
        #[field(default = "free")] pub plan: TenantPlan,
        #[field(default = "active")] pub status: TenantStatus,
        #[field(default = {})] #[serde(with = "larder::json")] pub config: Json,
        #[field(default = now, immutable)] pub created_at: Timestamp,
        #[field(default = now, on_update = now)] pub updated_at: Timestamp,
    }"#;

/// Measured: 316 and 618. Twice as much would be felt in the time of a build.
#[test]
fn an_expansion_stays_small() {
    let (note, tenant) = (lines(NOTE), lines(TENANT));
    assert!(note < 350 && tenant < 680, "{note} {tenant}");
}
