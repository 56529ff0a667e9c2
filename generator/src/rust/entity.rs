//! Everything that one entity needs and that no other entity has a say in.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::model::Model;
use super::{Door, Site, enums, hygiene, key, new, patch, repository, row, sql, stub, validation};
use crate::ir::Entity;

/// The items of an entity, by the file that they stand in.
pub(super) struct Parts {
    /// Key, enums and row struct (where the site wants them), `New…` and `…Patch`.
    pub(super) types: TokenStream,
    /// The repositories and the keys of their cache.
    pub(super) repository: TokenStream,
    /// The statements, outside any module.
    pub(super) sql: TokenStream,
}

/// Returns all items of `entity` for one place, where statements stand in a module of their own.
///
/// Looks at no other entity, since the derive macro, which sees one struct, calls it too.
#[must_use]
pub fn generate(entity: &Entity, site: &Site) -> TokenStream {
    let Parts { types, repository, sql } = parts(entity, site);
    let module = &Model::new(entity, site).sql;
    let fields = entity.fields.iter().map(|field| field.name.as_str());
    hygiene::absolute(quote!(#types #repository mod #module { #sql }), fields)
}

/// Returns the same items without substance, for an entity whose definition has a mistake.
#[must_use]
pub fn hollow(entity: &Entity, site: &Site) -> TokenStream {
    let Parts { types, repository, .. } = parts(entity, site);
    let fields = entity.fields.iter().map(|field| field.name.as_str());
    hygiene::absolute(stub::hollow(quote!(#types #repository)), fields)
}

// Expands to: impl larder::support::Entity for Tenant { … }, which `larder::register!` asks for.
pub(crate) fn unread(name: &Ident, runtime: &TokenStream) -> TokenStream {
    let text = name.to_string();
    let sql = quote!(&#runtime::support::Sql::same("", ""));
    quote! {
        impl #runtime::support::Entity for #name {
            type Key = #runtime::Uuid;
            const NAME: &'static ::core::primitive::str = #text;
            const GET: &'static #runtime::support::Sql = #sql;
            const LOCK: &'static #runtime::support::Sql = #sql;

            fn key(&self) -> #runtime::Uuid { ::core::unreachable!() }
            fn tenant(&self) -> ::core::option::Option<&::core::primitive::str> { ::core::option::Option::None }

            fn decode(_row: &#runtime::support::Row) -> #runtime::Result<Self> { ::core::unreachable!() }
        }
    }
}

pub(super) fn parts(entity: &Entity, site: &Site) -> Parts {
    let model = Model::new(entity, site);
    let own_types = (site.door == Door::File).then(|| {
        let enums = enums::enum_types(&model);
        let row = row::row(&model);
        quote!(#enums #row)
    });
    let types = [
        key::key_type(&model).unwrap_or_default(),
        own_types.unwrap_or_default(),
        row::methods(&model),
        new::new(&model),
        patch::patch(&model),
        repository::figures(&model),
        row::entity_impl(&model),
        row::region(&model).unwrap_or_default(),
        row::insert_row(&model),
        validation::patterns(&model).unwrap_or_default(),
    ];
    let repository = [
        repository::repository(&model),
        repository::across(&model).unwrap_or_default(),
        row::cached_impl(&model).unwrap_or_default(),
        key::cache_keys(&model).unwrap_or_default(),
    ];
    Parts {
        types: types.into_iter().collect(),
        repository: repository.into_iter().collect(),
        sql: sql::statics(&model),
    }
}
