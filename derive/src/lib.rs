//! `#[derive(Repository)]`: the door into larder for people who prefer structs.
//!
//! The struct says what `[entities.X]` says in `models.toml`, in the same words; the generator behind both is the same, so the same repository comes
//! out. This crate only carries tokens to it.

mod runtime;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use larder_generator::expand;

/// Makes `NewX`, `XPatch`, `XRepository`, validators and cache keys for a struct `X`, and its key type `XId`.
///
/// ```text
/// use larder::{Json, Repository, Timestamp};
/// use serde::{Deserialize, Serialize};
///
/// larder::enum_type! {
///     pub enum TenantPlan { Free => "free", Premium => "premium" }
/// }
///
/// /// An organisation.
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
/// #[repository(table = "tenants", cache = "long", index("plan, created_at desc"))]
/// pub struct Tenant {
///     #[field(primary)]
///     pub id: TenantId,
///     #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
///     pub tenant_id: String,
///     #[field(length = 100)]
///     pub name: String,
///     #[field(values("free", "premium"), default = "free")]
///     pub plan: TenantPlan,
///     #[field(default = {})]
///     #[serde(with = "larder::json")]
///     pub config: Json,
///     #[field(default = now, immutable)]
///     pub created_at: Timestamp,
///     #[field(default = now, on_update = "now")]
///     pub updated_at: Timestamp,
/// }
///
/// // Only where no store is generated from this definition.
/// larder::register!(Tenant);
///
/// let region = Tenant::region(runtime.cache());
/// let tenants = TenantRepository::new(runtime.at(), &region);
/// let acme = tenants.create(NewTenant::new("acme", "Acme Ltd").plan(TenantPlan::Premium)).await?;
/// let same = tenants.get_by_tenant_id("acme").await?;
/// ```
///
/// The struct derives `Clone`, and, with `cache`, serde's two traits. It stands in a module, not in a function. A mistake is reported at its own token,
/// all of them at once.
///
/// # `#[repository(…)]`, on the struct
///
/// | key | meaning |
/// | --- | --- |
/// | `table = "tenants"` | the table; without it the plural of the name |
/// | `cache = "long"` | rows are cached: `short`, `medium`, `long` or a time such as `90s` |
/// | `index("status, created_at desc")` | an index, and the lists and counts it makes fast; `where = "…"` makes it partial |
/// | `index(contains = "metadata")`, `index(search = "title, content")` | JSON containment, full text |
/// | `unique("tenant_id, openid")` | a key of several columns; with `where = "…"`, `nulls = "equal"`, `adds = "…"` |
/// | `soft_delete = "deleted_at"`, `version = "version"` | the columns of soft delete and of the optimistic lock |
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
/// | `values("free", "premium")` | the texts of an enum made with `larder::enum_type!` |
/// | `text` | a `String` without bound |
/// | `default = value`, `on_update = "now"` | a literal, JSON, `now` or `uuid_v7`; the time of the last update |
/// | `counts = Message`, `sums = "Message.token_count"` | kept by the writes of the other entity |
/// | `was = "bio"` | the column was renamed |
/// | `length = 100`, `length(3..=50)`, `range(0..)`, `pattern = "…"`, `email`, `phone`, `url`, `one_of(…)`, `future`, `past`, `custom = path` | rules |
///
/// `secret`, `volatile` and `deprecated` columns are no members of a row; entities that have some are defined in `models.toml`.
#[proc_macro_derive(Repository, attributes(repository, field))]
pub fn repository(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expanded(&input, "repository", expand::repository)
}

/// Makes an enum, a newtype or a struct a value that a field can hold: what `[types.X]` is in `models.toml`.
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
