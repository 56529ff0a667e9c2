use super::subject::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ir::{Bound, Default, Field, FieldType, Literal, Rule},
};

/// A default obeys the rules of its field.
pub(super) fn check(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    for (_, field, draft) in subject.fields() {
        if let (Some(Default::Literal(value)), Some(written)) = (&field.default, &draft.default)
            && let Some(rule) = broken_rule(field, value)
        {
            let message = format!("the default of `{}` breaks its rule: {rule}", field.name);
            let help = "change the default or the rule";
            diagnostics.push(Diagnostic::error(Code::DefaultBreaksRule, written.origin, message).help(help));
        }
    }
}

fn broken_rule(field: &Field, value: &Literal) -> Option<String> {
    if let (FieldType::String { max }, Literal::Text(text)) = (&field.ty, value)
        && text.chars().count() > *max as usize
    {
        return Some(format!("at most {max} characters"));
    }
    field.rules.iter().find_map(|rule| broken(rule, value))
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
        (Rule::OneOf(values), value) => (!values.contains(value)).then(|| "one of the values listed".to_owned()),
        #[cfg(feature = "files")]
        (Rule::Pattern(pattern), Literal::Text(text)) => {
            let pattern = regex::Regex::new(pattern).ok()?;
            (!pattern.is_match(text)).then(|| format!("the pattern `{pattern}`"))
        }
        _ => None,
    }
}
