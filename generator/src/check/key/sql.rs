//! Checks SQL of the user's own: indexes and checks of rows.

use larder_format::splitter::{self, Word, WordKind};

use crate::check::entity::CheckedEntity;
use crate::dialect::Dialect;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{IndexDraft, SqlDraft, Text},
    ir::{FieldId, Index, IndexKind},
};

/// Each text is a whole piece of a statement, and names no other columns than those that `on` lists.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (index, draft) in subject.entity.indexes.iter().zip(&subject.draft.indexes) {
        match &draft.sql {
            Some(sql) => self::index(subject, index, (draft, sql), diagnostics),
            None => {
                if let Some(origin) = draft.unique {
                    let message = "`unique` is for an index by `sql`; a key over fields is a constraint";
                    let help = "list the fields under `unique` of the entity: `unique = [\"first, second\"]`";
                    diagnostics.push(Diagnostic::error(Code::OwnIndex, origin, message).help(help));
                }
            }
        }
    }
    checks(subject, diagnostics);
}

fn index(
    subject: &CheckedEntity<'_>,
    index: &Index,
    (draft, sql): (&IndexDraft, &SqlDraft),
    diagnostics: &mut Diagnostics,
) {
    let mut refuse = |origin, message: &str, help: &str| {
        diagnostics.push(Diagnostic::error(Code::OwnIndex, origin, message).help(help));
    };
    if index.kind != IndexKind::Ordered {
        let message = "an index by `sql` names its fields with `on`";
        refuse(sql.origin, message, "write `{ on = \"…\", sql = \"…\" }`");
    }
    if let Some(condition) = &draft.condition {
        let message = "the condition of an index by `sql` is part of its text";
        refuse(condition.origin, message, "write it there: `sql = \"(title) where closed_at is null\"`");
    }
    if index.columns.iter().any(|column| column.order.is_some()) {
        let message = "the order of an index by `sql` is part of its text; `on` names its fields";
        refuse(draft.origin, message, "write the order there: `sql = \"(title, made_at desc)\"`");
    }
    let columns = columns(subject, draft.on.as_ref());
    if let (Some(origin), Some(tenant), Some(columns)) = (draft.unique, subject.entity.tenant, &columns)
        && !columns.contains(&tenant)
    {
        let message = "this index lacks the tenant field, so it would be unique across all tenants";
        let tenant = subject.name(tenant);
        let help = format!("list `{tenant}` in `on`, and name its column in the text: `({tenant}, lower(email))`");
        diagnostics.push(Diagnostic::error(Code::TenantNotInUnique, origin, message).help(help));
    }
    for (text, dialect) in texts(sql, diagnostics) {
        if !words(text, dialect).any(|word| word.is_sign("(")) {
            let message = "an index by `sql` is what follows the table in the statement that makes it";
            let help = format!("write its parts in parentheses: `({})`", text.value.trim());
            diagnostics.push(Diagnostic::error(Code::OwnSql, text.origin, message).help(help));
        }
        piece(subject, text, dialect, columns.as_deref(), diagnostics);
    }
}

fn checks(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for draft in &subject.draft.checks {
        let Some(sql) = &draft.sql else { continue };
        let columns = columns(subject, draft.on.as_ref());
        for (text, dialect) in texts(sql, diagnostics) {
            piece(subject, text, dialect, columns.as_deref(), diagnostics);
        }
    }
}

/// Returns the fields of `on`; none where one of them is a mistake.
fn columns(subject: &CheckedEntity<'_>, on: Option<&Text>) -> Option<Vec<FieldId>> {
    let id = |item: &Text| item.words().first().and_then(|name| subject.entity.field_id(&name.value));
    on?.list().iter().map(id).collect()
}

/// Returns the texts that were written, each with a database that gets it.
pub(in crate::check) fn texts<'a>(sql: &'a SqlDraft, diagnostics: &mut Diagnostics) -> Vec<(&'a Text, Dialect)> {
    let own = Dialect::ALL.into_iter().filter_map(|dialect| Some((sql.of(dialect)?, dialect)));
    let texts: Vec<_> = if sql.all.is_some() { own.take(1).collect() } else { own.collect() };
    if texts.is_empty() {
        let message = "`sql` has no text for any database";
        let help = "write `sql = \"…\"`, or `sql = { postgres = \"…\", mysql = \"…\", sqlite = \"…\" }`";
        diagnostics.push(Diagnostic::error(Code::OwnSql, sql.origin, message).help(help));
    }
    texts
}

fn words(text: &Text, dialect: Dialect) -> impl Iterator<Item = Word<'_>> {
    splitter::words(&text.value, dialect).into_iter()
}

/// Reports a text that would end the statement it stands in, or that names a column which `on` does not list.
pub(in crate::check) fn piece(
    subject: &CheckedEntity<'_>,
    text: &Text,
    dialect: Dialect,
    columns: Option<&[FieldId]>,
    diagnostics: &mut Diagnostics,
) {
    let mut depth = 0_i32;
    let mut is_whole = !text.value.trim().is_empty();
    for word in words(text, dialect) {
        let is_closed = word.text.len() > 1 && word.text.ends_with(['\'', '"', '`', '$', ']']);
        match word.kind {
            WordKind::Text | WordKind::Quoted if !is_closed => is_whole = false,
            WordKind::Sign => {
                depth += i32::from(word.text == "(") - i32::from(word.text == ")");
                is_whole &= depth >= 0 && word.text != ";";
            }
            WordKind::Bare | WordKind::Quoted => {
                let Some(columns) = columns else { continue };
                unlisted(subject, text, &word, dialect, columns, diagnostics);
            }
            WordKind::Text => {}
        }
    }
    if depth != 0 || !is_whole || text.value.contains("--") || text.value.contains("/*") {
        let message = "this is no whole piece of SQL";
        let help = "close each parenthesis and quotation mark, and write neither comments nor `;`";
        diagnostics.push(Diagnostic::error(Code::OwnSql, text.origin, message).help(help));
    }
}

/// What happens to the columns of `on` happens to the index or check too.
fn unlisted(
    subject: &CheckedEntity<'_>,
    text: &Text,
    word: &Word<'_>,
    dialect: Dialect,
    columns: &[FieldId],
    diagnostics: &mut Diagnostics,
) {
    let name = dialect.bare(word.text);
    let Some(at) = subject.entity.fields.iter().position(|field| field.column() == name) else { return };
    if !columns.contains(&FieldId(at)) && !is_word_of_sql(&name) {
        let origin = text.part(word.at..word.end()).origin;
        let message = format!("`on` does not list `{}`, which this text names", subject.name(FieldId(at)));
        let help = "list every field that the text names: changes of them concern it";
        diagnostics.push(Diagnostic::error(Code::OwnSql, origin, message).help(help));
    }
}

/// Words that stand in such texts more often than as a column's name.
fn is_word_of_sql(name: &str) -> bool {
    ["date", "time", "length", "lower", "upper", "year", "month", "day", "hash", "text"].contains(&name)
}
