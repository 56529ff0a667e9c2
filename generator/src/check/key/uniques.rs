//! Checks unique keys and the columns that an upsert adds to.

use super::indexes::{is_plain_text, key_bytes, unindexable};
use crate::check::entity::{CheckedEntity, is_number};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::Text,
    ir::{Entity, FieldId, FieldType, MergeRule, ReferentialAction, Scalar, Scope, Unique},
};

/// A unique key can be kept, by one tenant without knowing the others.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let places = places(subject);
    for (at, (unique, (origin, column_origins))) in subject.entity.uniques.iter().zip(&places).enumerate() {
        let equal = |other: &Unique| other.columns == unique.columns && other.condition == unique.condition;
        if let Some(first) = subject.entity.uniques[..at].iter().position(equal).filter(|_| !unique.columns.is_empty())
        {
            let message = "this unique key is defined twice";
            diagnostics.push(
                Diagnostic::error(Code::DuplicateUnique, *origin, message)
                    .related(places[first].0, "first defined here")
                    .help("remove one of them"),
            );
        }
        tenant(subject, unique, *origin, diagnostics);
        for column in &unique.columns {
            let origin = column_origins.iter().find(|(name, _)| name == subject.name(*column));
            let origin = origin.map_or(places[at].0, |(_, origin)| *origin);
            self::column(subject, *column, origin, diagnostics);
        }
        key_bytes(subject, &unique.columns, *origin, diagnostics);
        adds(subject, at, unique, diagnostics);
        merges(subject, at, unique, diagnostics);
    }
}

/// Where a key was written, and each of its columns.
pub(super) type KeyPlace<'a> = (Origin, Vec<(String, Origin)>);

/// The places of the keys, in the order in which they are resolved.
pub(in crate::check) fn places<'a>(subject: &CheckedEntity<'a>) -> Vec<KeyPlace<'a>> {
    let single =
        subject.draft.fields.iter().filter_map(|field| field.unique.as_ref()).map(|word| (word.origin, Vec::new()));
    let several = subject.draft.uniques.iter().map(|unique| {
        let columns = unique.on.iter().flat_map(|on| on.list()).map(|name| (name.value, name.origin)).collect();
        (unique.on.as_ref().map_or(unique.origin, |on| on.origin), columns)
    });
    single.chain(several).collect()
}

/// Returns the unique keys and indexes that do not hold a column, each with its columns and where it was written.
pub(in crate::check) fn without(subject: &CheckedEntity<'_>, column: FieldId) -> Vec<(Vec<FieldId>, Origin)> {
    let entity = subject.entity;
    let origins = places(subject).into_iter().map(|(origin, _)| origin);
    let keys = entity.uniques.iter().map(|unique| unique.columns.clone()).zip(origins);
    let indexes = entity.indexes.iter().zip(&subject.draft.indexes).filter(|(index, _)| index.unique);
    let indexes =
        indexes.map(|(index, draft)| (index.columns.iter().map(|column| column.field).collect(), draft.origin));
    keys.chain(indexes).filter(|(columns, _): &(Vec<_>, _)| !columns.contains(&column)).collect()
}

fn tenant(subject: &CheckedEntity<'_>, unique: &Unique, origin: Origin, diagnostics: &mut Diagnostics) {
    let Some(tenant) = subject.entity.tenant else { return };
    if unique.scope == Scope::Tenant && !unique.columns.contains(&tenant) && !unique.columns.is_empty() {
        let columns = std::iter::once(&tenant).chain(&unique.columns);
        let names: Vec<&str> = columns.map(|column| subject.name(*column)).collect();
        let message = "this key lacks the tenant field, so it would be unique across all tenants";
        let help = format!(
            "write `{}`; for a single field that is unique across all tenants, write `unique = \"global\"` on \
             the field",
            names.join(", ")
        );
        diagnostics.push(Diagnostic::error(Code::TenantNotInUnique, origin, message).help(help));
    }
}

fn column(subject: &CheckedEntity<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    if subject.entity.relations_over(id).any(|relation| relation.on_delete == ReferentialAction::SetNull) {
        let message = format!("deleting the parent sets `{}` to null, which could violate this key", subject.name(id));
        let help = "write `on_delete = \"cascade\"` or `\"restrict\"`, or remove the field from the key";
        diagnostics.push(Diagnostic::error(Code::SetNullInUnique, origin, message).help(help));
    }
    if !is_plain_text(subject, id) {
        unindexable(subject, id, origin, diagnostics);
    }
}

/// What helps where a decimal is too long for SQLite's integers.
pub(in crate::check) const LONG_DECIMAL: &str = "give it at most 18 digits";

fn adds(subject: &CheckedEntity<'_>, at: usize, unique: &Unique, diagnostics: &mut Diagnostics) {
    let single = subject.draft.fields.iter().filter(|field| field.unique.is_some()).count();
    let Some(adds) = at.checked_sub(single).and_then(|at| subject.draft.uniques[at].adds.as_ref()) else { return };
    for name in adds.list() {
        let Some(id) = subject.entity.field_id(&name.value) else { continue };
        let Some(field) = subject.known(id) else { continue };
        let (message, help) = if unique.columns.contains(&id) {
            (
                format!("`{}` is part of the key, so an upsert cannot add to it", field.name),
                "name a field outside the key",
            )
        } else if !is_number(&field.ty) {
            (format!("`{}` is not a number, so it cannot be added up", field.name), "name a number field")
        } else if field.is_foreign() {
            (
                format!("`{}` has a type of the databases' own, which larder does not add up", field.name),
                "remove `native`",
            )
        } else if field.ty.is_long_decimal() {
            (format!("`{}` has more than 18 digits, which SQLite cannot add up", field.name), LONG_DECIMAL)
        } else if field.nullable || field.immutable {
            (format!("`{}` cannot be added to: it is nullable or immutable", field.name), "make it a required number")
        } else {
            continue;
        };
        diagnostics.push(Diagnostic::error(Code::Adds, name.origin, message).help(help));
    }
}

/// What an upsert makes of both rows needs nothing but them.
fn merges(subject: &CheckedEntity<'_>, at: usize, unique: &Unique, diagnostics: &mut Diagnostics) {
    let single = subject.draft.fields.iter().filter(|field| field.unique.is_some()).count();
    let Some(draft) = at.checked_sub(single).map(|at| &subject.draft.uniques[at]) else { return };
    let mut known: Vec<String> = draft.adds.iter().flat_map(Text::list).map(|name| name.value).collect();
    for (words, merge) in draft.merges() {
        for name in words.list() {
            let Some(id) = subject.entity.field_id(&name.value) else { continue };
            let Some(field) = subject.known(id) else { continue };
            let refused = match known.contains(&name.value) {
                true => Some((format!("`{}` is listed twice", field.name), "keep it in one of the lists")),
                false => refused(subject.entity, unique, id, merge),
            };
            if let Some((message, help)) = refused {
                diagnostics.push(Diagnostic::error(Code::Merges, name.origin, message).help(help));
            }
            known.push(name.value);
        }
    }
}

/// Returns why an upsert cannot make anything of a field, and what helps.
fn refused(entity: &Entity, unique: &Unique, id: FieldId, merge: MergeRule) -> Option<(String, &'static str)> {
    let field = entity.field(id);
    let name = &field.name;
    let mut conditions = unique.condition.iter().flat_map(|condition| &condition.conditions);
    let is_in_key = unique.columns.contains(&id) || conditions.any(|condition| condition.field == *name);
    let kept = [entity.version, entity.soft_delete, entity.tenant].contains(&Some(id));
    let is_written = kept || field.immutable || field.on_update_now || field.deprecated;
    if is_in_key || entity.primary.contains(&id) {
        return Some((
            format!("`{name}` is part of a key, which an upsert leaves alone"),
            "name a field outside the key",
        ));
    }
    if is_written || entity.counters.iter().any(|counter| counter.field == id) {
        return Some((format!("`{name}` is no field that an upsert sets"), "name a field that a patch may set"));
    }
    if field.secret {
        return Some((format!("`{name}` is secret, and the row leaves it out"), "set it by a patch"));
    }
    if entity.relations_over(id).next().is_some() {
        let help = "use `upsert_by_…`, which looks at the parent";
        return Some((format!("`{name}` is a reference, whose parent has to be looked at"), help));
    }
    if entity.search().is_some_and(|search| search.columns.iter().any(|column| column.field == id)) {
        let help = "use `upsert_by_…`, which makes the words of the search anew";
        return Some((format!("`{name}` is searched, by words that follow from the whole row"), help));
    }
    let times = [Scalar::Timestamp, Scalar::DateTime, Scalar::Date];
    let is_time = matches!(&field.ty, FieldType::Scalar(scalar) if times.contains(scalar));
    let is_ordered = (is_number(&field.ty) || is_time) && !field.is_foreign() && !field.ty.is_long_decimal();
    if merge != MergeRule::New && !is_ordered {
        let help = "name a number, a `date`, a `timestamp` or a `datetime`";
        return Some((format!("`{name}` has no values of which databases keep the greater alike"), help));
    }
    None
}
