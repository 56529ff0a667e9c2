//! Accessors of columns that the row struct leaves out.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{key_argument, method};
use crate::ir::{Field, FieldType, Scalar};
use crate::rust::model::{Model, column, tokens};

/// Returns the accessors of columns that the row leaves out.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = TokenStream::new();
    for field in model.volatile_fields() {
        methods.extend(read(model, field));
        methods.extend(set(model, field));
        if field.ty == FieldType::Scalar(Scalar::Timestamp) {
            methods.extend(touch(model, field));
        }
    }
    methods.extend(model.secret_fields().map(|field| read(model, field)));
    methods
}

// Expands to: pub fn last_login_at<K: Into<UserId>>(self, id: K) -> impl Future<Output = Result<Option<Timestamp>>> +
// use<'a, K> { … }
fn read(model: &Model<'_>, field: &Field) -> TokenStream {
    let sql = &model.sql;
    let doc = format!("Returns `{}`, which is never cached, from the database.", field.name);
    let ty = column::member_type(field, model.site);
    let (key, statement) = (model.key_name(), tokens::constant(&field.name));
    let body = quote!(self.column(&#sql::#statement, &#key.into()));
    method(model, &doc, &field.name, &key_argument(model), &TokenStream::new(), &ty, &body)
}

// Expands to: pub fn set_last_login_at<K: Into<UserId>, V: IntoOption<Timestamp>>(self, id: K, last_login_at: V) -> … {
// … }
fn set(model: &Model<'_>, field: &Field) -> TokenStream {
    let sql = &model.sql;
    let name = tokens::ident(&field.name);
    let doc = format!("Sets `{}` and nothing else; cached rows do not hold it and stay.", field.name);
    let mut compared = key_argument(model);
    let (bound, given) = column::nullable_bound(field, model.site);
    let argument = match bound {
        Some(bound) => {
            compared.generics.push(quote!(V: #bound));
            compared.captured.push(quote!(V));
            quote!(#name: V)
        }
        None => {
            let ty = column::base_type(field, model.site);
            quote!(#name: #ty)
        }
    };
    let (member, method_name) = (column::member_type(field, model.site), format!("set_{}", field.name));
    let (key, statement) = (model.key_name(), tokens::constant(&method_name));
    let body = quote!(self.set_column::<#member>(&#sql::#statement, &#key.into(), #given));
    method(model, &doc, &method_name, &compared, &argument, &quote!(()), &body)
}

fn touch(model: &Model<'_>, field: &Field) -> TokenStream {
    let runtime = model.runtime();
    let set = format_ident!("set_{}", field.name);
    let doc = format!("Sets `{}` to the present moment.", field.name);
    let key = model.key_name();
    let body = quote!(self.#set(#key, #runtime::support::now()));
    let name = format!("touch_{}", field.name);
    method(model, &doc, &name, &key_argument(model), &TokenStream::new(), &quote!(()), &body)
}
