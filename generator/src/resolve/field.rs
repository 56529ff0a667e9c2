//! Resolves the fields of an entity.

mod default;
pub(super) mod rule;

use crate::{
    diagnostic::Diagnostics,
    draft::{EntityDraft, FieldDraft, Text},
    ir::{Default, Deferrable, Field, FieldId, FieldType, KeyOf, ReferentialAction, Relation, ValueType},
    resolve::{
        field_type::{self, Place, Typed, optional, own, stand_in},
        lookup::{Definitions, Fields, has_several_keys},
        term::sql_text,
    },
};

/// Resolves the fields of `entity`; each keeps its position.
pub(super) fn resolve(
    entity: &EntityDraft,
    definitions: &Definitions<'_>,
    values: &[ValueType],
    diagnostics: &mut Diagnostics,
) -> Fields {
    let mut resolved =
        Fields { fields: Vec::new(), broken: Vec::new(), primary: Vec::new(), tenant: None, relations: Vec::new() };
    for (at, draft) in entity.fields.iter().enumerate() {
        let place = Place { owner: &entity.name.value, column: true };
        let typed = field_type::resolve(draft, place, definitions, diagnostics);
        let broken = draft.broken || typed.is_none();
        let typed = keyed(typed.unwrap_or_else(stand_in), draft, entity);
        resolved.fields.push(field(draft, &typed, broken, values, diagnostics));
        if columns_of_key(entity) > 1 {
            // No database numbers rows by a part of their key.
            let default = &mut resolved.fields[at].default;
            *default = default.take().filter(|default| *default != Default::Identity);
        }
        resolved.broken.push(broken);
        let id = FieldId(at);
        if draft.primary.is_some() {
            resolved.primary.push(id);
        }
        if draft.tenant.is_some() && resolved.tenant.is_none() {
            resolved.tenant = Some(id);
        }
        resolved.relations.extend(relation(draft, id));
    }
    // The tenant leads, as in every other key.
    let tenant = resolved.tenant;
    resolved.primary.sort_by_key(|id| Some(*id) != tenant);
    resolved
}

fn columns_of_key(entity: &EntityDraft) -> usize {
    entity.fields.iter().filter(|field| field.primary.is_some()).count()
}

/// Makes the type of a primary key the entity's own key type.
fn keyed(typed: Typed, draft: &FieldDraft, entity: &EntityDraft) -> Typed {
    let is_column = matches!(
        typed.ty,
        FieldType::Scalar(_) | FieldType::String { .. } | FieldType::Bytes { .. } | FieldType::Enum(_)
    );
    let is_of_tenant = draft.tenant.is_some() && columns_of_key(entity) > 1;
    if draft.primary.is_none() || !is_column || is_of_tenant || has_several_keys(entity) {
        return typed;
    }
    let entity = entity.name.value.clone();
    Typed { ty: FieldType::Key(KeyOf { entity, column: Box::new(typed.ty) }), ..typed }
}

fn field(
    draft: &FieldDraft,
    typed: &Typed,
    broken: bool,
    values: &[ValueType],
    diagnostics: &mut Diagnostics,
) -> Field {
    let rules = draft.rules.clone().or(&typed.rules);
    let (default, rules) = if broken {
        (None, Vec::new())
    } else {
        (default::resolve(draft, typed, values, diagnostics), rule::resolve(&rules, typed.ty.stored(), diagnostics))
    };
    Field {
        name: draft.name.value.clone(),
        column: draft.column.as_ref().map(|column| column.value.clone()).filter(|column| *column != draft.name.value),
        doc: draft.doc.clone(),
        ty: typed.ty.clone(),
        native: own::native(draft, &typed.ty),
        rust: own::rust(draft),
        nullable: typed.nullable,
        default,
        generated: draft.generated.as_ref().map(sql_text),
        on_update_now: draft.on_update.as_ref().is_some_and(|word| word.value == "now"),
        rules,
        // A row does not move to another tenant, and keeps its key.
        immutable: draft.immutable.is_some() || draft.tenant.is_some() || draft.primary.is_some(),
        secret: draft.secret.is_some(),
        volatile: draft.volatile.is_some(),
        deprecated: draft.deprecated.is_some(),
        unchecked: draft.unchecked.is_some(),
        comment: draft.comment.is_some(),
        was: draft.was.as_ref().map(|was| was.value.clone()),
    }
}

fn relation(draft: &FieldDraft, field: FieldId) -> Option<Relation> {
    let parent = optional(draft.belongs_to.as_ref()?).0.value;
    Some(Relation {
        field,
        others: Vec::new(),
        name: None,
        parent,
        by: draft.by.iter().map(|by| by.value.clone()).collect(),
        on_delete: on_delete(draft.on_delete.as_ref()),
        on_update: on_update(draft.on_update.as_ref()),
        deferrable: deferrable(draft.deferrable.as_ref()),
    })
}

/// Returns what a delete of the parent does.
pub(super) fn on_delete(word: Option<&Text>) -> ReferentialAction {
    word.map_or(ReferentialAction::Restrict, |word| action(&word.value, ReferentialAction::Restrict))
}

/// Returns what a change of the parent's key does.
pub(super) fn on_update(word: Option<&Text>) -> ReferentialAction {
    word.map_or(ReferentialAction::NoAction, |word| action(&word.value, ReferentialAction::NoAction))
}

/// Returns when the reference is checked.
pub(super) fn deferrable(word: Option<&Text>) -> Option<Deferrable> {
    match word?.value.as_str() {
        "immediate" => Some(Deferrable::Immediate),
        "deferred" => Some(Deferrable::Deferred),
        _ => None,
    }
}

fn action(word: &str, unsaid: ReferentialAction) -> ReferentialAction {
    match word {
        "restrict" => ReferentialAction::Restrict,
        "no_action" => ReferentialAction::NoAction,
        "cascade" => ReferentialAction::Cascade,
        "set_null" => ReferentialAction::SetNull,
        "set_default" => ReferentialAction::SetDefault,
        _ => unsaid,
    }
}
