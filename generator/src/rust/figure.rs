//! Structs of computed figures.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::model::Model;
use super::statement::Statement;
use super::tokens;
use crate::ir::{Aggregate, AggregateExpr, AggregateFn, Entity, FieldType, Scalar};

/// A member of a struct of figures.
pub(super) struct Figure {
    name: String,
    ty: TokenStream,
    doc: Option<&'static str>,
}

impl Figure {
    pub(super) fn of(expression: &AggregateExpr, is_float: bool) -> Self {
        let ty = match (expression.function, is_float) {
            (AggregateFn::Count, _) | (AggregateFn::Sum, false) => quote!(i64),
            (AggregateFn::Sum, true) => quote!(f64),
            (AggregateFn::Average, _) => quote!(Option<f64>),
        };
        let doc = (expression.function == AggregateFn::Average).then_some("`None` over no rows.");
        Self { name: expression.name.clone(), ty, doc }
    }
}

/// Returns `TenantStats`.
pub(super) fn type_name(model: &Model<'_>, aggregate: &Aggregate) -> Ident {
    let name: String = aggregate.name.split('_').map(tokens::sentence).collect();
    format_ident!("{}{name}", model.name)
}

// Expands to:
//     figures! {
//         /// Figures of tenants.
//         pub struct TenantStats { users: i64, … }
//     }
pub(super) fn definition(model: &Model<'_>, aggregate: &Aggregate, figures: &[Figure]) -> TokenStream {
    let (runtime, vis, name) = (model.runtime(), model.visibility(), type_name(model, aggregate));
    let doc = tokens::doc(&format!("Figures of {}.", tokens::words(&model.entity.table)));
    let members = figures.iter().map(|figure| {
        let (name, ty) = (tokens::ident(&figure.name), &figure.ty);
        let doc = figure.doc.map(tokens::doc);
        quote!(#doc #name: #ty,)
    });
    quote! {
        #runtime::support::figures! {
            #doc
            #vis struct #name { #(#members)* }
        }
    }
}

/// Returns the SQL of a figure over `value`, as a type that every driver decodes alike.
///
/// PostgreSQL makes a sum of bigint numeric, MySQL makes every sum and average decimal.
pub(super) fn expression(function: AggregateFn, value: Statement, is_float: bool) -> Statement {
    match function {
        AggregateFn::Count => Statement::new("COUNT(").then(value).text(")"),
        AggregateFn::Average => Statement::default().each("CAST(AVG(", "(AVG(", "AVG(").then(value).each(
            ") AS DOUBLE PRECISION)",
            ") + 0E0)",
            ")",
        ),
        AggregateFn::Sum if is_float => Statement::default()
            .each("CAST(COALESCE(SUM(", "(COALESCE(SUM(", "TOTAL(")
            .then(value)
            .each("), 0) AS DOUBLE PRECISION)", "), 0) + 0E0)", ")"),
        AggregateFn::Sum => Statement::new("CAST(COALESCE(SUM(").then(value).each(
            "), 0) AS BIGINT)",
            "), 0) AS SIGNED)",
            "), 0) AS INTEGER)",
        ),
    }
}

/// Returns whether the summed column is a float.
pub(super) fn is_float(entity: &Entity, expression: &AggregateExpr) -> bool {
    let field = expression.field.as_deref().and_then(|name| entity.field_id(name)).map(|id| entity.field(id));
    field.is_some_and(|field| matches!(field.ty, FieldType::Scalar(Scalar::F32 | Scalar::F64)))
}
