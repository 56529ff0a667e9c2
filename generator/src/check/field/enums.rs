//! Checks the values of enums and the Rust variants made of them.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::EnumDraft,
    name,
};

/// The values of an enum differ, and each makes a Rust variant of its own.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for field in &subject.draft.fields {
        if let Some(values) = &field.enumeration {
            one(values, diagnostics);
        }
    }
}

/// Checks the values of one enum.
pub(super) fn one(draft: &EnumDraft, diagnostics: &mut Diagnostics) {
    if !draft.variants.is_empty() {
        return written(draft, diagnostics);
    }
    for (at, value) in draft.values.iter().enumerate() {
        let variant = name::upper_camel(&value.value);
        if !makes_variant(&value.value) {
            let message = format!("`{}` cannot be turned into a Rust variant name", value.value);
            let help = "start with a letter, then use letters, digits, `_` and `-`";
            diagnostics.push(Diagnostic::error(Code::EnumVariant, value.origin, message).help(help));
            continue;
        }
        let Some(first) = draft.values[..at].iter().find(|first| name::upper_camel(&first.value) == variant) else {
            continue;
        };
        let message = match first.value == value.value {
            true => format!("the value `{}` is listed twice", value.value),
            false => format!("`{}` and `{}` would both become the variant `{variant}`", first.value, value.value),
        };
        diagnostics.push(
            Diagnostic::error(Code::DuplicateEnumValue, value.origin, message)
                .related(first.origin, "first defined here")
                .help("remove one of them"),
        );
    }
}

/// Checks the texts of an enum whose variants are written in Rust: each is there once, and not empty.
fn written(draft: &EnumDraft, diagnostics: &mut Diagnostics) {
    for (at, value) in draft.values.iter().enumerate() {
        if value.value.is_empty() || value.value.ends_with(' ') || value.value.contains('\0') {
            let message = "an enum value must not be empty, end in a space or contain a NUL: databases treat these \
                           differently";
            let help = "write a text such as `\"active\"`";
            diagnostics.push(Diagnostic::error(Code::EnumVariant, value.origin, message).help(help));
        }
        if let Some(first) = draft.values[..at].iter().find(|first| first.value == value.value) {
            diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateEnumValue,
                    value.origin,
                    format!("the value `{}` is listed twice", value.value),
                )
                .related(first.origin, "first defined here")
                .help("give each variant a text of its own"),
            );
        }
    }
}

/// Tells whether a text can be turned into a Rust variant.
fn makes_variant(text: &str) -> bool {
    let variant = name::upper_camel(text);
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/'));
    is_plain && !text.ends_with(' ') && name::is_upper_camel(&variant) && !name::is_unusable(&variant)
}

/// Tells whether texts make the variants of an enum, each one of its own.
#[cfg(feature = "files")]
pub(crate) fn make_variants(texts: &[String]) -> bool {
    let variants: std::collections::BTreeSet<_> = texts.iter().map(|text| name::upper_camel(text)).collect();
    variants.len() == texts.len() && texts.iter().all(|text| makes_variant(text))
}
