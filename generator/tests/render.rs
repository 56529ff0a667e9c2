//! The SQL of the root's models.toml, per dialect, beside the texts under `golden/`.

use std::path::{Path, PathBuf};

use larder_generator::sql::{Folder, migrations};

#[path = "support/definition.rs"]
mod definition;

use definition::{edge_cases, voicehelper};

/// Compares with the file, or writes it when `LARDER_BLESS` is set.
fn check(golden: &str, actual: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(golden);
    if std::env::var_os("LARDER_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("golden files stand in a folder")).expect("folder can be made");
        std::fs::write(&path, actual).expect("golden file can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{golden} differs; LARDER_BLESS=1 writes it anew. Rendered:\n{actual}");
}

/// All migrations of a definition in one text per SQL file.
fn scripts(schema: &larder_generator::ir::Schema, file: &str) -> String {
    let made = migrations(schema, &Folder::new()).expect("the definition gives migrations");
    made.iter().map(|migration| migration.files[file].as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn voicehelper_in_every_dialect() {
    for dialect in ["postgres", "mysql", "sqlite"] {
        check(&format!("voicehelper.{dialect}.up.sql"), &scripts(&voicehelper(), &format!("{dialect}.up.sql")));
        check(&format!("voicehelper.{dialect}.down.sql"), &scripts(&voicehelper(), &format!("{dialect}.down.sql")));
    }
}

#[test]
fn edge_cases_in_every_dialect() {
    for dialect in ["postgres", "mysql", "sqlite"] {
        check(&format!("edge_cases.{dialect}.up.sql"), &scripts(&edge_cases(), &format!("{dialect}.up.sql")));
    }
}

#[test]
fn the_plan_of_messages() {
    let made = migrations(&voicehelper(), &Folder::new()).expect("the definition gives migrations");
    check("0004_create_messages.plan.toml", &made[3].files["plan.toml"]);
}
