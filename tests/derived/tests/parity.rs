//! Eight structs are the same entities as eight tables of models.toml: in the schema, in SQL and in Rust.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use larder_generator::expand;
use larder_generator::ir::Schema;
use larder_generator::rust::{Site, entity};
use larder_generator::source::item;
use larder_generator::sql::{self, Rules, State};
use larder_generator::{Definition, diagnostic::Diagnostics, diagnostic::Paint, read_with_sources};
use proc_macro2::TokenStream;
use syn::{DeriveInput, Item};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn root() -> PathBuf {
    package().join("../..")
}

fn read(file: &Path) -> Definition {
    let (text, folder) = (fs::read_to_string(file).unwrap(), file.parent().unwrap());
    let source = |path: &str| fs::read_to_string(folder.join(path)).ok();
    read_with_sources(&text, "models.toml", &[], &source)
        .unwrap_or_else(|found| panic!("{}", found.render(Paint::Plain)))
}

fn by_toml() -> Schema {
    read(&root().join("generator/tests/cases/voicehelper.toml")).schema
}

/// The tables of the structs have keys for several servers as well, which is no part of an entity.
fn by_struct() -> Schema {
    let mut schema = read(&package().join("models.toml")).schema;
    assert_eq!(std::mem::take(&mut schema.scaled).len(), 8);
    schema
}

/// Returns the structs as the derive sees them.
fn structs() -> Vec<DeriveInput> {
    let file = syn::parse_file(&fs::read_to_string(package().join("src/entities.rs")).unwrap()).unwrap();
    let structs = file.items.into_iter().filter_map(|item| match item {
        Item::Struct(item) => Some(DeriveInput::from(item)),
        _ => None,
    });
    structs.collect()
}

#[test]
fn the_schema_is_the_same() {
    let (one, other) = (by_struct(), by_toml());
    assert_eq!(one.entities.len(), 8);
    for (one, other) in one.entities.iter().zip(&other.entities) {
        for (one, other) in one.fields.iter().zip(&other.fields) {
            assert_eq!(one, other);
        }
        assert_eq!(one, other);
    }
    assert_eq!(one, other);
}

#[test]
fn the_migrations_are_the_same() {
    let made = |schema: &Schema| {
        let migrations =
            sql::migrations_after(&State { next: 1, rules: Rules::V1, ..State::default() }, schema).unwrap();
        migrations.into_iter().map(|migration| (migration.plan.id, migration.files)).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (made(&by_struct()), made(&by_toml()));
    assert_eq!(one.len(), 8);
    assert_eq!(one, other);
    for (id, files) in one {
        for (name, text) in files {
            let path = format!("migrations/{id}/{name}");
            assert_eq!(fs::read_to_string(package().join(&path)).unwrap(), text, "{path}");
            assert_eq!(fs::read_to_string(root().join(&path)).unwrap(), text, "{path}");
        }
    }
}

/// Returns `tokens` without the number of the definition: it is of what each door can see.
fn without_shape(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    let (before, rest) = text.split_once("const SHAPE : ").unwrap();
    let (_, after) = rest.split_once(';').unwrap();
    format!("{before}{after}")
}

#[test]
fn the_items_of_each_entity_are_the_same() {
    let runtime: TokenStream = "::larder".parse().unwrap();
    let schema = by_toml();
    for (input, entity) in structs().iter().zip(&schema.entities) {
        assert_eq!(input.ident, entity.name);
        let derived = without_shape(&expand::repository(input, &runtime));
        // The struct may name a type in its own way: `Vec<Reference>` may be any module's.
        let (_, members) = item::read_with_members(input, &mut Diagnostics::default());
        let site = Site::beside(input, members, runtime.clone());
        let generated = without_shape(&entity::generate(entity, &site));
        for (one, other) in derived.split(" fn ").zip(generated.split(" fn ")) {
            assert_eq!(one, other, "{}", entity.name);
        }
        assert_eq!(derived, generated, "{}", entity.name);
    }
}
