//! The embedded migrations.

use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::model::{Settings, Site};

// Expands to: static MIGRATIONS: &[Embedded] = &[embedded!("../../../../../migrations/", "0001_create_tenants"), …];
pub(super) fn embedded(settings: &Settings, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    // The file stands one folder deeper than the models.
    let path = format!("../{}/", settings.migrations);
    let ids = &settings.migration_ids;
    let migrations = ids.iter().map(|id| quote!(#runtime::support::embedded!(#path, #id)));
    quote! {
        /// The migrations that were written when this file was, oldest first.
        static MIGRATIONS: &[#runtime::migrate::Embedded] = &[#(#migrations),*];
    }
}
