//! Checks what tables cannot have that are ready to be spread over servers by their tenant.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ir::{Default, FieldType, Relation, Scalar},
};

/// Checks every entity against the key shape.
pub(crate) fn check(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let owned = subjects.iter().filter_map(|subject| subject.entity.relation_of(subject.entity.tenant?));
    let root = owned.map(|relation| relation.parent.as_str()).next();
    for subject in subjects.iter().filter(|subject| !subject.entity.view) {
        let is_tenants = Some(subject.entity.name.as_str()) == root;
        for relation in &subject.entity.relations {
            let Some(parent) = subjects.iter().find(|parent| parent.entity.name == relation.parent) else { continue };
            let is_to_tenants = Some(relation.parent.as_str()) == root;
            if parent.entity.tenant.is_some() || is_to_tenants {
                reference(subject, relation, is_to_tenants, diagnostics);
            }
        }
        if subject.entity.tenant.is_some() || is_tenants {
            key(subject, diagnostics);
        }
    }
}

/// Checks a reference to a row that a tenant owns, or to a tenant.
fn reference(subject: &CheckedEntity<'_>, relation: &Relation, is_to_tenants: bool, diagnostics: &mut Diagnostics) {
    let said = subject.said(relation);
    let (name, entity) = (said.name, &subject.entity.name);
    let is_own_tenant = subject.entity.tenant == Some(relation.field);
    if subject.entity.tenant.is_none() || is_to_tenants && !is_own_tenant {
        let (message, help) = if subject.entity.tenant.is_none() {
            let message =
                format!("`{entity}` has no tenant, and `{name}` refers to `{}`, whose keys have", relation.parent);
            (message, "give it a reference to the tenant with `tenant = true`, or keep the key in a plain field")
        } else {
            let message = format!("`{name}` refers to another tenant than the one that owns the row");
            (message, "keep the other tenant's business id in a plain field")
        };
        diagnostics.push(Diagnostic::error(Code::ScaleReference, said.origin, message).help(help));
        return;
    }
    if relation.deferrable.is_some() {
        let message = format!("`{name}` is checked at the end of the transaction, which several servers do not have");
        let help = "remove `deferrable`, and write the parent before the child";
        diagnostics.push(Diagnostic::error(Code::ScaleTiming, said.origin, message).help(help));
    }
}

/// Only numbers of 64 bits leave each server a range of its own.
fn key(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (_, field, draft) in subject.fields().filter(|(_, field, _)| field.default == Some(Default::Identity)) {
        if field.ty.stored() != &FieldType::Scalar(Scalar::I64) {
            let message = format!("`{}` counts in fewer than 64 bits, of which each server takes a part", field.name);
            let help = "write `type = \"i64\"`";
            diagnostics.push(Diagnostic::error(Code::ScaleKey, draft.name.origin, message).help(help));
        }
    }
}
