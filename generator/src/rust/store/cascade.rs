//! Cached rows that a cascading delete invalidates.

use proc_macro2::TokenStream;
use quote::quote;

use super::removal::key_kind;
use super::{Whole, region, root_of};
use crate::ir::{Entity, ReferentialAction, Relation};
use crate::rust::model::Model;
use crate::rust::sql::clause::equals;
use crate::rust::sql::{Form, Statement, filter};

/// Beyond this many rows the runtime drops the tenant's whole region; one more is read to know.
const MOST: &str = " LIMIT 1001";

/// A way from a deleted row to rows that go or change with it, nearest first.
type Path<'a> = Vec<(&'a Entity, &'a Relation)>;

/// Returns the cached rows that the delete of a row takes along or sets to null, as far as searches follow them.
pub(super) fn cascades(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    let near = paths(whole, model.entity).into_iter().enumerate();
    let near = near.map(|(number, path)| rows(whole, model, &path, number));
    tenants(whole, model).into_iter().chain(near).collect()
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
    // A search for the keys of rows of other tenancy would lack the tenant.
    let is_found = |end: &Entity| end.cache.is_some() && end.tenant.is_some() == parent.tenant.is_some();
    done.retain(|path| is_found(end(path)) && !is_of_tenant(path[0]));
    done
}

/// Returns whether a step leads from a tenant to all that it has, which hangs on its business id.
pub(super) fn is_of_tenant((child, relation): (&Entity, &Relation)) -> bool {
    child.tenant == Some(relation.field)
}

/// Returns the references through which a delete of a row of `parent` deletes or changes others.
pub(super) fn affected<'w, 'a>(
    whole: &'w Whole<'a>,
    parent: &str,
) -> impl Iterator<Item = (&'a Entity, &'a Relation)> + use<'w, 'a> {
    whole.references(parent).filter(|(_, relation)| !relation.on_delete.refuses())
}

fn end<'a>(path: &Path<'a>) -> &'a Entity {
    path[path.len() - 1].0
}

fn rows(whole: &Whole<'_>, model: &Model<'_>, path: &Path<'_>, number: usize) -> TokenStream {
    let runtime = whole.runtime();
    let last = end(path);
    let name = region(last);
    let collect =
        Form::plain(format!("cascade_{number}"), collect(whole, path)).expression(runtime, &model.entity.name);
    let key = key_kind(whole, last);
    quote!(#runtime::support::Cascade::rows(#name, #key, #collect))
}

/// Selects the keys at the end of a path; every step up to the deleted row is a join.
fn collect(whole: &Whole<'_>, path: &Path<'_>) -> Statement {
    let last = end(path);
    let column = |entity: &Entity, name: &str| Statement::default().table(&entity.table).text(".").name(name);
    let tenant = |entity: &Entity| entity.tenant.map(|id| column(entity, entity.field(id).column()));
    let keys = last.keys().map(|field| column(last, field.column()));
    let mut statement = Statement::new("SELECT ").joined(", ", keys).text(" FROM ").table(&last.table);
    for pair in path.windows(2).rev() {
        let ((parent, _), (child, relation)) = (&pair[0], &pair[1]);
        let references = relation.fields().map(|id| column(child, child.field(id).column()));
        let targets = relation.targets(parent).into_iter().map(|id| column(parent, parent.field(id).column()));
        let keys = targets.zip(references).map(|(key, reference)| key.text(" = ").then(reference));
        // Rows of one key in two tenants are told apart, and servers that rows are spread over join within a tenant.
        let needs_tenant = parent.is_keyed_by_tenant() || whole.schema.scaled.contains_key(&parent.name);
        let tenants = tenant(parent).zip(tenant(child)).filter(|_| needs_tenant);
        let tenants = tenants.map(|(parent, child)| parent.text(" = ").then(child));
        statement = statement.text(" JOIN ").table(&parent.table).text(" ON ");
        statement = statement.joined(" AND ", tenants.into_iter().chain(keys));
    }
    let (first, relation) = path[0];
    let mut conditions = Vec::new();
    if let Some(tenant) = last.tenant {
        conditions.push(column(last, last.field(tenant).column()).text(" = ").bind());
    }
    let mut references = relation.fields().map(|id| column(first, first.field(id).column()));
    match whole.schema.entity(&relation.parent).filter(|_| !relation.is_to_key()) {
        Some(parent) => {
            let keys = filter(parent.keys().map(|field| equals(field.column())).collect());
            let by = relation.by.iter().map(|name| parent.column_of(name));
            let found = Statement::new("SELECT ").names(by).text(" FROM ").table(&parent.table);
            let reference = match relation.is_composite() {
                true => Statement::new("(").joined(", ", references).text(")"),
                false => references.next().unwrap_or_default(),
            };
            conditions.push(reference.text(" IN (").then(found.then(keys)).text(")"));
        }
        None => conditions.extend(references.map(|reference| reference.text(" = ").bind())),
    }
    statement.text(" WHERE ").joined(" AND ", conditions).text(MOST)
}
