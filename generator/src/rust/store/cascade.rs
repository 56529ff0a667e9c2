//! Cached rows that a cascading delete invalidates.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::removal::kind;
use super::{Whole, region, root_of};
use crate::ir::{Entity, ReferentialAction, Relation};
use crate::rust::model::Model;
use crate::rust::sql::Form;
use crate::rust::statement::Statement;

/// Beyond this many rows the runtime drops the tenant's whole region; one more is read to know.
const MOST: &str = " LIMIT 1001";

/// A way from a deleted row to rows that go or change with it, nearest first.
type Path<'a> = Vec<(&'a Entity, &'a Relation)>;

/// Returns the cached rows that the delete of a row takes along or sets to null.
pub(super) fn cascades(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    let far = far(whole, model.entity);
    let near = paths(whole, model.entity).into_iter().filter(|path| !far.contains(end(path).name.as_str()));
    let near = near.enumerate().map(|(number, path)| rows(whole, model, &path, number));
    let is_owned = |entity: &Entity| root_of(entity) == Some(&model.entity.name);
    let distant = whole.schema.entities.iter().filter(|entity| entity.cache.is_some() && !is_owned(entity));
    let distant = distant.filter(|entity| far.contains(entity.name.as_str()));
    tenants(whole, model)
        .into_iter()
        .chain(near)
        .chain(distant.map(|entity| far_region(whole, model, entity)))
        .collect()
}

// Expands to: Cascade::Tenant { region: "user" }
fn tenants(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    let runtime = whole.runtime();
    let owned = whole.owned().filter(|child| child.is_cached() && root_of(child.entity) == Some(&model.entity.name));
    owned
        .map(|child| {
            let name = region(child.entity);
            quote!(#runtime::support::Cascade::Tenant { region: #name })
        })
        .collect()
}

/// Returns the ways to children and grandchildren with cached rows; a reference that sets null ends its way.
fn paths<'a>(whole: &Whole<'a>, parent: &'a Entity) -> Vec<Path<'a>> {
    let mut done = Vec::new();
    for (child, relation) in affected(whole, &parent.name) {
        done.push(vec![(child, relation)]);
        if relation.on_delete == ReferentialAction::Cascade {
            done.extend(affected(whole, &child.name).map(|next| vec![(child, relation), next]));
        }
    }
    done.retain(|path| end(path).cache.is_some() && !is_of_tenant(path[0]));
    done
}

/// Returns the entities whose whole region goes: those reached by three steps or more, which circles are too, those
/// reached through all that a tenant has, and those whose tenancy differs from the deleted row's, since a search for
/// their keys would lack the tenant.
fn far<'a>(whole: &Whole<'a>, parent: &'a Entity) -> BTreeSet<&'a str> {
    let mut far = BTreeSet::new();
    let mut open = Vec::new();
    for (child, relation) in affected(whole, &parent.name) {
        if child.tenant.is_some() != parent.tenant.is_some() {
            far.insert(child.name.as_str());
        }
        if relation.on_delete == ReferentialAction::Cascade {
            let steps = if is_of_tenant((child, relation)) { 3 } else { 2 };
            open.extend(affected(whole, &child.name).map(|next| (next, steps)));
        }
    }
    let mut followed = BTreeSet::new();
    while let Some(((entity, relation), steps)) = open.pop() {
        if steps > 2 || entity.tenant.is_some() != parent.tenant.is_some() {
            far.insert(entity.name.as_str());
        }
        let goes_on = relation.on_delete == ReferentialAction::Cascade;
        if goes_on && followed.insert((entity.name.as_str(), steps.min(3))) {
            let steps = if is_of_tenant((entity, relation)) { 3 } else { steps + 1 };
            open.extend(affected(whole, &entity.name).map(|next| (next, steps)));
        }
    }
    far
}

/// Returns whether a step leads from a tenant to all that it has, which hangs on its business id.
fn is_of_tenant((child, relation): (&Entity, &Relation)) -> bool {
    child.tenant == Some(relation.field)
}

/// Returns the references through which a delete of a row of `parent` deletes or changes others.
fn affected<'a>(whole: &Whole<'a>, parent: &'a str) -> impl Iterator<Item = (&'a Entity, &'a Relation)> {
    whole.schema.relations_to(parent).filter(|(_, relation)| relation.on_delete != ReferentialAction::Restrict)
}

fn end<'a>(path: &Path<'a>) -> &'a Entity {
    path[path.len() - 1].0
}

// Expands to: Cascade::Region { region: "comment", of_tenant: true }
fn far_region(whole: &Whole<'_>, model: &Model<'_>, entity: &Entity) -> TokenStream {
    let (runtime, name) = (whole.runtime(), region(entity));
    let of_tenant = entity.tenant.is_some() && model.entity.tenant.is_some();
    quote!(#runtime::support::Cascade::Region { region: #name, of_tenant: #of_tenant })
}

fn rows(whole: &Whole<'_>, model: &Model<'_>, path: &Path<'_>, number: usize) -> TokenStream {
    let runtime = whole.runtime();
    let last = end(path);
    let name = region(last);
    let (_, collect) = Form::plain(format!("cascade_{number}"), collect(path)).expression(runtime, &model.entity.name);
    let key = kind(last.field(last.primary[0]));
    quote! {
        #runtime::support::Cascade::Rows { region: #name, collect: #collect, key: #runtime::support::KeyKind::#key }
    }
}

/// Selects the keys at the end of a path; every step up to the deleted row is a join.
fn collect(path: &Path<'_>) -> Statement {
    let last = end(path);
    let column = |entity: &Entity, name: &str| Statement::default().name(&entity.table).text(".").name(name);
    let key = |entity: &Entity| entity.field(entity.primary[0]).name.clone();
    let mut statement = Statement::new("SELECT ").then(column(last, &key(last))).text(" FROM ").name(&last.table);
    for pair in path.windows(2).rev() {
        let ((parent, _), (child, relation)) = (&pair[0], &pair[1]);
        let reference = column(child, &child.field(relation.field).name);
        statement = statement
            .text(" JOIN ")
            .name(&parent.table)
            .text(" ON ")
            .then(column(parent, &key(parent)))
            .text(" = ")
            .then(reference);
    }
    let (first, relation) = path[0];
    let mut conditions = Vec::new();
    if let Some(tenant) = last.tenant {
        conditions.push(column(last, &last.field(tenant).name).text(" = ").bind());
    }
    conditions.push(column(first, &first.field(relation.field).name).text(" = ").bind());
    statement.text(" WHERE ").joined(" AND ", conditions).text(MOST)
}
