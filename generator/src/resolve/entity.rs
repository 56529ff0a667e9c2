//! Resolves an entity once its fields are known.

mod aggregate;
mod belongs_to;
mod cache;
mod check;
mod counter;
mod index;
mod partition;
mod query;
mod storage;
mod unique;

use larder_format::qualified;

use crate::{
    diagnostic::Diagnostics,
    draft::{EntityDraft, Text},
    ir::{Entity, FieldId, Partition},
    name,
    resolve::lookup::{Fields, Known, find},
};

/// Resolves everything of an entity that goes beyond its single fields.
pub(super) fn resolve(
    draft: &EntityDraft,
    fields: &Fields,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Entity {
    let of = |name: &Option<Text>, diagnostics: &mut Diagnostics| find(name.as_ref()?, draft, fields, diagnostics);
    Entity {
        name: draft.name.value.clone(),
        table: table(draft),
        was: draft.was.as_ref().map(|was| was.value.clone()),
        doc: draft.doc.clone(),
        tenant: fields.tenant,
        uniques: unique::resolve(draft, fields, diagnostics),
        indexes: index::resolve(draft, fields, diagnostics),
        counters: counter::resolve(draft, known, diagnostics),
        aggregates: aggregate::resolve(draft, fields, known, diagnostics),
        queries: query::resolve(draft, fields, known, diagnostics),
        soft_delete: of(&draft.soft_delete, diagnostics),
        version: of(&draft.version, diagnostics),
        cache: draft.cache.as_ref().and_then(|cache| cache::resolve(cache, diagnostics)),
        fields: fields.fields.clone(),
        primary: fields.primary.clone(),
        relations: [fields.relations.clone(), belongs_to::resolve(draft, fields, known, diagnostics)].concat(),
        hooks: draft.hooks.as_ref().map(|path| path.value.clone()),
        check_with: draft.check_with.as_ref().map(|path| path.value.clone()),
        view: draft.view.is_some(),
        checks: check::resolve(draft, fields, diagnostics),
    }
}

/// Returns the timestamp that says when a row was last active.
pub(super) fn activity(draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Option<FieldId> {
    find(draft.activity.as_ref()?, draft, fields, diagnostics)
}

/// Returns how PostgreSQL lays its rows out in partitions.
pub(super) fn partition(draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Option<Partition> {
    partition::resolve(draft, fields, diagnostics)
}

/// Returns the name of the table or view, with the table's schema: as written, or the entity's in snake case with an
/// `s`.
fn table(draft: &EntityDraft) -> String {
    let said = draft.view.as_ref().or(draft.table.as_ref());
    let plain = said.map_or_else(|| format!("{}s", name::snake(&draft.name.value)), |table| table.value.clone());
    let schema = draft.schema.as_ref().filter(|_| draft.view.is_none());
    qualified::of(schema.map(|schema| schema.value.as_str()), &plain)
}
