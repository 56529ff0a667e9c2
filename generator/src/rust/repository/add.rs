//! Upserts that add to the row with the same key.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Compared, method};
use crate::ir::Unique;
use crate::rust::model::{Model, finder, tokens};
use crate::rust::sql::condition_columns;

/// Returns the upserts that add up.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    finder::adding(model.entity).iter().map(|(unique, name)| add(model, unique, name)).collect()
}

// Expands to: pub fn add(self, new: NewUsageStat) -> impl Future<Output = Result<()>> + use<'a> { self.add_by(Adding {
// … }, new) }
fn add(model: &Model<'_>, unique: &Unique, name: &str) -> TokenStream {
    let (runtime, entity, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let columns =
        unique.adds.iter().map(|id| format!("`{}`", model.entity.field(*id).name)).collect::<Vec<_>>().join(", ");
    let doc = format!(
        "Adds {columns} to the row with the key of `new`, or stores `new`.\n\nWhere another key of `new` is taken, or a row that counts as deleted has this one, the error is `UniqueViolation`."
    );
    let statement = tokens::constant(name);
    let has_secrets = model.secret_fields().next().is_some();
    let columns = unique.columns.iter().filter(|id| Some(**id) != model.entity.tenant);
    let key = columns.map(|id| model.entity.field(*id)).chain(condition_columns(model, unique));
    let key = key.map(|field| {
        let member = tokens::ident(&field.name);
        let place = if has_secrets && !field.secret { quote!(row.row.#member) } else { quote!(row.#member) };
        model.bind(field, &place)
    });
    let amounts = unique.adds.iter().map(|id| model.entity.field(*id)).map(|field| {
        let member = tokens::ident(&field.name);
        model.bind(field, &quote!(row.#member))
    });
    let now = model.updated_fields().map(|_| quote!(to.add(&#runtime::support::now());));
    let body = quote! {
        let adding = #runtime::support::Adding::<#entity> {
            sql: &#sql::#statement,
            key: |row, to| { #(to.add(#key);)* },
            amounts: |row, to| { #(to.add(#amounts);)* #(#now)* },
        };
        self.add_by(adding, new)
    };
    let method = method(model, &doc, name, &Compared::default(), &quote!(new: #new), &quote!(()), &body);
    let lint = (name == "add")
        .then(|| quote!(#[allow(clippy::should_implement_trait, reason = "it adds to a row, and is awaited")]));
    quote!(#lint #method)
}
