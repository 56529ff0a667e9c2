//! Checks what references refer to, and what becomes of them when that goes or changes.

use crate::check::entity::CheckedEntity;
use crate::check::field::words::ON_DELETE_WORDS;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::Text,
    ir::{Default, Entity, FieldId, FieldType, ReferentialAction, Relation, Unique},
};

/// What a delete or a change of the parent does is possible.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for draft in subject.draft.fields.iter().filter(|draft| draft.belongs_to.is_none()) {
        let on_update = draft.on_update.as_ref().filter(|word| ON_DELETE_WORDS.contains(&word.value.as_str()));
        let keys = [("on_delete", &draft.on_delete), ("deferrable", &draft.deferrable), ("by", &draft.by)];
        let said = keys.into_iter().filter_map(|(key, word)| Some((key, word.as_ref()?)));
        for (key, word) in said.chain(on_update.map(|word| ("on_update", word))) {
            let message = format!("`{key}` needs a reference, and `{}` is not one", draft.name.value);
            let help = format!("add `belongs_to = \"…\"`, or remove `{key}`");
            diagnostics.push(Diagnostic::error(Code::ReferentialAction, word.origin, message).help(help));
        }
    }
    for relation in subject.entity.relations.iter().filter(|relation| !relation.is_composite()) {
        let draft = subject.field_draft(relation.field);
        let actions =
            [(relation.on_delete, "a delete", &draft.on_delete), (relation.on_update, "an update", &draft.on_update)];
        for (action, what, said) in actions {
            if let Some(said) = said {
                self::action(subject, relation, (action, what, said), diagnostics);
            }
        }
    }
}

fn action(
    subject: &CheckedEntity<'_>,
    relation: &Relation,
    (action, what, said): (ReferentialAction, &str, &Text),
    diagnostics: &mut Diagnostics,
) {
    let Some(field) = subject.known(relation.field) else { return };
    if action == ReferentialAction::SetNull && !field.nullable {
        let message = format!("`{}` is required, so {what} cannot set it to null", field.name);
        let key = if what == "a delete" { "on_delete" } else { "on_update" };
        let help = match said.origin {
            Origin::Text { .. } => format!("write `belongs_to = \"{}?\"`, or `{key} = \"cascade\"`", relation.parent),
            Origin::Tokens(_) => format!("make it an `Option`, or write `{key} = \"cascade\"`"),
        };
        diagnostics.push(Diagnostic::error(Code::SetNullRequired, said.origin, message).help(help));
    }
    if action == ReferentialAction::SetDefault && !matches!(field.default, Some(Default::Literal(_))) {
        let message = format!("`{}` has no default, so {what} cannot set it to that", field.name);
        let help = "add `default`, the key of a row that stays";
        diagnostics.push(Diagnostic::error(Code::ReferentialAction, said.origin, message).help(help));
    }
}

/// Keys of rows of a tenant do not change, and no default is a row of every tenant's.
pub(super) fn of_tenants(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects.iter().filter(|subject| subject.entity.tenant.is_some()) {
        for relation in &subject.entity.relations {
            let parent = subjects.iter().find(|parent| parent.entity.name == relation.parent);
            let is_owned = parent.is_some_and(|parent| parent.entity.tenant.is_some());
            if !is_owned && subject.entity.tenant != Some(relation.field) {
                continue;
            }
            let written = subject.said(relation);
            let moves = |word: &&Text| !["now", "restrict", "no_action"].contains(&&*word.value);
            let by_default = |word: &&Text| word.value == "set_default";
            let said = written.on_update.filter(moves).or(written.on_delete.filter(by_default));
            if let Some(word) = said {
                let name = written.name;
                let message = format!("`{name}` is tied to its tenant, so `{}` cannot change it", word.value);
                let help = "remove it, or write `\"restrict\"`";
                diagnostics.push(Diagnostic::error(Code::ReferentialAction, word.origin, message).help(help));
            }
        }
    }
}

/// A reference by another field than the primary key needs one that is unique and stays.
pub(super) fn targets(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for relation in subject.entity.relations.iter().filter(|relation| !relation.is_composite()) {
            let draft = subject.field_draft(relation.field);
            let Some(by) = &draft.by else { continue };
            let Some(parent) = subjects.iter().find(|parent| parent.entity.name == relation.parent) else { continue };
            let Some(id) = parent.entity.field_id(&by.value) else { continue };
            let Some(field) = parent.known(id) else { continue };
            if field.ty == FieldType::Text {
                unbounded(&relation.parent, by, diagnostics);
                continue;
            }
            if field.native.is_some() {
                of_databases(&relation.parent, by, diagnostics);
                continue;
            }
            let lacks = if parent.entity.is_keyed_by_tenant() {
                "in an entity whose primary key is free of the tenant"
            } else if !is_unique(parent.entity, id) {
                "unique"
            } else if !field.immutable {
                "immutable"
            } else if field.secret || field.volatile || field.deprecated {
                "in the row"
            } else {
                continue;
            };
            let message =
                format!("`{}` refers to `{}.{}`, which is not {lacks}", draft.name.value, relation.parent, by.value);
            let help = match by.origin {
                Origin::Text { .. } => format!("write `{} = {{ …, unique = true, immutable = true }}`", by.value),
                Origin::Tokens(_) => format!("write `#[field(unique, immutable)]` on `{}`", by.value),
            };
            diagnostics.push(Diagnostic::error(Code::ReferenceTarget, by.origin, message).help(help));
        }
    }
}

/// Reports a type that only the column of the parent has, and not that of the reference.
fn of_databases(parent: &str, by: &Text, diagnostics: &mut Diagnostics) {
    let message = format!("`{parent}.{}` has a type of the databases' own, which no reference to it has", by.value);
    let help = "remove its `native` or `collation`, or refer to the primary key";
    diagnostics.push(Diagnostic::error(Code::ReferenceTarget, by.origin, message).help(help));
}

/// Reports a text that MySQL's keys do not hold whole, which a foreign key needs.
pub(super) fn unbounded(parent: &str, name: &Text, diagnostics: &mut Diagnostics) {
    let message = format!("`{parent}.{}` has no bound, so that MySQL has no reference to it", name.value);
    let help = match name.origin {
        Origin::Text { .. } => "give it a bound, `type = \"string\", length = 100`, or refer to the primary key",
        Origin::Tokens(_) => "give it a bound, `#[field(length = 100)]`, or refer to the primary key",
    };
    diagnostics.push(Diagnostic::error(Code::UnboundedReference, name.origin, message).help(help));
}

/// Returns whether the field alone, within its tenant, tells rows apart.
fn is_unique(entity: &Entity, id: FieldId) -> bool {
    let own = |unique: &Unique| unique.columns.iter().filter(|column| Some(**column) != entity.tenant).eq([&id]);
    let whole = |unique: &&Unique| unique.condition.is_none() && unique.columns.contains(&id) && own(unique);
    let scope = if entity.tenant.is_some() { 2 } else { 1 };
    entity.uniques.iter().filter(whole).any(|unique| unique.columns.len() == scope)
}

/// A row whose primary key holds the tenant is known by key and tenant together, both of which the reference keeps.
pub(super) fn within_tenants(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for relation in &subject.entity.relations {
            let parent = subjects.iter().find(|parent| parent.entity.name == relation.parent);
            let is_found_within =
                |parent: &Entity| parent.is_keyed_by_tenant() || parent.tenant.is_some() && !relation.is_to_key();
            let is_known = subject.known(relation.field).is_some();
            if !is_known || !parent.is_some_and(|parent| is_found_within(parent.entity)) {
                continue;
            }
            let said = subject.said(relation);
            let (name, parent, origin) = (said.name, &relation.parent, said.origin);
            if subject.entity.tenant.is_none() {
                let message = format!("`{name}` refers to `{parent}`, whose key holds the tenant");
                let help = format!(
                    "give `{0}` the tenant field, or take the tenant out of the primary key of `{parent}`",
                    subject.entity.name
                );
                diagnostics.push(Diagnostic::error(Code::CompositePrimary, origin, message).help(help));
            } else if relation.on_delete == ReferentialAction::SetNull {
                let origin = said.on_delete.map_or(origin, |action| action.origin);
                let message = format!(
                    "a delete cannot set `{name}` to null and keep the tenant, which the key of `{parent}` holds"
                );
                let help = format!(
                    "write `on_delete = \"cascade\"` or `\"restrict\"`, or take the tenant out of the primary key of `{parent}`"
                );
                diagnostics.push(Diagnostic::error(Code::CompositePrimary, origin, message).help(help));
            }
        }
    }
}
