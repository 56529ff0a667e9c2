//! How a definition says that rows are cached, beyond their time to live.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::model::Model;
use super::model::literal::{duration, millis};
use super::model::tokens::ident;
use crate::ir::WarmRows;

// Expands to: mode(larder::cache::CacheMode::Fast) memory(16777216)
/// Returns the calls that say so of a region.
pub(super) fn options(model: &Model<'_>) -> Vec<TokenStream> {
    let (runtime, Some(policy)) = (model.runtime(), model.entity.cache) else { return Vec::new() };
    let missing = policy.missing_seconds.map(duration).map(|ttl| quote!(negative_ttl(#ttl)));
    let lists = policy.lists_seconds.map(duration).map(|ttl| quote!(lists(#ttl)));
    let mode = policy.mode.map(|mode| {
        let mode = ident(mode.variant());
        quote!(mode(#runtime::cache::CacheMode::#mode))
    });
    let on_down = policy.on_down.map(|on_down| {
        let on_down = ident(on_down.variant());
        quote!(on_down(#runtime::cache::OnCacheDown::#on_down))
    });
    let number = |number: u64| Literal::u64_unsuffixed(number);
    let memory = policy.memory.map(number).map(|bytes| quote!(memory(#bytes)));
    let rows = policy.rows.map(number).map(|rows| quote!(capacity(#rows)));
    let soft = policy.soft_timeout.map(millis).map(|limit| quote!(soft_timeout(#limit)));
    let hard = policy.hard_timeout.map(millis).map(|limit| quote!(hard_timeout(#limit)));
    let warm = policy.warm.map(|rows| warm(runtime, rows));
    [missing, lists, mode, on_down, memory, rows, soft, hard, warm].into_iter().flatten().collect()
}

// Expands to: warm(larder::cache::Warm::new().newest(1_000).ready())
fn warm(runtime: &TokenStream, rows: WarmRows) -> TokenStream {
    let count = |count: u64| Literal::u64_unsuffixed(count);
    let newest = rows.newest.map(count).map(|rows| quote!(.newest(#rows)));
    let used = rows.used.map(count).map(|rows| quote!(.used(#rows)));
    let ready = rows.ready.then(|| quote!(.ready()));
    quote!(warm(#runtime::cache::Warm::new() #newest #used #ready))
}
