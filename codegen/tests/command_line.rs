//! The command line as scripts see it: exit codes, output, and runs that are killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sqlx::Connection as _;
use tempfile::TempDir;

const VOICEHELPER: &str = include_str!("../../models.toml");

/// Small, since every rename of its run is killed.
const NOTES: &str = r#"
[entities.Author]
table = "authors"

[entities.Author.fields]
id = { type = "uuid", primary = true }
name = { type = "string", length = 100 }

[entities.Note]
table = "notes"

[entities.Note.fields]
id = { type = "uuid", primary = true }
author_id = { belongs_to = "Author", on_delete = "cascade" }
text = "text"
"#;

fn project(definition: &str) -> TempDir {
    let root = tempfile::tempdir().expect("a folder can be made");
    fs::write(root.path().join("models.toml"), definition).expect("the definition can be written");
    root
}

fn codegen(root: &Path, arguments: &[&str], kill_at: Option<usize>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.arg("--config").arg(root.join("models.toml")).args(arguments);
    if let Some(number) = kill_at {
        command.env("LARDER_CODEGEN_KILL_AT_RENAME", number.to_string());
    }
    command.output().expect("codegen can be started")
}

/// Every file under `root` with its bytes.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be listed") {
            let path = entry.expect("the entry can be read").path();
            if path.ends_with(".larder-cache") {
                // What a run remembers is no part of what it makes.
            } else if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(root).expect("files stand under the root").to_string_lossy().into_owned();
                files.insert(name, fs::read(path).expect("the file can be read"));
            }
        }
    }
    files
}

fn check(output: &Output, code: i32, said: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{errors}");
    assert!(errors.contains(said), "`{said}` is not in:\n{errors}");
}

#[test]
fn a_second_run_writes_nothing() {
    let root = project(VOICEHELPER);
    let first = codegen(root.path(), &[], None);
    check(&first, 0, "");
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(said.starts_with("wrote ") && said.lines().count() == 1, "{said}");
    assert!(said.contains("; new migrations: 0001_create_tenants, 0002_create_users, "), "{said}");
    assert!(!String::from_utf8_lossy(&first.stderr).contains("error"), "notes alone");
    let before = tree(root.path());
    assert!(before.contains_key("migrations/0008_create_usage_stats/plan.toml"));
    for arguments in [["generate"], ["--check"]] {
        let again = codegen(root.path(), &arguments, None);
        check(&again, 0, "");
        assert_eq!(String::from_utf8_lossy(&again.stdout), "everything is up to date\n");
    }
    assert_eq!(tree(root.path()), before);
}

#[test]
fn exit_codes_tell_the_cases_apart() {
    let root = project(VOICEHELPER);
    check(&codegen(root.path(), &["--check"], None), 1, "migrations/0001_create_tenants/plan.toml: missing");
    check(&codegen(root.path(), &["--no-such-flag"], None), 2, "--no-such-flag");
    check(&codegen(&root.path().join("nowhere"), &[], None), 2, "error[F0100]");
    check(&codegen(root.path(), &[], None), 0, "");
    let edited = root.path().join("migrations/0002_create_users/mysql.up.sql");
    fs::write(&edited, "DROP TABLE users;\n").expect("the file can be written");
    check(&codegen(root.path(), &["--check"], None), 1, "migrations/0002_create_users/mysql.up.sql");
    let renamed = VOICEHELPER.replace("nickname = ", "handle = ");
    fs::write(root.path().join("models.toml"), renamed).expect("the definition can be written");
    check(&codegen(root.path(), &[], None), 3, "--rename User.nickname=handle");
    fs::write(root.path().join("models.toml"), "[entities\n").expect("the definition can be written");
    check(&codegen(root.path(), &[], None), 1, "models.toml:1:");
}

#[test]
fn generated_rust_is_checked_and_repaired() {
    let root = project(NOTES);
    check(&codegen(root.path(), &[], None), 0, "");
    let expected = tree(root.path());
    let models = larder_generator::read(NOTES, "models.toml").expect("the definition is right").settings.models;
    let models = root.path().join(models);
    let [edited, old, own] = ["note.rs", "old.rs", "custom.rs"].map(|name| models.join(name));
    let text = fs::read_to_string(&edited).expect("the entity has a file");
    fs::write(&old, &text).expect("the file can be written");
    fs::write(&edited, text + "// by hand\n").expect("the file can be written");
    let stale = codegen(root.path(), &["--check"], None);
    check(&stale, 1, "note.rs: stale or edited by hand");
    check(&stale, 1, "old.rs: no longer generated");
    check(&codegen(root.path(), &[], None), 0, "");
    assert_eq!(tree(root.path()), expected);
    fs::write(&own, "// by hand\n").expect("the file can be written");
    check(&codegen(root.path(), &["--check"], None), 0, "");
}

#[test]
fn json_carries_files_and_mistakes() {
    let root = project(VOICEHELPER);
    let object = |output: Output| serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("is JSON");
    let written = object(codegen(root.path(), &["--format", "json"], None));
    assert_eq!((&written["status"], &written["written"]), (&"written".into(), &true.into()));
    assert!(written["files"].as_array().is_some_and(|files| files.len() >= 56), "{written}");
    fs::write(root.path().join("models.toml"), "[entities\n").expect("the definition can be written");
    let mistakes = object(codegen(root.path(), &["--format", "json"], None));
    assert_eq!(mistakes["status"], "mistakes");
    assert_eq!(mistakes["diagnostics"][0]["line"], 1);
}

#[test]
fn a_migrations_folder_outside_is_refused() {
    let root = project(&VOICEHELPER.replace("migrations = \"migrations\"", "migrations = \"../elsewhere\""));
    let refused = codegen(root.path(), &[], None);
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(tree(root.path()).len() == 1);
}

/// Kills at every rename; what is left is named by `--check` and completed by the next run, to the same bytes.
#[test]
fn a_killed_run_is_completed_by_the_next() {
    let whole = project(NOTES);
    check(&codegen(whole.path(), &[], None), 0, "");
    let expected = tree(whole.path());
    for number in 1..=expected.len() {
        let root = project(NOTES);
        let killed = codegen(root.path(), &[], Some(number));
        assert_eq!(killed.status.code(), None, "rename {number} is reached");
        check(&codegen(root.path(), &["--check"], None), 1, "error[F0105]");
        // A second kill while completing changes nothing about it.
        assert_eq!(codegen(root.path(), &[], Some(expected.len() - 1)).status.code(), None);
        check(&codegen(root.path(), &[], None), 0, "");
        assert_eq!(tree(root.path()), expected, "killed at {number}");
        check(&codegen(root.path(), &["--check"], None), 0, "");
    }
}

/// Returns the only value of a query on a SQLite database.
fn value(url: &str, query: &'static str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let mut connection = sqlx::SqliteConnection::connect(url).await.expect("the database is there");
        sqlx::query_scalar(query).fetch_one(&mut connection).await.expect("the query finds a row")
    })
}

/// As version control writes files on Windows.
fn with_crlf(root: &Path) {
    for (path, bytes) in tree(root) {
        let text = String::from_utf8(bytes).expect("is text");
        fs::write(root.join(path), text.replace('\n', "\r\n")).expect("the file can be written");
    }
}

#[test]
fn a_checkout_with_crlf_is_current_and_stays() {
    // Values that span lines: in the text itself and escaped.
    let notes = NOTES.replace("length = 100 }", "length = 100 }\nmotto = { type = \"text\", default = \"\"\"one\ntwo\"\"\" }\nsign = { type = \"text\", default = \"three\\r\\nfour\" }");
    let root = project(&notes);
    let base = tempfile::tempdir().expect("a folder can be made");
    let url = format!("sqlite:{}", base.path().join("test.db").display());
    let on_database = |arguments: &[&str]| codegen(root.path(), &[arguments, &["--url", &url]].concat(), None);
    check(&codegen(root.path(), &[], None), 0, "");
    check(&on_database(&["migrate"]), 0, "");
    with_crlf(root.path());
    let before = tree(root.path());
    check(&codegen(root.path(), &["--check"], None), 0, "");
    check(&on_database(&["status", "--check"]), 0, "");
    check(&codegen(root.path(), &["verify"], None), 0, "");
    check(&codegen(root.path(), &[], None), 0, "");
    assert_eq!(tree(root.path()), before, "nothing is written again");
    // A change writes what it changes.
    let changed = notes.replace("length = 100 }", "length = 100 }\nborn = \"date?\"").replace('\n', "\r\n");
    fs::write(root.path().join("models.toml"), changed).expect("the definition can be written");
    check(&codegen(root.path(), &[], None), 0, "");
    check(&codegen(root.path(), &["--check"], None), 0, "");
    check(&on_database(&["migrate"]), 0, "");
    // A new database gets what the first one got.
    let second = format!("sqlite:{}", base.path().join("second.db").display());
    check(&codegen(root.path(), &["migrate", "--url", &second], None), 0, "");
    let defaults = |url: &str| {
        let insert = "INSERT INTO authors (id, name) VALUES (x'01', 'a') RETURNING hex(motto) || ' ' || hex(sign)";
        value(url, insert)
    };
    for url in [&url, &second] {
        assert_eq!(defaults(url), "6F6E650A74776F 74687265650D0A666F7572");
    }
}

#[test]
fn a_plan_that_does_not_fit_its_files_is_told_with_its_line() {
    let root = project(NOTES);
    check(&codegen(root.path(), &[], None), 0, "");
    let path = "migrations/0001_create_authors/plan.toml";
    let plan = fs::read_to_string(root.path().join(path)).expect("the plan is there");
    let number = |part: &str| plan.lines().position(|line| line.starts_with(part)).expect("the line is there") + 1;
    let told = |from: &str, to: &str, line: usize, said: &str| {
        assert!(plan.contains(from), "{plan}");
        fs::write(root.path().join(path), plan.replacen(from, to, 1)).expect("the plan can be written");
        let output = codegen(root.path(), &["--check"], None);
        check(&output, 1, said);
        check(&output, 1, &format!("--> {path}:{line}\n"));
    };
    told("statements = 1", "statements = 2", number("up ="), "error[M0115]: the steps of `mysql.up.sql` add up to 2");
    let lacking = plan.lines().find(|line| line.starts_with("\"postgres.up.sql\"")).expect("it is listed");
    told(lacking, "", number("[files]"), "error[M0116]: `[files]` does not list `postgres.up.sql`");
    let odd = format!("\"oracle.up.sql\" = \"00\"\n{lacking}");
    told(lacking, &odd, number(lacking), "error[M0116]: `oracle.up.sql` is not an SQL file");
}
