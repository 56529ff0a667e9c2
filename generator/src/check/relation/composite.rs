//! Checks references that several fields hold together.

use super::relations::unbounded;
use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{BelongsToDraft, Text},
    ir::{Default, Entity, Field, FieldId, FieldType, ReferentialAction, Relation},
};

/// What an entity says of such references by itself.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let mut names: Vec<(String, Origin)> = Vec::new();
    for (relation, said) in subject.composite_relations() {
        let name = relation.called();
        let origin = said.name.as_ref().or(said.to.as_ref()).map_or(said.origin, |name| name.origin);
        if let Some((_, first)) = names.iter().find(|(known, _)| *known == name) {
            let message = format!("two references of `{}` are called `{name}`", subject.entity.name);
            let help = "give one of them a `name`";
            let report = Diagnostic::error(Code::CompositeReference, origin, message).related(*first, "the first one");
            diagnostics.push(report.help(help));
        }
        names.push((name, origin));
        for id in relation.fields() {
            part(subject, id, said, diagnostics);
        }
        let actions = [
            (relation.on_delete, "a delete", &said.on_delete, "on_delete"),
            (relation.on_update, "an update", &said.on_update, "on_update"),
        ];
        for (action, what, word, key) in actions {
            if let Some(word) = word {
                self::action(subject, relation, (action, what, word, key), diagnostics);
            }
        }
    }
}

/// Each part is in every row, and is not the tenant, which every reference between two entities of tenants holds.
fn part(subject: &CheckedEntity<'_>, id: FieldId, said: &BelongsToDraft, diagnostics: &mut Diagnostics) {
    let Some(field) = subject.known(id) else { return };
    let origin = said.on.as_ref().map_or(said.origin, |on| on.origin);
    if subject.entity.tenant == Some(id) {
        let message = format!("`{}` is the tenant, which the reference holds by itself", field.name);
        let help = format!("remove `{}` from `on`", field.name);
        diagnostics.push(Diagnostic::error(Code::CompositeReference, origin, message).help(help));
    }
    if field.secret || field.volatile || field.deprecated {
        let message = format!("`{}` is not in the row, so it cannot be a part of a reference", field.name);
        let help = "remove `secret`, `volatile` or `deprecated`";
        diagnostics.push(Diagnostic::error(Code::ReferencePart, origin, message).help(help));
    }
}

fn action(
    subject: &CheckedEntity<'_>,
    relation: &Relation,
    (action, what, said, key): (ReferentialAction, &str, &Text, &str),
    diagnostics: &mut Diagnostics,
) {
    let fields = || relation.fields().filter_map(|id| Some((id, subject.known(id)?)));
    if action == ReferentialAction::SetNull
        && let Some((_, field)) = fields().find(|(_, field)| !field.nullable)
    {
        let message = format!("`{}` is required, so {what} cannot set it to null", field.name);
        let help = format!("make each field of the reference nullable, or write `{key} = \"cascade\"`");
        diagnostics.push(Diagnostic::error(Code::SetNullRequired, said.origin, message).help(help));
    }
    if action == ReferentialAction::SetDefault {
        let lacks = |field: &Field| !matches!(field.default, Some(Default::Literal(_)));
        if let Some((_, field)) = fields().find(|(_, field)| lacks(field)) {
            let message = format!("`{}` has no default, so {what} cannot set it to that", field.name);
            let help = "add `default` to each field of the reference: the key of a row that stays";
            diagnostics.push(Diagnostic::error(Code::ReferentialAction, said.origin, message).help(help));
        }
    }
}

/// What such references refer to is a key, whose fields hold what they do.
pub(super) fn targets(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for (relation, said) in subject.composite_relations() {
            let Some(parent) = subjects.iter().find(|parent| parent.entity.name == relation.parent) else { continue };
            let Some(targets) = keys(relation, said, parent, diagnostics) else { continue };
            let origin = said.on.as_ref().map_or(said.origin, |on| on.origin);
            if targets.len() != relation.fields().count() {
                let message = format!(
                    "the reference has {} fields, and what it refers to has {}",
                    relation.fields().count(),
                    targets.len()
                );
                let help = match targets.as_slice() {
                    [one] => format!(
                        "the primary key of `{}` is `{}`: write `belongs_to = \"{0}\"` at one field, or name a unique \
                         key with `by`",
                        relation.parent,
                        parent.name(*one)
                    ),
                    all => format!("name a field for each of: {}", names(parent.entity, all)),
                };
                diagnostics.push(Diagnostic::error(Code::CompositeReference, origin, message).help(help));
                continue;
            }
            for (own, theirs) in relation.fields().zip(&targets) {
                same_type(subject, own, parent, *theirs, origin, diagnostics);
            }
        }
    }
}

/// Returns the fields that a reference is to, in the order of the key.
fn keys(
    relation: &Relation,
    said: &BelongsToDraft,
    parent: &CheckedEntity<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<FieldId>> {
    let Some(by) = &said.by else { return Some(parent.entity.key_ids().collect()) };
    let mut targets = Vec::new();
    for name in by.list() {
        let Some(id) = parent.entity.field_id(&name.value) else {
            let message = format!("`{}` has no field `{}`", relation.parent, name.value);
            let help = "name the fields of a unique key of the parent";
            diagnostics.push(Diagnostic::error(Code::ReferenceTarget, name.origin, message).help(help));
            return None;
        };
        if parent.known(id).is_some_and(|field| field.ty == FieldType::Text) {
            unbounded(&relation.parent, &name, diagnostics);
            return None;
        }
        targets.push(id);
    }
    let own = |columns: &[FieldId]| {
        let tenant = parent.entity.tenant;
        columns.iter().copied().filter(|id| Some(*id) != tenant).collect::<Vec<FieldId>>()
    };
    let whole = || parent.entity.uniques.iter().filter(|unique| unique.condition.is_none());
    let lacks = if parent.entity.is_keyed_by_tenant() {
        Some("in an entity whose primary key is free of the tenant".to_owned())
    } else if let Some(key) = whole().map(|unique| own(&unique.columns)).find(|key| is_reordered(key, &targets)) {
        Some(format!("in the order of the key: {}", names(parent.entity, &key)))
    } else if !whole().any(|unique| own(&unique.columns) == targets) {
        Some("a unique key".to_owned())
    } else if targets.iter().any(|id| parent.known(*id).is_some_and(|field| !field.immutable)) {
        Some("immutable".to_owned())
    } else {
        None
    };
    let Some(lacks) = lacks else { return Some(targets) };
    let message = format!("the reference is by `{}` of `{}`, which is not {lacks}", by.value, relation.parent);
    let help = match by.origin {
        Origin::Text { .. } => {
            format!("write `unique = [\"{}\"]` at `{}`, and `immutable = true` at each", by.value, relation.parent)
        }
        Origin::Tokens(_) => {
            format!("write `#[repository(unique(\"{}\"))]` at `{}`, and `immutable` at each", by.value, relation.parent)
        }
    };
    diagnostics.push(Diagnostic::error(Code::ReferenceTarget, by.origin, message).help(help));
    None
}

fn is_reordered(key: &[FieldId], targets: &[FieldId]) -> bool {
    key != targets && key.len() == targets.len() && targets.iter().all(|id| key.contains(id))
}

/// MySQL compares only columns of one type, and a program converts no other values.
fn same_type(
    subject: &CheckedEntity<'_>,
    own: FieldId,
    parent: &CheckedEntity<'_>,
    theirs: FieldId,
    origin: Origin,
    diagnostics: &mut Diagnostics,
) {
    let (Some(own), Some(theirs)) = (subject.known(own), parent.known(theirs)) else { return };
    if holds_same(&own.ty, &theirs.ty) && own.native == theirs.native {
        return;
    }
    let message = format!(
        "`{}` does not hold what `{}.{}` does, which the reference compares it with",
        own.name, parent.entity.name, theirs.name
    );
    let help = format!("give `{}` the type of `{}.{}`", own.name, parent.entity.name, theirs.name);
    diagnostics.push(Diagnostic::error(Code::ReferencePart, origin, message).help(help));
}

/// Two keys stand for each other only where they are of one entity; a bound is each column's own.
fn holds_same(own: &FieldType, theirs: &FieldType) -> bool {
    if let (FieldType::Key(own), FieldType::Key(theirs)) = (own, theirs)
        && own.entity != theirs.entity
    {
        return false;
    }
    match (own.stored(), theirs.stored()) {
        (FieldType::String { .. }, FieldType::String { .. }) => true,
        (own, theirs) => own == theirs,
    }
}

fn names(entity: &Entity, fields: &[FieldId]) -> String {
    fields.iter().map(|id| format!("`{}`", entity.field(*id).name)).collect::<Vec<_>>().join(", ")
}
