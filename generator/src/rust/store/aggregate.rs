//! Aggregates over the rows that belong to one row or tenant.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Whole, root_of};
use crate::ir::{Aggregate, AggregateExpr, Entity};
use crate::rust::model::{Model, tokens};
use crate::rust::sql::clause::equals;
use crate::rust::sql::figure::Summed;
use crate::rust::sql::{Form, Statement, figure as figure_sql, filter, predicate, scope};
use crate::rust::types::figure::{self, Figure};

/// Returns the aggregates whose figures come from the tables of what belongs to a row, or of what a tenant owns.
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
                    let of = source(all, model, expression).map_or(Summed::Whole, |of| Summed::of(of, expression));
                    Figure::of(expression, of, model.runtime())
                })
                .collect();
            let definition = figure::definition(model, aggregate, &figures);
            let method = method(all, model, aggregate);
            quote!(#definition #method)
        })
        .collect()
}

// Expands to: impl TenantScope<'_> { pub async fn stats(self) -> Result<TenantStats> { … } }
fn method(all: &Whole<'_>, model: &Model<'_>, aggregate: &Aggregate) -> TokenStream {
    if !is_root(all, model) {
        return of_row(all, model, aggregate);
    }
    let runtime = model.runtime();
    let (name, ty) = (tokens::ident(&aggregate.name), figure::type_name(model, aggregate));
    let statement = tokens::constant(&static_name(model, aggregate));
    let count = tokens::integer(aggregate.figures.len());
    quote! {
        impl TenantScope<'_> {
            /// Sums up what the tenant owns: one statement.
            ///
            /// # Errors
            /// What the statement meets.
            pub async fn #name(self) -> #runtime::Result<#ty> {
                let tenant: &dyn #runtime::support::Bind = &#runtime::support::Keyed(self.tenant);
                self.executor.one(&sql::#statement, &[tenant; #count], #ty::decode).await
            }
        }
    }
}

// Expands to: impl ThreadRepository<'_> { pub async fn stats(self, id: impl Into<ThreadId>) -> Result<ThreadStats> { …
// } }
fn of_row(all: &Whole<'_>, model: &Model<'_>, aggregate: &Aggregate) -> TokenStream {
    let (runtime, repository) = (model.runtime(), &model.repository);
    let (name, ty) = (tokens::ident(&aggregate.name), figure::type_name(model, aggregate));
    let statement = tokens::constant(&static_name(model, aggregate));
    let (key, key_type) = (model.key_name(), model.key_type());
    let binds = aggregate.figures.iter().map(|expression| {
        let tenant = source(all, model, expression)
            .and_then(|of| of.tenant)
            .map(|_| quote!(&#runtime::support::Keyed(self.tenant()),));
        quote!(#tenant &#key)
    });
    quote! {
        impl #repository<'_> {
            /// Sums up what belongs to the row with this key: one statement; without the row there is nothing to sum
            /// up.
            ///
            /// # Errors
            /// What the statement meets.
            pub async fn #name(self, #key: impl Into<#key_type>) -> #runtime::Result<#ty> {
                let #key = #key.into();
                self.executor().one(&sql::#statement, &[#(#binds),*], #ty::decode).await
            }
        }
    }
}

/// Returns whether the entity's rows are the tenants.
fn is_root(all: &Whole<'_>, model: &Model<'_>) -> bool {
    all.schema.entities.iter().any(|entity| root_of(entity) == Some(&model.entity.name))
}

fn static_name(model: &Model<'_>, aggregate: &Aggregate) -> String {
    format!("{}_{}", tokens::snake(&model.entity.name), aggregate.name)
}

/// Returns the statements of the methods.
pub(super) fn statements<'w, 'a>(all: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    let forms = whole(all).map(|(model, aggregate)| {
        let figures = aggregate.figures.iter().filter_map(|expression| {
            let entity = source(all, model, expression)?;
            let reference = if is_root(all, model) { None } else { reference(model, entity) };
            Some(Statement::new("(").then(figure(entity, expression, reference)).text(")"))
        });
        (model, Form::plain(static_name(model, aggregate), Statement::new("SELECT ").joined(", ", figures)))
    });
    forms.collect()
}

/// Returns the columns by which rows of `child` belong to the model.
fn reference<'a>(model: &Model<'_>, child: &'a Entity) -> Option<Vec<&'a str>> {
    let relation =
        child.relations.iter().find(|relation| relation.parent == model.entity.name && relation.is_to_key())?;
    Some(relation.fields().map(|id| child.field(id).column()).collect())
}

/// Returns the entity whose rows a figure takes; of a tenant only its own, since the tenant stands in each WHERE.
fn source<'a>(all: &Whole<'a>, model: &Model<'a>, expression: &AggregateExpr) -> Option<&'a Entity> {
    let entity = match &expression.of {
        Some(name) => all.schema.entity(name)?,
        None => model.entity,
    };
    let belongs = if is_root(all, model) {
        root_of(entity) == Some(&model.entity.name)
    } else {
        reference(model, entity).is_some()
    };
    belongs.then_some(entity)
}

fn figure(entity: &Entity, expression: &AggregateExpr, reference: Option<Vec<&str>>) -> Statement {
    let named = |field: &String| Statement::default().name(entity.column_of(field));
    let value = expression.field.as_ref().map_or_else(|| Statement::new("*"), named);
    let mut conditions = scope(entity, true);
    conditions.extend(reference.into_iter().flatten().map(equals));
    conditions.extend(expression.condition.iter().flat_map(|condition| predicate(condition, entity)));
    let figure = figure_sql::expression(expression.function, value, Summed::of(entity, expression));
    Statement::new("SELECT ").then(figure).text(" FROM ").table(&entity.table).then(filter(conditions))
}
