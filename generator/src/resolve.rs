//! Drafts to the logical schema: names become what they name, shorthands what they stand for, and what a definition
//! leaves out takes its default.
//!
//! A mistake is reported where it is found and a stand-in takes its place, so that one run finds all of them. Rules
//! that need a resolved schema are in [`crate::check`].

mod entity;
mod extras;
mod field;
mod field_type;
mod join;
mod lookup;
mod term;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Diagnostics,
    draft::{Drafts, EntityDraft, RuleDrafts, ValueDraft},
    ir::{Distribution, Entity, FieldId, FieldType, Rule, Schema, value_shape},
};
pub(crate) use field_type::own_enum;
#[cfg(feature = "files")]
pub(crate) use join::entities as joins;
pub(crate) use join::through;
use lookup::{Definitions, Fields, Known};
pub(crate) use term::is_exact;

/// A schema and what of it is a stand-in for a mistake.
#[derive(Debug)]
pub struct Resolved {
    pub schema: Schema,
    /// For each entity, for each field: whether its type is unknown.
    pub broken: Vec<Vec<bool>>,
    /// The same for the members of each struct.
    pub broken_values: Vec<Vec<bool>>,
    /// For each named type, what it stands for; `None` for a struct or a mistake.
    pub aliases: Vec<Option<FieldType>>,
}

/// Resolves a whole definition. Entities and fields keep the positions of their drafts.
pub fn schema(drafts: &Drafts, diagnostics: &mut Diagnostics) -> Resolved {
    resolve(&Definitions::new(drafts, true), diagnostics)
}

/// Resolves one entity of a definition whose other entities and types are out of sight, and therefore believed.
pub fn entity(draft: EntityDraft, diagnostics: &mut Diagnostics) -> (Drafts, Resolved) {
    let drafts = Drafts { entities: vec![draft], ..Drafts::default() };
    let resolved = resolve(&Definitions::new(&drafts, false), diagnostics);
    (drafts, resolved)
}

/// Resolves one named type that is out of sight of everything else.
pub fn value_alone(draft: ValueDraft, diagnostics: &mut Diagnostics) -> (Drafts, Resolved) {
    let drafts = Drafts { values: vec![draft], ..Drafts::default() };
    let resolved = resolve(&Definitions::new(&drafts, false), diagnostics);
    (drafts, resolved)
}

/// Returns the number that tells a named type from what it was before; `resolved` is of that type alone.
pub(crate) fn shape_of(draft: &ValueDraft, resolved: &Resolved) -> u64 {
    let column = resolved.aliases.first().and_then(Option::as_ref);
    let rules = column.map(|ty| rules_of(&draft.alias.rules, ty)).unwrap_or_default();
    value_shape(resolved.schema.values.first(), column, &rules)
}

/// Returns the rules of a named type, whose mistakes are reported where it is resolved.
pub(crate) fn rules_of(drafts: &RuleDrafts, ty: &FieldType) -> Vec<Rule> {
    field::rule::resolve(drafts, ty, &mut Diagnostics::default())
}

fn resolve(definitions: &Definitions<'_>, diagnostics: &mut Diagnostics) -> Resolved {
    let values = value::resolve(definitions, diagnostics);
    let fields: Vec<Fields> = definitions
        .drafts
        .entities
        .iter()
        .map(|draft| field::resolve(draft, definitions, &values.structs, diagnostics))
        .collect();
    let known = Known { definitions, fields: &fields };
    let entities: Vec<Entity> = definitions
        .drafts
        .entities
        .iter()
        .zip(&fields)
        .map(|(draft, fields)| entity::resolve(draft, fields, &known, diagnostics))
        .collect();
    let activities =
        definitions.drafts.entities.iter().zip(&fields).filter_map(|(draft, fields)| {
            Some((draft.name.value.clone(), entity::activity(draft, fields, diagnostics)?))
        });
    let activities = activities.collect();
    let partitioned =
        definitions.drafts.entities.iter().zip(&fields).filter_map(|(draft, fields)| {
            Some((draft.name.value.clone(), entity::partition(draft, fields, diagnostics)?))
        });
    let partitioned = partitioned.collect();
    let is_commented = |draft: &&EntityDraft| draft.comment.is_some() && draft.view.is_none();
    let commented = definitions.drafts.entities.iter().filter(is_commented);
    let commented = commented.map(|draft| draft.name.value.clone()).collect();
    let broken = fields.into_iter().map(|fields| fields.broken).collect();
    let extras = extras::resolve(definitions.drafts, diagnostics);
    let ties = join::ties(definitions.drafts);
    let secured = secured(definitions.drafts, &entities);
    let scaled = if definitions.drafts.is_ready_to_scale { scaled(&entities) } else { BTreeMap::new() };
    let distributed = distributed(definitions.drafts, &entities, &scaled);
    let (values_of, objects) = (values.structs, BTreeMap::new());
    let schema = Schema {
        entities,
        values: values_of,
        extras,
        activities,
        secured,
        scaled,
        distributed,
        partitioned,
        commented,
        ties,
        objects,
    };
    Resolved { schema, broken, broken_values: values.broken, aliases: values.aliases }
}

/// Returns the entities whose rows the database hides from other tenants.
fn secured(drafts: &Drafts, entities: &[Entity]) -> BTreeSet<String> {
    let said = |draft: &EntityDraft| {
        draft.row_level_security.as_ref().map_or(drafts.row_level_security, |security| security.value)
    };
    let pairs = drafts.entities.iter().zip(entities);
    let secured = pairs.filter(|(draft, entity)| said(draft) && entity.tenant.is_some() && !entity.view);
    secured.map(|(_, entity)| entity.name.clone()).collect()
}

/// Returns the entities whose keys begin with the tenant, each with the field that holds it: those that tenants own,
/// and the tenants' own, which has the business id.
fn scaled(entities: &[Entity]) -> BTreeMap<String, FieldId> {
    let owned = entities.iter().filter(|entity| !entity.view);
    let owned: Vec<_> = owned.filter_map(|entity| Some((entity, entity.tenant?))).collect();
    let roots = owned.iter().filter_map(|(child, tenant)| {
        let parent = &child.relation_of(*tenant)?.parent;
        let root = entities.iter().find(|entity| entity.name == *parent)?;
        Some((root.name.clone(), root.field_id(&child.field(*tenant).name)?))
    });
    roots.chain(owned.iter().map(|(entity, tenant)| (entity.name.clone(), *tenant))).collect()
}

/// Returns where the rows of each entity are kept once tables are spread: what has no tenant is on every server, unless
/// it is said to be local.
fn distributed(
    drafts: &Drafts,
    entities: &[Entity],
    scaled: &BTreeMap<String, FieldId>,
) -> BTreeMap<String, Distribution> {
    if drafts.engine.is_none() {
        return BTreeMap::new();
    }
    let is_local = |draft: &EntityDraft| draft.distribution.as_ref().is_some_and(|word| word.value == "local");
    let pairs = drafts.entities.iter().zip(entities).filter(|(draft, entity)| !entity.view && !is_local(draft));
    let of = |entity: &Entity| match scaled.contains_key(&entity.name) {
        true => Distribution::Tenant,
        false => Distribution::Reference,
    };
    pairs.map(|(_, entity)| (entity.name.clone(), of(entity))).collect()
}
