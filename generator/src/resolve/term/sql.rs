//! SQL of the user's own.

use crate::{dialect::Dialect, draft::SqlDraft, ir::SqlText};

/// Returns the texts without the white space around them.
pub(in crate::resolve) fn sql_text(draft: &SqlDraft) -> SqlText {
    let of = |dialect| draft.of(dialect).map(|text| text.value.trim().to_owned());
    SqlText { postgres: of(Dialect::Postgres), mysql: of(Dialect::MySql), sqlite: of(Dialect::Sqlite) }
}
