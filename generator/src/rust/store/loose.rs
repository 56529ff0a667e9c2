//! References that a write sets to null before a delete, where the database's own key cannot: it holds the tenant too.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Whole;
use super::removal::onward_within_tenant;
use crate::ir::{Entity, ReferentialAction, Relation};
use crate::rust::model::{Model, tokens};
use crate::rust::sql::form::Shape;
use crate::rust::sql::{Form, Statement, is_one_of, several};

/// Returns the references to rows of an entity that are set to null before these rows go.
pub(super) fn loose<'a>(whole: &Whole<'a>, parent: &Entity) -> Vec<(&'a Entity, &'a Relation)> {
    let is_scaled = |entity: &Entity| whole.schema.scaled.contains_key(&entity.name);
    if parent.tenant.is_none() || !is_scaled(parent) {
        return Vec::new();
    }
    let by_write =
        |(child, relation): &(&Entity, &Relation)| is_scaled(child) && relation.on_delete == ReferentialAction::SetNull;
    whole.references(&parent.name).filter(by_write).collect()
}

/// Returns what each delete lets go of, as a static for each entity: its statements keep their texts.
pub(super) fn statics(whole: &Whole<'_>) -> TokenStream {
    let written = whole.models.iter().filter(|model| !model.entity.view);
    written.filter_map(|model| loosenings(whole, model)).collect()
}

// Expands to: const LOOSE: &'static [Loosening] = &LOOSE_OF_USER;
pub(super) fn constant(whole: &Whole<'_>, model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, name) = (whole.runtime(), name(model.entity));
    let is_needed = gone_with(whole, model.entity).into_iter().any(|parent| !loose(whole, parent).is_empty());
    is_needed.then(|| quote!(const LOOSE: &'static [#runtime::support::Loosening] = &#name;))
}

fn name(entity: &Entity) -> Ident {
    tokens::constant(&format!("loose_of_{}", tokens::snake(&entity.name)))
}

// Expands to: static LOOSE_OF_USER: [Loosening; 1] = [Loosening { table: "users", unties: InSql … }];
fn loosenings(whole: &Whole<'_>, model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, name) = (whole.runtime(), name(model.entity));
    let all: Vec<TokenStream> = gone_with(whole, model.entity)
        .into_iter()
        .flat_map(|parent| loose(whole, parent).into_iter().map(move |loose| (parent, loose)))
        .enumerate()
        .map(|(number, (parent, loose))| loosening(whole, model, parent, loose, number))
        .collect();
    let number = tokens::integer(all.len());
    (!all.is_empty()).then(|| quote!(static #name: [#runtime::support::Loosening; #number] = [#(#all),*];))
}

/// Returns the entity and those whose rows the database deletes with a row of it, but for whole tenants.
fn gone_with<'a>(whole: &Whole<'a>, entity: &'a Entity) -> Vec<&'a Entity> {
    let mut seen = BTreeSet::from([entity.name.as_str()]);
    let (mut found, mut open) = (vec![entity], vec![entity]);
    while let Some(parent) = open.pop() {
        for child in onward_within_tenant(whole, &parent.name) {
            if seen.insert(&child.name) {
                found.push(child);
                open.push(child);
            }
        }
    }
    found
}

// UPDATE messages SET author_id = NULL WHERE tenant_id = $1 AND author_id IN ($2)
fn loosening(
    whole: &Whole<'_>,
    model: &Model<'_>,
    parent: &Entity,
    (child, relation): (&Entity, &Relation),
    number: usize,
) -> TokenStream {
    let runtime = whole.runtime();
    let columns: Vec<&str> = relation.fields().map(|id| child.field(id).column()).collect();
    let nulls = columns.iter().map(|column| Statement::default().name(column).text(" = NULL"));
    let tenant = child.tenant.map(|id| Statement::default().name(child.field(id).column()).text(" = ").bind());
    let head = Statement::new("UPDATE ").table(&child.table).text(" SET ").joined(", ", nulls).text(" WHERE ");
    let head = head.joined("", tenant).text(" AND ").then(is_one_of(&columns));
    let shape = Shape::In { head, tail: vec![")".to_owned()], columns: several(&columns), array: None };
    let unties = Form { name: format!("untie_{number}"), shape }.expression(runtime, &model.entity.name);
    let table = &parent.table;
    quote!(#runtime::support::Loosening { table: #table, unties: #unties })
}
