//! Methods for aggregates over the entity's own rows.

use proc_macro2::TokenStream;
use quote::quote;

use super::Compared;
use crate::ir::{Aggregate, AggregateExpr, AggregateFn};
use crate::rust::figure::{self, Figure};
use crate::rust::model::Model;
use crate::rust::sql::{Form, filter, predicate, scope};
use crate::rust::statement::Statement;
use crate::rust::tokens;

/// Returns the aggregates whose figures all come from the entity's own table.
pub(crate) fn own<'a>(model: &Model<'a>) -> impl Iterator<Item = &'a Aggregate> + use<'a> {
    model.entity.aggregates.iter().filter(|aggregate| aggregate.figures.iter().all(|figure| figure.of.is_none()))
}

/// Returns one method per aggregate of the entity's own rows.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    own(model).map(|aggregate| method(model, aggregate)).collect()
}

/// Returns the structs that the methods fill.
pub(crate) fn structs(model: &Model<'_>) -> TokenStream {
    own(model).map(|aggregate| figure::definition(model, aggregate, &figures(model, aggregate))).collect()
}

/// Returns the statements of the methods.
pub(crate) fn statements(model: &Model<'_>) -> Vec<Form> {
    own(model).map(|aggregate| Form::plain(aggregate.name.clone(), statement(model, aggregate))).collect()
}

// Expands to: pub fn stats(self, start_time: Range<Timestamp>) -> impl Future<Output = Result<VoiceSessionStats>> +
// use<'a> { … }
fn method(model: &Model<'_>, aggregate: &Aggregate) -> TokenStream {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let ty = figure::type_name(model, aggregate);
    let statement = tokens::constant(&aggregate.name);
    let between = aggregate.between.map(|id| model.entity.field(id));
    let range = between.map(|field| tokens::ident(&field.name));
    let argument = range.as_ref().map(|range| quote!(#range: ::std::ops::Range<#runtime::Timestamp>));
    let binds = range.as_ref().map(|range| quote!(&#range.start, &#range.end));
    let when = between
        .map_or_else(String::new, |field| format!(" whose `{}` lies in the range, its end left out", field.name));
    let doc = format!("Sums up the {}{when}: one statement.", super::nouns(model));
    let body = quote!(self.one(&#sql::#statement, &[#binds], #ty::decode));
    let arguments = argument.unwrap_or_default();
    super::method(model, &doc, &aggregate.name, &Compared::default(), &arguments, &quote!(#ty), &body)
}

fn statement(model: &Model<'_>, aggregate: &Aggregate) -> Statement {
    let figures = aggregate.figures.iter().map(|expression| over_rows(model, expression));
    let mut conditions: Vec<Statement> = scope(model.entity, true);
    if let Some(field) = aggregate.between.map(|id| model.entity.field(id)) {
        conditions.push(Statement::default().name(&field.name).text(" >= ").bind());
        conditions.push(Statement::default().name(&field.name).text(" < ").bind());
    }
    Statement::new("SELECT ").joined(", ", figures).text(" FROM ").name(&model.entity.table).then(filter(conditions))
}

/// Returns a figure over the rows of one statement; a condition of its own becomes a CASE.
fn over_rows(model: &Model<'_>, expression: &AggregateExpr) -> Statement {
    let value = match (&expression.field, expression.function) {
        (Some(field), _) => Statement::default().name(field),
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
    figure::expression(expression.function, value, figure::is_float(model.entity, expression))
}

fn figures(model: &Model<'_>, aggregate: &Aggregate) -> Vec<Figure> {
    let figures = aggregate.figures.iter();
    figures.map(|expression| Figure::of(expression, figure::is_float(model.entity, expression))).collect()
}
