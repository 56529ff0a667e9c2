use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Whole, root_of};
use crate::ir::{Aggregate, AggregateExpr, Entity};
use crate::rust::figure::{self, Figure};
use crate::rust::model::Model;
use crate::rust::sql::{Form, filter, predicate, scope};
use crate::rust::statement::Statement;
use crate::rust::tokens;

/// Returns the aggregates of tenants' roots, whose figures come from the tables of what a tenant owns.
fn whole<'w, 'a>(whole: &'w Whole<'a>) -> impl Iterator<Item = (&'w Model<'a>, &'a Aggregate)> {
    whole.models.iter().flat_map(|model| {
        let spread = |aggregate: &&Aggregate| aggregate.figures.iter().any(|figure| figure.of.is_some());
        model.entity.aggregates.iter().filter(spread).map(move |aggregate| (model, aggregate))
    })
}

/// Returns the structs of figures and the methods of the tenant's scope that fill them.
pub(super) fn of_roots(all: &Whole<'_>) -> TokenStream {
    whole(all)
        .map(|(model, aggregate)| {
            let figures: Vec<Figure> = aggregate
                .figures
                .iter()
                .map(|expression| {
                    Figure::of(
                        expression,
                        source(all, model, expression).is_some_and(|of| figure::is_float(of, expression)),
                    )
                })
                .collect();
            let definition = figure::definition(model, aggregate, &figures);
            let method = method(model, aggregate);
            quote!(#definition #method)
        })
        .collect()
}

// Expands to: impl TenantScope<'_> { pub async fn stats(&self) -> Result<TenantStats> { … } }
fn method(model: &Model<'_>, aggregate: &Aggregate) -> TokenStream {
    let runtime = model.runtime();
    let (name, ty) = (tokens::ident(&aggregate.name), figure::type_name(model, aggregate));
    let statement = tokens::constant(&static_name(model, aggregate));
    let binds = aggregate.figures.iter().map(|_| quote!(&self.tenant));
    quote! {
        impl TenantScope<'_> {
            /// Sums up what the tenant owns: one statement.
            ///
            /// # Errors
            /// What the statement meets.
            pub async fn #name(&self) -> #runtime::Result<#ty> {
                self.at.one(&sql::#statement, &[#(#binds),*], #ty::decode).await
            }
        }
    }
}

fn static_name(model: &Model<'_>, aggregate: &Aggregate) -> String {
    format_ident!("{}_{}", model.variable, aggregate.name).to_string()
}

/// Returns the statements of the methods.
pub(super) fn statements<'w, 'a>(all: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    let forms = whole(all).map(|(model, aggregate)| {
        let figures = aggregate.figures.iter().filter_map(|expression| {
            let entity = source(all, model, expression)?;
            Some(Statement::new("(").then(figure(entity, expression)).text(")"))
        });
        (model, Form::plain(static_name(model, aggregate), Statement::new("SELECT ").joined(", ", figures)))
    });
    forms.collect()
}

/// Returns the entity whose rows a figure takes; only a tenant's own, since the tenant stands in each WHERE.
fn source<'a>(all: &Whole<'a>, model: &Model<'a>, expression: &AggregateExpr) -> Option<&'a Entity> {
    let entity = match &expression.of {
        Some(name) => all.schema.entity(name)?,
        None => model.entity,
    };
    (entity.tenant.is_some() && root_of(entity) == Some(&model.entity.name)).then_some(entity)
}

fn figure(entity: &Entity, expression: &AggregateExpr) -> Statement {
    let value = expression.field.as_ref().map_or_else(|| Statement::new("*"), |field| Statement::default().name(field));
    let mut conditions = scope(entity, true);
    conditions.extend(expression.condition.iter().flat_map(|condition| predicate(condition, entity)));
    let figure = figure::expression(expression.function, value, figure::is_float(entity, expression));
    Statement::new("SELECT ").then(figure).text(" FROM ").name(&entity.table).then(filter(conditions))
}
