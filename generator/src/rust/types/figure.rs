//! Structs of computed figures.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Aggregate, AggregateExpr, AggregateFn};
use crate::rust::model::{Model, tokens};
use crate::rust::sql::figure::Summed;
use crate::rust::sql::own_aggregates;

/// A member of a struct of figures.
pub(in crate::rust) struct Figure {
    name: String,
    ty: TokenStream,
    doc: Option<&'static str>,
}

impl Figure {
    pub(in crate::rust) fn of(expression: &AggregateExpr, of: Summed, runtime: &TokenStream) -> Self {
        let ty = match (expression.function, of) {
            (AggregateFn::Count, _) | (AggregateFn::Sum, Summed::Whole) => quote!(i64),
            (AggregateFn::Sum, Summed::Float) => quote!(f64),
            (AggregateFn::Sum, Summed::Decimal { .. }) => quote!(#runtime::Decimal),
            (AggregateFn::Average, _) => quote!(Option<f64>),
        };
        let doc = (expression.function == AggregateFn::Average).then_some("`None` over no rows.");
        Self { name: expression.name.clone(), ty, doc }
    }
}

/// Returns `TenantStats`.
pub(in crate::rust) fn type_name(model: &Model<'_>, aggregate: &Aggregate) -> Ident {
    let name: String = aggregate.name.split('_').map(tokens::sentence).collect();
    format_ident!("{}{name}", model.name)
}

// Expands to:
//     figures! {
//         /// Figures of tenants.
//         pub struct TenantStats { users: i64, … }
//     }
pub(in crate::rust) fn definition(model: &Model<'_>, aggregate: &Aggregate, figures: &[Figure]) -> TokenStream {
    let (runtime, vis, name) = (model.runtime(), model.visibility(), type_name(model, aggregate));
    let doc = tokens::doc(&format!("Figures of {}.", tokens::words(&model.entity.rows())));
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

/// Returns the structs of figures over the entity's own rows.
pub(in crate::rust) fn of_rows(model: &Model<'_>) -> TokenStream {
    own_aggregates(model).map(|aggregate| definition(model, aggregate, &figures(model, aggregate))).collect()
}

fn figures(model: &Model<'_>, aggregate: &Aggregate) -> Vec<Figure> {
    let figures = aggregate.figures.iter();
    figures.map(|expression| Figure::of(expression, Summed::of(model.entity, expression), model.runtime())).collect()
}
