//! Resolves counters.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{EntityDraft, Text},
    ir::{Counter, FieldId},
    resolve::lookup::Known,
};

/// Returns the counters; what they need of child and field is checked on the resolved schema.
pub(in crate::resolve) fn resolve(
    draft: &EntityDraft,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Counter> {
    let mut counters = Vec::new();
    for (at, field) in draft.fields.iter().enumerate() {
        let field_id = FieldId(at);
        if let (Some(_), Some(sums)) = (&field.counts, &field.sums) {
            let message = "`counts` and `sums` exclude each other";
            let help = "split them into two fields";
            diagnostics.push(Diagnostic::error(Code::KeyConflict, sums.origin, message).help(help));
        }
        if let Some(child) = &field.counts {
            if exists(child, known, diagnostics) {
                counters.push(Counter { field: field_id, child: child.value.clone(), sum: None });
            }
        } else if let Some(sums) = &field.sums {
            let Some((child, summed)) = split(sums) else {
                let message = format!("`{}` does not name a field of a child entity", sums.value);
                let help = "write the entity and the field: `sums = \"Message.token_count\"`";
                diagnostics.push(Diagnostic::error(Code::CounterSum, sums.origin, message).help(help));
                continue;
            };
            if exists(&child, known, diagnostics) {
                counters.push(Counter { field: field_id, child: child.value, sum: Some(summed.value) });
            }
        }
    }
    counters
}

/// Splits `Message.token_count` at its dot.
pub(in crate::resolve) fn split(text: &Text) -> Option<(Text, Text)> {
    let dot = text.value.find('.')?;
    Some((text.part(0..dot).trimmed(), text.part(dot + 1..text.value.len()).trimmed()))
}

fn exists(child: &Text, known: &Known<'_>, diagnostics: &mut Diagnostics) -> bool {
    let exists = !known.definitions.complete || known.definitions.entity(&child.value).is_some();
    if !exists {
        let message = format!("there is no entity `{}` to count", child.value);
        let help = known.definitions.entity_help(child);
        diagnostics.push(Diagnostic::error(Code::CounterChild, child.origin, message).help(help));
    }
    exists
}
