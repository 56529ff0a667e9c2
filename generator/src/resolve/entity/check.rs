//! Resolves the checks of rows, which are SQL of the user's own.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{CheckDraft, EntityDraft},
    ir::RowCheck,
    resolve::{entity::unique::named, lookup::Fields, term::sql_text},
};

/// Returns the checks of rows, in the order of the text; one without fields or text is reported and left out.
pub(in crate::resolve) fn resolve(
    draft: &EntityDraft,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) -> Vec<RowCheck> {
    draft.checks.iter().filter_map(|check| one(check, draft, fields, diagnostics)).collect()
}

fn one(check: &CheckDraft, draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Option<RowCheck> {
    let (Some(on), Some(sql)) = (&check.on, &check.sql) else {
        let message = "a check names its fields with `on`, and its condition with `sql`";
        let help = "write `{ on = \"starts_at, ends_at\", sql = \"starts_at < ends_at\" }`";
        diagnostics.push(Diagnostic::error(Code::MissingKey, check.origin, message).help(help));
        return None;
    };
    let columns = named(on, draft, fields, diagnostics);
    (!columns.is_empty()).then(|| RowCheck { columns, text: sql_text(sql) })
}
