//! `#[derive(Repository)]`: the door into larder for people who prefer structs.
//!
//! The struct says what `[entities.X]` says in `models.toml`, in the same words; the generator behind both is the same, so the same repository comes
//! out. This crate only carries tokens to it.

mod members;
mod stub;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, LitStr, Path, parse_macro_input};

use larder_generator::rust::{Site, entity};

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
    let (runtime, bad_path) = runtime_path(&input);
    let expanded = match bad_path {
        Some(error) => Err(error),
        None => expand(&input, &runtime),
    };
    let tokens = expanded.unwrap_or_else(|error| {
        let errors = error.into_compile_error();
        let stub = stub::stub(&input, &runtime);
        quote!(#errors #stub)
    });
    tokens.into()
}

fn expand(input: &DeriveInput, runtime: &Tokens) -> syn::Result<Tokens> {
    let read = larder_generator::read_item(input)?;
    let bare = members::check(input, &read)?;
    Ok(entity::generate(&read, &Site::derive(runtime.clone()).with_bare_keys(bare)))
}

/// Returns the path of `#[repository(crate = "…")]`, `::larder` without one or with one that is no path.
///
/// Whatever else is wrong with the attributes, the generator finds.
fn runtime_path(input: &DeriveInput) -> (Tokens, Option<syn::Error>) {
    let (mut path, mut mistake) = (None, None);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("repository")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("crate") {
                return skip(meta.input);
            }
            let text: LitStr = meta.value()?.parse()?;
            match text.parse_with(Path::parse_mod_style) {
                Ok(read) => path = Some(read),
                Err(_) => {
                    mistake =
                        Some(syn::Error::new(text.span(), "this is no path of a crate; write `crate = \"my_larder\"`"))
                }
            }
            Ok(())
        });
    }
    let path = path.map_or_else(|| quote!(::larder), |path| quote!(#path));
    (path, mistake)
}

/// Steps over one `= value` or `(…)`.
fn skip(input: syn::parse::ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(syn::Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
