//! Everything that one entity needs and that no other entity has a say in.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use super::{Door, Site, enums, key, new, patch, repository, row, sql, validation};
use crate::ir::Entity;

/// Returns the items of `entity`: key, enums and row struct (where the site wants them), `New…`, `…Patch`, repositories, statements.
///
/// Looks at no other entity, since the derive macro, which sees one struct, calls it too.
#[must_use]
pub fn generate(entity: &Entity, site: &Site) -> TokenStream {
    let model = Model::new(entity, site);
    let own_types = (site.door == Door::File).then(|| {
        let enums = enums::enum_types(&model);
        let row = row::row(&model);
        quote!(#enums #row)
    });
    let pieces = [
        key::key_type(&model).unwrap_or_default(),
        own_types.unwrap_or_default(),
        row::methods(&model),
        new::new(&model),
        patch::patch(&model),
        repository::repository(&model),
        repository::across(&model).unwrap_or_default(),
        repository::figures(&model),
        row::entity_impl(&model),
        row::cached_impl(&model).unwrap_or_default(),
        row::region(&model).unwrap_or_default(),
        row::insert_row(&model),
        key::cache_keys(&model).unwrap_or_default(),
        validation::patterns(&model).unwrap_or_default(),
        sql::module(&model),
    ];
    pieces.into_iter().collect()
}
