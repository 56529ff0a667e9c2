//! What needs the whole schema: the store, its scopes, and what entities have to do with each other.

mod activity;
mod aggregate;
mod belongs_to;
mod cascade;
mod catalogue;
mod handle;
mod loader;
mod loose;
mod many;
mod migrations;
mod order;
mod partition;
mod reach;
mod reference;
mod registered;
mod removal;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};

use self::removal::{Counted, WayKey};
use super::model::{Model, Settings, Site, tokens};
use crate::ir::{Entity, Relation, Schema};

/// The items of the application's store, by the file that they stand in.
pub(super) struct StoreItems {
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

pub(super) fn parts(schema: &Schema, settings: &Settings, site: &Site) -> StoreItems {
    let sites: Vec<Site> = schema.entities.iter().map(|entity| site_of(entity, settings, site)).collect();
    let models: Vec<Model<'_>> =
        schema.entities.iter().zip(&sites).map(|(entity, site)| Model::new(entity, site)).collect();
    let whole = Whole::new(schema, models, site);
    let handles = [handle::store(&whole), aggregate::of_roots(&whole)];
    let tables = [catalogue::schema(&whole, settings), migrations::embedded(settings, site)];
    let loaders =
        [loader::loaders(&whole), many::ties(&whole), belongs_to::methods(&whole), reference::methods(&whole)];
    StoreItems {
        handles: handles.into_iter().collect(),
        loaders: loaders.into_iter().collect(),
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

/// The schema with the names of everything made for it, and what is asked of it for each entity.
struct Whole<'a> {
    schema: &'a Schema,
    models: Vec<Model<'a>>,
    site: &'a Site,
    /// The references to each entity.
    references: BTreeMap<&'a str, Vec<(&'a Entity, &'a Relation)>>,
    /// Each entity's place in the order in which rows are locked.
    places: BTreeMap<&'a str, usize>,
    /// What rows of each entity are counted in, in that order.
    counted: BTreeMap<&'a str, Vec<Counted<'a>>>,
    /// The references that lead to a row counted elsewhere, or to one that others let go of before it goes.
    leading: BTreeSet<WayKey<'a>>,
    /// The entities whose rows are tenants.
    roots: BTreeSet<&'a str>,
}

impl<'a> Whole<'a> {
    fn new(schema: &'a Schema, models: Vec<Model<'a>>, site: &'a Site) -> Self {
        let mut references: BTreeMap<&str, Vec<(&Entity, &Relation)>> = BTreeMap::new();
        // Nothing hangs on rows without a key, and the database alone takes them along.
        for entity in schema.with_tables().filter(|entity| entity.has_key()) {
            for relation in &entity.relations {
                references.entry(relation.parent.as_str()).or_default().push((entity, relation));
            }
        }
        let order = order::order(schema);
        let places = order.iter().enumerate().map(|(place, entity)| (entity.name.as_str(), place)).collect();
        let counted = removal::counted(&order);
        let roots = schema.entities.iter().filter_map(root_of).collect();
        let mut whole = Self { schema, models, site, references, places, counted, leading: BTreeSet::new(), roots };
        whole.leading = removal::leading(&whole);
        whole
    }

    /// Returns the references to an entity, in the schema's order.
    fn references<'w>(&'w self, parent: &str) -> impl Iterator<Item = (&'a Entity, &'a Relation)> + use<'w, 'a> {
        self.references.get(parent).into_iter().flatten().copied()
    }

    /// Returns an entity's place in the order in which rows are locked.
    fn place(&self, entity: &Entity) -> usize {
        self.places.get(entity.name.as_str()).copied().unwrap_or_default()
    }

    /// Returns what rows of `child` are counted in, in the order in which parents are locked.
    fn counted_in(&self, child: &Entity) -> &[Counted<'a>] {
        self.counted.get(child.name.as_str()).map_or(&[], Vec::as_slice)
    }

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

/// Returns the name of an entity's accessor.
fn accessor(model: &Model<'_>) -> Ident {
    tokens::ident(&model.entity.rows())
}

/// Returns the name of an entity's cache region.
fn region(entity: &Entity) -> String {
    tokens::snake(&entity.name)
}

fn statements(whole: &Whole<'_>) -> TokenStream {
    let forms = aggregate::statements(whole).into_iter().chain(loader::statements(whole));
    let forms = forms.chain(activity::statements(whole)).chain(many::statements(whole));
    forms.map(|(model, form)| form.item(model, None)).chain([handle::searches(whole)]).collect()
}
