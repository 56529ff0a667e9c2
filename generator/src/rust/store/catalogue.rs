//! The catalogue of constraints, by which errors name fields.

use larder_format::plan::Table;
use larder_format::qualified;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Whole;
use crate::dialect::Dialect;
use crate::ir::Entity;
use crate::rust::model::{Settings, tokens};
use crate::sql::{lower, operation};

// Expands to: pub(super) static SCHEMA: Schema = Schema { constraints: CONSTRAINTS, migrations: MIGRATIONS,
// head: Some("0002_…@…") }; static CONSTRAINTS: &[ConstraintInfo] = constraints! { "users" { … } };
pub(super) fn schema(whole: &Whole<'_>, settings: &Settings) -> TokenStream {
    let runtime = whole.runtime();
    let made;
    let tables = if settings.tables.is_empty() {
        // Problems of the definition are reported where its migrations are planned.
        made = operation::tables(whole.schema).unwrap_or_default();
        &made
    } else {
        &settings.tables
    };
    let constraints = whole.models.iter().filter_map(|model| {
        let table = tables.iter().find(|table| table.name == model.entity.table)?;
        let (name, constraints) = (qualified::plain(&model.entity.table), constraints(model.entity, table));
        Some(quote!(#name { #(#constraints)* }))
    });
    let head = match &settings.head {
        Some(head) => quote!(Some(#head)),
        None => quote!(None),
    };
    quote! {
        /// Every constraint of the database, so that an error names the field, and the way to it.
        pub(super) static SCHEMA: #runtime::support::Schema =
            #runtime::support::Schema { constraints: CONSTRAINTS, migrations: MIGRATIONS, head: #head };

        static CONSTRAINTS: &[#runtime::support::ConstraintInfo] = #runtime::support::constraints! { #(#constraints)* };
    }
}

// Expands to: unique "users_tenant_id_openid_key" [tenant_id, openid] "User.openid";
// or, where a column has another name than its field: column "" ["createdAt"] "User.created_at";
fn constraints(entity: &Entity, table: &Table) -> Vec<TokenStream> {
    let one = |kind: &str, name: &str, columns: &[String]| {
        let (kind, field) = (format_ident!("{kind}"), field(entity, columns));
        if columns.iter().all(|column| entity.field_id(column).is_some()) {
            let columns = columns.iter().map(|column| tokens::ident(column));
            return quote!(#kind #name [#(#columns),*] #field;);
        }
        quote!(#kind #name [#(#columns),*] #field;)
    };
    let key = Some(&table.primary_key).filter(|key| !key.columns.is_empty());
    let mut all: Vec<_> = key.map(|key| one("primary_key", &key.name, &key.columns)).into_iter().collect();
    all.extend(table.uniques.iter().map(|unique| one("unique", &unique.name, &unique.columns)));
    all.extend(table.foreign_keys.iter().map(|key| one("foreign_key", &key.name, &key.columns)));
    all.extend(table.checks.iter().map(|check| one("check", &check.name, check.subjects())));
    // PostgreSQL refuses a value that is too long for an index, and larder bounds those of its own indexes.
    all.extend(table.indexes.iter().filter(|index| index.text.is_some()).map(|index| {
        let columns: Vec<String> = index.columns.iter().map(|column| column.name.clone()).collect();
        one(if index.unique { "unique" } else { "check" }, &index.name, &columns)
    }));
    all.extend(of_shape(table).map(|(kind, name, columns)| one(kind, &name, &columns)));
    all.extend(
        entity.fields.iter().filter_map(|field| field.column.clone()).map(|column| one("column", "", &[column])),
    );
    all
}

/// Returns what PostgreSQL's table has beyond the plan's, where its keys begin with the tenant: other names, and a
/// check of the tenant's length.
fn of_shape(table: &Table) -> impl Iterator<Item = (&'static str, String, Vec<String>)> {
    let shaped = lower::shape(table, Dialect::Postgres).into_iter();
    let parts = shaped.flat_map(|shaped| {
        let uniques = shaped.uniques.into_iter().map(|key| ("unique", key.name, key.columns));
        let references = shaped.foreign_keys.into_iter().map(|key| ("foreign_key", key.name, key.columns));
        let checks = shaped.checks.into_iter().map(|check| ("check", check.name.clone(), check.subjects().to_vec()));
        let key = ("primary_key", shaped.primary_key.name, shaped.primary_key.columns);
        std::iter::once(key).chain(uniques).chain(references).chain(checks).collect::<Vec<_>>()
    });
    parts.filter(|(_, name, _)| !names(table).contains(&name.as_str()))
}

/// Returns the names of the plan.
fn names(table: &Table) -> Vec<&str> {
    let uniques = table.uniques.iter().map(|key| &key.name);
    let references = table.foreign_keys.iter().map(|key| &key.name);
    let names = uniques.chain(references).chain(table.checks.iter().map(|check| &check.name));
    std::iter::once(&table.primary_key.name).chain(names).map(String::as_str).collect()
}

/// Names what a violation is about: the columns without the tenant, which the caller did not choose.
fn field(entity: &Entity, columns: &[String]) -> String {
    let tenant = entity.tenant.map(|id| entity.field(id).column());
    let chosen = columns.iter().filter(|column| columns.len() == 1 || Some(column.as_str()) != tenant);
    let field = |column: &String| entity.fields.iter().find(|field| field.column() == column);
    let name = |column: &String| field(column).map_or_else(|| column.clone(), |field| field.name.clone());
    chosen.map(|column| format!("{}.{}", entity.name, name(column))).collect::<Vec<_>>().join(", ")
}
