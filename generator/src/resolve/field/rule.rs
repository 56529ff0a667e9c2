//! Resolves validation rules.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::RuleDrafts,
    ir::{FORMATS, FieldType, Literal, Rule},
    resolve::term::{example, has_nul, literal},
};

/// Returns the rules of a field. The maximum of a `string` is in its type, so that its length rule holds a minimum
/// only.
pub(in crate::resolve) fn resolve(drafts: &RuleDrafts, ty: &FieldType, diagnostics: &mut Diagnostics) -> Vec<Rule> {
    let mut rules = Vec::new();
    if let Some(length) = &drafts.length {
        let min = u32::try_from(length.value.min).unwrap_or_default();
        let max = length.value.max.and_then(|max| u32::try_from(max).ok());
        let max = max.filter(|_| !matches!(ty, FieldType::String { .. }));
        if min > 0 || max.is_some() {
            rules.push(Rule::Length { min, max });
        }
    }
    rules.extend(drafts.range.as_ref().map(|range| Rule::Range { min: range.value.min, max: range.value.max }));
    rules.extend(drafts.pattern.as_ref().map(|pattern| Rule::Pattern(pattern.value.clone())));
    rules
        .extend(FORMATS.iter().filter(|format| drafts.format(format.word).is_some()).map(|format| format.rule.clone()));
    rules.extend(one_of(drafts, ty, diagnostics).map(Rule::OneOf));
    rules.extend(drafts.future.map(|_| Rule::Future));
    rules.extend(drafts.past.map(|_| Rule::Past));
    rules.extend(drafts.custom.as_ref().map(|path| Rule::Custom(path.value.clone())));
    rules
}

fn one_of(drafts: &RuleDrafts, ty: &FieldType, diagnostics: &mut Diagnostics) -> Option<Vec<Literal>> {
    let written = drafts.one_of.as_ref()?;
    if written.value.is_empty() {
        let help = "list the allowed values, or remove `one_of`";
        diagnostics.push(
            Diagnostic::error(Code::OneOf, written.origin, "`one_of` is empty, so no value would be allowed")
                .help(help),
        );
    }
    let mut values = Vec::new();
    for value in &written.value {
        if has_nul(&value.value) {
            let message = "a value in `one_of` contains a NUL, which PostgreSQL cannot store";
            diagnostics.push(Diagnostic::error(Code::OneOf, value.origin, message).help("remove the character"));
        }
        match literal(&value.value, ty) {
            Some(value) => values.push(value),
            None => {
                let help = format!("expected {}", example(ty));
                let message = "a value in `one_of` does not match the field's type";
                diagnostics.push(Diagnostic::error(Code::OneOf, value.origin, message).help(help));
            }
        }
    }
    Some(values)
}
