//! Checks how indexes are stored.

use super::indexes::place;
use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::draft::{IndexDraft, Text};
use crate::ir::{Index, IndexKind};

/// The words of an index go together.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (index, draft) in subject.entity.indexes.iter().zip(&subject.draft.indexes) {
        let said = [("using", &draft.using), ("operators", &draft.operators), ("include", &draft.include)];
        let mut said = said.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.origin)));
        let Some((key, origin)) = said.next() else { continue };
        if subject.entity.view {
            let message = format!("`{key}` is for an index, and a view has none");
            push(origin, message, "remove it", diagnostics);
        } else if draft.sql.is_some() || index.kind != IndexKind::Ordered {
            let message = format!("`{key}` is for an index over fields, which `on` lists");
            push(origin, message, "remove it, or write it in `sql`", diagnostics);
        } else {
            method(index, draft, diagnostics);
            operators(index, draft, diagnostics);
            include(subject, index, draft, diagnostics);
        }
    }
}

fn push(origin: Origin, message: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(Code::IndexStorage, origin, message).help(help));
}

fn method(index: &Index, draft: &IndexDraft, diagnostics: &mut Diagnostics) {
    // All but a plain B-tree are texts by now.
    let Some(said) = draft.using.as_ref().or(draft.operators.as_ref()).filter(|_| index.text.is_some()) else { return };
    if let Some(condition) = &draft.condition {
        let message = "the condition of an index by a method or with operators is said in SQL".to_owned();
        push(condition.origin, message, "write the whole index with `sql`", diagnostics);
    }
    if index.columns.iter().any(|column| column.order.is_some()) {
        let message = "an index by a method or with operators orders no list".to_owned();
        push(place(draft), message, "remove `asc` and `desc`", diagnostics);
    }
    if said.value == "hash" && index.columns.len() > 1 {
        push(said.origin, "an index by hash is over one field".to_owned(), "list one field in `on`", diagnostics);
    }
    if let Some(include) = &draft.include {
        let message = "an index by a method or with operators includes no other fields".to_owned();
        push(include.origin, message, "write the whole index with `sql`", diagnostics);
    }
}

fn operators(index: &Index, draft: &IndexDraft, diagnostics: &mut Diagnostics) {
    let Some(operators) = &draft.operators else { return };
    let all = operators.list();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    if let Some(wrong) = all.iter().find(|word| word.value.is_empty() || !word.value.chars().all(is_name)) {
        let message = format!("`{}` is no name of an operator class", wrong.value);
        push(wrong.origin, message, "write one such as `gin_trgm_ops`", diagnostics);
    } else if all.len() > 1 && all.len() != index.columns.len() {
        let message = format!("`operators` names {} classes, and `on` {} fields", all.len(), index.columns.len());
        push(operators.origin, message, "write one for all, or one for each", diagnostics);
    }
}

/// Included columns stand in no key and no condition, and each once.
fn include(subject: &CheckedEntity<'_>, index: &Index, draft: &IndexDraft, diagnostics: &mut Diagnostics) {
    let Some(include) = &draft.include else { return };
    let twice = |name: &Text| {
        let id = subject.entity.field_id(&name.value);
        id.is_some_and(|id| index.columns.iter().any(|column| column.field == id))
    };
    for name in include.list().iter().filter(|name| twice(name)) {
        let message = format!("`{}` is in the index already", name.value);
        push(name.origin, message, "remove it from `include`", diagnostics);
    }
}
