//! Every kind of mistake as it is shown: `cases/diagnostics/*.toml` with the expected text beside it, and the Rust sources of a case in
//! the folder of its name.
//!
//! `LARDER_BLESS=1` writes the expected texts anew.

use std::{fs, path::Path};

use larder_generator::{
    diagnostic::{Code, Paint},
    read, read_with_sources,
};

fn check(expected: &Path, actual: &str) {
    if std::env::var_os("LARDER_BLESS").is_some() {
        fs::write(expected, actual).unwrap();
        return;
    }
    let text = fs::read_to_string(expected).unwrap_or_default();
    assert!(text == actual, "{} is not current; LARDER_BLESS=1 writes it\n\n{actual}", expected.display());
}

/// The definitions in `cases/diagnostics`, by name.
fn cases() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diagnostics");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    cases.sort();
    cases
}

fn rendered(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let source = |name: &str| fs::read_to_string(path.with_extension("").join(name)).ok();
    match read_with_sources(&text, path.file_name().unwrap().to_str().unwrap(), &[], &source) {
        Ok(definition) => definition.notes.render(Paint::Plain),
        Err(found) => found.render(Paint::Plain),
    }
}

#[test]
fn mistakes_are_shown_as_expected() {
    for case in cases() {
        check(&case.with_extension("txt"), &rendered(&case));
    }
}

#[test]
fn every_code_has_a_case() {
    let all: String = cases().iter().map(|case| rendered(case)).collect();
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.as_str()).filter(|code| !all.contains(&format!("[{code}]"))).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn the_list_of_codes_is_current() {
    let mut page = String::from(
        "# Diagnostics\n\n\
         Every mistake in a definition is reported in one run, in the order of the text, with a code that stays. Each\n\
         sentence says what holds for a definition without the mistake.\n\n\
         | code | rule |\n| --- | --- |\n",
    );
    for code in Code::ALL {
        page.push_str(&format!("| {} | {} |\n", code.as_str(), code.meaning()));
    }
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md"), &page);
}

#[test]
fn mistakes_come_in_the_order_of_the_text() {
    for case in cases() {
        let text = fs::read_to_string(&case).unwrap();
        let Err(found) = read(&text, "models.toml") else { continue };
        let positions: Vec<_> = found.iter().map(|diagnostic| diagnostic.origin.position()).collect();
        assert!(positions.is_sorted(), "{}", case.display());
    }
}
