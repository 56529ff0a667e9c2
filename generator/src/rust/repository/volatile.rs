use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{key_argument, key_binds, not_found};
use crate::ir::{Field, FieldType, Scalar};
use crate::rust::model::Model;
use crate::rust::{column, tokens};

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

// Expands to: pub async fn last_login_at(self, id: impl Into<UserId>) -> Result<Option<Timestamp>> { … }
fn read(model: &Model<'_>, field: &Field) -> TokenStream {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let method = tokens::ident(&field.name);
    let doc = tokens::doc(&format!("Returns `{}`, which is never cached, from the database.", field.name));
    let ty = column::member_type(field, model.site);
    let (argument, prepared) = key_argument(model);
    let (binds, missing, statement) = (key_binds(model), not_found(model), tokens::constant(&field.name));
    quote! {
        #doc
        pub async fn #method(self, #argument) -> #runtime::Result<#ty> {
            #prepared
            let found = self.at.optional(&#sql::#statement, &[#binds], |row| row.get(0)).await?;
            found.ok_or_else(|| #missing)
        }
    }
}

// Expands to: pub async fn set_last_login_at(self, id: …, last_login_at: impl Into<Option<Timestamp>>) -> Result<()> {
// … }
fn set(model: &Model<'_>, field: &Field) -> TokenStream {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let (name, method) = (tokens::ident(&field.name), format_ident!("set_{}", field.name));
    let doc = tokens::doc(&format!("Sets `{}` and nothing else; cached rows do not hold it and stay.", field.name));
    let (argument, prepared) = key_argument(model);
    let value = column::nullable_argument(field, model.site);
    let (ty, member, given) = (value.ty, column::member_type(field, model.site), value.value);
    let (binds, missing, statement) = (key_binds(model), not_found(model), tokens::constant(&method.to_string()));
    quote! {
        #doc
        pub async fn #method(self, #argument, #name: #ty) -> #runtime::Result<()> {
            #prepared
            let #name: #member = #given;
            let changed = self.at.write(&#sql::#statement, &[&#name, #binds], Vec::new()).await?;
            if changed == 0 { Err(#missing) } else { Ok(()) }
        }
    }
}

fn touch(model: &Model<'_>, field: &Field) -> TokenStream {
    let runtime = model.runtime();
    let (method, set) = (format_ident!("touch_{}", field.name), format_ident!("set_{}", field.name));
    let doc = tokens::doc(&format!("Sets `{}` to the present moment.", field.name));
    let (argument, _) = key_argument(model);
    let key = super::key_name(model);
    quote! {
        #doc
        pub async fn #method(self, #argument) -> #runtime::Result<()> {
            self.#set(#key, #runtime::support::now()).await
        }
    }
}
