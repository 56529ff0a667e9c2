//! `#[derive(Repository)]`: the door into larder for people who prefer structs.
//!
//! The struct says what `[entities.X]` says in `models.toml`, in the same words; the generator behind both is the same, so the same repository comes
//! out. This crate only carries tokens to it.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, Path, parse_macro_input};

use larder_generator::rust::{Site, entity};

/// Makes `NewX`, `XPatch`, `XRepository`, validators and cache keys for a struct `X`.
///
/// ```text
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
/// #[repository(table = "tenants", cache = "long", index("status"))]
/// pub struct Tenant {
///     #[field(primary)]
///     pub id: TenantId,
///     #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
///     pub tenant_id: String,
///     #[field(length(..=100))]
///     pub name: String,
/// }
/// ```
///
/// `#[repository(crate = "path")]` names the runtime where it is not `::larder`. A mistake is reported at its own token, all of them at once.
#[proc_macro_derive(Repository, attributes(repository, field))]
pub fn repository(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(|error| error.into_compile_error()).into()
}

fn expand(input: &DeriveInput) -> syn::Result<Tokens> {
    let site = Site::derive(runtime_path(input)?);
    let read = larder_generator::read_item(input)?;
    Ok(entity::generate(&read, &site))
}

/// Returns the path of `#[repository(crate = "…")]`, `::larder` without one.
fn runtime_path(input: &DeriveInput) -> syn::Result<Tokens> {
    let mut path = None;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("repository")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                let text: syn::LitStr = meta.value()?.parse()?;
                path = Some(text.parse::<Path>()?);
            } else {
                skip(meta.input)?;
            }
            Ok(())
        })?;
    }
    Ok(path.map_or_else(|| quote!(::larder), |path| quote!(#path)))
}

/// Steps over one `= value` or `(…)`; the generator reads and judges them.
fn skip(input: syn::parse::ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(syn::Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
