//! The `Store` that an application opens.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Whole, accessor, region};
use crate::rust::literal::duration;

/// Returns the store: what the application opens once and clones.
pub(super) fn store(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    let opening = opening(whole);
    let access = access(whole);
    quote! {
        /// Database, cache, migrations and every repository. Clones share them.
        #[derive(Clone)]
        pub struct Store {
            runtime: #runtime::Runtime,
            regions: ::std::sync::Arc<Regions>,
        }

        impl Store {
            #opening
            #access
        }
    }
}

fn opening(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    quote! {
        /// Opens pool and cache and looks at the schema: applies pending migrations when `MIGRATION_ENABLED` is set,
        /// otherwise refuses a database behind them.
        pub async fn open(config: #runtime::Config) -> #runtime::Result<Self> {
            let runtime = #runtime::Runtime::open(config, &SCHEMA).await?;
            let regions = ::std::sync::Arc::new(Regions::open(runtime.cache()));
            Ok(Self { runtime, regions })
        }

        /// Returns the migrator of the database that `config` names, without opening anything.
        #[must_use]
        pub fn migrator_for(config: &#runtime::Config) -> #runtime::Migrator {
            SCHEMA.migrator(&config.database)
        }

        /// Returns the migrator of the store's database.
        #[must_use]
        pub fn migrator(&self) -> #runtime::Migrator {
            self.runtime.migrator()
        }

        /// Runs `work` in a transaction: all of it, or with an error none.
        pub async fn transaction<T, E: From<#runtime::Error>>(
            &self,
            work: impl AsyncFnOnce(Session<'_>) -> #runtime::Result<T, E>,
        ) -> #runtime::Result<T, E> {
            let run = async |at: #runtime::support::At<'_>| work(Session { at, regions: &self.regions }).await;
            self.runtime.db().transaction(run).await
        }

        /// Begins a transaction that is an owned value, for code that cannot hand over a closure.
        pub async fn begin(&self) -> #runtime::Result<StoreTransaction> {
            let transaction = self.runtime.db().begin().await?;
            Ok(StoreTransaction { transaction, regions: ::std::sync::Arc::clone(&self.regions) })
        }
    }
}

fn access(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    let scopes = super::scope::entrances(whole);
    let unused = super::scope::unused(whole);
    quote! {
        #unused
        fn session(&self) -> Session<'_> {
            Session { at: self.runtime.at(), regions: &self.regions }
        }

        /// Returns the repositories with a limit of their own: each statement may take so long, a wait for a lock
        /// included.
        #[must_use]
        pub fn within(&self, limit: ::std::time::Duration) -> Session<'_> {
            self.session().within(limit)
        }

        #scopes

        /// Returns the database: pool, its figures, connections of one's own.
        #[must_use]
        pub fn db(&self) -> &#runtime::Db {
            self.runtime.db()
        }

        /// Returns the cache, its figures and the regions for values that are no rows.
        #[must_use]
        pub fn cache(&self) -> &#runtime::CacheManager {
            self.runtime.cache()
        }

        /// Asks database and cache whether they answer.
        pub async fn health(&self) -> #runtime::Health {
            self.runtime.health().await
        }

        /// Returns the figures of pool, statements and cache since the store was opened.
        #[must_use]
        pub fn stats(&self) -> #runtime::RuntimeStats {
            self.runtime.stats()
        }

        /// Lets running statements end and closes every connection.
        pub async fn close(self) {
            self.runtime.close().await;
        }
    }
}

// Expands to: struct Regions { tenants: Region<Tenant>, … }
pub(super) fn regions(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    let members = whole.cached().map(|model| {
        let (name, row) = (accessor(model), &model.name);
        quote!(#name: #runtime::Region<#row>,)
    });
    let values = whole.cached().map(|model| {
        let (name, text) = (accessor(model), region(model.entity));
        let seconds = model.entity.cache.map_or(0, |cache| cache.ttl_seconds);
        let ttl = duration(seconds);
        quote!(#name: cache.region(#runtime::cache::RegionSpec::new(#text).ttl(#ttl)),)
    });
    let cache = if whole.cached().next().is_some() { quote!(cache) } else { quote!(_cache) };
    quote! {
        /// The cache region of every cached entity.
        struct Regions { #(#members)* }

        impl Regions {
            fn open(#cache: &#runtime::CacheManager) -> Self {
                Self { #(#values)* }
            }
        }
    }
}

pub(super) fn transaction(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    quote! {
        /// A transaction as an owned value; dropped without a commit it is rolled back.
        pub struct StoreTransaction {
            transaction: #runtime::Transaction,
            regions: ::std::sync::Arc<Regions>,
        }

        impl StoreTransaction {
            /// Returns the repositories that run in this transaction.
            #[must_use]
            pub fn session(&self) -> Session<'_> {
                Session { at: self.transaction.at(), regions: &self.regions }
            }

            /// Commits.
            pub async fn commit(self) -> #runtime::Result<()> {
                self.transaction.commit().await
            }

            /// Undoes everything.
            pub async fn rollback(self) -> #runtime::Result<()> {
                self.transaction.rollback().await
            }
        }
    }
}
