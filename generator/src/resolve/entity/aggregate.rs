//! Resolves aggregates and their figures.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{AggregateDraft, EntityDraft, FigureDraft, Text},
    ir::{Aggregate, AggregateExpr, AggregateFn},
    resolve::{
        entity::counter::split,
        lookup::{Fields, Known, field_help, find},
        term::condition,
    },
};

/// Returns the structs of figures, in the order of the text. A figure that cannot be read is left out.
pub(in crate::resolve) fn resolve(
    draft: &EntityDraft,
    fields: &Fields,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Aggregate> {
    let one = |aggregate: &AggregateDraft| {
        let between = aggregate.between.as_ref().and_then(|name| find(name, draft, fields, diagnostics));
        let figures = aggregate
            .figures
            .iter()
            .filter_map(|figure| figure_of(figure, draft, fields, known, diagnostics))
            .collect();
        Aggregate { name: aggregate.name.value.clone(), between, figures }
    };
    draft.aggregates.iter().map(one).collect()
}

fn figure_of(
    figure: &FigureDraft,
    draft: &EntityDraft,
    own: &Fields,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<AggregateExpr> {
    let Some(call) = call(&figure.expression) else {
        let message = "invalid figure";
        let help =
            "write `count()`, `count(User where status = 'active')`, `sum(token_count)` or `avg(Message.token_count)`";
        diagnostics.push(Diagnostic::error(Code::AggregateText, figure.expression.origin, message).help(help));
        return None;
    };
    let function = function(&call.function, diagnostics)?;
    let (of, field) = target(function, &call, diagnostics)?;
    if let Some(entity) = &of
        && known.definitions.complete
        && known.definitions.entity(&entity.value).is_none()
    {
        let message = format!("there is no entity `{}`", entity.value);
        let help = known.definitions.entity_help(entity);
        diagnostics.push(Diagnostic::error(Code::AggregateEntity, entity.origin, message).help(help));
        return None;
    }
    let (entity, fields) = match &of {
        Some(entity) => (entity.value.as_str(), known.fields(&entity.value)),
        None => (draft.name.value.as_str(), Some(own)),
    };
    if let (Some(field), Some(fields)) = (&field, fields)
        && fields.id(&field.value).is_none()
    {
        let message = format!("`{entity}` has no field `{}`", field.value);
        let help = field_help(&field.value, &fields.fields);
        diagnostics.push(Diagnostic::error(Code::UnknownField, field.origin, message).help(help));
        return None;
    }
    let condition = match &call.condition {
        Some(text) => Some(condition::resolve(text, entity, fields, diagnostics)?),
        None => None,
    };
    Some(AggregateExpr {
        name: figure.name.value.clone(),
        function,
        of: of.map(|of| of.value),
        field: field.map(|field| field.value),
        condition,
    })
}

/// `function(target where condition)`, each part as written.
struct Call {
    function: Text,
    target: Text,
    condition: Option<Text>,
}

fn call(text: &Text) -> Option<Call> {
    let text = text.trimmed();
    let open = text.value.find('(')?;
    let close = text.value.len().checked_sub(1).filter(|_| text.value.ends_with(')'))?;
    let function = text.part(0..open).trimmed();
    let inside = text.part(open + 1..close);
    let words = inside.words();
    let mut skipped = 0;
    for word in &words {
        let start = inside.value[skipped..].find(&word.value)? + skipped;
        if word.value == "where" {
            let condition = inside.part(start + word.value.len()..inside.value.len()).trimmed();
            return Some(Call { function, target: inside.part(0..start).trimmed(), condition: Some(condition) });
        }
        skipped = start + word.value.len();
    }
    Some(Call { function, target: inside.trimmed(), condition: None })
}

fn function(name: &Text, diagnostics: &mut Diagnostics) -> Option<AggregateFn> {
    match name.value.as_str() {
        "count" => Some(AggregateFn::Count),
        "sum" => Some(AggregateFn::Sum),
        "avg" => Some(AggregateFn::Average),
        other => {
            let message = format!("unknown aggregate function `{other}`");
            let help = "the functions are `count`, `sum` and `avg`";
            diagnostics.push(Diagnostic::error(Code::AggregateText, name.origin, message).help(help));
            None
        }
    }
}

/// Returns the entity and the field that a figure is of.
fn target(function: AggregateFn, call: &Call, diagnostics: &mut Diagnostics) -> Option<(Option<Text>, Option<Text>)> {
    let target = Some(call.target.clone()).filter(|target| !target.value.is_empty());
    match (function, target) {
        (AggregateFn::Count, Some(target)) if target.value.contains('.') => {
            let message = "`count` counts rows and takes no field";
            let help = "write `count(Entity)`, or `count(Entity where field is not null)`";
            diagnostics.push(Diagnostic::error(Code::AggregateText, target.origin, message).help(help));
            None
        }
        (AggregateFn::Count, target) => Some((target, None)),
        (_, Some(target)) => match split(&target) {
            Some((entity, field)) => Some((Some(entity), Some(field))),
            None => Some((None, Some(target))),
        },
        (_, None) => {
            let message = format!("`{}` needs a field", call.function.value);
            let help = format!("write `{}(field)` or `{0}(Entity.field)`", call.function.value);
            diagnostics.push(Diagnostic::error(Code::AggregateText, call.function.origin, message).help(help));
            None
        }
    }
}
