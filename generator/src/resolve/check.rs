//! Resolves SQL of the user's own, and the checks of rows that consist of it.

use super::fields::Fields;
use super::unique::named;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    draft::{CheckDraft, EntityDraft, SqlDraft},
    ir::{RowCheck, SqlText},
};

/// Returns the checks of rows, in the order of the text; one without fields or text is reported and left out.
pub(super) fn resolve(draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Vec<RowCheck> {
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

/// Returns the texts without the white space around them.
pub(super) fn sql_text(draft: &SqlDraft) -> SqlText {
    let of = |dialect| draft.of(dialect).map(|text| text.value.trim().to_owned());
    SqlText { postgres: of(Dialect::Postgres), mysql: of(Dialect::MySql), sqlite: of(Dialect::Sqlite) }
}
