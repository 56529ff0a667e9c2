//! The methods that lead from a store, session or tenant to the repositories.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Whole, accessor};
use crate::rust::model::Model;
use crate::rust::repository::across::has_region;
use crate::rust::tokens;

/// Returns the ways from a store to its repositories.
pub(super) fn entrances(whole: &Whole<'_>) -> TokenStream {
    let free = whole.free().map(|model| {
        let (name, repository) = (accessor(model), &model.repository);
        let doc = repository_doc(model);
        quote! {
            #doc
            #[must_use]
            pub fn #name(&self) -> #repository<'_> {
                self.session().#name()
            }
        }
    });
    let tenant = has_tenants(whole).then(|| {
        quote! {
            /// Returns what the tenant with this business id owns. Nothing is read: an unknown tenant owns nothing.
            #[must_use]
            pub fn tenant<'a>(&'a self, tenant_id: &'a str) -> TenantScope<'a> {
                self.session().tenant(tenant_id)
            }

            /// Returns what all tenants own together; the one way round the scope, under a name to look for.
            #[must_use]
            pub fn across_tenants(&self) -> AcrossTenants<'_> {
                self.session().across_tenants()
            }
        }
    });
    quote!(#(#free)* #tenant)
}

/// Returns the reason why a session of a definition without entities may stay unused.
pub(super) fn unused(whole: &Whole<'_>) -> Option<TokenStream> {
    whole.models.is_empty().then(|| quote!(#[allow(dead_code, reason = "there are no entities yet")]))
}

fn has_tenants(whole: &Whole<'_>) -> bool {
    whole.owned().next().is_some()
}

fn repository_doc(model: &Model<'_>) -> TokenStream {
    tokens::doc(&format!("Returns the repository of {}.", tokens::words(&model.entity.table)))
}

/// Returns the handle of a transaction over several tenants.
pub(super) fn session(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    let free = whole.free().map(|model| getter(model, None));
    let tenant = has_tenants(whole).then(|| {
        quote! {
            /// Returns what the tenant with this business id owns.
            #[must_use]
            pub fn tenant(&self, tenant_id: &'a str) -> TenantScope<'a> {
                TenantScope { at: self.at, regions: self.regions, tenant: tenant_id }
            }

            /// Returns what all tenants own together.
            #[must_use]
            pub fn across_tenants(&self) -> AcrossTenants<'a> {
                AcrossTenants { at: self.at, regions: self.regions }
            }
        }
    });
    let unused = unused(whole);
    quote! {
        #unused
        /// Every repository, in one transaction or with a limit of its own.
        #[derive(Clone, Copy)]
        pub struct Session<'a> {
            at: #runtime::support::At<'a>,
            regions: &'a Regions,
        }

        impl<'a> Session<'a> {
            /// Gives each statement this long, a wait for a lock included, in place of the store's limits.
            #[must_use]
            pub fn within(self, limit: ::std::time::Duration) -> Self {
                Self { at: self.at.within(limit), ..self }
            }

            #(#free)*
            #tenant
        }
    }
}

// Expands to: pub fn users(&self) -> UserRepository<'a> { UserRepository::new(self.at, &self.regions.users,
// self.tenant) }
fn getter(model: &Model<'_>, tenant: Option<TokenStream>) -> TokenStream {
    let (name, repository, doc) = (accessor(model), &model.repository, repository_doc(model));
    let region = model.is_cached().then(|| quote!(&self.regions.#name,));
    quote! {
        #doc
        #[must_use]
        pub fn #name(&self) -> #repository<'a> {
            #repository::new(self.at, #region #tenant)
        }
    }
}

/// Returns the handle of one tenant's rows.
pub(super) fn tenant_scope(whole: &Whole<'_>) -> TokenStream {
    if !has_tenants(whole) {
        return TokenStream::new();
    }
    let runtime = whole.runtime();
    let getters = whole.owned().map(|model| getter(model, Some(quote!(self.tenant))));
    quote! {
        /// Everything one tenant owns: on the pool, on a connection or in a transaction.
        #[derive(Clone, Copy)]
        pub struct TenantScope<'a> {
            at: #runtime::support::At<'a>,
            regions: &'a Regions,
            tenant: &'a str,
        }

        impl<'a> TenantScope<'a> {
            /// Returns the tenant's business id.
            #[must_use]
            pub fn tenant_id(&self) -> &'a str {
                self.tenant
            }

            #(#getters)*

            /// Runs `work` in a transaction on this tenant's rows: all of it, or with an error none. Inside a
            /// transaction it is a part of that one.
            ///
            /// # Errors
            /// That of `work`, or of beginning and committing.
            pub async fn transaction<T, E: From<#runtime::Error>>(
                &self,
                work: impl AsyncFnOnce(TenantScope<'_>) -> #runtime::Result<T, E>,
            ) -> #runtime::Result<T, E> {
                let run = async |at: #runtime::support::At<'_>| {
                    work(TenantScope { at, regions: self.regions, tenant: self.tenant }).await
                };
                self.at.transaction(run).await
            }
        }
    }
}

/// Returns the handle of what all tenants own.
pub(super) fn across_tenants(whole: &Whole<'_>) -> TokenStream {
    if !has_tenants(whole) {
        return TokenStream::new();
    }
    let runtime = whole.runtime();
    let has_regions = whole.owned().any(has_region);
    let unused = (!has_regions).then(|| quote!(#[allow(dead_code, reason = "no entity of a tenant is cached")]));
    let getters = whole.owned().map(|model| {
        let (name, across) = (accessor(model), &model.across);
        let doc = tokens::doc(&format!("Returns the reads of {} of every tenant.", tokens::words(&model.entity.table)));
        let region = has_region(model).then(|| quote!(&self.regions.#name,));
        quote! {
            #doc
            #[must_use]
            pub fn #name(&self) -> #across<'a> {
                #across::new(self.at, #region)
            }
        }
    });
    quote! {
        /// What all tenants own together, to be read only.
        #[derive(Clone, Copy)]
        pub struct AcrossTenants<'a> {
            at: #runtime::support::At<'a>,
            #unused
            regions: &'a Regions,
        }

        impl<'a> AcrossTenants<'a> {
            #(#getters)*
        }
    }
}
