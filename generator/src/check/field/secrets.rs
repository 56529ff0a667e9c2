//! Checks that secret fields are part of no index.

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A secret is found by its value alone: lists and searches would show it.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (index, draft) in subject.entity.indexes.iter().zip(&subject.draft.indexes) {
        for column in &index.columns {
            let field = subject.entity.field(column.field);
            if field.secret {
                let origin = draft.on.as_ref().map_or(draft.origin, |on| on.origin);
                let message = format!("the secret field `{}` cannot be part of an index", field.name);
                let help = "remove it from the index; to look up a row by it, write `unique = \"global\"`";
                diagnostics.push(Diagnostic::error(Code::SecretIndexed, origin, message).help(help));
            }
        }
    }
}
