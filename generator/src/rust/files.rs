use std::collections::BTreeSet;

use larder_format::plan::Table;
use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Local;
use super::{Site, entity, imports, store, tokens, values};
use crate::format;
use crate::ir::{Entity, FieldType, Schema};

/// What the generated files must know beside the schema.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Path of the migrations folder from the models folder, with `/`: `../../../../migrations`.
    pub migrations: String,
    /// Names of the migration folders, oldest first.
    pub migration_ids: Vec<String>,
    /// The tables as the migrations leave them, with their stored constraint names; computed from the schema when empty.
    pub tables: Vec<Table>,
}

impl Settings {
    /// Says where migrations lie, seen from the models; both folders are given from the project's root.
    #[must_use]
    pub fn new(models: &str, migrations: &str, migration_ids: Vec<String>) -> Self {
        let depth = models.split('/').filter(|part| !part.is_empty() && *part != ".").count();
        Self { migrations: format!("{}{migrations}", "../".repeat(depth)), migration_ids, tables: Vec::new() }
    }
}

/// Returns the generated files of a schema: path within the models folder, and text.
///
/// # Panics
/// When the generator made something that is not Rust, which is a bug.
#[must_use]
pub fn files(schema: &Schema, settings: &Settings) -> Vec<(String, String)> {
    let mut site = Site::file();
    let names: Local = public_names(schema).into_iter().map(|name| (name, "super")).collect();
    let mut files = vec![("mod.rs".to_owned(), root(schema))];
    for entity in &schema.entities {
        files.extend(entity_files(entity, &site, &names));
        site.declared.extend(enum_names(entity));
    }
    if !schema.values.is_empty() {
        files.push((
            "values.rs".to_owned(),
            text("Values inside JSON columns.", values::generate(&schema.values, &site), &names),
        ));
    }
    files.extend(store_files(schema, settings, &site, &names));
    files
}

/// Returns the files of one entity: its types, and below them what reads and writes them.
fn entity_files(entity: &Entity, site: &Site, names: &Local) -> [(String, String); 3] {
    let parts = entity::parts(entity, site);
    let module = tokens::snake(&entity.name);
    let rows = tokens::words(&entity.table);
    let doc = entity.doc.as_deref().map_or_else(|| format!("Rows of `{}`.", entity.table), tokens::prose);
    let types = parts.types;
    let own = imports::declared(&types);
    let mut within: Local = names.keys().map(|name| (name.clone(), "super::super")).collect();
    within.extend(own.into_iter().chain(["sql".to_owned()]).map(|name| (name, "super")));
    let types = imports::shorten(quote!(pub use repository::*; #types), names, &[]);
    let repository = imports::shorten(parts.repository, &within, &["larder::support::Entity"]);
    [
        (format!("{module}.rs"), written(&doc, quote!(mod repository; mod sql; #types))),
        (format!("{module}/repository.rs"), written(&format!("Reads and writes {rows}."), repository)),
        (format!("{module}/sql.rs"), text(&format!("The statements on {rows}."), parts.sql, &within)),
    ]
}

/// Returns the store's files; those below it that a schema gives nothing for are left out.
fn store_files(schema: &Schema, settings: &Settings, site: &Site, names: &Local) -> Vec<(String, String)> {
    let parts = store::parts(schema, settings, site);
    let own = imports::declared(&parts.handles);
    let mut within: Local = names.keys().map(|name| (name.clone(), "super::super")).collect();
    within.extend(own.into_iter().chain(["sql".to_owned()]).map(|name| (name, "super")));
    let below = [
        ("loaders", "Rows together with what belongs to them.", parts.loaders),
        ("registered", "What each entity has to do with the others.", parts.registered),
        ("schema", "Constraints and migrations.", parts.schema),
        ("sql", "The statements on several entities.", parts.sql),
    ];
    let present = || below.iter().filter(|(_, _, tokens)| !tokens.is_empty());
    let modules = present().map(|(name, _, _)| tokens::ident(name));
    let loaders = (!below[0].2.is_empty()).then(|| {
        quote!(
            pub use loaders::*;
        )
    });
    let handles = parts.handles;
    let mut local = names.clone();
    local.insert("SCHEMA".to_owned(), "schema");
    let handles = imports::shorten(quote!(#loaders #handles), &local, &[]);
    let mut files =
        vec![("store.rs".to_owned(), written("The store of all entities.", quote!(#(mod #modules;)* #handles)))];
    files.extend(present().map(|(name, doc, tokens)| (format!("store/{name}.rs"), text(doc, tokens.clone(), &within))));
    files
}

fn text(doc: &str, tokens: TokenStream, names: &Local) -> String {
    written(doc, imports::shorten(tokens, names, &[]))
}

fn written(doc: &str, tokens: TokenStream) -> String {
    format::file(doc, tokens).expect("the generator writes Rust")
}

// Expands to: #[rustfmt::skip] mod tenant; … pub use tenant::*; …
fn root(schema: &Schema) -> String {
    let mut modules: Vec<String> = schema.entities.iter().map(|entity| tokens::snake(&entity.name)).collect();
    modules.push("store".to_owned());
    modules.extend((!schema.values.is_empty()).then(|| "values".to_owned()));
    modules.sort_unstable();
    let mut text = format::header("Entities, their repositories and the store.");
    text.push_str("#![allow(clippy::missing_errors_doc, reason = \"what can go wrong is listed once, in `larder::ErrorKind`\")]\n");
    text.push_str("#![allow(dead_code, unused_imports, reason = \"an application calls what it needs\")]\n\n");
    for module in &modules {
        text.push_str(&format!("#[rustfmt::skip]\nmod {};\n", tokens::ident(module)));
    }
    text.push('\n');
    for module in &modules {
        text.push_str(&format!("pub use {}::*;\n", tokens::ident(module)));
    }
    text
}

/// Every type that a file of the models folder may name without declaring it.
fn public_names(schema: &Schema) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = schema.values.iter().map(|value| value.name.clone()).collect();
    for entity in &schema.entities {
        names.extend(entity_names(entity));
    }
    names
}

fn entity_names(entity: &Entity) -> Vec<String> {
    let name = &entity.name;
    let site = Site::file();
    let across = super::model::Model::new(entity, &site).across.to_string();
    let mut names = vec![
        name.clone(),
        format!("{name}Id"),
        format!("New{name}"),
        format!("{name}Patch"),
        format!("{name}Repository"),
        across,
    ];
    names.extend(enum_names(entity));
    names
}

fn enum_names(entity: &Entity) -> impl Iterator<Item = String> {
    entity.fields.iter().filter_map(|field| match &field.ty {
        FieldType::Enum(kind) => Some(kind.name.clone()),
        _ => None,
    })
}
