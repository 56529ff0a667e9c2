//! `#[derive(Repository)]`: the door into larder for people who prefer structs.
//!
//! The struct says what `[entities.X]` says in `models.toml`, in the same words; the generator behind both is the same,
//! so the same repository comes out. This crate only carries tokens to it.

mod runtime;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use larder_generator::expand;

/// Makes `NewX`, `XPatch`, `XRepository`, validators and cache keys for a struct `X`, and its key type `XId`.
///
/// ```text
/// use larder::{Json, Repository, Timestamp, Value};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Value)]
/// pub enum TenantPlan { Free, Premium }
///
/// /// An organisation.
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
/// #[repository(table = "tenants", cache = "long", index("plan, created_at desc"))]
/// #[field(signing_key: String, after = name, length = 64, secret)]
/// pub struct Tenant {
///     #[field(primary)]
///     pub id: TenantId,
///     #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
///     pub tenant_id: String,
///     #[field(length = 100)]
///     pub name: String,
///     #[field(default = TenantPlan::Free)]
///     pub plan: TenantPlan,
///     #[field(default = {})]
///     #[serde(with = "larder::json")]
///     pub config: Json,
///     #[field(default = now, immutable)]
///     pub created_at: Timestamp,
///     #[field(default = now, on_update = now)]
///     pub updated_at: Timestamp,
/// }
///
/// // Only where no store is generated from this definition.
/// larder::register!(Tenant);
///
/// let region = Tenant::region(runtime.cache());
/// let tenants = TenantRepository::new(runtime.at(), &region);
/// let acme = tenants.create(NewTenant::new("acme", "Acme Ltd", key).plan(TenantPlan::Premium)).await?;
/// let same = tenants.get_by_tenant_id("acme").await?;
/// ```
///
/// The struct derives `Clone`, and, with `cache`, serde's two traits. It stands in a module, not in a function; what is
/// made has its visibility. It has no parameters, and its members no `cfg`. A mistake is reported at its own token, all
/// of them at once, with the codes of `docs/diagnostics.md`.
///
/// # `#[repository(…)]`, on the struct
///
/// | key | meaning |
/// | --- | --- |
/// | `table = "tenants"` | the table; without it the name in snake case with an `s` |
/// | `was = "Account"` | the entity or table it was, so that the table is renamed |
/// | `cache = "long"` | rows are cached: `short`, `medium`, `long` or a time such as `90s` |
/// | `index("status, created_at desc")` | an index, and the lists and counts it makes fast; `where = "…"` makes it partial |
/// | `index(contains = "metadata")`, `index(search = "title, content")` | JSON containment, full text |
/// | `unique("tenant_id, openid")` | a key of several columns; with `where = "…"`, `nulls = "equal"`, `adds = "…"` |
/// | `soft_delete = "deleted_at"`, `version = "revision"` | the columns of soft delete and of the optimistic lock |
/// | `aggregate(stats, between = "start_time", sessions = "count()")` | figures over the table |
/// | `crate = "path"` | the runtime, where it is not `::larder` |
///
/// # `#[field(…)]`, on a member
///
/// | key | meaning |
/// | --- | --- |
/// | `primary` | the key, of type `XId`, or a bare `Uuid` or `i64` |
/// | `unique`, `unique = "global"` | no two rows of the tenant, or at all, share the value |
/// | `immutable` | written once |
/// | `belongs_to = Tenant`, `on_delete = "cascade"`, `tenant` | the row it refers to; the one that owns the row |
/// | `text` | a `String` without bound |
/// | `json` | a type of serde's, kept as JSON; a `Vec` is that without being asked |
/// | `type = "string"` | the column of a newtype that derives [`Value`](macro@Value) |
/// | `values("free", "premium")` | the texts of an enum that does not derive `Value` |
/// | `default = value`, `on_update = now` | a literal, a variant, JSON, `now` or `uuid_v7`; the time of the last update |
/// | `counts = Message`, `sums = "Message.token_count"` | kept by the writes of the other entity |
/// | `was = "bio"` | the column was renamed |
/// | `length = 100`, `length(3..=50)`, `range(0..)`, `pattern = "…"`, formats such as `email`, `one_of(…)`, `future`, `past`, `custom = path` | rules |
///
/// # `#[field(name: Type, …)]`, above the struct
///
/// A field that no row holds: it is `secret`, `volatile` or `deprecated`. The keys are those of a member, with
/// `after = name`, its place among the columns (the last one without it), and `doc = "…"`. A derive cannot take a
/// member out of a struct, and a row that held a secret would show it.
///
/// # Types
///
/// | member | column |
/// | --- | --- |
/// | `bool`, `i16`, `i32`, `i64`, `f32`, `f64` | the same |
/// | `String` | text of so many characters as `length` says, or `text` |
/// | `Vec<u8>`, `Uuid`, `Date`, `Time`, `Timestamp`, `Duration`, `Json` | bytes, uuid, date, time, timestamp, whole seconds, any JSON |
/// | `Option<T>` | the same as `T`, or null |
/// | `Vec<T>` | a JSON list |
/// | any other | an enum that derives `Value` |
#[proc_macro_derive(Repository, attributes(repository, field))]
pub fn repository(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expanded(&input, "repository", expand::repository)
}

/// Makes an enum, a newtype or a struct a value that a field can hold: what `[types.X]` is in `models.toml`.
///
/// ```text
/// /// Kept as text: `free`, `premium`, `on-hold`.
/// #[derive(Debug, Clone, Copy, PartialEq, larder::Value)]
/// pub enum TenantPlan {
///     Free,
///     Premium,
///     #[value("on-hold")]
///     OnHold,
/// }
///
/// /// A text with rules: `#[field(type = "string")] tenant_id: BusinessId`.
/// #[derive(Debug, Clone, PartialEq, larder::Value)]
/// #[value(length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
/// pub struct BusinessId(String);
///
/// /// Kept as JSON: `#[field(json)] config: VoiceConfig`, or `Vec<VoiceConfig>`.
/// #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, larder::Value)]
/// pub struct VoiceConfig {
///     #[field(one_of(8000, 16000))]
///     pub sample_rate: Option<i32>,
/// }
/// ```
///
/// An enum and a newtype get serde's two traits, `From` and what a column needs; an enum `ALL`, `as_str`, `Display` and
/// `FromStr` too. An enum derives `Debug`, `Clone`, `Copy` and `PartialEq`, a newtype all of them but `Copy`. A struct
/// gets [`Validate`](../larder/validate/trait.Validate.html), which checks the rules of its members, and derives
/// serde's traits itself.
///
/// The keys of `#[value(…)]` on a newtype are the rules of `#[field(…)]` and `text`; on any of the three, `crate`.
#[proc_macro_derive(Value, attributes(value, field))]
pub fn value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expanded(&input, "value", expand::value)
}

fn expanded(input: &DeriveInput, attribute: &str, expand: fn(&DeriveInput, &Tokens) -> Tokens) -> TokenStream {
    match runtime::path(input, attribute) {
        Ok(runtime) => expand(input, &runtime).into(),
        Err(error) => {
            let (errors, rest) = (error.into_compile_error(), expand(input, &quote!(::larder)));
            quote!(#errors #rest).into()
        }
    }
}
