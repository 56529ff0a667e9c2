//! Checks documentation that goes into databases.

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};

/// The most characters of a comment on a table, and on a column: MySQL's.
pub(crate) const MOST_OF_TABLE: usize = 2048;
pub(crate) const MOST_OF_COLUMN: usize = 1024;

/// There is something to say, and it fits.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    if let Some(origin) = subject.draft.comment {
        if subject.entity.view {
            let message = format!("`{}` is a view, whose comment its own file says", subject.entity.name);
            let help = "remove `comment`, and write `comment on view …` in the file of the view";
            diagnostics.push(Diagnostic::error(Code::Comment, origin, message).help(help));
        } else {
            said(&subject.entity.name, subject.entity.doc.as_deref(), MOST_OF_TABLE, origin, diagnostics);
        }
    }
    for (_, field, draft) in subject.fields() {
        let Some(origin) = draft.comment else { continue };
        if subject.entity.view {
            let message = format!("`{}` is a column of a view, which has no comment of larder's", field.name);
            diagnostics.push(Diagnostic::error(Code::Comment, origin, message).help("remove `comment`"));
        } else {
            said(&field.name, field.doc.as_deref(), MOST_OF_COLUMN, origin, diagnostics);
        }
    }
}

fn said(name: &str, doc: Option<&str>, most: usize, origin: Origin, diagnostics: &mut Diagnostics) {
    let doc = doc.unwrap_or_default();
    let (message, help) = if doc.is_empty() {
        (format!("`{name}` has no documentation that could be a comment"), "add `doc`, or remove `comment`".to_owned())
    } else if doc.chars().count() > most {
        let message = format!("the documentation of `{name}` is longer than a comment of MySQL's");
        (message, format!("write at most {most} characters, or remove `comment`"))
    } else {
        return;
    };
    diagnostics.push(Diagnostic::error(Code::Comment, origin, message).help(help));
}
