//! Checks fields whose values databases compute.

use larder_format::splitter::{WordKind, words};

use crate::check::entity::CheckedEntity;
use crate::check::key::sql;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::dialect::Dialect;
use crate::draft::{FieldDraft, SqlDraft, Text};
use crate::ir::{Default, Field, FieldId, FieldType, IndexKind, JsonShape, ReferentialAction, Rule};

/// Every database computes the field from columns of its row, and nothing writes it.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (id, field, draft) in subject.fields() {
        if let Some(expression) = &draft.generated {
            texts(subject, field, expression, diagnostics);
            written(subject, id, draft, diagnostics);
            column(field, draft, expression.origin, diagnostics);
            uses(subject, id, diagnostics);
        }
    }
}

fn push(origin: Origin, message: String, help: impl Into<String>, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(Code::Generated, origin, message).help(help));
}

/// There is an expression for every database, and it is over columns that programs write.
fn texts(subject: &CheckedEntity<'_>, field: &Field, expression: &SqlDraft, diagnostics: &mut Diagnostics) {
    if Dialect::ALL.into_iter().all(|dialect| expression.of(dialect).is_none()) {
        let message = format!("`generated` of `{}` has no expression", field.name);
        let help = "write `generated = \"…\"`, or `generated = { postgres = \"…\", mysql = \"…\", sqlite = \"…\" }`";
        return push(expression.origin, message, help, diagnostics);
    }
    for (text, dialect) in sql::texts(expression, diagnostics) {
        sql::piece(subject, text, dialect, None, diagnostics);
        base(subject, text, dialect, diagnostics);
    }
    for (dialect, key) in Dialect::ALL.into_iter().zip(["postgres", "mysql", "sqlite"]) {
        if expression.of(dialect).is_none() {
            let message = format!("`generated` of `{}` has no expression for {}", field.name, name(dialect));
            push(expression.origin, message, format!("add `{key} = \"…\"`"), diagnostics);
        }
    }
}

fn name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "PostgreSQL",
        Dialect::MySql => "MySQL",
        Dialect::Sqlite => "SQLite",
    }
}

/// Reports columns that some database computes nothing from.
fn base(subject: &CheckedEntity<'_>, text: &Text, dialect: Dialect, diagnostics: &mut Diagnostics) {
    let entity = subject.entity;
    for word in words(&text.value, dialect) {
        if !matches!(word.kind, WordKind::Bare | WordKind::Quoted) {
            continue;
        }
        let column = dialect.bare(word.text);
        let Some(at) = entity.fields.iter().position(|field| field.column() == column) else { continue };
        let field = &entity.fields[at];
        let changes = |action| {
            let is_kept = [ReferentialAction::Restrict, ReferentialAction::NoAction].contains(&action);
            !is_kept
        };
        let is_changed = |id| {
            let mut relations = entity.relations_over(id);
            relations.any(|relation| changes(relation.on_delete) || changes(relation.on_update))
        };
        let (what, help) = if field.generated.is_some() {
            (
                "computed itself, and PostgreSQL computes nothing from it",
                "write its expression in the place of its name",
            )
        } else if field.default == Some(Default::Identity) {
            ("numbered by the database, and MySQL computes nothing from it", "leave it out of the expression")
        } else if is_changed(FieldId(at)) {
            (
                "a reference that a change of its parent changes, and MySQL computes nothing from it",
                "write `on_delete = \"restrict\"`, or leave it out of the expression",
            )
        } else {
            continue;
        };
        let origin = text.part(word.at..word.end()).origin;
        push(origin, format!("`{}` is {what}", field.name), help, diagnostics);
    }
}

/// Nothing that larder or a program would write is computed.
fn written(subject: &CheckedEntity<'_>, id: FieldId, draft: &FieldDraft, diagnostics: &mut Diagnostics) {
    let entity = subject.entity;
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.origin);
    let said = [
        ("primary", draft.primary),
        ("belongs_to", text(&draft.belongs_to)),
        ("default", draft.default.as_ref().map(|default| default.origin)),
        ("on_update", text(&draft.on_update)),
        ("counts", text(&draft.counts)),
        ("sums", text(&draft.sums)),
        ("immutable", draft.immutable),
        ("secret", draft.secret),
        ("volatile", draft.volatile),
        ("deprecated", draft.deprecated),
        ("native", draft.native.as_ref().map(|native| native.origin)),
        ("rust", text(&draft.rust)),
    ];
    let name = &draft.name.value;
    for (key, origin) in said.into_iter().filter_map(|(key, origin)| Some((key, origin?))) {
        let message = format!("`{name}` is computed by the database, so that `{key}` says nothing of it");
        push(origin, message, format!("remove `{key}`"), diagnostics);
    }
    let origin = draft.generated.as_ref().map_or(draft.name.origin, |sql| sql.origin);
    if entity.version == Some(id) || entity.soft_delete == Some(id) || entity.view {
        let message = format!("`{name}` cannot be computed: it is written by larder, or read from a view");
        push(origin, message, "remove `generated`", diagnostics);
    }
}

/// The column holds one plain value, and says no rule that only programs know.
fn column(field: &Field, draft: &FieldDraft, origin: Origin, diagnostics: &mut Diagnostics) {
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
        let message = format!("`{}` has a type that databases do not compute", field.name);
        let help = "give it a plain type: a number, a text, bytes, a uuid, a time, a truth value or `json`";
        push(origin, message, help, diagnostics);
    }
    if field.rules.iter().any(|rule| !matches!(rule, Rule::Length { min: 0, .. })) {
        let message = format!("`{}` is computed, and a rule is about what programs write", field.name);
        push(origin, message, "put the rule on the fields that it is computed from", diagnostics);
    }
}

/// What larder computes from a new row before it is stored is not computed from such a column.
fn uses(subject: &CheckedEntity<'_>, id: FieldId, diagnostics: &mut Diagnostics) {
    let (entity, field) = (subject.entity, subject.name(id));
    let mut refuse = |origin, what: &str| {
        let message = format!("`{field}` is computed when the row is stored, which is too late for {what}");
        push(origin, message, "name the fields that it is computed from", diagnostics);
    };
    for (index, draft) in entity.indexes.iter().zip(&subject.draft.indexes) {
        let is_over = index.columns.iter().any(|column| column.field == id);
        if is_over && index.kind == IndexKind::Search {
            refuse(draft.on.as_ref().map_or(draft.origin, |on| on.origin), "full-text search");
        }
    }
    let single = subject.draft.fields.iter().filter(|draft| draft.unique.is_some()).count();
    for (unique, draft) in entity.uniques.iter().skip(single).zip(&subject.draft.uniques) {
        let conditions = unique.condition.iter().flat_map(|condition| &condition.conditions);
        let is_in_condition = conditions.into_iter().any(|condition| condition.field == field);
        if let Some(adds) = &draft.adds
            && (unique.columns.contains(&id) || unique.adds.contains(&id) || is_in_condition)
        {
            refuse(adds.origin, "an upsert that adds");
        }
    }
}
