//! Every kind of mistake as it is shown: `cases/diagnostics/*.toml` with the expected text beside it, and the Rust
//! sources and SQL objects of a case in the folder of its name.
//!
//! `LARDER_BLESS=1` writes the expected texts anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use larder_generator::{
    Parsed,
    diagnostic::{Code, Paint},
    read,
    sql::problem::CODES,
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

/// The texts of objects beside tables, where a case has some.
fn objects(folder: &Path) -> BTreeMap<String, String> {
    let Ok(files) = fs::read_dir(folder) else { return BTreeMap::new() };
    let named = |path: &Path| format!("objects/{}", path.file_name().unwrap().to_str().unwrap());
    files.map(|entry| entry.unwrap().path()).map(|path| (named(&path), fs::read_to_string(path).unwrap())).collect()
}

fn rendered(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let source = |name: &str| fs::read_to_string(path.with_extension("").join(name)).ok();
    let parsed = Parsed::new(&text, path.file_name().unwrap().to_str().unwrap());
    match parsed.with_objects(objects(&path.with_extension("").join("objects"))).define(&[], &source) {
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

/// One column more than InnoDB holds; the last that it does hold is taken.
#[test]
fn a_table_has_as_many_columns_as_every_database_holds() {
    let table = |fields: usize| {
        let fields: String = (1..fields).map(|number| format!("f{number} = \"bool\"\n")).collect();
        read(&format!("[entities.Wide.fields]\nid = {{ type = \"i64\", primary = true }}\n{fields}"), "models.toml")
    };
    assert!(table(1_017).is_ok());
    let refused = table(1_018).expect_err("it is too wide").render(Paint::Plain);
    assert!(refused.contains("error[L0525]: `wides` would have 1018 columns"), "{refused}");
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
    page.push_str(
        "\n## Migrations, files and databases\n\n\
         `M02` are questions: a run ends with 3, and each comes with the flags that answer it. `M04` are answers that\n\
         answer nothing: the command line is wrong then. [migrations.md](migrations.md) says what to do about each.\n\n\
         | code | rule |\n| --- | --- |\n",
    );
    for (code, meaning) in CODES {
        page.push_str(&format!("| {code} | {meaning} |\n"));
    }
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md"), &page);
}

/// Every code that the sources say is in the list, and every code of the list is said somewhere.
#[test]
fn every_code_of_a_problem_is_listed() {
    let mut said = BTreeSet::new();
    let mut waiting =
        ["src", "../codegen/src"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).to_vec();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                waiting.push(entry);
            } else if !entry.ends_with("problem/codes.rs") {
                said.extend(codes(&fs::read_to_string(entry).unwrap()));
            }
        }
    }
    let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(said, listed);
    assert!(CODES.is_sorted_by_key(|(code, _)| *code));
}

/// The texts like `"M0101"`.
fn codes(source: &str) -> Vec<String> {
    let is_code = |text: &&str| {
        text.len() == 5 && text.starts_with(['M', 'F', 'D']) && text[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    source.split('"').filter(is_code).map(str::to_owned).collect()
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
