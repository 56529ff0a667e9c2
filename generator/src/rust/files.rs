//! The generated files, by the part of the definition they come from.

mod imports;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use larder_format::checksum::Printed;
use proc_macro2::TokenStream;
use quote::quote;

use self::imports::{Local, Names};
use super::model::{Settings, Site, across, tokens};
use super::types::values;
use super::{entity, store};
use crate::format::{self, CodeTree};
use crate::ir::{Distribution, Entity, Extras, Schema, ValueType};

/// Files that are made together, of one part of the definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The module that they are, or are below.
    pub name: String,
    /// A digest of everything that the texts are made of, the generator aside.
    pub input: String,
    pub made: Made,
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// Paths within the models folder, and texts.
    Anew(Vec<(String, String)>),
    /// The unit is known, so nothing was done.
    Known,
}

/// Tells whether the files of a unit, by name and input, are those that were made of this input before.
pub type IsKnown<'a> = dyn Fn(&str, &str) -> bool + Sync + 'a;

/// Returns the generated files of a schema: path within the models folder, and text.
#[must_use]
pub fn files(schema: &Schema, settings: &Settings) -> Vec<(String, String)> {
    let made = units(schema, settings, &|_, _| false).into_iter().filter_map(|unit| match unit.made {
        Made::Anew(files) => Some(files),
        Made::Known => None,
    });
    made.flatten().collect()
}

/// Returns the units of a schema; of those that are known only the names.
#[must_use]
pub fn units(schema: &Schema, settings: &Settings, is_known: &IsKnown<'_>) -> Vec<Unit> {
    let names = public_names(schema, settings);
    let is_derived = |entity: &&Entity| settings.derived_of(&entity.name).is_some();
    let (_, entities): (Vec<&Entity>, Vec<&Entity>) = schema.entities.iter().partition(is_derived);
    let is_generated = |value: &&ValueType| !settings.is_derived_value(&value.name);
    let values: Vec<ValueType> = schema.values.iter().filter(is_generated).cloned().collect();
    let root = vec![("mod.rs".to_owned(), root(&entities, !values.is_empty(), settings.derived.restricted))];
    let mut units = vec![Unit { name: "mod".to_owned(), input: String::new(), made: Made::Anew(root) }];
    let (bare, extras) = (settings.bare_keys(), Arc::new(schema.extras.clone()));
    let shared = digest(&[&names, &bare, &extras]);
    let declared = declared_before(&entities, settings);
    let mut parts: Vec<UnitPart<'_>> =
        entities.iter().zip(declared).map(|(entity, declared)| UnitPart::Entity { entity, declared }).collect();
    parts.extend((!values.is_empty()).then_some(UnitPart::Values(&values)));
    parts.push(UnitPart::Store);
    let task = Task { schema, settings, names: &names, bare: &bare, extras: &extras, shared: &shared, is_known };
    units.extend(task.all(&parts));
    units
}

fn unit(name: &str, input: String, is_known: &IsKnown<'_>, make: impl FnOnce() -> Vec<(String, String)>) -> Unit {
    let made = if is_known(name, &input) { Made::Known } else { Made::Anew(make()) };
    Unit { name: name.to_owned(), input, made }
}

/// The digest lives as long as the program that writes and reads it, so that the text of `Debug` will do.
fn digest(parts: &[&dyn Debug]) -> String {
    let mut printed = Printed::default();
    for part in parts {
        // Hashing cannot fail.
        let _ = writeln!(printed, "{part:?}");
    }
    printed.finish()
}

/// What a unit is made of.
enum UnitPart<'a> {
    Entity {
        entity: &'a Entity,
        /// Of [`declared_before`].
        declared: Vec<String>,
    },
    Values(&'a [ValueType]),
    Store,
}

/// What all units share.
struct Task<'a> {
    schema: &'a Schema,
    settings: &'a Settings,
    names: &'a Names,
    /// Of [`Settings::bare_keys`].
    bare: &'a [String],
    extras: &'a Arc<Extras>,
    /// The digest of all three.
    shared: &'a str,
    is_known: &'a IsKnown<'a>,
}

impl Task<'_> {
    /// Returns the units in the order of their parts. One does not depend on another, so each core takes the next one;
    /// the store, which takes longest, comes first.
    fn all(&self, parts: &[UnitPart<'_>]) -> Vec<Unit> {
        let left = AtomicUsize::new(parts.len());
        let next = || left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).ok().map(|left| left - 1);
        let work = || std::iter::from_fn(|| next().map(|at| (at, self.one(&parts[at])))).collect::<Vec<_>>();
        let cores = thread::available_parallelism().map_or(1, NonZero::get).min(parts.len());
        let mut units = thread::scope(|scope| {
            let others: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
            let mut units = work();
            for other in others {
                units.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            units
        });
        units.sort_unstable_by_key(|(at, _)| *at);
        units.into_iter().map(|(_, unit)| unit).collect()
    }

    fn one(&self, part: &UnitPart<'_>) -> Unit {
        let site = Site::file().with_bare_keys(self.bare.to_vec());
        let (shared, mut site) = (&self.shared, site.with_extras(Arc::clone(self.extras)));
        match part {
            UnitPart::Entity { entity, declared } => {
                site.is_spread = self.schema.distributed.get(&entity.name) == Some(&Distribution::Tenant);
                let input = digest(&[shared, entity, declared, &site.is_spread]);
                unit(&tokens::snake(&entity.name), input, self.is_known, || {
                    site.declared.clone_from(declared);
                    entity_files(entity, &site, self.names).into()
                })
            }
            UnitPart::Values(values) => unit("values", digest(&[shared, values]), self.is_known, || {
                let local = Local::new(self.names, "super");
                let text = text("Values inside JSON columns.", values::generate(values, &site), &local);
                vec![("values.rs".to_owned(), text)]
            }),
            UnitPart::Store => unit("store", digest(&[shared, self.schema, self.settings]), self.is_known, || {
                store_files(self.schema, self.settings, &site, self.names)
            }),
        }
    }
}

/// Returns for each entity those of its enums that another file declares: a shared enum belongs to the first entity
/// that uses it.
fn declared_before(entities: &[&Entity], settings: &Settings) -> Vec<Vec<String>> {
    let mut declared: BTreeSet<String> = settings.derived.values.iter().map(|value| value.name.clone()).collect();
    let before = entities.iter().map(|entity| {
        let own: BTreeSet<String> = enum_names(entity).collect();
        let before = own.intersection(&declared).cloned().collect();
        declared.extend(own);
        before
    });
    before.collect()
}

/// Returns the files of one entity: its types, and below them what reads and writes them.
fn entity_files(entity: &Entity, site: &Site, names: &Names) -> [(String, String); 3] {
    let parts = entity::parts(entity, site);
    let module = tokens::snake(&entity.name);
    let rows = tokens::words(&entity.rows());
    let does = if entity.view { "Reads" } else { "Reads and writes" };
    let doc = entity.doc.as_deref().map_or_else(|| format!("Rows of `{}`.", entity.table), tokens::prose);
    let mut types = imports::shorten(parts.types, &Local::new(names, "super"));
    let within = within(&types, names);
    let uses = types.iter().take_while(|tree| matches!(tree, CodeTree::Uses(_))).count();
    types.splice(
        uses..uses,
        format::read(quote!(
            pub use repository::*;
        )),
    );
    types.splice(
        ..0,
        format::read(quote!(
            mod repository;
            mod sql;
        )),
    );
    [
        (format!("{module}.rs"), format::text(&doc, &types)),
        (format!("{module}/repository.rs"), text(&format!("{does} {rows}."), parts.repository, &within)),
        (format!("{module}/sql.rs"), text(&format!("The statements on {rows}."), parts.sql, &within)),
    ]
}

/// Returns the store's files; those below it that a schema gives nothing for are left out.
fn store_files(schema: &Schema, settings: &Settings, site: &Site, names: &Names) -> Vec<(String, String)> {
    let parts = store::parts(schema, settings, site);
    let local = Local::new(names, "super").near(["SCHEMA".to_owned()], "schema");
    let mut handles = imports::shorten(parts.handles, &local);
    let within = within(&handles, names);
    let below = [
        ("loaders", "Rows together with what belongs to them.", parts.loaders),
        ("registered", "What each entity has to do with the others.", parts.registered),
        ("schema", "Constraints and migrations.", parts.schema),
        ("sql", "The statements on several entities.", parts.sql),
    ];
    let present = below.into_iter().filter(|(_, _, tokens)| !tokens.is_empty());
    let mut files = vec![];
    let mut modules = Vec::new();
    for (name, doc, tokens) in present {
        modules.push(tokens::ident(name));
        files.push((format!("store/{name}.rs"), text(doc, tokens, &within)));
    }
    handles.splice(..0, format::read(quote!(#(mod #modules;)*)));
    files.insert(0, ("store.rs".to_owned(), format::text("The store of all entities.", &handles)));
    files
}

/// Returns the names that a file sees which stands below one with `items`.
fn within<'a>(items: &[CodeTree], names: &'a Names) -> Local<'a> {
    let own = imports::declared(items);
    Local::new(names, "super::super").near(own.into_iter().chain(["sql".to_owned()]), "super")
}

fn text(doc: &str, tokens: TokenStream, names: &Local<'_>) -> String {
    format::text(doc, &imports::shorten(tokens, names))
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
    text.push_str("#![allow(clippy::similar_names, reason = \"the definition chooses the names\")]\n");
    text.push_str(
        "#![allow(missing_docs, reason = \"what the definition does not explain is named for what it is\")]\n",
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
    let across = across(entity).to_string();
    vec![
        name.clone(),
        format!("{name}Id"),
        format!("{name}Key"),
        format!("New{name}"),
        format!("{name}Patch"),
        format!("{name}Repository"),
        across,
    ]
}

fn enum_names(entity: &Entity) -> impl Iterator<Item = String> {
    entity.fields.iter().filter_map(|field| entity.enum_of(field)).map(|kind| kind.name.clone())
}
