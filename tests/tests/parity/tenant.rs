//! `[entities.Tenant]` of models.toml, said as a struct.

use larder::{Json, Repository, Timestamp};
use serde::{Deserialize, Serialize};

larder::enum_type! {
    /// What a tenant pays for.
    pub enum TenantPlan { Free => "free", Basic => "basic", Premium => "premium", Enterprise => "enterprise" }
}

larder::enum_type! {
    /// Whether a tenant may work.
    pub enum TenantStatus { Active => "active", Suspended => "suspended", Deleted => "deleted" }
}

/// An organisation that uses VoiceHelper. Everything else belongs to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "tenants", cache = "long", version = "version", index("status"), index("plan"))]
pub struct Tenant {
    #[field(primary)]
    pub id: TenantId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub tenant_id: String,
    #[field(length = 100)]
    pub name: String,
    #[field(values("free", "basic", "premium", "enterprise"), default = "free")]
    pub plan: TenantPlan,
    #[field(values("active", "suspended", "deleted"), default = "active")]
    pub status: TenantStatus,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub config: Json,
    #[field(default = { daily_tokens: 100000, daily_audio_minutes: 60, max_concurrent: 3 })]
    #[serde(with = "larder::json")]
    pub quota: Json,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
    #[field(default = now, on_update = "now")]
    pub updated_at: Timestamp,
    #[field(default = 0)]
    pub version: i64,
}

larder::register!(Tenant);
