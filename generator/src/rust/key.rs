use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::model::Model;
use super::{column, finder, tokens};
use crate::ir::{Field, FieldType, Nulls, Scalar, Scope};

// Expands to:
//     larder::support::key_type! {
//         /// Primary key of [`Message`].
//         pub struct MessageId(Uuid) of Message;
//     }
pub(super) fn key_type(model: &Model<'_>) -> Option<TokenStream> {
    let FieldType::Key(key) = &model.key().ty else { return None };
    let runtime = model.runtime();
    let entity = &model.name;
    if model.site.is_bare(model.key()) {
        return Some(bare_key(model));
    }
    let name = format_ident!("{}Id", key.entity);
    let scalar = match key.scalar {
        Scalar::I64 => quote!(i64),
        _ => quote!(Uuid),
    };
    let doc = tokens::doc(&format!("Primary key of [`{entity}`]."));
    let vis = model.visibility();
    Some(quote! {
        #runtime::support::key_type! {
            #doc
            #vis struct #name(#scalar) of #entity;
        }
    })
}

// Expands to: impl From<&Message> for Uuid { fn from(row: &Message) -> Self { row.id } }
fn bare_key(model: &Model<'_>) -> TokenStream {
    let (entity, ty, member) = (&model.name, model.key_type(), tokens::ident(&model.key().name));
    quote! {
        impl ::std::convert::From<&#entity> for #ty {
            fn from(row: &#entity) -> Self { row.#member }
        }
    }
}

// Expands to:
//     mod keys { pub(super) const REGION: &str = "message"; pub(super) fn primary(tenant: &str, id: MessageId) ->
//     CacheKey { … } … }
pub(super) fn cache_keys(model: &Model<'_>) -> Option<TokenStream> {
    let runtime = model.runtime();
    let region = tokens::snake(&model.entity.name);
    let module = &model.keys;
    let (tenant, tenant_value) = match model.tenant() {
        Some(_) => (quote!(tenant: &str,), quote!(tenant)),
        None => (TokenStream::new(), quote!("")),
    };
    let key = model.key();
    let key_argument = key_argument(model, key);
    let key_part = part(model, key);
    let scoped = finder::keys(model.entity, Scope::Tenant);
    let scoped = scoped.iter().map(|finder| alias(model, finder, &tenant, &tenant_value));
    let global = finder::keys(model.entity, Scope::Global);
    let global = global.iter().map(|finder| alias(model, finder, &TokenStream::new(), &quote!("")));
    let aliases: TokenStream = scoped.chain(global).collect();
    let touched = touched(model);
    model.is_cached().then(|| {
        quote! {
            mod #module {
                pub(super) const REGION: &str = #region;

                pub(super) fn primary(#tenant #key_argument) -> #runtime::CacheKey {
                    #runtime::CacheKey::new(REGION, #tenant_value) #key_part
                }

                #aliases
                #touched
            }
        }
    })
}

// Expands to: pub(super) fn touched(user: &super::User) -> Vec<Touch> { … }
fn touched(model: &Model<'_>) -> TokenStream {
    let (runtime, row) = (model.runtime(), &model.variable);
    let name = &model.name;
    let owner = model.tenant().map(|tenant| {
        let tenant = tokens::ident(&tenant.name);
        quote!(&#row.#tenant,)
    });
    let key = tokens::ident(&model.key().name);
    let aliases: Vec<TokenStream> = [Scope::Tenant, Scope::Global]
        .into_iter()
        .flat_map(|scope| finder::keys(model.entity, scope))
        .filter(|finder| !finder.columns.iter().any(|field| field.secret))
        .map(|finder| touched_alias(model, &finder))
        .collect();
    let primary = quote!(#runtime::Touch::Key(primary(#owner #row.#key)));
    let body = if aliases.is_empty() {
        quote!(vec![#primary])
    } else {
        quote!(let mut touched = vec![#primary]; #(#aliases)* touched)
    };
    let stored = touched_stored(model);
    quote! {
        /// Every entry that a new or changed row is read by; a key may be remembered as missing.
        pub(super) fn touched(#row: &super::#name) -> Vec<#runtime::Touch> { #body }
        #stored
    }
}

// Expands to: if let Some(openid) = &user.openid { touched.push(Touch::Key(by_openid(&user.tenant_id, openid))); }
fn touched_alias(model: &Model<'_>, finder: &finder::KeyFinder<'_>) -> TokenStream {
    let (runtime, row) = (model.runtime(), &model.variable);
    let alias = format_ident!("{}", finder.alias());
    let owner = model.tenant().filter(|_| finder.unique.scope == Scope::Tenant).map(|tenant| {
        let tenant = tokens::ident(&tenant.name);
        quote!(&#row.#tenant,)
    });
    let mut values = Vec::new();
    let mut present = Vec::new();
    for field in &finder.columns {
        let member = tokens::ident(&field.name);
        let is_optional = field.nullable && finder.unique.nulls == Nulls::Equal;
        match (field.nullable, column::is_copy(field, model.site)) {
            (true, true) if is_optional => values.push(quote!(#row.#member)),
            (true, false) if is_optional => {
                let lend = column::lend(field, model.site);
                values.push(quote!(#row.#member.#lend()));
            }
            (true, _) => {
                present.push((quote!(Some(#member)), quote!(&#row.#member)));
                values.push(if column::is_copy(field, model.site) { quote!(*#member) } else { quote!(#member) });
            }
            (false, true) => values.push(quote!(#row.#member)),
            (false, false) => values.push(quote!(&#row.#member)),
        }
    }
    let push = quote!(touched.push(#runtime::Touch::Key(#alias(#owner #(#values),*))););
    present.into_iter().rev().fold(push, |inner, (pattern, place)| quote!(if let #pattern = #place { #inner }))
}

// Expands to: pub(super) fn stored(row: &super::StoredApiKey) -> Vec<Touch> { …
// touched.push(…by_key_hash(row.key_hash.expose())) … }
fn touched_stored(model: &Model<'_>) -> Option<TokenStream> {
    model.secret_fields().next()?;
    let runtime = model.runtime();
    let stored = super::row::stored(model);
    let aliases: Vec<TokenStream> = [Scope::Tenant, Scope::Global]
        .into_iter()
        .flat_map(|scope| finder::keys(model.entity, scope))
        .filter(|finder| finder.columns.iter().any(|field| field.secret))
        .map(|finder| stored_alias(model, &finder))
        .collect();
    let body = if aliases.is_empty() {
        quote!(touched(&row.row))
    } else {
        quote!(let mut touched = touched(&row.row); #(#aliases)* touched)
    };
    Some(quote! {
        pub(super) fn stored(row: &super::#stored) -> Vec<#runtime::Touch> {
            #body
        }
    })
}

/// A key with more than a secret that is there in it is not named: all that may be remembered as missing goes.
fn stored_alias(model: &Model<'_>, finder: &finder::KeyFinder<'_>) -> TokenStream {
    let runtime = model.runtime();
    if finder.columns.iter().any(|field| !field.secret || field.nullable) {
        return quote!(touched.push(#runtime::Touch::Region { region: REGION }););
    }
    let alias = format_ident!("{}", finder.alias());
    let owner = model.tenant().filter(|_| finder.unique.scope == Scope::Tenant).map(|tenant| {
        let tenant = tokens::ident(&tenant.name);
        quote!(&row.row.#tenant,)
    });
    let values = finder.columns.iter().map(|field| tokens::ident(&field.name));
    quote!(touched.push(#runtime::Touch::Key(#alias(#owner #(row.#values.expose()),*)));)
}

// Expands to: pub(super) fn by_openid(tenant: &str, openid: &str) -> CacheKey { CacheKey::alias(REGION, tenant,
// "openid").part(openid) }
fn alias(
    model: &Model<'_>,
    finder: &finder::KeyFinder<'_>,
    tenant: &TokenStream,
    tenant_value: &TokenStream,
) -> TokenStream {
    let runtime = model.runtime();
    let name = format_ident!("{}", finder.alias());
    let label = &finder.suffix;
    let is_optional = |field: &Field| finder.unique.nulls == Nulls::Equal && field.nullable;
    let arguments = finder.columns.iter().map(|field| {
        let (name, ty) = (tokens::ident(&field.name), key_argument_type(model, field));
        if is_optional(field) { quote!(#name: Option<#ty>) } else { quote!(#name: #ty) }
    });
    let parts = finder
        .columns
        .iter()
        .map(|field| if is_optional(field) { optional_part(model, field) } else { part(model, field) });
    quote! {
        pub(super) fn #name(#tenant #(#arguments),*) -> #runtime::CacheKey {
            #runtime::CacheKey::alias(REGION, #tenant_value, #label) #(#parts)*
        }
    }
}

// Expands to: `openid: &str`, `id: super::UserId`
fn key_argument(model: &Model<'_>, field: &Field) -> TokenStream {
    let (name, ty) = (tokens::ident(&field.name), key_argument_type(model, field));
    quote!(#name: #ty)
}

fn key_argument_type(model: &Model<'_>, field: &Field) -> TokenStream {
    let ty = column::type_from_within(field, model.site);
    match &field.ty {
        _ if model.site.is_newtype(field) => quote!(&#ty),
        FieldType::String { .. } | FieldType::Text => quote!(&str),
        _ => ty,
    }
}

// Expands to: `.part(nick)`, where a missing value is a part of its own.
fn optional_part(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    match &field.ty {
        _ if model.site.is_newtype(field) => quote!(.part(#name)),
        FieldType::Enum(_) => {
            let ty = column::type_from_within(field, model.site);
            quote!(.part(#name.map(#ty::as_str)))
        }
        _ => quote!(.part(#name)),
    }
}

// Expands to: `.part(openid)`; of a secret its digest; of an enum its text.
fn part(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    if field.secret {
        return quote!(.secret(#name));
    }
    match &field.ty {
        _ if model.site.is_newtype(field) => quote!(.part(#name)),
        FieldType::Key(_) if !model.site.is_bare(field) => quote!(.part(#name.0)),
        FieldType::Enum(_) => quote!(.part(#name.as_str())),
        _ => quote!(.part(#name)),
    }
}
