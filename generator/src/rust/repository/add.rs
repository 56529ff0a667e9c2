//! Upserts that add to the row with the same key, or keep the greater of two values.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Compared, method};
use crate::ir::{FieldId, MergeRule, Unique};
use crate::rust::model::{Model, finder, tokens};
use crate::rust::sql::{bound_twice, condition_columns};

/// Returns the upserts that add up or merge.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    finder::adding(model.entity).iter().map(|(unique, name)| add(model, unique, name)).collect()
}

// Expands to: pub fn add(self, new: NewUsageStat) -> impl Future<Output = Result<()>> + use<'a> { self.add_by(Adding {
// … }, new) }
fn add(model: &Model<'_>, unique: &Unique, name: &str) -> TokenStream {
    let (runtime, entity, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let doc = format!(
        "{} `new`, or stores `new`.\n\nWhere another key of `new` is taken, or a row that counts as deleted has this one, the error is `UniqueViolation`.",
        what(model, unique)
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
    let merged = unique.merges.iter().flat_map(|(id, merge)| {
        let field = model.entity.field(*id);
        std::iter::repeat_n(field, if bound_twice(field, *merge) { 2 } else { 1 })
    });
    let amounts = unique.adds.iter().map(|id| model.entity.field(*id)).chain(merged).map(|field| {
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

/// Returns what the upsert does to a row that is there, up to the word that names the new one.
fn what(model: &Model<'_>, unique: &Unique) -> String {
    let listed = |fields: &mut dyn Iterator<Item = &FieldId>| {
        fields.map(|id| format!("`{}`", model.entity.field(*id).name)).collect::<Vec<_>>().join(", ")
    };
    if unique.merges.is_empty() {
        return format!("Adds {} to the row with the key of", listed(&mut unique.adds.iter()));
    }
    let mut parts = Vec::new();
    if !unique.adds.is_empty() {
        parts.push(format!("adds {}", listed(&mut unique.adds.iter())));
    }
    let words = [
        (MergeRule::Greatest, "keeps the greatest"),
        (MergeRule::Least, "keeps the least"),
        (MergeRule::New, "takes the new"),
    ];
    for (merge, word) in words {
        let fields = listed(&mut unique.merges.iter().filter(|(_, of)| *of == merge).map(|(id, _)| id));
        if !fields.is_empty() {
            parts.push(format!("{word} {fields}"));
        }
    }
    let parts = parts.join(", ");
    let (first, rest) = parts.split_at(1);
    format!("{}{rest} in the row with the key of", first.to_uppercase())
}
