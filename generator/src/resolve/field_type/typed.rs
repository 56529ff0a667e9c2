//! Types that need no look at other entities and named types.

use crate::{
    decimal,
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{FieldDraft, RuleDrafts, Text},
    ir::{FieldType, JsonShape, MOST_BYTES, SCALARS, Scalar},
};

/// Where a type is written, which decides what a bare `string` means and what an enum is called.
#[derive(Clone, Copy)]
pub(in crate::resolve) struct Place<'a> {
    /// Name of the entity or struct.
    pub(in crate::resolve) owner: &'a str,
    /// A column, not a member of a struct.
    pub(in crate::resolve) column: bool,
}

/// The type of a field, with the rules of the named type it may come from.
#[derive(Debug, Clone)]
pub(in crate::resolve) struct Typed {
    pub(in crate::resolve) ty: FieldType,
    pub(in crate::resolve) nullable: bool,
    pub(in crate::resolve) rules: RuleDrafts,
}

/// Returns a type that may not be null and comes with no rules.
pub(in crate::resolve) fn plain(ty: FieldType) -> Typed {
    Typed { ty, nullable: false, rules: RuleDrafts::default() }
}

/// Splits `Name?` into the name and whether it may be null.
pub(in crate::resolve) fn optional(text: &Text) -> (Text, bool) {
    let text = text.trimmed();
    match text.value.strip_suffix('?') {
        Some(name) => (text.part(0..name.len()).trimmed(), true),
        None => (text, false),
    }
}

/// Returns the words for types without parameters.
pub(in crate::resolve) fn words() -> impl Iterator<Item = &'static str> {
    SCALARS.iter().map(|row| row.word).chain(["text", "json"])
}

/// Returns the type without parameters that is called `name`.
pub(in crate::resolve) fn plain_type(name: &str) -> Option<FieldType> {
    match name {
        "text" => Some(FieldType::Text),
        "json" => Some(FieldType::Json(JsonShape::Any)),
        name if name.starts_with("decimal") => decimal(name),
        name if name.starts_with("bytes(") => bytes(name),
        name => Scalar::of_word(name).map(FieldType::Scalar),
    }
}

/// Reads `decimal(12, 2)`.
fn decimal(name: &str) -> Option<FieldType> {
    let digits = name.strip_prefix("decimal")?.trim().strip_prefix('(')?.strip_suffix(')')?;
    let (precision, scale) = digits.split_once(',')?;
    let [precision, scale] = [precision, scale].map(|digits| digits.trim().parse::<u32>().ok());
    let (precision, scale) = (precision?, scale?);
    let is_held = (1..=decimal::MOST_DIGITS).contains(&precision) && scale <= precision;
    is_held.then_some(FieldType::Decimal { precision, scale })
}

/// Reads `bytes(16)`.
fn bytes(name: &str) -> Option<FieldType> {
    let max = name.strip_prefix("bytes(")?.strip_suffix(')')?.trim().parse::<u32>().ok()?;
    (1..=MOST_BYTES).contains(&max).then_some(FieldType::Bytes { max })
}

/// What other languages and databases call the types.
pub(in crate::resolve) fn other_spelling(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "varchar" | "char" | "str" => Some("string"),
        "jsonb" | "object" | "map" => Some("json"),
        name => SCALARS.iter().find(|row| row.others.contains(&name)).map(|row| row.word),
    }
}

/// Returns the type `string`, with the length that its rules say.
pub(in crate::resolve) fn string(
    base: &Text,
    draft: &FieldDraft,
    place: Place<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    let max = draft.rules.length.as_ref().and_then(|length| length.value.max);
    match max {
        Some(max) => Some(plain(FieldType::String { max: u32::try_from(max).unwrap_or_default() })),
        // How long a text of a database's own type is, that type says.
        None if !place.column || draft.native.is_some() => Some(plain(FieldType::Text)),
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
pub(in crate::resolve) fn stand_in() -> Typed {
    plain(FieldType::Text)
}
