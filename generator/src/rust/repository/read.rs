use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{compared, compared_binds, decode, key_argument, key_binds, key_name, not_found, noun, nouns, primary_key};
use crate::ir::{Field, FieldType, Nulls, Scope};
use crate::rust::finder::{self, KeyFinder};
use crate::rust::model::Model;
use crate::rust::{column, tokens};

/// Returns the reads by key.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = find(model);
    methods.extend(get(model));
    methods.extend(exists(model));
    methods.extend(find_many(model));
    for finder in finder::keys(model.entity, Scope::Tenant) {
        methods.extend(find_by(model, &finder));
    }
    methods
}

// Expands to: pub async fn find(self, id: impl Into<UserId>) -> Result<Option<Arc<User>>> { … }
fn find(model: &Model<'_>) -> TokenStream {
    let (runtime, name, sql) = (model.runtime(), &model.name, &model.sql);
    let doc = tokens::doc(&format!("Returns the {} with this key, if there is one.", noun(model)));
    let (argument, prepared) = key_argument(model);
    let (binds, decode) = (key_binds(model), decode(model));
    let load = quote!(self.at.optional(&#sql::GET, &[#binds], #decode).await);
    let body = if model.is_cached() {
        let key = primary_key(model);
        quote! {
            let load = async || #load;
            self.region.read(&#key, self.at.in_transaction(), load).await
        }
    } else {
        quote!(Ok(#load?.map(::std::sync::Arc::new)))
    };
    quote! {
        #doc
        pub async fn find(self, #argument) -> #runtime::Result<Option<::std::sync::Arc<#name>>> {
            #prepared
            #body
        }
    }
}

fn get(model: &Model<'_>) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.name);
    let doc = tokens::doc(&format!("Returns the {} with this key; without one the error is `NotFound`.", noun(model)));
    let (argument, _) = key_argument(model);
    let (key, missing) = (key_name(model), not_found(model));
    quote! {
        #doc
        pub async fn get(self, #argument) -> #runtime::Result<::std::sync::Arc<#name>> {
            self.find(#key).await?.ok_or_else(|| #missing)
        }
    }
}

fn exists(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let noun = noun(model);
    let doc = tokens::doc(&format!("Returns whether there is {} {noun} with this key.", tokens::article(&noun)));
    let (argument, _) = key_argument(model);
    let key = key_name(model);
    quote! {
        #doc
        pub async fn exists(self, #argument) -> #runtime::Result<bool> {
            Ok(self.find(#key).await?.is_some())
        }
    }
}

// Expands to: pub async fn find_many(self, ids: impl IntoIterator<Item = impl Into<UserId>>) -> Result<Vec<Arc<User>>>
// { … }
fn find_many(model: &Model<'_>) -> TokenStream {
    let (runtime, name, sql) = (model.runtime(), &model.name, &model.sql);
    let text = format!(
        "Returns the {} with these keys, in their order; keys without a row are left out.\n\nThe way from a page of rows to what they refer to: a statement for all of them, not one for each.",
        nouns(model)
    );
    let doc = tokens::doc(&text);
    let (key_type, decode) = (model.key_type(), decode(model));
    let before = model.tenant_bind();
    let body = if model.is_cached() {
        let keys = &model.keys;
        let tenant = model.tenant_argument();
        let (row, key) = (&model.variable, key_name(model));
        quote! {
            let keys: Vec<#runtime::CacheKey> = ids.iter().map(|id| #keys::primary(#tenant *id)).collect();
            let load = async |missing: Vec<usize>| {
                let ids: Vec<&dyn #runtime::support::Bind> = missing.iter().map(|at| &ids[*at] as _).collect();
                self.at.all_in(&#sql::FIND_MANY, &[#before], &ids, &[], #decode).await
            };
            let key_of = |#row: &#name| #keys::primary(#tenant #row.#key);
            let found = self.region.read_many(&keys, self.at.in_transaction(), key_of, load).await?;
            Ok(found.into_iter().flatten().collect())
        }
    } else {
        let (key, key_type) = (key_name(model), model.key_type());
        quote! {
            let binds: Vec<&dyn #runtime::support::Bind> = ids.iter().map(|id| id as _).collect();
            let found = self.at.all_in(&#sql::FIND_MANY, &[#before], &binds, &[], #decode).await?;
            let rows: ::std::collections::BTreeMap<#key_type, ::std::sync::Arc<#name>> =
                found.into_iter().map(|row| (row.#key, ::std::sync::Arc::new(row))).collect();
            Ok(ids.iter().filter_map(|id| rows.get(id).cloned()).collect())
        }
    };
    quote! {
        #doc
        pub async fn find_many(
            self,
            ids: impl IntoIterator<Item = impl Into<#key_type>>,
        ) -> #runtime::Result<Vec<::std::sync::Arc<#name>>> {
            let ids: Vec<#key_type> = ids.into_iter().map(Into::into).collect();
            #body
        }
    }
}

/// Returns the finder of a unique key and its strict twin.
pub(super) fn find_by(model: &Model<'_>, finder: &KeyFinder<'_>) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.name);
    let scoped = finder.unique.scope == Scope::Tenant;
    let (arguments, prepared) = compared(model, &finder.columns, finder.missing);
    let columns = finder.columns.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ");
    let noun = noun(model);
    let (find, get) = (format_ident!("{}", finder.method("find")), format_ident!("{}", finder.method("get")));
    let find_doc = tokens::doc(&format!("Returns the {noun} with this {columns}, if there is one."));
    let get_doc = tokens::doc(&format!("Returns the {noun} with this {columns}; without one the error is `NotFound`."));
    let body = lookup(model, finder, scoped);
    let names = finder.columns.iter().map(|field| tokens::ident(&field.name));
    let missing = not_found(model);
    quote! {
        #find_doc
        pub async fn #find(self, #arguments) -> #runtime::Result<Option<::std::sync::Arc<#name>>> {
            #prepared
            #body
        }

        #get_doc
        pub async fn #get(self, #arguments) -> #runtime::Result<::std::sync::Arc<#name>> {
            self.#find(#(#names),*).await?.ok_or_else(|| #missing)
        }
    }
}

fn lookup(model: &Model<'_>, finder: &KeyFinder<'_>, scoped: bool) -> TokenStream {
    let load = load(model, finder, scoped, &format_ident!("optional"));
    if !model.is_cached() {
        return quote! {
            let found = #load?;
            Ok(found.map(::std::sync::Arc::new))
        };
    }
    let (keys, row, key, name) = (&model.keys, &model.variable, key_name(model), &model.name);
    let alias = format_ident!("{}", finder.alias());
    let tenant = if scoped { model.tenant_argument() } else { None };
    let names = finder.columns.iter().map(|field| tokens::ident(&field.name));
    let matches: Vec<TokenStream> =
        finder.columns.iter().filter_map(|field| same(model, field, finder.unique.nulls)).collect();
    let (pattern, matches) =
        if matches.is_empty() { (quote!(_), quote!(true)) } else { (quote!(#row), quote!(#(#matches)&&*)) };
    let owner = model.tenant().map(|tenant| {
        let tenant = tokens::ident(&tenant.name);
        quote!(&#row.#tenant,)
    });
    quote! {
        let matches = |#pattern: &#name| #matches;
        let key_of = |#row: &#name| #keys::primary(#owner #row.#key);
        let alias = #keys::#alias(#tenant #(#names),*);
        let load = async || #load;
        self.region.read_by(&alias, matches, key_of, self.at.in_transaction(), load).await
    }
}

// Expands to: self.at.optional(&sql::FIND_BY_OPENID, &[&self.tenant, &openid], <User as Entity>::decode).await
pub(super) fn load(model: &Model<'_>, finder: &KeyFinder<'_>, scoped: bool, read: &Ident) -> TokenStream {
    let (sql, decode) = (&model.sql, decode(model));
    let tenant = if scoped { model.tenant_bind() } else { None };
    let (statement, binds) = (tokens::constant(&finder.name()), compared_binds(model, &finder.columns));
    let Some(missing) = finder.missing else {
        return quote!(self.at.#read(&#sql::#statement, &[#tenant #binds], #decode).await);
    };
    let name = tokens::ident(&missing.name);
    let others: Vec<&Field> = finder.columns.iter().copied().filter(|field| field.name != missing.name).collect();
    let (without, other_binds) = (tokens::constant(&finder.name_without(missing)), compared_binds(model, &others));
    quote! {
        if #name.is_some() {
            self.at.#read(&#sql::#statement, &[#tenant #binds], #decode).await
        } else {
            self.at.#read(&#sql::#without, &[#tenant #other_binds], #decode).await
        }
    }
}

// Expands to: let found = self.at.page(…); self.region.read_past(self.at.in_transaction(), found).await
// or for rows that nobody caches: self.at.page(…).await
pub(super) fn past(model: &Model<'_>, found: &TokenStream) -> TokenStream {
    if model.is_cached() {
        quote! {
            let found = #found;
            self.region.read_past(self.at.in_transaction(), found).await
        }
    } else {
        quote!(#found.await)
    }
}

// Expands to: user.openid.as_deref() == Some(openid)
fn same(model: &Model<'_>, field: &Field, nulls: Nulls) -> Option<TokenStream> {
    if field.secret || field.volatile {
        return None;
    }
    let (row, member) = (&model.variable, tokens::ident(&field.name));
    let nulls_equal = nulls == Nulls::Equal;
    let is_newtype = model.site.is_newtype(field);
    Some(match (&field.ty, field.nullable) {
        (_, true) if is_newtype && nulls_equal => quote!(#row.#member.as_ref() == #member),
        (_, true) if is_newtype => quote!(#row.#member.as_ref() == Some(#member)),
        (_, false) if is_newtype => quote!(#row.#member == *#member),
        (FieldType::String { .. } | FieldType::Text, true) if nulls_equal => quote!(#row.#member.as_deref() == #member),
        (_, true) if nulls_equal => quote!(#row.#member == #member),
        (FieldType::String { .. } | FieldType::Text, true) => quote!(#row.#member.as_deref() == Some(#member)),
        (_, true) => quote!(#row.#member == Some(#member)),
        (_, false)
            if column::is_copy(field, model.site) || matches!(field.ty, FieldType::String { .. } | FieldType::Text) =>
        {
            quote!(#row.#member == #member)
        }
        _ => quote!(#row.#member == *#member),
    })
}
