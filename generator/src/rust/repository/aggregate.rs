//! Methods for aggregates over the entity's own rows.

use proc_macro2::TokenStream;
use quote::quote;

use super::Compared;
use crate::ir::Aggregate;
use crate::rust::model::{Model, tokens};
use crate::rust::sql::own_aggregates;
use crate::rust::types::figure;

/// Returns one method per aggregate of the entity's own rows.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    own_aggregates(model).map(|aggregate| method(model, aggregate)).collect()
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
