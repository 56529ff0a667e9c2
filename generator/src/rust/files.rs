use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{Local, Names};
use super::{Settings, Site, entity, imports, store, tokens, values};
use crate::format;
use crate::ir::{Entity, FieldType, Schema, ValueType};

/// Returns the generated files of a schema: path within the models folder, and text.
///
/// # Panics
/// When the generator made something that is not Rust, which is a bug.
#[must_use]
pub fn files(schema: &Schema, settings: &Settings) -> Vec<(String, String)> {
    let names = public_names(schema, settings);
    let is_derived = |entity: &&Entity| settings.derived_of(&entity.name).is_some();
    let (_, entities): (Vec<&Entity>, Vec<&Entity>) = schema.entities.iter().partition(is_derived);
    let is_generated = |value: &&ValueType| !settings.is_derived_value(&value.name);
    let values: Vec<ValueType> = schema.values.iter().filter(is_generated).cloned().collect();
    let mut files = vec![("mod.rs".to_owned(), root(&entities, !values.is_empty(), settings.derived.restricted))];
    files.extend(files_of_entities(&entities, settings, &names));
    let site = site_after(&entities, settings);
    if !values.is_empty() {
        files.push((
            "values.rs".to_owned(),
            text("Values inside JSON columns.", values::generate(&values, &site), &Local::new(&names, "super")),
        ));
    }
    files.extend(store_files(schema, settings, &site, &names));
    files
}

/// Returns the files of all entities in their order. One does not depend on another, so each core takes a share.
fn files_of_entities(entities: &[&Entity], settings: &Settings, names: &Names) -> Vec<(String, String)> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = entities.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let tasks: Vec<_> = (0..entities.len())
            .step_by(share)
            .map(|start| {
                let (before, rest) = entities.split_at(start);
                let own = &rest[..share.min(rest.len())];
                scope.spawn(move || {
                    let mut site = site_after(before, settings);
                    let mut files = Vec::new();
                    for entity in own {
                        files.extend(entity_files(entity, &site, names));
                        site.declared.extend(enum_names(entity));
                    }
                    files
                })
            })
            .collect();
        tasks.into_iter().flat_map(|task| task.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Returns the site of the file behind those of `entities`: shared enums they declare are not declared again.
fn site_after(entities: &[&Entity], settings: &Settings) -> Site {
    let mut site = Site::file().with_bare_keys(settings.bare_keys());
    site.declared.extend(entities.iter().flat_map(|entity| enum_names(entity)));
    site.declared.extend(settings.derived.values.iter().map(|value| value.name.clone()));
    site
}

/// Returns the files of one entity: its types, and below them what reads and writes them.
fn entity_files(entity: &Entity, site: &Site, names: &Names) -> [(String, String); 3] {
    let parts = entity::parts(entity, site);
    let module = tokens::snake(&entity.name);
    let rows = tokens::words(&entity.table);
    let doc = entity.doc.as_deref().map_or_else(|| format!("Rows of `{}`.", entity.table), tokens::prose);
    let types = parts.types;
    let own = imports::declared(&types);
    let within = Local::new(names, "super::super").near(own.into_iter().chain(["sql".to_owned()]), "super");
    let types = imports::shorten(quote!(pub use repository::*; #types), &Local::new(names, "super"), &[]);
    let repository = imports::shorten(parts.repository, &within, &[]);
    [
        (format!("{module}.rs"), written(&doc, quote!(mod repository; mod sql; #types))),
        (format!("{module}/repository.rs"), written(&format!("Reads and writes {rows}."), repository)),
        (format!("{module}/sql.rs"), text(&format!("The statements on {rows}."), parts.sql, &within)),
    ]
}

/// Returns the store's files; those below it that a schema gives nothing for are left out.
fn store_files(schema: &Schema, settings: &Settings, site: &Site, names: &Names) -> Vec<(String, String)> {
    let parts = store::parts(schema, settings, site);
    let own = imports::declared(&parts.handles);
    let within = Local::new(names, "super::super").near(own.into_iter().chain(["sql".to_owned()]), "super");
    let below = [
        ("loaders", "Rows together with what belongs to them.", parts.loaders),
        ("registered", "What each entity has to do with the others.", parts.registered),
        ("schema", "Constraints and migrations.", parts.schema),
        ("sql", "The statements on several entities.", parts.sql),
    ];
    let present = || below.iter().filter(|(_, _, tokens)| !tokens.is_empty());
    let modules = present().map(|(name, _, _)| tokens::ident(name));
    let handles = parts.handles;
    let local = Local::new(names, "super").near(["SCHEMA".to_owned()], "schema");
    let handles = imports::shorten(handles, &local, &[]);
    let mut files =
        vec![("store.rs".to_owned(), written("The store of all entities.", quote!(#(mod #modules;)* #handles)))];
    files.extend(present().map(|(name, doc, tokens)| (format!("store/{name}.rs"), text(doc, tokens.clone(), &within))));
    files
}

fn text(doc: &str, tokens: TokenStream, names: &Local<'_>) -> String {
    written(doc, imports::shorten(tokens, names, &[]))
}

fn written(doc: &str, tokens: TokenStream) -> String {
    format::file(doc, tokens).expect("the generator writes Rust")
}

// Expands to: #[rustfmt::skip] mod tenant; … pub use tenant::*; …
fn root(entities: &[&Entity], has_values: bool, restricted: bool) -> String {
    let mut modules: Vec<String> = entities.iter().map(|entity| tokens::snake(&entity.name)).collect();
    modules.push("store".to_owned());
    modules.extend(has_values.then(|| "values".to_owned()));
    modules.sort_unstable();
    let mut text = format::header("Entities, their repositories and the store.");
    text.push_str("#![allow(clippy::missing_errors_doc, reason = \"what can go wrong is listed once, in `larder::ErrorKind`\")]\n");
    text.push_str(
        "#![allow(dead_code, unreachable_pub, unused_imports, reason = \"an application calls what it needs\")]\n",
    );
    if restricted {
        text.push_str("#![allow(private_interfaces, reason = \"some of the structs are not `pub`\")]\n");
    }
    text.push('\n');
    for module in &modules {
        text.push_str(&format!("#[rustfmt::skip]\nmod {};\n", tokens::ident(module)));
    }
    text.push('\n');
    for module in &modules {
        text.push_str(&format!("pub use {}::*;\n", tokens::ident(module)));
    }
    text
}

fn public_names(schema: &Schema, settings: &Settings) -> Names {
    let mut names = Names::default();
    let values = &settings.derived.values;
    names.elsewhere.extend(values.iter().map(|value| (value.name.clone(), value.module.clone())));
    names.generated.extend(schema.values.iter().map(|value| value.name.clone()));
    for entity in &schema.entities {
        match settings.derived_of(&entity.name) {
            Some(derived) => {
                let beside = entity_names(entity).into_iter().map(|name| (name, derived.module.clone()));
                names.elsewhere.extend(beside);
            }
            None => names.generated.extend(entity_names(entity).into_iter().chain(enum_names(entity))),
        }
    }
    names.generated.retain(|name| !names.elsewhere.contains_key(name));
    names
}

fn entity_names(entity: &Entity) -> Vec<String> {
    let name = &entity.name;
    let site = Site::file();
    let across = super::model::Model::new(entity, &site).across.to_string();
    vec![
        name.clone(),
        format!("{name}Id"),
        format!("New{name}"),
        format!("{name}Patch"),
        format!("{name}Repository"),
        across,
    ]
}

fn enum_names(entity: &Entity) -> impl Iterator<Item = String> {
    entity.fields.iter().filter_map(|field| match &field.ty {
        FieldType::Enum(kind) => Some(kind.name.clone()),
        _ => None,
    })
}
