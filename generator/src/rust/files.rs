use std::collections::BTreeSet;

use larder_format::plan::Table;
use proc_macro2::TokenStream;

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
    let names = public_names(schema);
    let text = |doc: &str, tokens: TokenStream| {
        format::file(doc, imports::shorten(tokens, &names)).expect("the generator writes Rust")
    };
    let mut files = vec![("mod.rs".to_owned(), root(schema))];
    for entity in &schema.entities {
        let doc = entity.doc.as_deref().map_or_else(|| format!("Rows of `{}`.", entity.table), tokens::prose);
        files.push((format!("{}.rs", tokens::snake(&entity.name)), text(&doc, entity::generate(entity, &site))));
        site.declared.extend(enum_names(entity));
    }
    if !schema.values.is_empty() {
        files.push((
            "values.rs".to_owned(),
            text("Values inside JSON columns.", values::generate(&schema.values, &site)),
        ));
    }
    files.push(("store.rs".to_owned(), text("The store of all entities.", store::generate(schema, settings, &site))));
    files
}

// Expands to: #[rustfmt::skip] mod tenant; … pub use tenant::*; …
fn root(schema: &Schema) -> String {
    let mut modules: Vec<String> = schema.entities.iter().map(|entity| tokens::snake(&entity.name)).collect();
    modules.push("store".to_owned());
    modules.extend((!schema.values.is_empty()).then(|| "values".to_owned()));
    modules.sort_unstable();
    let mut text = format::header("Entities, their repositories and the store.");
    text.push_str("#![allow(clippy::missing_errors_doc, reason = \"what can go wrong is listed once, in `larder::ErrorKind`\")]\n\n");
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
