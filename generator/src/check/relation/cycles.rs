//! Finds cycles of required references, in which no first row could be inserted.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ir::Relation,
};

/// Required references do not lead back to where they start: no first row could be written.
pub(super) fn check(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let mut by_name = BTreeMap::new();
    for (at, subject) in subjects.iter().enumerate() {
        by_name.entry(subject.entity.name.as_str()).or_insert(at);
    }
    let parent = |relation: &'_ Relation| by_name.get(relation.parent.as_str()).copied();
    let parents: Vec<Vec<(usize, &Relation)>> = subjects
        .iter()
        .map(|subject| required(subject).filter_map(|relation| Some((parent(relation)?, relation))).collect())
        .collect();
    for start in 0..subjects.len() {
        let mut path = Vec::new();
        // A cycle is reported at the first of its entities, so that only later ones are walked through.
        if leads_back(start, start, &parents, &mut BTreeSet::new(), &mut path) {
            report(start, &path, subjects, diagnostics);
        }
    }
}

fn required<'a>(subject: &'a CheckedEntity<'_>) -> impl Iterator<Item = &'a Relation> {
    let relations = subject.entity.relations.iter();
    let is_required = |id| subject.known(id).is_some_and(|field| !field.nullable);
    relations.filter(move |relation| relation.fields().all(is_required))
}

fn leads_back<'a>(
    at: usize,
    start: usize,
    parents: &[Vec<(usize, &'a Relation)>],
    seen: &mut BTreeSet<usize>,
    path: &mut Vec<&'a Relation>,
) -> bool {
    for &(next, relation) in &parents[at] {
        if next < start || seen.contains(&next) {
            continue;
        }
        path.push(relation);
        if next == start {
            return true;
        }
        seen.insert(next);
        if leads_back(next, start, parents, seen, path) {
            return true;
        }
        path.pop();
    }
    false
}

fn report(start: usize, path: &[&Relation], subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let subject = &subjects[start];
    let Some(first) = path.first() else { return };
    let names: Vec<&str> = path.iter().map(|relation| relation.parent.as_str()).collect();
    let message = format!(
        "required references form a cycle, so no row of `{0}` could ever be inserted: {0} requires {1}",
        subject.entity.name,
        names.join(", which requires ")
    );
    let origin = subject.said(first).origin;
    let help = match first.is_composite() {
        true => "make a field of one of them nullable".to_owned(),
        false => format!("make one of them optional: `belongs_to = \"{}?\"`", first.parent),
    };
    diagnostics.push(Diagnostic::error(Code::RequiredCycle, origin, message).help(help));
}
