//! Checks tenant fields and the tenant entity they refer to.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::FieldDraft,
    ir::{FieldType, Scope},
};

/// An entity has at most one tenant field: a required reference that is always at hand.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    row_security(subject, diagnostics);
    let tenants: Vec<(&FieldDraft, Origin)> =
        subject.draft.fields.iter().filter_map(|field| Some((field, field.tenant?))).collect();
    for (field, origin) in tenants.iter().skip(1) {
        let message = format!("`{}` is a second tenant field", field.name.value);
        let help = "a row belongs to one tenant; remove `tenant` here";
        diagnostics.push(Diagnostic::error(Code::SecondTenant, *origin, message).help(help));
    }
    for (field, origin) in &tenants {
        if field.belongs_to.is_none() {
            let message = format!("the tenant field `{}` must be a reference to an entity", field.name.value);
            let help = match origin {
                Origin::Text { .. } => "write `belongs_to = \"Tenant\"` instead of its type",
                Origin::Tokens(_) => "write `#[field(belongs_to = Tenant, tenant)]`",
            };
            diagnostics.push(Diagnostic::error(Code::TenantField, *origin, message).help(help));
        }
        for (flag, word) in [(field.secret, "secret"), (field.volatile, "volatile"), (field.deprecated, "deprecated")] {
            if let Some(origin) = flag {
                let message = format!("the tenant field `{}` cannot be {word}", field.name.value);
                let help = format!("remove `{word}`");
                diagnostics.push(Diagnostic::error(Code::TenantField, origin, message).help(help));
            }
        }
    }
    if let Some(id) = subject.entity.tenant
        && let Some(field) = subject.known(id)
        && field.nullable
    {
        let draft = subject.field_draft(id);
        let origin = draft.belongs_to.as_ref().map_or(draft.name.origin, |parent| parent.origin);
        let message = format!("the tenant field `{}` cannot be nullable", field.name);
        diagnostics.push(Diagnostic::error(Code::Nullable, origin, message).help("remove the `?`"));
    }
}

/// A policy asks for the tenant of a row, and stands on a table.
fn row_security(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let Some(said) = subject.draft.row_level_security.as_ref().filter(|said| said.value) else { return };
    let name = &subject.entity.name;
    let (message, help) = if subject.entity.view {
        let message = format!("`{name}` is a view, which shows what the tables below it show");
        (message, "write `row_level_security` on their entities, and make the view with `security_invoker = true`")
    } else if subject.entity.tenant.is_none() {
        let message = format!("row level security of `{name}` has no tenant to go by");
        (message, "remove it, or mark the reference to the tenant's entity with `tenant`")
    } else {
        return;
    };
    diagnostics.push(Diagnostic::error(Code::RowSecurity, said.origin, message).help(help));
}

/// All tenant fields refer to one entity, which has the business id.
pub(super) fn roots(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let mut first: Option<(&str, Origin)> = None;
    for subject in subjects {
        let Some(id) = subject.entity.tenant else { continue };
        let draft = subject.field_draft(id);
        let (Some(parent), Some(relation)) = (&draft.belongs_to, subject.entity.relation_of(id)) else { continue };
        let Some(root) = subjects.iter().find(|root| root.entity.name == relation.parent) else { continue };
        match first {
            None => {
                first = Some((&draft.name.value, parent.origin));
                self::root(root, &draft.name.value, diagnostics);
            }
            Some((name, origin)) => {
                same(subjects, subject, name, origin, diagnostics);
            }
        }
    }
}

/// Reports a tenant field that is called otherwise, or refers to another entity, than the first.
fn same(
    subjects: &[CheckedEntity<'_>],
    subject: &CheckedEntity<'_>,
    name: &str,
    origin: Origin,
    diagnostics: &mut Diagnostics,
) {
    let Some(id) = subject.entity.tenant else { return };
    let first = subjects.iter().find_map(|first| first.entity.relation_of(first.entity.tenant?));
    let draft = subject.field_draft(id);
    let (Some(first), Some(relation)) = (first, subject.entity.relation_of(id)) else { return };
    let place = draft.belongs_to.as_ref().map_or(draft.name.origin, |parent| parent.origin);
    let (place, message, help) = if relation.parent != first.parent {
        let help = format!("write `belongs_to = \"{}\"`, or remove `tenant`", first.parent);
        (place, format!("the tenant entity is `{}` here but `{}` elsewhere", relation.parent, first.parent), help)
    } else if draft.name.value != name {
        let message = format!("the tenant field is named `{name}` elsewhere");
        (draft.name.origin, message, format!("write `{name}`"))
    } else {
        return;
    };
    diagnostics
        .push(Diagnostic::error(Code::TenantField, place, message).related(origin, "first defined here").help(help));
}

fn root(root: &CheckedEntity<'_>, name: &str, diagnostics: &mut Diagnostics) {
    if let Some(tenant) = root.entity.tenant {
        let draft = root.field_draft(tenant);
        let message = format!("the tenant entity `{}` cannot itself belong to a tenant", root.entity.name);
        let origin = draft.tenant.unwrap_or(draft.name.origin);
        diagnostics.push(Diagnostic::error(Code::TenantField, origin, message).help("remove `tenant` here"));
        return;
    }
    let advice = match root.origin() {
        Origin::Text { .. } => {
            format!("write `{name} = {{ type = \"string\", length = [3, 50], unique = true, immutable = true }}`")
        }
        Origin::Tokens(_) => format!("write `#[field(length(3..=50), unique, immutable)] {name}: String`"),
    };
    let Some(id) = root.entity.field_id(name) else {
        let message = format!("the tenant entity `{}` has no business id `{name}`", root.entity.name);
        diagnostics.push(Diagnostic::error(Code::BusinessId, root.origin(), message).help(advice));
        return;
    };
    let Some(field) = root.known(id) else { return };
    let unique = root
        .entity
        .uniques
        .iter()
        .any(|unique| unique.columns == [id] && unique.condition.is_none() && unique.scope == Scope::Tenant);
    let lacks = match &field.ty {
        FieldType::String { .. } if field.nullable => "required",
        FieldType::String { .. } if !unique => "unique",
        FieldType::String { .. } if !field.immutable => "immutable",
        FieldType::String { .. } => return,
        _ => "a string",
    };
    let message = format!("the business id `{name}` of the tenant entity is not {lacks}");
    let origin = root.field_draft(id).name.origin;
    diagnostics.push(Diagnostic::error(Code::BusinessId, origin, message).help(advice));
}
