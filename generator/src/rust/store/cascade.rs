use proc_macro2::TokenStream;
use quote::quote;

use super::{Whole, region, root_of};
use crate::ir::{Entity, FieldType, ReferentialAction, Relation, Scalar};
use crate::rust::model::Model;
use crate::rust::sql::Form;
use crate::rust::statement::Statement;

/// Beyond this many rows the runtime drops the tenant's whole region; one more is read to know.
const MOST: &str = " LIMIT 1001";

/// A way from a deleted row to rows that go or change with it, nearest first.
type Path<'a> = Vec<(&'a Entity, &'a Relation)>;

/// Returns the cached rows that the delete of a row takes along or sets to null.
pub(super) fn cascades(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    let owned: Vec<TokenStream> = tenants(whole, model);
    if !owned.is_empty() {
        return owned;
    }
    paths(whole, model.entity).iter().enumerate().map(|(number, path)| rows(whole, model, path, number)).collect()
}

// Expands to: Cascade::Tenant { region: "user", tenant: |tenant| &tenant.tenant_id }
fn tenants(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    let (runtime, row) = (whole.runtime(), &model.variable);
    let owned = whole.owned().filter(|child| child.is_cached() && root_of(child.entity) == Some(&model.entity.name));
    let id = model
        .entity
        .uniques
        .iter()
        .find(|unique| unique.columns.len() == 1)
        .map(|unique| &model.entity.field(unique.columns[0]).name);
    let Some(id) = id.map(|name| crate::rust::tokens::ident(name)) else { return Vec::new() };
    owned
        .map(|child| {
            let name = region(child.entity);
            quote!(#runtime::support::Cascade::Tenant { region: #name, tenant: |#row| &#row.#id })
        })
        .collect()
}

/// Follows cascading references as far as they go; one that sets null is the end of its path.
fn paths<'a>(whole: &Whole<'a>, parent: &'a Entity) -> Vec<Path<'a>> {
    let mut done = Vec::new();
    let mut open: Vec<Path<'a>> = vec![Vec::new()];
    while let Some(path) = open.pop() {
        let from = path.last().map_or(parent, |(entity, _)| *entity);
        for (child, relation) in whole.schema.relations_to(&from.name) {
            let goes_in_circles = path.iter().any(|(known, _)| known.name == child.name) || child.name == parent.name;
            if relation.on_delete == ReferentialAction::Restrict || goes_in_circles {
                continue;
            }
            let mut longer = path.clone();
            longer.push((child, relation));
            if relation.on_delete == ReferentialAction::Cascade {
                open.push(longer.clone());
            }
            done.push(longer);
        }
    }
    done.retain(|path| path.last().is_some_and(|(entity, _)| entity.cache.is_some()));
    done
}

fn rows(whole: &Whole<'_>, model: &Model<'_>, path: &Path<'_>, number: usize) -> TokenStream {
    let runtime = whole.runtime();
    let last = path[path.len() - 1].0;
    let name = region(last);
    let (_, collect) = Form::plain(format!("cascade_{number}"), collect(path)).expression(runtime, &model.entity.name);
    let key = match &last.field(last.primary[0]).ty {
        FieldType::Key(key) if key.scalar == Scalar::I64 => quote!(int_key),
        FieldType::Key(_) | FieldType::Scalar(Scalar::Uuid) => quote!(uuid_key),
        FieldType::Scalar(_) => quote!(int_key),
        _ => quote!(text_key),
    };
    quote! {
        #runtime::support::Cascade::Rows { region: #name, collect: #collect, key: #runtime::support::#key }
    }
}

/// Selects the keys at the end of a path; every step up to the deleted row is a join.
fn collect(path: &Path<'_>) -> Statement {
    let (last, _) = path[path.len() - 1];
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
