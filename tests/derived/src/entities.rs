//! `VoiceHelper`'s eight entities, each what its table of `models.toml` says.

use larder::{Date, Json, Repository, Timestamp};
use serde::{Deserialize, Serialize};

use crate::values::{
    ApiKeyStatus, ConversationStatus, DocumentStatus, MessageModality, MessageRole, Reference, TenantPlan,
    TenantStatus, UserRole, UserStatus, VoiceConfig, VoiceSessionStatus,
};

/// An organisation that uses VoiceHelper. Everything else belongs to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "tenants", cache = "long", index("status"), index("plan"))]
#[repository(aggregate(
    stats,
    users = "count(User)",
    conversations = "count(Conversation)",
    messages = "count(Message)",
    documents = "count(Document)",
    active_voice_sessions = "count(VoiceSession where status = 'active')",
    tokens = "sum(Conversation.token_count)"
))]
pub struct Tenant {
    #[field(primary)]
    pub id: TenantId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub tenant_id: String,
    #[field(length = 100)]
    pub name: String,
    #[field(default = "free")]
    pub plan: TenantPlan,
    #[field(default = "active")]
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
}

/// A person inside a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "users", cache = "medium")]
#[repository(index("tenant_id, status"), index("tenant_id, role"))]
#[repository(index("last_login_at", where = "last_login_at is not null", methods = "none"))]
#[repository(unique("tenant_id, openid", where = "openid is not null"))]
#[field(last_login_at: Option<Timestamp>, after = status, volatile)]
pub struct User {
    #[field(primary)]
    pub id: UserId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub user_id: String,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(length = 100)]
    pub openid: Option<String>,
    #[field(length = 100)]
    pub unionid: Option<String>,
    #[field(length = 50)]
    pub username: String,
    #[field(length = 100)]
    pub nickname: String,
    #[field(text, url)]
    pub avatar_url: Option<String>,
    #[field(length = 100, email)]
    pub email: Option<String>,
    #[field(length = 20, phone)]
    pub phone: Option<String>,
    #[field(default = UserRole::User)]
    pub role: UserRole,
    #[field(default = UserStatus::Active)]
    pub status: UserStatus,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub metadata: Json,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
    #[field(default = now, on_update = "now")]
    pub updated_at: Timestamp,
}

/// A thread of messages between a user and the assistant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "conversations", cache = "short", soft_delete = "deleted_at")]
#[repository(index("user_id, updated_at desc"), index("tenant_id, status, created_at desc"))]
#[repository(index("token_count desc", where = "token_count > 0"), index(contains = "metadata"))]
pub struct Conversation {
    #[field(primary)]
    pub id: ConversationId,
    #[field(belongs_to = User, on_delete = "cascade", immutable)]
    pub user_id: UserId,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(length = 200)]
    pub title: String,
    #[field(text, default = "")]
    pub summary: String,
    #[field(default = "active")]
    pub status: ConversationStatus,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub metadata: Json,
    #[field(default = 0, counts = Message)]
    pub msg_count: i32,
    #[field(default = 0, sums = "Message.token_count")]
    pub token_count: i64,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
    #[field(default = now, on_update = "now")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// One utterance in a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "messages", cache = "medium", index("conversation_id, created_at desc"))]
#[repository(index("conversation_id, role"), index("modality, created_at desc"), index(search = "content"))]
pub struct Message {
    #[field(primary)]
    pub id: MessageId,
    #[field(belongs_to = Conversation, on_delete = "cascade", immutable)]
    pub conversation_id: ConversationId,
    #[field(belongs_to = User, on_delete = "set_null")]
    pub user_id: Option<UserId>,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    pub role: MessageRole,
    #[field(text, length(1..=10000))]
    pub content: String,
    #[field(default = "text")]
    pub modality: MessageModality,
    #[field(range(0..), default = 0)]
    pub token_count: i32,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub metadata: Json,
    #[field(default = [])]
    pub references: Vec<Reference>,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}

/// A text of the tenant's knowledge base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "documents", cache("long", lists = "1m"))]
#[repository(index("tenant_id, status, updated_at desc"), index("tenant_id, source"), index(search = "title, content"))]
pub struct Document {
    #[field(primary)]
    pub id: DocumentId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub document_id: String,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(length(1..=200))]
    pub title: String,
    #[field(text, length(1..=1000000))]
    pub content: String,
    #[field(length = 50, default = "text/plain")]
    pub content_type: String,
    #[field(length = 100)]
    pub source: String,
    #[field(default = "active")]
    pub status: DocumentStatus,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub metadata: Json,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
    #[field(default = now, on_update = "now")]
    pub updated_at: Timestamp,
}

/// A credential of a program that calls VoiceHelper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "api_keys", cache = "long", index("tenant_id, status, expires_at"), index("user_id"))]
#[field(key_hash: String, after = name, secret, unique = "global", length = 128)]
#[field(last_used_at: Option<Timestamp>, after = expires_at, volatile)]
pub struct ApiKey {
    #[field(primary)]
    pub id: ApiKeyId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub key_id: String,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(belongs_to = User, on_delete = "set_null")]
    pub user_id: Option<UserId>,
    #[field(length = 100)]
    pub name: String,
    #[field(default = [])]
    pub permissions: Vec<String>,
    #[field(default = "active")]
    pub status: ApiKeyStatus,
    pub expires_at: Option<Timestamp>,
    pub rate_limit: Option<i32>,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}

/// A spoken exchange, from the first to the last audio frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "voice_sessions", cache = "short")]
#[repository(index("user_id, status"), index("tenant_id, start_time desc"), index("conversation_id"))]
#[repository(aggregate(
    stats,
    between = "start_time",
    sessions = "count()",
    active = "count(where status = 'active')",
    completed = "count(where status = 'completed')",
    failed = "count(where status = 'failed')",
    cancelled = "count(where status = 'cancelled')",
    total_duration_seconds = "sum(duration_seconds)",
    average_duration_seconds = "avg(duration_seconds)"
))]
pub struct VoiceSession {
    #[field(primary)]
    pub id: VoiceSessionId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub session_id: String,
    #[field(belongs_to = User, on_delete = "cascade", immutable)]
    pub user_id: UserId,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(belongs_to = Conversation, on_delete = "set_null")]
    pub conversation_id: Option<ConversationId>,
    #[field(default = "active")]
    pub status: VoiceSessionStatus,
    #[field(json, default = {})]
    pub config: VoiceConfig,
    #[field(default = now)]
    pub start_time: Timestamp,
    pub end_time: Option<Timestamp>,
    #[field(range(0..), default = 0)]
    pub duration_seconds: i32,
    #[field(range(0..), default = 0)]
    pub audio_duration_seconds: i32,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub metadata: Json,
}

/// How much of one metric a tenant, or one of its users, used on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "usage_stats", index("date"), index("metric_type"))]
#[repository(unique("tenant_id, user_id, date, metric_type", nulls = "equal", adds = "metric_value"))]
pub struct UsageStat {
    #[field(primary)]
    pub id: UsageStatId,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(belongs_to = User, on_delete = "cascade")]
    pub user_id: Option<UserId>,
    pub date: Date,
    #[field(length = 50)]
    pub metric_type: String,
    #[field(default = 0)]
    pub metric_value: i64,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub metadata: Json,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}
