//! What hangs on rows by more references than a search for cached rows follows; each entity names what hangs on it
//! directly, and the runtime walks on.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::cascade::{affected, is_of_tenant};
use super::{Whole, region, root_of};
use crate::ir::{Entity, ReferentialAction, Relation};
use crate::rust::model::{Model, tokens};

// Expands to: const REACH: Option<&'static DeleteReach> = Some(&REACH_OF_POST);
pub(super) fn constant(whole: &Whole<'_>, model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, name) = (whole.runtime(), name(model.entity));
    is_needed(whole, model.entity)
        .then(|| quote!(const REACH: Option<&'static #runtime::support::DeleteReach> = Some(&#name);))
}

/// Returns a static for each entity that some walk comes to.
pub(super) fn statics(whole: &Whole<'_>) -> TokenStream {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&Entity> = whole.schema.entities.iter().filter(|entity| is_needed(whole, entity)).collect();
    while let Some(entity) = open.pop() {
        if reached.insert(&entity.name) {
            open.extend(affected(whole, &entity.name).map(|(child, _)| child));
        }
    }
    let reached = whole.schema.entities.iter().filter(|entity| reached.contains(entity.name.as_str()));
    reached.map(|entity| reach(whole, entity)).collect()
}

fn name(entity: &Entity) -> Ident {
    tokens::constant(&format!("reach_of_{}", tokens::snake(&entity.name)))
}

// Expands to: static REACH_OF_POST: DeleteReach = DeleteReach::new(Some("post"), true, &[Step { to: &REACH_OF_REPLY, …
// }]);
fn reach(whole: &Whole<'_>, entity: &Entity) -> TokenStream {
    let (runtime, own) = (whole.runtime(), name(entity));
    let region = match entity.cache {
        Some(_) => {
            let region = region(entity);
            quote!(Some(#region))
        }
        None => quote!(None),
    };
    let is_owned = entity.tenant.is_some();
    let steps = affected(whole, &entity.name).map(|step| {
        let (to, deletes, of_tenant) = (name(step.0), deletes(step.1), is_of_tenant(step));
        quote!(#runtime::support::Step { to: &#to, deletes: #deletes, of_tenant: #of_tenant })
    });
    quote! {
        static #own: #runtime::support::DeleteReach = #runtime::support::DeleteReach::new(#region, #is_owned, &[#(#steps),*]);
    }
}

fn deletes(relation: &Relation) -> bool {
    relation.on_delete == ReferentialAction::Cascade
}

/// Returns whether something may hang on rows that no search finds: by a third step, by way of a tenant, or of other
/// tenancy. What a tenant has goes with the tenant, so that of a tenant only other rows matter.
fn is_needed(whole: &Whole<'_>, entity: &Entity) -> bool {
    if whole.roots.contains(entity.name.as_str()) {
        let stays = |other: &Entity| root_of(other) != Some(&entity.name) && !other.relations.is_empty();
        return whole.schema.entities.iter().any(|other| other.cache.is_some() && stays(other));
    }
    let is_other = |child: &Entity| child.tenant.is_some() != entity.tenant.is_some();
    let leads_on = |child: &Entity| affected(whole, &child.name).next().is_some();
    let is_far = |(next, relation): (&Entity, &Relation)| {
        is_other(next) || is_of_tenant((next, relation)) || deletes(relation) && leads_on(next)
    };
    affected(whole, &entity.name)
        .any(|(first, relation)| is_other(first) || deletes(relation) && affected(whole, &first.name).any(is_far))
}
