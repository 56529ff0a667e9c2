//! Checks counters and the children they count or sum.

use crate::check::entity::{CheckedEntity, is_integer};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{FieldDraft, Text},
    ir::{Counter, Default, Literal, ReferentialAction},
    name,
};

/// A counter is an integer that starts at 0.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (_, field, draft) in subject.fields() {
        let Some(written) = written(draft) else { continue };
        let fits = is_integer(&field.ty) && !field.nullable && field.default == Some(Default::Literal(Literal::Int(0)));
        if !fits {
            let message = format!("the counter `{}` must be a required integer with default 0", field.name);
            let help = match written.origin {
                Origin::Text { .. } => format!("write `{} = {{ type = \"i64\", default = 0, … }}`", field.name),
                Origin::Tokens(_) => format!("write `#[field(default = 0, …)] {}: i64`", field.name),
            };
            diagnostics.push(Diagnostic::error(Code::CounterField, written.origin, message).help(help));
        }
    }
}

/// A counted child belongs to the counting entity, in one way, and has the summed field.
pub(super) fn children(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for counter in &subject.entity.counters {
            let Some(child) = subjects.iter().find(|child| child.entity.name == counter.child) else { continue };
            let Some(written) = written(subject.field_draft(counter.field)) else { continue };
            belongs(subject, child, written, diagnostics);
            summed(child, counter, written, diagnostics);
        }
    }
}

fn written(draft: &FieldDraft) -> Option<&Text> {
    draft.counts.as_ref().or(draft.sums.as_ref())
}

fn belongs(subject: &CheckedEntity<'_>, child: &CheckedEntity<'_>, written: &Text, diagnostics: &mut Diagnostics) {
    let (parent, name) = (&subject.entity.name, &child.entity.name);
    let to_parent = child.entity.relations.iter().filter(|relation| relation.parent == *parent && relation.is_to_key());
    let relations: Vec<_> = to_parent.collect();
    let (message, help) = match relations.as_slice() {
        [one] if Some(one.field) == child.entity.tenant => (
            format!("every write to `{name}` would lock the row of its tenant `{parent}`"),
            format!("compute it on demand instead: `[entities.{parent}.aggregates.stats]`"),
        ),
        [one] if one.on_delete == ReferentialAction::SetDefault => (
            format!("a delete gives `{name}` another `{parent}`, which would not count it"),
            "write `on_delete = \"cascade\"` or `\"set_null\"`, or compute it on demand".to_owned(),
        ),
        [_] => return,
        [] => (
            format!("`{name}` does not belong to `{parent}`"),
            format!("add a field with `belongs_to = \"{parent}\"` to `{name}`"),
        ),
        _ => (
            format!("`{name}` has {} references to `{parent}`, so the counter is ambiguous", relations.len()),
            "a counter needs a child with exactly one reference; use an aggregate instead".to_owned(),
        ),
    };
    diagnostics.push(Diagnostic::error(Code::CounterChild, written.origin, message).help(help));
}

fn summed(child: &CheckedEntity<'_>, counter: &Counter, written: &Text, diagnostics: &mut Diagnostics) {
    let Some(sum) = &counter.sum else { return };
    let dot = written.value.find('.').map_or(0, |dot| dot + 1);
    let origin = written.part(dot..written.value.len()).origin;
    let Some(id) = child.entity.field_id(sum) else {
        let message = format!("`{}` has no field `{sum}`", child.entity.name);
        let numbers = child.entity.fields.iter().filter(|field| is_integer(&field.ty));
        let names: Vec<&str> = numbers.map(|field| field.name.as_str()).collect();
        let help = match name::nearest(sum, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the integers are: {}", names.join(", ")),
        };
        diagnostics.push(Diagnostic::error(Code::CounterSum, origin, message).help(help));
        return;
    };
    if child.entity.field(id).is_made() {
        let message = format!("`{sum}` is made when the row is stored, which is too late to sum it");
        let help = "sum a field that programs write, or use an aggregate";
        diagnostics.push(Diagnostic::error(Code::CounterSum, origin, message).help(help));
    } else if let Some(field) = child.known(id)
        && (!is_integer(&field.ty) || field.nullable)
    {
        let message = format!("`{sum}` is not a required integer, so it cannot be summed exactly");
        let help = "sum an integer field, or use an aggregate";
        diagnostics.push(Diagnostic::error(Code::CounterSum, origin, message).help(help));
    } else if child.entity.uniques.iter().any(|unique| unique.merges.iter().any(|(field, _)| *field == id)) {
        let message = format!("an upsert keeps or sets `{sum}`, by which amount is not known when it is summed");
        let help = "use `adds` for it, or `upsert_by_…`, which reads the row";
        diagnostics.push(Diagnostic::error(Code::Merges, origin, message).help(help));
    }
}
