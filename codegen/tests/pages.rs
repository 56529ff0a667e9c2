//! The commands of the operations guides that are codegen's, run as they are printed, against real servers.
//!
//! A fence `sh command` is run, and the fence `text` after it is what it prints.

use std::path::Path;
use std::process::Command;

use xtask::{Example, Throwaway};

const PAGES: [&str; 3] =
    ["docs/operations/troubleshooting.md", "docs/operations/deployment.md", "docs/operations/database.md"];

/// What the guides call the database; the password is in the reader's environment or is the example's.
const DATABASES: [&str; 2] = [
    "postgres://voicehelper:password@localhost:5432/voicehelper",
    "postgres://voicehelper:$DATABASE_PASSWORD@localhost:5432/voicehelper",
];

/// Runs codegen in a folder and returns its exit code and all that it prints.
fn codegen(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_codegen")).args(arguments).current_dir(folder).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn the_committed_design_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (code, text) = codegen(&root, &["document", "docs/operations/database.md", "--check"]);
    assert_eq!((code, text.as_str()), (Some(0), "everything is up to date\n"), "run it without `--check`");
}

#[test]
fn a_design_is_kept_current_within_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let models = |name: &str| {
        let fields = format!("id = {{ type = \"uuid\", primary = true }}\n{name} = \"text\"\n");
        std::fs::write(folder.path().join("models.toml"), format!("[entities.Note.fields]\n{fields}")).unwrap();
    };
    let page = || std::fs::read_to_string(folder.path().join("design.md")).unwrap();
    models("body");
    let (code, _) = codegen(folder.path(), &["document", "design.md", "--check"]);
    assert_eq!(code, Some(1), "it is not there yet");
    let (code, text) = codegen(folder.path(), &["document", "design.md"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(page().starts_with("# Database design\n") && page().contains("| `body` | text"), "{}", page());

    let own = format!("# Ours\n\nBefore.\n\n{}\nAfter.\n", page().split_once("\n\n").unwrap().1);
    std::fs::write(folder.path().join("design.md"), &own).unwrap();
    assert_eq!(codegen(folder.path(), &["document", "design.md", "--check"]).0, Some(0), "the rest is the user's");
    models("content");
    assert_eq!(codegen(folder.path(), &["document", "design.md", "--check"]).0, Some(1));
    assert_eq!(page(), own, "`--check` writes nothing");
    assert_eq!(codegen(folder.path(), &["document", "design.md"]).0, Some(0));
    assert_eq!(page(), own.replace("`body`", "`content`"));

    std::fs::write(folder.path().join("design.md"), "# Ours\n").unwrap();
    let (code, text) = codegen(folder.path(), &["document", "design.md"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("F0108") && page() == "# Ours\n", "{text}");
}

#[test]
fn commands_of_the_guides_print_what_they_show() {
    let is_set = |name| std::env::var_os(name).is_some();
    if !(is_set("LARDER_TEST_POSTGRES_URL") && is_set("LARDER_TEST_REDIS_URL")) {
        println!("only `cargo xtask test` with PostgreSQL and Redis runs the commands");
        return;
    }
    let (postgres, redis) = (Throwaway::postgres().unwrap(), Throwaway::secured_redis().unwrap());
    let program = Path::new(env!("CARGO_BIN_EXE_codegen"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    for page in PAGES {
        let examples = Example::all(page, "sh command");
        assert!(!examples.is_empty(), "{page} has no command");
        for example in examples {
            assert!(!example.printed.is_empty(), "{} is not followed by what it prints", example.command);
            let mut command = example.command.replace("redis://localhost:6379", &redis.url());
            for database in DATABASES {
                command = command.replace(database, &postgres.url());
            }
            let output = Command::new("sh")
                .args(["-euc", &command])
                .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
                .env("PATH", &path)
                .output()
                .unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{command}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
            example.check(&text);
        }
    }
}
