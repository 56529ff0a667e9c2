//! Types that need no look at other entities and named types.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{FieldDraft, RuleDrafts, Text},
    ir::{FieldType, JsonShape, Scalar},
};

/// Where a type is written, which decides what a bare `string` means and what an enum is called.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Name of the entity or struct.
    pub(super) owner: &'a str,
    /// A column, not a member of a struct.
    pub(super) column: bool,
}

/// The type of a field, with the rules of the named type it may come from.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) ty: FieldType,
    pub(super) nullable: bool,
    pub(super) rules: RuleDrafts,
}

/// The types that are a word.
pub(super) const PLAIN: &[(&str, FieldType)] = &[
    ("bool", FieldType::Scalar(Scalar::Bool)),
    ("i16", FieldType::Scalar(Scalar::I16)),
    ("i32", FieldType::Scalar(Scalar::I32)),
    ("i64", FieldType::Scalar(Scalar::I64)),
    ("f32", FieldType::Scalar(Scalar::F32)),
    ("f64", FieldType::Scalar(Scalar::F64)),
    ("bytes", FieldType::Scalar(Scalar::Bytes)),
    ("uuid", FieldType::Scalar(Scalar::Uuid)),
    ("date", FieldType::Scalar(Scalar::Date)),
    ("time", FieldType::Scalar(Scalar::Time)),
    ("timestamp", FieldType::Scalar(Scalar::Timestamp)),
    ("duration", FieldType::Scalar(Scalar::Duration)),
    ("text", FieldType::Text),
    ("json", FieldType::Json(JsonShape::Any)),
];

/// Returns a type that may not be null and comes with no rules.
pub(super) fn plain(ty: FieldType) -> Typed {
    Typed { ty, nullable: false, rules: RuleDrafts::default() }
}

/// Splits `Name?` into the name and whether it may be null.
pub(super) fn optional(text: &Text) -> (Text, bool) {
    let text = text.trimmed();
    match text.value.strip_suffix('?') {
        Some(name) => (text.part(0..name.len()).trimmed(), true),
        None => (text, false),
    }
}

/// Returns the type without parameters that is called `name`.
pub(super) fn scalar(name: &str) -> Option<FieldType> {
    PLAIN.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
}

/// Returns the type `string`, with the length that its rules say.
pub(super) fn string(
    base: &Text,
    draft: &FieldDraft,
    place: Place<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    let max = draft.rules.length.as_ref().and_then(|length| length.value.max);
    match max {
        Some(max) => Some(plain(FieldType::String { max: u32::try_from(max).unwrap_or_default() })),
        None if !place.column => Some(plain(FieldType::Text)),
        None => {
            if !draft.broken {
                let message = format!("the string `{}` has no maximum length", draft.name.value);
                let help = match base.origin {
                    Origin::Text { .. } => "add `length = 100` or `length = [1, 100]`, or make it `text`",
                    Origin::Tokens(_) => {
                        "add `#[field(length = 100)]`, `#[field(length(1..=100))]` or `#[field(text)]`"
                    }
                };
                diagnostics.push(Diagnostic::error(Code::UnboundedString, base.origin, message).help(help));
            }
            None
        }
    }
}

/// Returns the type that takes the place of one that could not be resolved.
pub(super) fn stand_in() -> Typed {
    plain(FieldType::Text)
}
