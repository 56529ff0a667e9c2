//! What is asked of every field whose value a database makes: an expression everywhere, and no use of the value before
//! the row is stored.

use crate::check::entity::CheckedEntity;
use crate::check::key::sql;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::dialect::Dialect;
use crate::draft::{FieldDraft, SqlDraft, Text};
use crate::ir::{Field, FieldId, FieldType, IndexKind, JsonShape};

/// The key that says the expression.
pub(super) struct MadeBy<'a> {
    pub(super) key: &'static str,
    pub(super) code: Code,
    pub(super) sql: &'a SqlDraft,
}

impl<'a> MadeBy<'a> {
    pub(super) fn refuse(
        &self,
        origin: Origin,
        message: String,
        help: impl Into<String>,
        diagnostics: &mut Diagnostics,
    ) {
        diagnostics.push(Diagnostic::error(self.code, origin, message).help(help));
    }

    /// Returns the expressions, each with a database that gets it; every database has one, and each is a whole.
    pub(super) fn texts(
        &self,
        subject: &CheckedEntity<'_>,
        field: &Field,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(&'a Text, Dialect)> {
        let (key, field) = (self.key, &field.name);
        if Dialect::ALL.into_iter().all(|dialect| self.sql.of(dialect).is_none()) {
            let message = format!("`{key}` of `{field}` has no expression");
            let help =
                format!("write `{key} = \"…\"`, or `{key} = {{ postgres = \"…\", mysql = \"…\", sqlite = \"…\" }}`");
            self.refuse(self.sql.origin, message, help, diagnostics);
            return Vec::new();
        }
        let texts = sql::texts(self.sql, diagnostics);
        for (text, dialect) in &texts {
            sql::piece(subject, text, *dialect, None, diagnostics);
        }
        let engines = [("PostgreSQL", "postgres"), ("MySQL", "mysql"), ("SQLite", "sqlite")];
        for (dialect, (name, engine)) in Dialect::ALL.into_iter().zip(engines) {
            if self.sql.of(dialect).is_none() {
                let message = format!("`{key}` of `{field}` has no expression for {name}");
                self.refuse(self.sql.origin, message, format!("add `{engine} = \"…\"`"), diagnostics);
            }
        }
        texts
    }

    /// The column holds one plain value.
    pub(super) fn plain(&self, field: &Field, draft: &FieldDraft, diagnostics: &mut Diagnostics) {
        let is_plain = matches!(
            field.ty,
            FieldType::Scalar(_)
                | FieldType::Decimal { .. }
                | FieldType::String { .. }
                | FieldType::Text
                | FieldType::Bytes { .. }
                | FieldType::Json(JsonShape::Any)
        );
        if !is_plain || draft.newtype.is_some() {
            let message = format!("`{}` has a type whose values databases do not make", field.name);
            let help = "give it a plain type: a number, a text, bytes, a uuid, a time, a boolean or `json`";
            self.refuse(self.sql.origin, message, help, diagnostics);
        }
    }

    /// What larder computes from a new row before it is stored is not computed from such a column.
    pub(super) fn uses(&self, subject: &CheckedEntity<'_>, id: FieldId, diagnostics: &mut Diagnostics) {
        let (entity, field) = (subject.entity, subject.name(id));
        let mut refuse = |origin, what: &str| {
            let message = format!("`{field}` is made when the row is stored, which is too late for {what}");
            self.refuse(origin, message, "name fields that programs write", diagnostics);
        };
        for (index, draft) in entity.indexes.iter().zip(&subject.draft.indexes) {
            let is_over = index.columns.iter().any(|column| column.field == id);
            if is_over && index.kind == IndexKind::Search {
                refuse(draft.on.as_ref().map_or(draft.origin, |on| on.origin), "full-text search");
            }
        }
        let single = subject.draft.fields.iter().filter(|draft| draft.unique.is_some()).count();
        for (unique, draft) in entity.uniques.iter().skip(single).zip(&subject.draft.uniques) {
            let mut conditions = unique.condition.iter().flat_map(|condition| &condition.conditions);
            let is_in_condition = conditions.any(|condition| condition.field == field);
            let words = draft.adds.as_ref().or_else(|| draft.merges().next().map(|(words, _)| words));
            if let Some(words) = words
                && (unique.columns.contains(&id) || unique.changes(id) || is_in_condition)
            {
                refuse(words.origin, "an upsert that adds");
            }
        }
    }
}
