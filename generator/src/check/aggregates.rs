use super::{
    names::field_name,
    subject::{Subject, is_number},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::FigureDraft,
    ir::{Aggregate, AggregateExpr, FieldType, Scalar},
};

/// A time range is of a timestamp, and a figure of a number.
pub(super) fn check(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    for (aggregate, draft) in subject.entity.aggregates.iter().zip(&subject.draft.aggregates) {
        field_name(&draft.name, diagnostics);
        if let (Some(id), Some(between)) = (aggregate.between, &draft.between)
            && let Some(field) = subject.known(id)
            && field.ty != FieldType::Scalar(Scalar::Timestamp)
        {
            let message = format!("`{}` is no timestamp that a time range could be of", field.name);
            let help = "name a `timestamp` field, or leave `between` out";
            diagnostics.push(Diagnostic::error(Code::Between, between.origin, message).help(help));
        }
        for figure in &draft.figures {
            field_name(&figure.name, diagnostics);
        }
        for (figure, draft) in figures(aggregate, &draft.figures) {
            if figure.of.is_none() {
                number(subject, figure, draft, diagnostics);
            }
        }
    }
}

/// A figure over other rows is over those that belong to the entity.
pub(super) fn targets(subjects: &[Subject<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for (aggregate, draft) in subject.entity.aggregates.iter().zip(&subject.draft.aggregates) {
            for (figure, draft) in figures(aggregate, &draft.figures) {
                let of = subjects.iter().find(|of| Some(&of.entity.name) == figure.of.as_ref());
                if let Some(of) = of {
                    belongs(subject, of, aggregate, draft, diagnostics);
                    number(of, figure, draft, diagnostics);
                }
            }
        }
    }
}

/// Pairs figures with their drafts; one that could not be read has a draft only.
fn figures<'a>(
    aggregate: &'a Aggregate,
    drafts: &'a [FigureDraft],
) -> impl Iterator<Item = (&'a AggregateExpr, &'a FigureDraft)> {
    let pair = |figure: &'a AggregateExpr| {
        drafts.iter().find(|draft| draft.name.value == figure.name).map(|draft| (figure, draft))
    };
    aggregate.figures.iter().filter_map(pair)
}

fn belongs(
    subject: &Subject<'_>,
    of: &Subject<'_>,
    aggregate: &Aggregate,
    draft: &FigureDraft,
    diagnostics: &mut Diagnostics,
) {
    let (parent, name) = (&subject.entity.name, &of.entity.name);
    let relations = of.entity.relations.iter().filter(|relation| relation.parent == *parent).count();
    let (message, help) = if parent == name {
        (format!("`{name}` need not be named in its own figures"), "leave the entity out: `count()`".to_owned())
    } else if relations == 0 {
        (
            format!("`{name}` does not belong to `{parent}`"),
            format!("take rows that belong to it, or add a field with `belongs_to = \"{parent}\"` to `{name}`"),
        )
    } else if relations > 1 {
        (format!("`{name}` belongs to `{parent}` in {relations} ways"), "leave this figure out".to_owned())
    } else if aggregate.between.is_some() {
        (
            format!("the time range is of `{parent}`, and this figure of `{name}`"),
            "give it an aggregate of its own, without `between`".to_owned(),
        )
    } else {
        return;
    };
    diagnostics.push(Diagnostic::error(Code::AggregateEntity, draft.expression.origin, message).help(help));
}

fn number(of: &Subject<'_>, figure: &AggregateExpr, draft: &FigureDraft, diagnostics: &mut Diagnostics) {
    let Some(field) = figure.field.as_ref().and_then(|name| of.known(of.entity.field_id(name)?)) else { return };
    if !is_number(&field.ty) {
        let message = format!("`{}` is no number", field.name);
        let help = "`sum` and `avg` take a number field; rows are counted by `count`";
        diagnostics.push(Diagnostic::error(Code::AggregateField, draft.expression.origin, message).help(help));
    }
}
