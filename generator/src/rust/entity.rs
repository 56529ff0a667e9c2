//! Everything that one entity needs and that no other entity has a say in.

mod stub;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::model::{Door, Model, Site, hygiene};
use super::types::{change, columns, enums, figure, key, new, patch, query, record, row, validation};
use super::{repository, sql};
use crate::ir::Entity;

/// The items of an entity, by the file that they stand in.
pub(super) struct EntityItems {
    /// Key, enums and row struct (where the site wants them), `New…` and `…Patch`.
    pub(super) types: TokenStream,
    /// The repositories.
    pub(super) repository: TokenStream,
    /// The statements, outside any module.
    pub(super) sql: TokenStream,
}

/// Returns all items of `entity` for one place, where statements stand in a module of their own.
///
/// Looks at no other entity, since the derive macro, which sees one struct, calls it too.
#[must_use]
pub fn generate(entity: &Entity, site: &Site) -> TokenStream {
    let EntityItems { types, repository, sql } = parts(entity, site);
    let module = &Model::new(entity, site).sql;
    let fields = entity.fields.iter().map(|field| field.name.as_str());
    hygiene::absolute(quote!(#types #repository mod #module { #sql }), fields)
}

/// Returns the same items without substance, for an entity whose definition has a mistake.
#[must_use]
pub fn hollow(entity: &Entity, site: &Site) -> TokenStream {
    let site = &site.clone().hollow();
    let EntityItems { types, repository, sql } = parts(entity, site);
    let module = &Model::new(entity, site).sql;
    let fields = entity.fields.iter().map(|field| field.name.as_str());
    hygiene::absolute(stub::hollow(quote!(#types #repository), module, sql), fields)
}

// Expands to: impl larder::support::Table for Tenant { … }, which `larder::register!` asks for.
pub(crate) fn unread(name: &Ident, runtime: &TokenStream) -> TokenStream {
    let record = record::unread(name, runtime);
    quote! {
        #record

        impl #runtime::support::Table for #name {
            type New = #runtime::support::Unread<Self>;
            const TABLE: &'static #runtime::support::TableSql = &#runtime::support::NO_TABLE;
            const REGION: &'static ::core::primitive::str = "";
        }
    }
}

pub(super) fn parts(entity: &Entity, site: &Site) -> EntityItems {
    let model = Model::new(entity, site);
    let own_types = (site.door == Door::File).then(|| {
        let enums = enums::enum_types(&model);
        let row = row::row(&model);
        quote!(#enums #row)
    });
    let types = [
        key::key_type(&model).unwrap_or_default(),
        own_types.unwrap_or_default(),
        validation::rules(&model),
        new::new(&model),
        patch::patch(&model),
        columns::constants(&model),
        figure::of_rows(&model),
        query::rows(&model),
        record::record(&model),
        record::entity_impl(&model),
        change::abilities(&model),
        record::region(&model).unwrap_or_default(),
        record::stored_row(&model).unwrap_or_default(),
        validation::patterns(&model).unwrap_or_default(),
    ];
    let repository = [repository::repository(&model), repository::across(&model).unwrap_or_default()];
    EntityItems {
        types: types.into_iter().collect(),
        repository: repository.into_iter().collect(),
        sql: sql::statics(&model),
    }
}
