//! Checks what is called when rows are written.

use super::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Paths are paths, and there are rows for which they can be called.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let draft = subject.draft;
    for (key, path) in [("hooks", &draft.hooks), ("check_with", &draft.check_with)] {
        let Some(path) = path else { continue };
        let wrong = if syn::parse_str::<syn::Path>(&path.value).is_err() {
            Some((format!("`{}` is no path", path.value), format!("write `{key} = \"crate::module::Name\"`")))
        } else if draft.view.is_some() {
            Some(("nobody writes the rows of a view".to_owned(), format!("remove `{key}`")))
        } else if draft.uniques.iter().any(|unique| unique.adds.is_some() || unique.merges().next().is_some()) {
            let message =
                "an upsert by `adds`, `greatest`, `least` or `sets` is one statement, which tells no row to others"
                    .to_owned();
            Some((message, format!("remove those words, and write with `upsert_by_…`; or remove `{key}`")))
        } else {
            None
        };
        if let Some((message, help)) = wrong {
            diagnostics.push(Diagnostic::error(Code::Hooks, path.origin, message).help(help));
        }
    }
}
