//! Checks that a default satisfies the rules of its field and can be stored by every database.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ir::{Bound, Default, Field, FieldType, Json, Literal, Rule, Scalar},
};

/// Most levels of JSON that every server makes, which is MariaDB's limit.
const MOST_LEVELS: usize = 31;

/// A default obeys the rules of its field, and is a value that every database holds.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (_, field, draft) in subject.fields() {
        let broken = match &field.default {
            Some(Default::Literal(value)) => broken_rule(field, value, subject.entity.is_in_key(field)),
            Some(Default::Json(json)) => unstorable(json, MOST_LEVELS),
            _ => None,
        };
        if let (Some(rule), Some(written)) = (broken, &draft.default) {
            let message = format!("the default of `{}` violates the field's own rule: {rule}", field.name);
            let help = "change the default or the rule";
            diagnostics.push(Diagnostic::error(Code::DefaultBreaksRule, written.origin, message).help(help));
        }
    }
}

fn broken_rule(field: &Field, value: &Literal, in_key: bool) -> Option<String> {
    if let (FieldType::String { max }, Literal::Text(text)) = (&field.ty, value)
        && text.chars().count() > *max as usize
    {
        return Some(format!("at most {max} characters"));
    }
    match value {
        Literal::Text(text) if text.contains('\0') => return Some(NO_NUL.to_owned()),
        Literal::Text(text) if in_key && text.ends_with(' ') => {
            return Some("a key must not end in a space".to_owned());
        }
        Literal::Float(number) if field.ty == FieldType::Scalar(Scalar::F32) && number.abs() > f64::from(f32::MAX) => {
            return Some(format!("at most {}", f32::MAX));
        }
        Literal::Float(number)
            if field.ty == FieldType::Scalar(Scalar::F32)
                && *number != 0.0
                && number.abs() < f64::from(SMALLEST_SINGLE) / 2.0 =>
        {
            return Some("a number that an `f32` does not round to 0".to_owned());
        }
        _ => {}
    }
    field.rules.iter().find_map(|rule| broken(rule, value))
}

/// The least number above zero.
const SMALLEST_SINGLE: f32 = f32::from_bits(1);

const NO_NUL: &str = "no NUL character";

fn unstorable(json: &Json, levels: usize) -> Option<String> {
    let has_nul = |text: &str| text.contains('\0').then(|| NO_NUL.to_owned());
    match json {
        Json::Text(text) => has_nul(text),
        Json::List(_) | Json::Object(_) if levels == 0 => Some(format!("at most {MOST_LEVELS} levels of JSON")),
        Json::List(elements) => elements.iter().find_map(|element| unstorable(element, levels - 1)),
        Json::Object(members) => {
            members.iter().find_map(|(name, member)| has_nul(name).or_else(|| unstorable(member, levels - 1)))
        }
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) => None,
    }
}

fn broken(rule: &Rule, value: &Literal) -> Option<String> {
    match (rule, value) {
        (Rule::Length { min, max }, Literal::Text(text)) => {
            let length = text.chars().count();
            if length < *min as usize {
                return Some(format!("at least {min} characters"));
            }
            max.filter(|max| length > *max as usize).map(|max| format!("at most {max} characters"))
        }
        (Rule::Range { min, max }, Literal::Int(_) | Literal::Float(_)) => {
            let number = match value {
                Literal::Int(value) => Bound::Int(*value).as_f64(),
                Literal::Float(value) => *value,
                _ => return None,
            };
            let low = min.filter(|min| number < min.as_f64()).map(|min| format!("at least {min}"));
            low.or_else(|| max.filter(|max| number > max.as_f64()).map(|max| format!("at most {max}")))
        }
        (Rule::OneOf(values), value) => (!values.contains(value)).then(|| "one of the listed values".to_owned()),
        #[cfg(feature = "files")]
        (Rule::Pattern(pattern), Literal::Text(text)) => {
            let pattern = regex::Regex::new(pattern).ok()?;
            (!pattern.is_match(text)).then(|| format!("must match `{pattern}`"))
        }
        _ => None,
    }
}
