//! Aggregates over the entity's own rows.

use super::clause::{filter, predicate, scope};
use super::figure;
use super::form::Form;
use super::statement::Statement;
use crate::ir::{Aggregate, AggregateExpr, AggregateFn};
use crate::rust::model::Model;

/// Returns the aggregates whose figures all come from the entity's own table.
pub(crate) fn own<'a>(model: &Model<'a>) -> impl Iterator<Item = &'a Aggregate> + use<'a> {
    model.entity.aggregates.iter().filter(|aggregate| aggregate.figures.iter().all(|figure| figure.of.is_none()))
}

/// Returns the statements of the aggregates.
pub(super) fn statements(model: &Model<'_>) -> Vec<Form> {
    own(model).map(|aggregate| Form::plain(aggregate.name.clone(), statement(model, aggregate))).collect()
}

fn statement(model: &Model<'_>, aggregate: &Aggregate) -> Statement {
    let figures = aggregate.figures.iter().map(|expression| over_rows(model, expression));
    let mut conditions: Vec<Statement> = scope(model.entity, true);
    if let Some(field) = aggregate.between.map(|id| model.entity.field(id)) {
        conditions.push(Statement::default().name(field.column()).text(" >= ").bind());
        conditions.push(Statement::default().name(field.column()).text(" < ").bind());
    }
    Statement::new("SELECT ").joined(", ", figures).text(" FROM ").table(&model.entity.table).then(filter(conditions))
}

/// Returns a figure over the rows of one statement; a condition of its own becomes a CASE.
fn over_rows(model: &Model<'_>, expression: &AggregateExpr) -> Statement {
    let value = match (&expression.field, expression.function) {
        (Some(field), _) => Statement::default().name(model.entity.column_of(field)),
        (None, _) => Statement::new("1"),
    };
    let value = match &expression.condition {
        Some(condition) => {
            let conditions = predicate(condition, model.entity);
            Statement::new("CASE WHEN ").joined(" AND ", conditions).text(" THEN ").then(value).text(" END")
        }
        None if expression.function == AggregateFn::Count && expression.field.is_none() => Statement::new("*"),
        None => value,
    };
    figure::expression(expression.function, value, figure::Summed::of(model.entity, expression))
}
