//! Checks validation rules against the type of their field.

use crate::check::entity::{CheckedEntity, is_number, is_text};
use crate::{
    decimal,
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{LengthDraft, Located, RangeDraft, RuleDrafts},
    ir::{Bound, FORMAT_WORDS, FieldType, Scalar},
    resolve::is_exact,
};

/// The longest `string`: MySQL's row holds 65535 bytes, a character up to four.
const MAX_STRING: i64 = 16383;

/// Each rule fits the type it is for, and can be obeyed.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (_, field, draft) in subject.fields() {
        // What a reference holds has the rules of the parent's key.
        let ty = if draft.belongs_to.is_some() { &field.ty } else { field.ty.stored() };
        one(&field.name, &draft.rules, ty, diagnostics);
    }
}

/// Checks the rules of one field, of an entity or of a struct.
pub(super) fn one(name: &str, rules: &RuleDrafts, ty: &FieldType, diagnostics: &mut Diagnostics) {
    let mut refuse = |code, origin: Option<Origin>, rule: &str, of: &str, help: &str| {
        if let Some(origin) = origin {
            let message = format!("`{rule}` applies only to {of}, and `{name}` is not one of them");
            diagnostics.push(Diagnostic::error(code, origin, message).help(help));
        }
    };
    if !is_text(ty) {
        let length = rules.length.as_ref().map(|length| length.origin);
        let help = match length {
            Some(Origin::Tokens(_)) if is_number(ty) => "for a number, write `range(0..=100)`",
            _ if is_number(ty) => "for a number, write `range = [0, 100]`",
            _ => "remove `length`",
        };
        refuse(Code::LengthTarget, length, "length", "strings and texts", help);
        let pattern = rules.pattern.as_ref().map(|pattern| pattern.origin);
        let formats = FORMAT_WORDS.iter().map(|word| (*word, rules.format(word)));
        for (rule, origin) in [("pattern", pattern)].into_iter().chain(formats) {
            refuse(Code::FormatTarget, origin, rule, "strings and texts", &format!("remove `{rule}`"));
        }
    }
    if !is_number(ty) {
        let range = rules.range.as_ref().map(|range| range.origin);
        let help = match range {
            Some(Origin::Tokens(_)) if is_text(ty) => "for a text, write `length(1..=100)`",
            _ if is_text(ty) => "for a text, write `length = [1, 100]`",
            _ => "remove `range`",
        };
        refuse(Code::RangeTarget, range, "range", "numbers", help);
    }
    if !matches!(ty, FieldType::Scalar(Scalar::Timestamp | Scalar::Date)) {
        for (rule, origin) in [("future", rules.future), ("past", rules.past)] {
            refuse(Code::TimeTarget, origin, rule, "timestamps and dates", &format!("remove `{rule}`"));
        }
    }
    if let (Some(_), Some(past)) = (rules.future, rules.past) {
        let message = "a time cannot be both in the future and in the past";
        diagnostics.push(Diagnostic::error(Code::KeyConflict, past, message).help("remove one of them"));
    }
    bounds(rules, ty, diagnostics);
}

fn bounds(rules: &RuleDrafts, ty: &FieldType, diagnostics: &mut Diagnostics) {
    if let Some(length) = rules.length.as_ref().filter(|_| is_text(ty)) {
        self::length(length, ty, diagnostics);
    }
    if let Some(range) = rules.range.as_ref().filter(|_| is_number(ty)) {
        self::range(range, ty, diagnostics);
    }
    if let Some(pattern) = &rules.pattern
        && let Some(error) = mistake(&pattern.value)
    {
        let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let message = format!("the pattern is not a valid regular expression: {why}");
        let help = match pattern.origin {
            Origin::Text { .. } => "fix it; use single quotes so that backslashes are kept: `pattern = '^\\d+$'`",
            Origin::Tokens(_) => "fix it; use a raw string so that backslashes are kept: `pattern = r\"^\\d+$\"`",
        };
        diagnostics.push(Diagnostic::error(Code::Pattern, pattern.origin, message).help(help));
    }
}

/// Returns what is wrong with a pattern. The derive has the parser only, which finds all but patterns that are too
/// large.
#[cfg(not(feature = "files"))]
fn mistake(pattern: &str) -> Option<String> {
    regex_syntax::Parser::new().parse(pattern).err().map(|error| error.to_string())
}

#[cfg(feature = "files")]
fn mistake(pattern: &str) -> Option<String> {
    regex::Regex::new(pattern).err().map(|error| error.to_string())
}

fn length(length: &Located<LengthDraft>, ty: &FieldType, diagnostics: &mut Diagnostics) {
    let LengthDraft { min, max } = length.value;
    let string = matches!(ty, FieldType::String { .. });
    let text_help = match length.origin {
        Origin::Text { .. } => "write `type = \"text\"`; it accepts the same `length`",
        Origin::Tokens(_) => "add `text`; it accepts the same `length`",
    };
    let error = match max {
        _ if min < 0 => {
            Some((Code::LengthBound, format!("a length cannot be negative, and {min} is"), "write 0 or more"))
        }
        Some(max) if min > max => {
            Some((Code::EmptyRange, format!("the minimum {min} is greater than the maximum {max}"), "swap the two"))
        }
        Some(max) if max < 1 => {
            Some((Code::LengthBound, format!("a maximum of {max} allows no text at all"), "write 1 or more"))
        }
        Some(max) if string && max > MAX_STRING => Some((
            Code::LengthBound,
            format!("a `string` is limited to {MAX_STRING} characters by MySQL, and {max} is more"),
            text_help,
        )),
        Some(max) if max > i64::from(u32::MAX) => Some((
            Code::LengthBound,
            format!("no database can store {max} characters"),
            "lower the maximum, or remove it",
        )),
        _ => None,
    };
    if let Some((code, message, help)) = error {
        diagnostics.push(Diagnostic::error(code, length.origin, message).help(help));
    }
}

/// SQLite compares the column with the ends as it keeps them.
fn decimal_ends(range: &Located<RangeDraft>, precision: u32, scale: u32, diagnostics: &mut Diagnostics) {
    if precision > decimal::INTEGER_DIGITS {
        let message = "a decimal of more than 18 digits has no range: SQLite keeps it as text";
        let error = Diagnostic::error(Code::RangeTarget, range.origin, message);
        diagnostics.push(error.help("give it at most 18 digits, or check it with `custom`"));
        return;
    }
    let is_held = |end: &Bound| {
        let is_written = matches!(end, Bound::Int(_)) || is_exact(end.as_f64());
        is_written && decimal::fits(&end.digits(), precision, scale)
    };
    if ![range.value.min, range.value.max].iter().flatten().all(is_held) {
        let message = format!(
            "the bounds of this decimal have at most {} digits before the point and {scale} after it",
            precision - scale
        );
        diagnostics
            .push(Diagnostic::error(Code::RangeTarget, range.origin, message).help("write bounds that it holds"));
    }
}

fn range(range: &Located<RangeDraft>, ty: &FieldType, diagnostics: &mut Diagnostics) {
    let ends = [range.value.min, range.value.max].into_iter().flatten();
    if let FieldType::Decimal { precision, scale } = *ty {
        decimal_ends(range, precision, scale, diagnostics);
    }
    let whole = !matches!(ty, FieldType::Scalar(Scalar::F32 | Scalar::F64) | FieldType::Decimal { .. });
    if whole && ends.clone().any(|end| matches!(end, Bound::Float(_))) {
        let message = "the bounds of an integer must be integers";
        let help = "write the bounds without a fraction";
        diagnostics.push(Diagnostic::error(Code::RangeTarget, range.origin, message).help(help));
    }
    if let (Some(min), Some(max)) = (range.value.min, range.value.max)
        && min.as_f64() > max.as_f64()
    {
        let message = format!("the minimum {min} is greater than the maximum {max}");
        diagnostics.push(Diagnostic::error(Code::EmptyRange, range.origin, message).help("swap the two"));
    }
}
