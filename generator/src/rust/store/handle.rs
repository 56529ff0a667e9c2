//! The `Store` that an application opens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{Whole, accessor, activity, partition};
use crate::dialect::Dialect;
use crate::rust::cached;
use crate::rust::model::{Model, tokens};
use crate::rust::sql::form::Shape;
use crate::rust::sql::{Form, search_below_policy};

// Expands to:
//     store! {
//         /// Database, cache, migrations and every repository. Clones share them.
//         pub struct Store of SCHEMA;
//         …
//         cached { tenants: Tenant for 7200, users: User for 1800 { mode(larder::cache::CacheMode::Fast) }, }
//         free { tenants: TenantRepository(tenants), }
//         …
//         owned { users: UserRepository(users) UsersAcrossTenants(), }
//         active { sql::USER_ACTIVITY, }
//         secured { "User" in "users", }
//         warmed { users by warm_of_tenants, }
//     }
pub(super) fn store(whole: &Whole<'_>) -> TokenStream {
    let runtime = whole.runtime();
    let cached = whole.cached().map(|model| {
        let (name, row) = (accessor(model), &model.name);
        let seconds = Literal::u64_unsuffixed(model.entity.cache.map_or(0, |cache| cache.ttl_seconds));
        let options = cached::options(model);
        let options = (!options.is_empty()).then(|| quote!({ #(#options),* }));
        quote!(#name: #row for #seconds #options,)
    });
    let free = whole.free().map(|model| {
        let (name, repository, region) = (accessor(model), &model.repository, region(model));
        quote!(#name: #repository(#region),)
    });
    let (owned, active, secured) = (owned(whole), activity::counts(whole), secured(whole));
    let partitioned = partition::tables(whole);
    let warmed = warmed(whole);
    quote! {
        #runtime::support::store! {
            /// Database, cache, migrations and every repository. Clones share them.
            pub struct Store of SCHEMA;
            /// Every repository, in one transaction or with a limit of its own.
            pub struct Session;
            /// A transaction as an owned value; dropped without a commit it is rolled back.
            pub struct StoreTransaction;
            cached { #(#cached)* }
            free { #(#free)* }
            #owned
            #active
            #partitioned
            #secured
            #warmed
        }
    }
}

/// Returns the regions that are read ahead when the store opens, where there are any.
fn warmed(whole: &Whole<'_>) -> Option<TokenStream> {
    let is_warm = |model: &&Model<'_>| model.entity.cache.is_some_and(|cache| cache.warm.is_some());
    let all = whole.cached().filter(is_warm);
    let warmed: Vec<_> = all
        .map(|model| {
            let name = accessor(model);
            let begin = tokens::ident(if model.entity.tenant.is_some() { "warm_of_tenants" } else { "warm" });
            quote!(#name by #begin,)
        })
        .collect();
    (!warmed.is_empty()).then(|| quote!(warmed { #(#warmed)* }))
}

/// Returns the tables whose rows the database hides from other tenants, where there are any.
fn secured(whole: &Whole<'_>) -> Option<TokenStream> {
    let secured = whole.models.iter().filter(|model| whole.schema.secured.contains(&model.entity.name));
    let tables: Vec<_> = secured
        .map(|model| {
            let (name, table) = (&model.entity.name, &model.entity.table);
            let search = model.entity.search().map(|_| {
                let search = search_name(model);
                quote!(by sql::#search)
            });
            quote!(#name in #table #search,)
        })
        .collect();
    (!tables.is_empty()).then(|| quote!(secured { #(#tables)* }))
}

fn search_name(model: &Model<'_>) -> Ident {
    tokens::constant(&format!("{}_search", tokens::snake(&model.entity.name)))
}

// Expands to: pub(super) static DOCUMENT_SEARCH: ListSql = ListSql::new(Sql::same(…), Sql::same(…));
/// Returns the searches in tables whose rows the database hides from other tenants, as PostgreSQL makes them.
pub(super) fn searches(whole: &Whole<'_>) -> TokenStream {
    let secured = whole.models.iter().filter(|model| whole.schema.secured.contains(&model.entity.name));
    let searched = secured.filter_map(|model| Some((model, search_below_policy(model)?)));
    let search = |(model, form): (&Model<'_>, Form)| {
        let Shape::List { head, after, order } = form.shape else { return TokenStream::new() };
        let (runtime, entity, name) = (model.runtime(), &model.entity.name, search_name(model));
        let [first, after] = [head.clone().then(order.clone()), head.then(after).then(order)].map(|statement| {
            let text = statement.render(Dialect::Postgres);
            quote!(#runtime::support::Sql::same(#entity, "search", #text))
        });
        quote! {
            pub(super) static #name: #runtime::support::ListSql = #runtime::support::ListSql::new(#first, #after);
        }
    };
    searched.map(search).collect()
}

/// Returns the scopes of tenants, where there are any.
fn owned(whole: &Whole<'_>) -> Option<TokenStream> {
    whole.owned().next()?;
    let owned = whole.owned().map(|model| {
        let (name, repository, across, region) = (accessor(model), &model.repository, &model.across, region(model));
        let over_all = model.is_cached().then(|| accessor(model));
        quote!(#name: #repository(#region) #across(#over_all),)
    });
    Some(quote! {
        /// Everything one tenant owns: on the pool, on a connection or in a transaction.
        pub struct TenantScope;
        /// What all tenants own together, to be read only.
        pub struct AcrossTenants;
        owned { #(#owned)* }
    })
}

fn region(model: &Model<'_>) -> Option<Ident> {
    model.is_cached().then(|| accessor(model))
}
