//! The definitions of the repository: what was generated from them is committed, and current.

use std::path::Path;
use std::process::Command;

fn is_current(definition: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(definition);
    let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(["--check", "--format", "human", "--config"])
        .arg(&path)
        .output()
        .expect("codegen starts");
    assert!(
        output.status.success(),
        "{definition}: run `cargo run -p codegen -- --config {definition}`\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_example_is_current() {
    is_current("models.toml");
}

#[test]
fn the_zoo_is_current() {
    is_current("tests/zoo/models.toml");
}

#[test]
fn the_forum_is_current() {
    is_current("tests/forum/models.toml");
}

#[test]
fn the_corners_are_current() {
    is_current("tests/corners/models.toml");
}

#[test]
fn the_indexes_are_current() {
    is_current("tests/indexes/models.toml");
}

#[test]
fn the_objects_are_current() {
    is_current("tests/objects/models.toml");
}

#[test]
fn the_partitions_are_current() {
    is_current("tests/partitions/models.toml");
}

#[test]
fn the_quickstart_is_current() {
    is_current("examples/quickstart/models.toml");
}

#[test]
fn the_structs_of_the_example_are_current() {
    is_current("tests/derived/models.toml");
}

#[test]
fn the_mixed_application_is_current() {
    is_current("tests/mixed/models.toml");
}
