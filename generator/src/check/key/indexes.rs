//! Checks that indexes can be built on every database and are not defined twice.

use crate::check::entity::{CheckedEntity, is_text};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::IndexDraft,
    ir::{FieldId, FieldType, Index, IndexKind, JsonShape, OUT_OF_SIGHT, Scalar, TEXT_PREFIX},
};

/// Bytes that an entry of an index holds: PostgreSQL has the least, MySQL allows 3072.
const MAX_KEY_BYTES: u32 = 2704;

/// What MySQL and MariaDB allow.
const MYSQL_KEY_BYTES: u32 = 3072;

/// What an index of MySQL's holds of a text without a bound.
const TEXT_BYTES: u32 = 4 * TEXT_PREFIX;

/// An index can be built, and is not there twice.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let indexes = &subject.entity.indexes;
    for (at, (index, draft)) in indexes.iter().zip(&subject.draft.indexes).enumerate() {
        let origin = place(draft);
        if let Some(first) = duplicate_of(at, indexes, &subject.draft.indexes) {
            diagnostics.push(
                Diagnostic::error(Code::DuplicateIndex, origin, "this index is defined twice")
                    .related(place(&subject.draft.indexes[first]), "first defined here")
                    .help("remove one of them"),
            );
        } else if index.kind == IndexKind::Search && indexes[..at].iter().any(|other| other.kind == IndexKind::Search) {
            let help = "list all fields in one: `{ search = \"title, content\" }`";
            let message = "an entity can have only one full-text index";
            diagnostics.push(Diagnostic::error(Code::SecondSearch, origin, message).help(help));
        }
        columns(subject, index, draft, diagnostics);
    }
}

/// Returns the position of an earlier index that is the same. One that could not be read is like no other.
fn duplicate_of(at: usize, indexes: &[Index], drafts: &[IndexDraft]) -> Option<usize> {
    let readable = |at: usize| {
        let written = drafts[at].on.as_ref().map_or(0, |on| on.list().len());
        written == indexes[at].columns.len() && drafts[at].condition.is_some() == indexes[at].condition.is_some()
    };
    let is_same = |first: &Index, second: &Index| {
        (first.kind, &first.columns, &first.condition, &first.text, &first.include)
            == (second.kind, &second.columns, &second.condition, &second.text, &second.include)
    };
    (0..at).find(|first| is_same(&indexes[*first], &indexes[at]) && readable(*first) && readable(at))
}

pub(in crate::check) fn place(draft: &IndexDraft) -> Origin {
    draft.on.as_ref().map_or(draft.origin, |on| on.origin)
}

fn columns(subject: &CheckedEntity<'_>, index: &Index, draft: &IndexDraft, diagnostics: &mut Diagnostics) {
    let written = draft.on.as_ref().map(|on| on.list()).unwrap_or_default();
    for column in &index.columns {
        let named = written.iter().filter_map(|item| item.words().into_iter().next());
        let origin =
            named.clone().find(|name| name.value == subject.name(column.field)).map_or(draft.origin, |n| n.origin);
        match index.kind {
            IndexKind::Ordered if index.text.is_some() => {}
            IndexKind::Ordered if column.order.is_none() && is_plain_text(subject, column.field) => {}
            IndexKind::Ordered => unindexable(subject, column.field, origin, diagnostics),
            IndexKind::Contains => contains(subject, column.field, origin, diagnostics),
            IndexKind::Search => search(subject, column.field, origin, diagnostics),
        }
    }
    if index.is_over_columns() {
        let columns: Vec<FieldId> = index.columns.iter().map(|column| column.field).collect();
        key_bytes(subject, &columns, place(draft), diagnostics);
    }
    if let (IndexKind::Contains | IndexKind::Search, Some(condition)) = (index.kind, &draft.condition) {
        let message = "only an ordered index can have `where`; this one covers all rows";
        diagnostics.push(Diagnostic::error(Code::Condition, condition.origin, message).help("remove `where`"));
    }
    if let (IndexKind::Contains, Some(second)) = (index.kind, written.get(1)) {
        let message = "a containment index covers exactly one field";
        let help = "write a separate `{ contains = \"…\" }` for each field";
        diagnostics.push(Diagnostic::error(Code::ContainsTarget, second.origin, message).help(help));
    }
}

/// Reports a column of a database's own type where larder has to know its values.
fn refuse_native(
    subject: &CheckedEntity<'_>,
    id: FieldId,
    (code, what): (Code, &str),
    origin: Origin,
    diagnostics: &mut Diagnostics,
) {
    if let Some(field) = subject.known(id).filter(|field| field.is_foreign()) {
        let message = format!("`{}` has a type of the databases' own, which cannot be searched {what}", field.name);
        let help = "search it with SQL of your own, or remove `native`";
        diagnostics.push(Diagnostic::error(code, origin, message).help(help));
    }
}

fn contains(subject: &CheckedEntity<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    refuse_native(subject, id, (Code::ContainsTarget, "by containment"), origin, diagnostics);
    if let Some(field) = subject.known(id)
        && !matches!(field.ty, FieldType::Json(_))
    {
        let message = format!("`contains` needs a `json` field, and `{}` is not one", field.name);
        let help = format!("for an ordered index write `\"{}\"`", field.name);
        diagnostics.push(Diagnostic::error(Code::ContainsTarget, origin, message).help(help));
    } else if let Some(field) = subject.known(id)
        && matches!(field.ty, FieldType::Json(JsonShape::ValueList(_) | JsonShape::ScalarList(_)))
    {
        let message = format!("`{}` is a list; only JSON objects can be searched by containment", field.name);
        let help = "store the searched values in an object (`json` or a struct of `types`), or in an entity of their \
                    own";
        diagnostics.push(Diagnostic::error(Code::ContainsTarget, origin, message).help(help));
    }
}

fn search(subject: &CheckedEntity<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    refuse_native(subject, id, (Code::SearchTarget, "for words"), origin, diagnostics);
    if let Some(field) = subject.known(id)
        && !is_text(&field.ty)
    {
        let message = format!("full-text search needs a text field, and `{}` is not one", field.name);
        let help = "use fields of type `string` or `text`";
        diagnostics.push(Diagnostic::error(Code::SearchTarget, origin, message).help(help));
    }
}

/// Whether the field is a text without a bound, by whose beginning MySQL finds the rows.
pub(super) fn is_plain_text(subject: &CheckedEntity<'_>, id: FieldId) -> bool {
    subject.known(id).is_some_and(|field| field.ty == FieldType::Text)
}

/// Reports a column that some database cannot hold in the entry of a key or an ordered index.
pub(super) fn unindexable(subject: &CheckedEntity<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    let Some(field) = subject.known(id) else { return };
    let help = match &field.ty {
        // How large its values are, the database's own type says.
        FieldType::Text if field.native.is_some() => return,
        FieldType::Text => {
            let message = format!("`{}` has no maximum length, so MySQL cannot order it by an index", field.name);
            let help = match subject.origin() {
                Origin::Text { .. } => "make it a `string` with a length, or remove `asc` or `desc`",
                Origin::Tokens(_) => "give it a `length` instead of `text`, or remove `asc` or `desc`",
            };
            diagnostics.push(Diagnostic::error(Code::UnboundedOrder, origin, message).help(help));
            return;
        }
        FieldType::Json(_) => match subject.origin() {
            Origin::Text { .. } => "use a containment index for JSON: `{ contains = \"…\" }`",
            Origin::Tokens(_) => "use a containment index for JSON: `index(contains = \"…\")`",
        },
        FieldType::Decimal { .. } if field.ty.is_long_decimal() => {
            let message = format!("`{}` has more than 18 digits, which SQLite keeps as text without order", field.name);
            let help = "give it at most 18 digits, or remove it from the key or index";
            diagnostics.push(Diagnostic::error(Code::Unindexable, origin, message).help(help));
            return;
        }
        FieldType::Scalar(Scalar::Bytes) => "write how many bytes it holds at most: `bytes(16)`",
        _ => return,
    };
    let message = format!("`{}` is too large for a key or an ordered index", field.name);
    diagnostics.push(Diagnostic::error(Code::Unindexable, origin, message).help(help));
}

/// Reports strings that are together longer than an entry of an index.
pub(super) fn key_bytes(
    subject: &CheckedEntity<'_>,
    columns: &[FieldId],
    origin: Origin,
    diagnostics: &mut Diagnostics,
) {
    let of = |text: u32| {
        let bytes = columns.iter().map(|column| match subject.known(*column).map(|field| field.ty.stored()) {
            Some(FieldType::String { max: OUT_OF_SIGHT }) => 0,
            Some(FieldType::String { max }) => max.saturating_mul(4),
            Some(FieldType::Bytes { max }) => *max,
            Some(FieldType::Text) => text,
            _ => 16,
        });
        bytes.fold(0, u32::saturating_add)
    };
    // What a text without a bound takes on PostgreSQL, only its values tell.
    let limits = [(of(16), "PostgreSQL", MAX_KEY_BYTES), (of(TEXT_BYTES), "MySQL", MYSQL_KEY_BYTES)];
    if let Some((bytes, database, most)) = limits.into_iter().find(|(bytes, _, most)| bytes > most) {
        let message = format!("an index entry could take {bytes} bytes, but {database} allows {most}");
        let help = "a character takes up to four bytes; shorten the strings or remove a column";
        diagnostics.push(Diagnostic::error(Code::Unindexable, origin, message).help(help));
    }
}
