use proc_macro2::TokenStream;
use quote::quote;

use super::{change, noun, nouns, upsert};
use crate::rust::model::Model;
use crate::rust::tokens;

/// Returns what makes and changes rows.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = create(model);
    methods.extend(create_many(model));
    methods.extend(upsert::methods(model));
    methods.extend(change::methods(model));
    methods
}

/// Returns the function that names all cache entries that a row is read by.
pub(super) fn touched(model: &Model<'_>) -> TokenStream {
    let keys = &model.keys;
    if model.is_cached() { quote!(#keys::touched) } else { quote!(|_| Vec::new()) }
}

/// Returns the same for a row on its way in, which may carry secrets.
pub(super) fn stored(model: &Model<'_>) -> TokenStream {
    let keys = &model.keys;
    if has_secrets(model) { quote!(#keys::stored) } else { quote!(#keys::touched) }
}

pub(super) fn has_secrets(model: &Model<'_>) -> bool {
    model.secret_fields().next().is_some()
}

// Expands to: pub async fn create(self, new: NewUser) -> Result<User> { … }
fn create(model: &Model<'_>) -> TokenStream {
    if model.is_numbered() {
        return create_numbered(model);
    }
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let doc = tokens::doc(&format!("Stores a new {} and returns it.", noun(model)));
    let tenant = model.tenant_argument();
    let result = if has_secrets(model) { quote!(row.row) } else { quote!(row) };
    let stored = stored(model);
    let touched = if model.is_cached() { quote!(#stored(&row)) } else { quote!(Vec::new()) };
    quote! {
        #doc
        pub async fn create(self, new: #new) -> #runtime::Result<#name> {
            self.at.check(|| new.validate())?;
            let row = new.into_row(#tenant);
            self.at.insert(&#sql::INSERT, &row, #touched).await?;
            Ok(#result)
        }
    }
}

// Expands to: the same where the database makes the key, which the row then takes.
fn create_numbered(model: &Model<'_>) -> TokenStream {
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let one = tokens::doc(&format!("Stores a new {} and returns it with its key.", noun(model)));
    let many = tokens::doc(&format!("Stores new {}, all or none, and returns them in their order.", nouns(model)));
    let tenant = model.tenant_argument();
    let into_row = into_row(model);
    let touched = if model.is_cached() { stored(model) } else { quote!(|_| Vec::new()) };
    let (result, results) = if has_secrets(model) {
        (quote!(row.row), quote!(rows.into_iter().map(|row| row.row).collect()))
    } else {
        (quote!(row), quote!(rows))
    };
    quote! {
        #one
        pub async fn create(self, new: #new) -> #runtime::Result<#name> {
            self.at.check(|| new.validate())?;
            let mut row = new.into_row(#tenant);
            self.at.insert_numbered(&#sql::INSERT, &mut row, #touched).await?;
            Ok(#result)
        }

        #many
        pub async fn create_many(self, new: Vec<#new>) -> #runtime::Result<Vec<#name>> {
            self.at.check(|| new.iter().try_for_each(#new::validate))?;
            let mut rows: Vec<_> = new.into_iter().map(#into_row).collect();
            self.at.insert_many_numbered(&#sql::INSERT, &mut rows, #touched).await?;
            Ok(#results)
        }
    }
}

// Expands to: |new| new.into_row(self.tenant), or NewTenant::into_row
fn into_row(model: &Model<'_>) -> TokenStream {
    let new = &model.new;
    model.tenant_argument().map_or_else(|| quote!(#new::into_row), |tenant| quote!(|new| new.into_row(#tenant)))
}

fn create_many(model: &Model<'_>) -> TokenStream {
    if model.is_numbered() {
        return TokenStream::new();
    }
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let doc = tokens::doc(&format!("Stores new {}, all or none, and returns them in their order.", nouns(model)));
    let into_row = into_row(model);
    let touched = if model.is_cached() {
        let stored = stored(model);
        quote!(rows.iter().flat_map(#stored).collect())
    } else {
        quote!(Vec::new())
    };
    let result = if has_secrets(model) { quote!(rows.into_iter().map(|row| row.row).collect()) } else { quote!(rows) };
    quote! {
        #doc
        pub async fn create_many(self, new: Vec<#new>) -> #runtime::Result<Vec<#name>> {
            self.at.check(|| new.iter().try_for_each(#new::validate))?;
            let rows: Vec<_> = new.into_iter().map(#into_row).collect();
            let touched = #touched;
            self.at.insert_many(&#sql::INSERT_MANY, &rows, touched).await?;
            Ok(#result)
        }
    }
}

/// Returns the touch of everything the repository's rows are cached by, where single keys are not known.
pub(super) fn region_touch(model: &Model<'_>) -> TokenStream {
    let (runtime, keys) = (model.runtime(), &model.keys);
    if model.entity.tenant.is_some() {
        quote!(vec![#runtime::Touch::Tenant { region: #keys::REGION, tenant: self.tenant.to_owned() }])
    } else {
        quote!(vec![#runtime::Touch::Region { region: #keys::REGION }])
    }
}
