//! Structs of the rows of statements of the user's own.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Field, Query, QueryRows};
use crate::rust::model::{Model, column, tokens};

/// Returns `MessageBusiest`.
pub(in crate::rust) fn type_name(model: &Model<'_>, query: &Query) -> Ident {
    let name: String = query.name.split('_').map(tokens::sentence).collect();
    format_ident!("{}{name}", model.name)
}

/// Returns the structs of the queries that have one.
pub(in crate::rust) fn rows(model: &Model<'_>) -> TokenStream {
    let queries = model.entity.queries.iter();
    let rows = queries.filter_map(|query| match &query.rows {
        QueryRows::Members(members) => Some(definition(model, query, members)),
        QueryRows::Entity | QueryRows::Scalar(_) => None,
    });
    rows.collect()
}

// Expands to:
//     query_row! {
//         /// A row of `MessageRepository::busiest`.
//         pub struct MessageBusiest { plain day: Timestamp, plain messages: i64, }
//     }
fn definition(model: &Model<'_>, query: &Query, members: &[Field]) -> TokenStream {
    let (runtime, vis, name) = (model.runtime(), model.visibility(), type_name(model, query));
    let doc = tokens::doc(&format!("A row of `{}::{}`.", model.repository, query.name));
    let members = members.iter().map(|field| {
        let (kind, digits) =
            (column::kind(field, false, model.site), column::digits(field).map(|digits| quote!((#digits))));
        let (member, ty) = (tokens::ident(field.column()), column::member_type(field, model.site));
        quote!(#kind #digits #member: #ty,)
    });
    quote! {
        #runtime::support::query_row! {
            #doc
            #vis struct #name { #(#members)* }
        }
    }
}
