//! Checks fields whose values databases compute.

use larder_format::splitter::{WordKind, words};

use super::made::MadeBy;
use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Dialect;
use crate::draft::{FieldDraft, Text};
use crate::ir::{Default, FieldId, ReferentialAction, Rule};

/// Every database computes the field from columns of its row, and nothing writes it.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (id, field, draft) in subject.fields() {
        let Some(sql) = &draft.generated else { continue };
        let made = MadeBy { key: "generated", code: Code::Generated, sql };
        for (text, dialect) in made.texts(subject, field, diagnostics) {
            base(subject, &made, text, dialect, diagnostics);
        }
        written(subject, &made, id, draft, diagnostics);
        made.plain(field, draft, diagnostics);
        if field.rules.iter().any(|rule| !matches!(rule, Rule::Length { min: 0, .. })) {
            let message = format!("`{}` is computed, and a rule is about what programs write", field.name);
            made.refuse(sql.origin, message, "put the rule on the fields that it is computed from", diagnostics);
        }
        made.uses(subject, id, diagnostics);
    }
}

/// Reports columns that some database computes nothing from.
fn base(subject: &CheckedEntity<'_>, made: &MadeBy<'_>, text: &Text, dialect: Dialect, diagnostics: &mut Diagnostics) {
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
        made.refuse(origin, format!("`{}` is {what}", field.name), help, diagnostics);
    }
}

/// Nothing that larder or a program would write is computed.
fn written(
    subject: &CheckedEntity<'_>,
    made: &MadeBy<'_>,
    id: FieldId,
    draft: &FieldDraft,
    diagnostics: &mut Diagnostics,
) {
    let entity = subject.entity;
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.origin);
    let said = [
        ("primary", draft.primary),
        ("belongs_to", text(&draft.belongs_to)),
        ("default_sql", draft.default_sql.as_ref().map(|sql| sql.origin)),
        ("default", draft.default.as_ref().map(|default| default.origin)),
        ("on_update", text(&draft.on_update)),
        ("counts", text(&draft.counts)),
        ("sums", text(&draft.sums)),
        ("immutable", draft.immutable),
        ("secret", draft.secret),
        ("volatile", draft.volatile),
        ("deprecated", draft.deprecated),
        ("collation", draft.collation.as_ref().map(|collation| collation.origin)),
        ("native", draft.native.as_ref().map(|native| native.origin)),
        ("rust", text(&draft.rust)),
    ];
    let name = &draft.name.value;
    for (key, origin) in said.into_iter().filter_map(|(key, origin)| Some((key, origin?))) {
        let message = format!("`{name}` is computed by the database, so `{key}` does not apply to it");
        made.refuse(origin, message, format!("remove `{key}`"), diagnostics);
    }
    if entity.version == Some(id) || entity.soft_delete == Some(id) || entity.view {
        let message = format!("`{name}` cannot be computed: it is written by larder, or read from a view");
        made.refuse(made.sql.origin, message, "remove `generated`", diagnostics);
    }
}
