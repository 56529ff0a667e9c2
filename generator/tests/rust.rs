//! The generated Rust of the repository's own models.toml, which the example compiles.
//!
//! `LARDER_BLESS=1 cargo test -p larder-generator --test rust` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};

use larder_generator::rust::{Settings, Site, entity, files};
use larder_generator::sql::{Folder, fold};
use larder_generator::{Definition, read};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn definition() -> Definition {
    let text = fs::read_to_string(root().join("models.toml")).expect("models.toml");
    read(&text, "models.toml").unwrap_or_else(|_| panic!("models.toml holds mistakes"))
}

fn generated() -> Vec<(String, String)> {
    let definition = definition();
    let mut migrations = Folder::default();
    for entry in fs::read_dir(root().join(&definition.settings.migrations)).expect("migrations") {
        let folder = entry.expect("entry").path();
        let id = folder.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        let plan = fs::read_to_string(folder.join("plan.toml")).expect("plan.toml");
        migrations.entry(id).or_default().insert("plan.toml".to_owned(), plan);
    }
    let state = fold(&migrations).unwrap_or_else(|_| panic!("the migrations do not hold together"));
    let mut settings = Settings::new(&definition.settings.models, &definition.settings.migrations, state.ids);
    settings.head = state.heads.first().cloned();
    files(&definition.schema, &settings)
}

#[test]
fn same_input_same_bytes() {
    assert_eq!(generated(), generated());
}

#[test]
fn the_example_is_what_the_generator_writes() {
    let folder = root().join(definition().settings.models);
    for (name, text) in generated() {
        let path = folder.join(&name);
        if std::env::var_os("LARDER_BLESS").is_some() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of an entity");
            fs::write(&path, &text).expect("a file of the example");
        }
        assert!(fs::read_to_string(&path).is_ok_and(|stored| stored == text), "{name} is stale: set LARDER_BLESS=1");
    }
}

#[test]
fn generated_text_is_what_its_own_formatter_leaves() {
    for (name, text) in generated() {
        assert!(!text.contains('\t'), "{name} holds a tab");
        assert!(text.ends_with("}\n") || text.ends_with(";\n"), "{name} ends in {:?}", text.chars().last());
        assert!(text.lines().all(|line| line.trim_end() == line), "{name} has trailing spaces");
        // A line may be longer for a text that cannot be cut.
        let is_cut =
            |line: &str| line.chars().count() <= 120 || line.contains('"') || line.trim_start().starts_with("//");
        assert!(text.lines().all(is_cut), "{name} has long lines");
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{name} is not Rust: {error}"));
    }
}

#[test]
fn beside_a_users_struct_only_what_the_user_did_not_write() {
    let definition = definition();
    let user = definition.schema.entity("User").expect("models.toml has users");
    let tokens = entity::generate(user, &Site::derive("::larder".parse().expect("a path"))).to_string();
    assert!(!tokens.contains("pub struct User {") && !tokens.contains("enum_type"));
    assert!(tokens.contains("pub struct NewUser") && tokens.contains("pub struct UserRepository"));
    syn::parse_str::<syn::File>(&tokens).expect("items");
}
