use super::subject::{Subject, is_text};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::IndexDraft,
    ir::{FieldId, FieldType, Index, IndexKind, JsonShape, OUT_OF_SIGHT, Scalar},
};

/// Bytes that an entry of an index holds: PostgreSQL has the least, MySQL allows 3072.
const MAX_KEY_BYTES: u32 = 2704;

/// An index can be built, and is not there twice.
pub(super) fn check(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    let indexes = &subject.entity.indexes;
    for (at, (index, draft)) in indexes.iter().zip(&subject.draft.indexes).enumerate() {
        let origin = place(draft);
        if let Some(first) = duplicate_of(at, indexes, &subject.draft.indexes) {
            diagnostics.push(
                Diagnostic::error(Code::DuplicateIndex, origin, "this index exists already")
                    .related(place(&subject.draft.indexes[first]), "the first one")
                    .help("leave one of them out"),
            );
        } else if index.kind == IndexKind::Search && indexes[..at].iter().any(|other| other.kind == IndexKind::Search) {
            let help = "name all fields in one: `{ search = \"title, content\" }`";
            let message = "an entity has one full-text index";
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
        (first.kind, &first.columns, &first.condition) == (second.kind, &second.columns, &second.condition)
    };
    (0..at).find(|first| is_same(&indexes[*first], &indexes[at]) && readable(*first) && readable(at))
}

pub(super) fn place(draft: &IndexDraft) -> Origin {
    draft.on.as_ref().map_or(draft.origin, |on| on.origin)
}

fn columns(subject: &Subject<'_>, index: &Index, draft: &IndexDraft, diagnostics: &mut Diagnostics) {
    let written = draft.on.as_ref().map(|on| on.list()).unwrap_or_default();
    for column in &index.columns {
        let named = written.iter().filter_map(|item| item.words().into_iter().next());
        let origin =
            named.clone().find(|name| name.value == subject.name(column.field)).map_or(draft.origin, |n| n.origin);
        match index.kind {
            IndexKind::Ordered => unindexable(subject, column.field, origin, diagnostics),
            IndexKind::Contains => contains(subject, column.field, origin, diagnostics),
            IndexKind::Search => search(subject, column.field, origin, diagnostics),
        }
    }
    if index.kind == IndexKind::Ordered {
        let columns: Vec<FieldId> = index.columns.iter().map(|column| column.field).collect();
        key_bytes(subject, &columns, place(draft), diagnostics);
    }
    if let (IndexKind::Contains | IndexKind::Search, Some(condition)) = (index.kind, &draft.condition) {
        let message = "`where` is for an ordered index: this one finds all rows";
        diagnostics.push(Diagnostic::error(Code::Condition, condition.origin, message).help("leave `where` out"));
    }
    if let (IndexKind::Contains, Some(second)) = (index.kind, written.get(1)) {
        let message = "a containment index is of one field";
        let help = "write `{ contains = \"…\" }` once for each field";
        diagnostics.push(Diagnostic::error(Code::ContainsTarget, second.origin, message).help(help));
    }
}

fn contains(subject: &Subject<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    if let Some(field) = subject.known(id)
        && !matches!(field.ty, FieldType::Json(_))
    {
        let message = format!("`{}` is no json that could contain something", field.name);
        let help = format!("write `\"{}\"` for an ordered index", field.name);
        diagnostics.push(Diagnostic::error(Code::ContainsTarget, origin, message).help(help));
    } else if let Some(field) = subject.known(id)
        && matches!(field.ty, FieldType::Json(JsonShape::ValueList(_) | JsonShape::ScalarList(_)))
    {
        let message = format!("`{}` is a list, and only an object is asked for what it contains", field.name);
        let help = "keep what is looked for in an object, a `json` or a struct of `types`, or in an entity of its own";
        diagnostics.push(Diagnostic::error(Code::ContainsTarget, origin, message).help(help));
    }
}

fn search(subject: &Subject<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    if let Some(field) = subject.known(id)
        && !is_text(&field.ty)
    {
        let message = format!("`{}` holds no words to search for", field.name);
        let help = "full text takes `string` and `text` fields";
        diagnostics.push(Diagnostic::error(Code::SearchTarget, origin, message).help(help));
    }
}

/// Reports a column that some database cannot hold in the entry of a key or an ordered index.
pub(super) fn unindexable(subject: &Subject<'_>, id: FieldId, origin: Origin, diagnostics: &mut Diagnostics) {
    let Some(field) = subject.known(id) else { return };
    let help = match &field.ty {
        FieldType::Text => match subject.origin() {
            Origin::Text { .. } => "make it a `string` with a length, or search it: `{ search = \"…\" }`",
            Origin::Tokens(_) => "give it a `length` in place of `text`, or search it: `index(search = \"…\")`",
        },
        FieldType::Json(_) => match subject.origin() {
            Origin::Text { .. } => "ask for json by containment: `{ contains = \"…\" }`",
            Origin::Tokens(_) => "ask for json by containment: `index(contains = \"…\")`",
        },
        FieldType::Scalar(Scalar::Bytes) => "index a digest of it, kept as a `string`",
        _ => return,
    };
    let message = format!("`{}` is too large for a key or an ordered index", field.name);
    diagnostics.push(Diagnostic::error(Code::Unindexable, origin, message).help(help));
}

/// Reports strings that are together longer than an entry of an index.
pub(super) fn key_bytes(subject: &Subject<'_>, columns: &[FieldId], origin: Origin, diagnostics: &mut Diagnostics) {
    let bytes: u32 = columns
        .iter()
        .map(|column| match subject.known(*column).map(|field| &field.ty) {
            Some(FieldType::String { max: OUT_OF_SIGHT }) => 0,
            Some(FieldType::String { max }) => max.saturating_mul(4),
            _ => 16,
        })
        .fold(0, u32::saturating_add);
    if bytes > MAX_KEY_BYTES {
        let message = format!("an entry may take {bytes} bytes, and PostgreSQL holds {MAX_KEY_BYTES}");
        let help = "a character takes up to four bytes; shorten the strings or leave one out";
        diagnostics.push(Diagnostic::error(Code::Unindexable, origin, message).help(help));
    }
}
