//! All keys of entities and fields, once each at least.

#![deny(warnings)]
#![allow(dead_code, reason = "compiled only")]

use larder::{Date, Json, Page, Repository, Result, Time, Timestamp, Uuid, Value, Violations};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Value)]
pub enum Role {
    User,
    Admin,
}

larder::enum_type! {
    /// A mood.
    pub enum Mood { Good => "good", Bad => "bad" }
}

#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "tenants", aggregate(stats, all = "count()"))]
pub struct Tenant {
    #[field(primary)]
    pub id: TenantId,
    #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
    pub tenant_id: String,
}

/// A thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(soft_delete = "deleted_at", version = "revision", cache = "90s")]
#[repository(index("status, made_at desc"), index("views desc", where = "views > 0 and status = 'open'"))]
#[repository(index(contains = "extra"), index(search = "title, body"))]
#[repository(unique("tenant_id, openid", where = "openid is not null"))]
#[repository(unique("tenant_id, owner, day", nulls = "equal", adds = "amount"))]
#[repository(aggregate(
    stats,
    between = "made_at",
    threads = "count()",
    open = "count(where status = 'open')",
    views = "sum(views)"
))]
#[field(card_hash: String, after = openid, unique = "global", length = 64, secret, doc = "Digest of a card.")]
#[field(seen_at: Option<Timestamp>, after = made_at, volatile)]
#[field(old_name: Option<String>, text, deprecated)]
pub struct Thread {
    #[field(primary)]
    pub id: ThreadId,
    #[field(belongs_to = Tenant, tenant, on_delete = "cascade")]
    pub tenant_id: String,
    #[field(belongs_to = "Author", on_delete = "set_null")]
    pub author_id: Option<Uuid>,
    #[field(length = 100)]
    pub openid: Option<String>,
    #[field(length = 50)]
    pub owner: Option<String>,
    pub day: Date,
    #[field(default = 0)]
    pub amount: i64,
    #[field(length(1..=200))]
    pub title: String,
    #[field(text, length(1..))]
    pub body: String,
    #[field(values("open", "closed"), default = "open")]
    pub status: Status,
    #[field(default = Role::User)]
    pub role: Role,
    #[field(values("good", "bad"))]
    pub mood: Option<Mood>,
    #[field(default = 0, range(0..))]
    pub views: i32,
    #[field(default = {})]
    #[serde(with = "larder::json")]
    pub extra: Json,
    #[field(default = 0, counts = Post)]
    pub posts: i32,
    #[field(default = 0, sums = "Post.words")]
    pub words: i64,
    #[field(default = 0)]
    pub revision: i64,
    #[field(default = now, immutable)]
    pub made_at: Timestamp,
    #[field(default = "now", on_update = "now")]
    pub changed_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

larder::enum_type! {
    /// A status.
    pub enum Status { Open => "open", Closed => "closed" }
}

#[derive(Debug, Clone, Repository)]
#[repository(table = "authors", unique("region, number"))]
pub struct Author {
    #[field(primary)]
    pub id: i64,
    #[field(length = 10)]
    pub region: String,
    pub number: i32,
    pub small: i16,
    pub flag: bool,
    pub ratio: f32,
    #[field(range(..=0.5))]
    pub score: f64,
    pub data: Vec<u8>,
    #[field(default = uuid_v7)]
    pub trace: Uuid,
    #[field(past)]
    pub born_on: Date,
    pub opens_at: Option<Time>,
    #[field(future)]
    pub due_at: Option<Timestamp>,
    #[field(default = 60)]
    pub pause: std::time::Duration,
    #[field(length = 100, email, unique = true)]
    pub mail: String,
    #[field(length = 20, phone)]
    pub mobile: String,
    #[field(text, url)]
    pub site: Option<String>,
    #[field(one_of(8000, 16000))]
    pub rate: i32,
    #[field(length = 34, custom = crate::everything::iban)]
    pub iban: String,
    #[field(text, was = "bio", immutable = false)]
    pub biography: Option<String>,
    #[field(default = [1, 2])]
    pub numbers: Vec<i64>,
}

fn iban(value: &str) -> std::result::Result<(), larder::Violation> {
    if value.len() > 4 { Ok(()) } else { Err(larder::Violation::new("iban", larder::validate::Rule::Required)) }
}

larder::register!(Tenant, Thread, Author);

async fn use_it(
    threads: ThreadRepository<'_>,
    authors: AuthorRepository<'_>,
    across: ThreadsAcrossTenants<'_>,
) -> Result<()> {
    let new = NewThread::new("hash", Date::MIN, "title", "body").role(Role::Admin).mood(Mood::Good);
    let thread = threads.create(new).await?;
    threads.list_by_status(Status::Open, Page::first(10)).await?;
    threads.list_by_views(Page::first(10)).await?;
    threads.search("title", Page::first(10)).await?;
    threads.find_by_openid("me").await?;
    threads.set_seen_at(&thread, larder::now()).await?;
    let hash: larder::Secret<String> = threads.card_hash(&thread).await?;
    across.find_by_card_hash(hash.expose()).await?;
    let stats: ThreadStats = threads.stats(thread.made_at..larder::now()).await?;
    assert_eq!(stats.views, 0);
    authors.get_by_region_and_number("a", 1).await?;
    let checked: std::result::Result<(), Violations> = Author::validate_mail("me@example.org");
    assert!(checked.is_ok());
    threads.delete(&thread).await
}
