use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::{Settings, Site};

/// The files of a migration folder, with the member that holds each.
const FILES: [(&str, &str); 7] = [
    ("plan", "plan.toml"),
    ("postgres_up", "postgres.up.sql"),
    ("postgres_down", "postgres.down.sql"),
    ("mysql_up", "mysql.up.sql"),
    ("mysql_down", "mysql.down.sql"),
    ("sqlite_up", "sqlite.up.sql"),
    ("sqlite_down", "sqlite.down.sql"),
];

// Expands to: static MIGRATIONS: &[Embedded] = &[Embedded { id: "0001_create_tenants", plan: include_str!("…/plan.toml"), … }];
pub(super) fn embedded(settings: &Settings, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    let migrations = settings.migration_ids.iter().map(|id| {
        let members = FILES.map(|(member, file)| {
            let member = crate::rust::tokens::ident(member);
            let path = format!("{}/{id}/{file}", settings.migrations);
            quote!(#member: include_str!(#path),)
        });
        quote!(#runtime::migrate::Embedded { id: #id, #(#members)* })
    });
    quote! {
        /// The migrations that were written when this file was, oldest first.
        static MIGRATIONS: &[#runtime::migrate::Embedded] = &[#(#migrations),*];
    }
}
