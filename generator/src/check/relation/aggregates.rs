//! Checks the figures of aggregates: their fields, time ranges, and the entities they are over.

use crate::check::{
    entity::{CheckedEntity, is_number},
    key::uniques::LONG_DECIMAL,
    name::names::{REPOSITORY_METHODS, field_name, reserved},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{AggregateDraft, FigureDraft},
    ir::{Aggregate, AggregateExpr, FieldType, Scalar},
    name::STORE_METHODS,
};

/// A time range is of a timestamp, and a figure of a number.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (aggregate, draft) in subject.entity.aggregates.iter().zip(&subject.draft.aggregates) {
        field_name(&draft.name, diagnostics);
        if REPOSITORY_METHODS.contains(&&*draft.name.value) {
            diagnostics.push(reserved(&draft.name, "a generated method has this name"));
        }
        if let (Some(id), Some(between)) = (aggregate.between, &draft.between)
            && let Some(field) = subject.known(id)
            && field.ty != FieldType::Scalar(Scalar::Timestamp)
        {
            let message = format!("`between` needs a `timestamp` field, and `{}` is not one", field.name);
            let help = "name a `timestamp` field, or remove `between`";
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
pub(super) fn targets(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for (aggregate, draft) in subject.entity.aggregates.iter().zip(&subject.draft.aggregates) {
            if aggregate.figures.iter().any(|figure| figure.of.is_some()) {
                spread(subject, subjects, aggregate, draft, diagnostics);
            }
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

/// One statement gives all figures of an aggregate, so that all are of one kind: of the rows, or of what belongs to one
/// row.
fn spread(
    subject: &CheckedEntity<'_>,
    subjects: &[CheckedEntity<'_>],
    aggregate: &Aggregate,
    draft: &AggregateDraft,
    diagnostics: &mut Diagnostics,
) {
    let owner =
        |of: &CheckedEntity<'_>| of.entity.tenant.and_then(|id| of.entity.relation_of(id)).map(|to| to.parent.clone());
    let owns = subjects.iter().any(|of| owner(of).as_ref() == Some(&subject.entity.name));
    if owns
        && (STORE_METHODS.contains(&&*draft.name.value) && draft.name.value != "stats"
            || subjects.iter().any(|of| of.entity.tenant.is_some() && of.entity.rows() == draft.name.value))
    {
        diagnostics.push(reserved(&draft.name, "`TenantScope` has a method of this name"));
    }
    for (figure, draft) in figures(aggregate, &draft.figures) {
        let of = subjects.iter().find(|of| Some(&of.entity.name) == figure.of.as_ref());
        let (message, help) = match of {
            None if figure.of.is_none() => (
                format!(
                    "this figure is over all rows of `{}`, but others in this aggregate are over the rows that \
                     belong to one of them",
                    subject.entity.name
                ),
                "move it to an aggregate of its own".to_owned(),
            ),
            Some(of) if owns && owner(of).as_ref() != Some(&subject.entity.name) => (
                format!(
                    "`{}` does not belong to a tenant, but this aggregate is over the rows of a tenant",
                    of.entity.name
                ),
                format!("use an entity whose tenant field belongs to `{}`", subject.entity.name),
            ),
            Some(of) if !owns && of.entity.tenant.is_some() && subject.entity.tenant.is_none() => (
                format!("`{}` belongs to a tenant, but `{}` does not", of.entity.name, subject.entity.name),
                "remove this figure; rows of a tenant are only read within that tenant".to_owned(),
            ),
            _ => continue,
        };
        diagnostics.push(Diagnostic::error(Code::AggregateKind, draft.expression.origin, message).help(help));
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
    subject: &CheckedEntity<'_>,
    of: &CheckedEntity<'_>,
    aggregate: &Aggregate,
    draft: &FigureDraft,
    diagnostics: &mut Diagnostics,
) {
    let (parent, name) = (&subject.entity.name, &of.entity.name);
    let relations =
        of.entity.relations.iter().filter(|relation| relation.parent == *parent && relation.is_to_key()).count();
    let (message, help) = if parent == name {
        (format!("a figure of `{name}` does not name `{name}` itself"), "remove the entity: `count()`".to_owned())
    } else if relations == 0 {
        (
            format!("`{name}` does not belong to `{parent}`"),
            format!("use an entity that belongs to it, or add a field with `belongs_to = \"{parent}\"` to `{name}`"),
        )
    } else if relations > 1 {
        (
            format!("`{name}` has {relations} references to `{parent}`, so the figure is ambiguous"),
            "remove this figure".to_owned(),
        )
    } else if aggregate.between.is_some() {
        (
            format!("`between` is a field of `{parent}`, but this figure is over `{name}`"),
            "move it to an aggregate without `between`".to_owned(),
        )
    } else {
        return;
    };
    diagnostics.push(Diagnostic::error(Code::AggregateEntity, draft.expression.origin, message).help(help));
}

fn number(of: &CheckedEntity<'_>, figure: &AggregateExpr, draft: &FigureDraft, diagnostics: &mut Diagnostics) {
    let Some(field) = figure.field.as_ref().and_then(|name| of.known(of.entity.field_id(name)?)) else { return };
    if !is_number(&field.ty) {
        let message = format!("`{}` is not a number", field.name);
        let help = "`sum` and `avg` take a number field; use `count` to count rows";
        diagnostics.push(Diagnostic::error(Code::AggregateField, draft.expression.origin, message).help(help));
    } else if field.is_foreign() {
        let message = format!("`{}` has a type of the databases' own, which larder does not add up", field.name);
        let help = "remove `native`, or add it up with SQL of your own";
        diagnostics.push(Diagnostic::error(Code::AggregateField, draft.expression.origin, message).help(help));
    } else if field.ty.is_long_decimal() {
        let message = format!("`{}` has more than 18 digits, which SQLite cannot add up", field.name);
        diagnostics.push(Diagnostic::error(Code::AggregateField, draft.expression.origin, message).help(LONG_DECIMAL));
    }
}
