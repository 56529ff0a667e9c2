//! What needs the whole schema: the store, its scopes, and what entities have to do with each other.

mod aggregate;
mod cascade;
mod catalogue;
mod handle;
mod loader;
mod migrations;
mod order;
mod registered;
mod removal;
mod scope;

use proc_macro2::{Ident, TokenStream};

use super::model::Model;
use super::{Settings, Site, tokens};
use crate::ir::{Entity, Schema};

/// The items of the application's store, by the file that they stand in.
pub(super) struct Parts {
    /// The store, its scopes and the figures of a tenant.
    pub(super) handles: TokenStream,
    /// Reads of rows together with what belongs to them.
    pub(super) loaders: TokenStream,
    /// What each entity has to do with the others.
    pub(super) registered: TokenStream,
    /// Constraints and migrations.
    pub(super) schema: TokenStream,
    pub(super) sql: TokenStream,
}

pub(super) fn parts(schema: &Schema, settings: &Settings, site: &Site) -> Parts {
    let sites: Vec<Site> = schema.entities.iter().map(|entity| site_of(entity, settings, site)).collect();
    let models: Vec<Model<'_>> =
        schema.entities.iter().zip(&sites).map(|(entity, site)| Model::new(entity, site)).collect();
    let whole = Whole { schema, models, site };
    let handles = [
        handle::store(&whole),
        handle::regions(&whole),
        scope::session(&whole),
        scope::tenant_scope(&whole),
        scope::across_tenants(&whole),
        handle::transaction(&whole),
        aggregate::of_roots(&whole),
    ];
    let tables = [catalogue::schema(&whole, settings), migrations::embedded(settings, site)];
    Parts {
        handles: handles.into_iter().collect(),
        loaders: loader::loaders(&whole),
        registered: registered::registered(&whole, settings),
        schema: tables.into_iter().collect(),
        sql: statements(&whole),
    }
}

/// Returns the site of an entity as the store sees it: a user's struct may hold keys of others without their types.
fn site_of(entity: &Entity, settings: &Settings, site: &Site) -> Site {
    match settings.derived_of(&entity.name) {
        Some(derived) => site.clone().with_bare_keys(derived.bare.clone()),
        None => site.clone(),
    }
}

/// The schema with the names of everything made for it.
struct Whole<'a> {
    schema: &'a Schema,
    models: Vec<Model<'a>>,
    site: &'a Site,
}

impl<'a> Whole<'a> {
    fn runtime(&self) -> &'a TokenStream {
        &self.site.runtime
    }

    /// Entities that no tenant owns.
    fn free(&self) -> impl Iterator<Item = &Model<'a>> {
        self.models.iter().filter(|model| model.entity.tenant.is_none())
    }

    /// Entities that a tenant owns.
    fn owned(&self) -> impl Iterator<Item = &Model<'a>> {
        self.models.iter().filter(|model| model.entity.tenant.is_some())
    }

    fn cached(&self) -> impl Iterator<Item = &Model<'a>> {
        self.models.iter().filter(|model| model.is_cached())
    }
}

/// Returns the entity whose rows are the tenants: what a tenant column refers to.
fn root_of(entity: &Entity) -> Option<&str> {
    entity.tenant.and_then(|field| entity.relation_of(field)).map(|relation| relation.parent.as_str())
}

/// Returns the name of an entity's accessor, its table's name.
fn accessor(model: &Model<'_>) -> Ident {
    tokens::ident(&model.entity.table)
}

/// Returns the name of an entity's cache region.
fn region(entity: &Entity) -> String {
    tokens::snake(&entity.name)
}

fn statements(whole: &Whole<'_>) -> TokenStream {
    let forms = aggregate::statements(whole).into_iter().chain(loader::statements(whole));
    forms.map(|(model, form)| form.item(model)).collect()
}
