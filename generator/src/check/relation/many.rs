//! Checks what is between two entities.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::{Entity, FieldId, Unique},
    name, resolve,
};

/// Two different entities are tied once, by one that has a row for each pair.
pub(super) fn check(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let mut seen: Vec<([&str; 2], Origin)> = Vec::new();
    for subject in subjects {
        for many in &subject.draft.many {
            let (own, with, origin) = (subject.entity.name.as_str(), many.with.value.as_str(), many.with.origin);
            let Some(other) = subjects.iter().find(|other| other.entity.name == with) else {
                let message = format!("`{own}` is tied to an unknown entity `{with}`");
                let names = subjects.iter().map(|subject| subject.entity.name.as_str());
                let help = match name::nearest(with, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the name of an entity".to_owned(),
                };
                diagnostics.push(Diagnostic::error(Code::UnknownParent, origin, message).help(help));
                continue;
            };
            if let Some((_, first)) = seen.iter().find(|(ends, _)| ends.contains(&own) && ends.contains(&with)) {
                let message = format!("`{own}` and `{with}` are tied twice");
                diagnostics.push(
                    Diagnostic::error(Code::ManyToMany, origin, message)
                        .related(*first, "first said here")
                        .help("remove one of them: each side has the methods"),
                );
                continue;
            }
            seen.push(([own, with], origin));
            let through = resolve::through(subject.draft, many);
            let join = subjects.iter().find(|join| join.entity.name == through);
            if let Some(why) = unfit(subject.entity, other.entity, join.map(|join| join.entity)) {
                let place = many.through.as_ref().map_or(origin, |through| through.origin);
                let message = format!("`{through}` cannot tie `{own}` to `{with}`: {why}");
                let help = "declare the entity in between and its two references, and use its own methods";
                diagnostics.push(Diagnostic::error(Code::ManyToMany, place, message).help(help));
            }
        }
    }
}

/// Returns why rows of `join` do not tie rows of two entities to each other.
fn unfit(one: &Entity, other: &Entity, join: Option<&Entity>) -> Option<String> {
    if one.name == other.name {
        return Some("both are the same entity".to_owned());
    }
    if one.tenant.is_some() != other.tenant.is_some() {
        return Some("only one of them belongs to a tenant".to_owned());
    }
    let Some(join) = join else { return Some("there is no such entity".to_owned()) };
    let end = |of: &Entity| {
        let mut all = join.relations.iter().filter(|one| one.parent == of.name && join.tenant != Some(one.field));
        all.next()
            .filter(|one| one.is_to_key() && !one.is_composite())
            .map(|one| one.field)
            .filter(|_| all.next().is_none())
    };
    let mut ends = Vec::new();
    for entity in [one, other] {
        match end(entity) {
            Some(field) => ends.push(field),
            None => return Some(format!("it has not exactly one reference to the key of `{}`", entity.name)),
        }
    }
    if join.tenant.is_some() != one.tenant.is_some() {
        return Some("they do not belong to a tenant alike".to_owned());
    }
    if join.soft_delete.is_some() {
        return Some("its deletes only mark rows".to_owned());
    }
    let is_said = |id: FieldId| ends.contains(&id) || join.tenant == Some(id);
    let mut fields = join.fields.iter().enumerate().filter(|(at, _)| !is_said(FieldId(*at)));
    if let Some((_, field)) = fields.find(|(_, field)| !field.nullable && field.default.is_none()) {
        return Some(format!("`{}` is required and has no default", field.name));
    }
    let own = |columns: &[FieldId]| {
        let own: Vec<FieldId> = columns.iter().copied().filter(|id| join.tenant != Some(*id)).collect();
        own.len() == 2 && ends.iter().all(|end| own.contains(end))
    };
    let whole = |unique: &Unique| unique.condition.is_none() && own(&unique.columns);
    let is_one = own(&join.primary) || join.uniques.iter().any(whole);
    (!is_one).then(|| "no key keeps two rows between the same rows apart".to_owned())
}
