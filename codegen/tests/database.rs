//! The verbs that work on a database, as scripts and people on call see them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;

const NOTES: &str = r#"
[entities.Author]
table = "authors"

[entities.Author.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 100 }

[entities.Note]
table = "notes"

[entities.Note.fields]
id = { type = "i64", primary = true }
author_id = { belongs_to = "Author", on_delete = "cascade" }
text = "text"
"#;

const AUTHORS: &str = "0001_create_authors";
const TABLES: &str = "0002_create_notes";

/// A definition with its migrations and an SQLite database.
struct Project {
    root: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { root: tempfile::tempdir().expect("a folder can be made") };
        fs::write(project.path("models.toml"), NOTES).expect("the definition can be written");
        project.run(&["generate"], 0);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.path("test.db").display())
    }

    /// Runs a command, expects an exit code, returns everything it said.
    fn run(&self, arguments: &[&str], code: i32) -> String {
        let output = codegen(&self.path("models.toml"), arguments, Some(&self.url()));
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }

    fn json(&self, arguments: &[&str], code: i32) -> serde_json::Value {
        let output = codegen(&self.path("models.toml"), arguments, Some(&self.url()));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON object and nothing else is on standard output")
    }

    async fn connect(&self) -> sqlx::SqliteConnection {
        sqlx::SqliteConnection::connect(&self.url()).await.expect("the database is there")
    }
}

fn codegen(config: &Path, arguments: &[&str], url: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.arg("--config").arg(config).args(arguments).env_remove("DATABASE_URL");
    if let Some(url) = url {
        command.env("DATABASE_URL", url);
    }
    command.output().expect("codegen can be started")
}

#[tokio::test]
async fn a_plan_counts_the_rows_of_a_database_that_is_named() {
    let project = Project::new();
    project.run(&["migrate"], 0);
    project.connect().await.execute("INSERT INTO authors (name) VALUES ('Ada'), ('Bo')").await.expect("rows");
    let changed = NOTES.replace("length = 100 }", "length = 100 }\nborn = \"date?\"");
    fs::write(project.path("models.toml"), changed).expect("the definition can be written");
    let plan = project.json(&["plan", "--url", &project.url(), "--format", "json"], 0);
    assert_eq!(plan["migrations"][0]["tables"][0], "authors");
    assert_eq!(plan["migrations"][0]["rows"][0], 2);
    assert!(project.run(&["plan", "--url", &project.url()], 0).contains("authors has 2 rows"));
}

#[test]
fn without_a_url_the_database_is_that_of_an_application() {
    let project = Project::new();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
        command.current_dir(project.path("")).args(arguments).env_remove("DATABASE_URL").env_remove("DATABASE_HOST");
        let output = command.output().expect("codegen can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("is text")
    };
    let said = run(&["status"]);
    assert!(said.contains("database: sqlite:larder.db\nthe file does not exist"), "{said}");
    assert!(said.contains("0 applied, 2 pending"), "{said}");
    assert!(!project.path("larder.db").exists(), "a status makes nothing");
    assert!(run(&["migrate"]).contains("2 applied"));
    let said = run(&["status"]);
    assert!(said.contains("2 applied, 0 pending") && !said.contains("does not exist"), "{said}");
}

#[test]
fn a_database_is_migrated_and_taken_back() {
    let project = Project::new();
    assert!(project.run(&["status"], 0).contains("0 applied, 2 pending"));
    assert!(project.run(&["status", "--check"], 1).contains("error[D0104]"));
    let said = project.run(&["migrate", "--to", AUTHORS], 0);
    assert!(said.contains("  0001_create_authors 1/1: CREATE TABLE authors, "), "{said}");
    assert!(said.contains("applied 0001_create_authors in ") && said.contains("1 applied"), "{said}");
    let said = project.json(&["migrate", "--format", "json"], 0);
    assert_eq!((&said["applied"][0]["id"], &said["rolled_back"]), (&TABLES.into(), &serde_json::json!([])));
    project.run(&["status", "--check"], 0);
    let said = project.json(&["status", "--format", "json"], 0);
    assert_eq!((&said["migrations"][1]["state"], &said["lock"]), (&"applied".into(), &serde_json::Value::Null));
    assert!(project.run(&["migrate"], 0).contains("nothing to do"));
    assert!(project.run(&["rollback", "--to", AUTHORS], 0).contains("rolled back 0002_create_notes"));
    assert!(project.run(&["rollback", "--to", TABLES], 1).contains("is not applied"));
    assert!(project.run(&["migrate", "--to", "0009_nothing"], 1).contains("there is no migration `0009_nothing`"));
}

#[tokio::test]
async fn a_rollback_that_deletes_rows_says_which_and_waits_for_a_word() {
    let project = Project::new();
    project.run(&["migrate"], 0);
    let insert = "INSERT INTO authors (name) VALUES ('a'), ('b'); INSERT INTO notes (author_id, text) VALUES (1, 'c')";
    let mut connection = project.connect().await;
    sqlx::raw_sql(insert).execute(&mut connection).await.expect("the rows fit");
    let said = project.run(&["rollback", "2"], 1);
    for line in
        ["table authors will be dropped with 2 rows", "table notes will be dropped with 1 row", "--allow-data-loss"]
    {
        assert!(said.contains(line), "`{line}` is not in:\n{said}");
    }
    let said = project.json(&["rollback", "--format", "json"], 1);
    assert_eq!((&said["losses"][0]["table"], &said["losses"][0]["rows"]), (&"notes".into(), &1.into()));
    project.run(&["rollback", "2", "--allow-data-loss"], 0);
    assert!(project.run(&["status"], 0).contains("0 applied, 2 pending"));
}

#[tokio::test]
async fn a_lock_that_another_holds_has_an_exit_code_of_its_own() {
    let project = Project::new();
    project.run(&["migrate", "--to", AUTHORS], 0);
    let mut holder = project.connect().await;
    holder.execute("BEGIN IMMEDIATE").await.expect("nobody else writes");
    let said = project.run(&["migrate", "--lock-wait", "0"], 4);
    assert!(said.contains("error[D0102]"), "{said}");
    #[cfg(target_os = "linux")]
    {
        let process = format!("process {}", std::process::id());
        assert!(said.contains(&process), "{said}");
        assert!(project.run(&["status"], 0).contains(&process));
    }
    holder.execute("ROLLBACK").await.expect("it was begun");
    project.run(&["migrate"], 0);
}

#[test]
fn what_is_there_already_is_recorded_and_edits_are_judged() {
    let project = Project::new();
    project.run(&["migrate"], 0);
    assert!(project.run(&["resolve", TABLES, "1", "--done"], 1).contains("is not in doubt"));
    assert!(project.run(&["repair", TABLES], 0).contains("nothing to repair"));
    project.run(&["resolve", TABLES, "1"], 2);
    project.run(&["resolve", TABLES, "--done"], 2);
    project.run(&["resolve", TABLES, "1", "--undo"], 2);
    project.run(&["resolve", TABLES, "1", "--reapply"], 2);
    assert!(project.run(&["resolve", TABLES, "0", "--done"], 1).contains("step numbers start at 1"));
    assert!(project.run(&["resolve", TABLES, "--reapply"], 1).contains("is not being rolled back"));
}

#[test]
fn a_database_of_another_kind_is_refused_without_its_password() {
    let project = Project::new();
    let refused = codegen(&project.path("models.toml"), &["status", "--url", "oracle://scott:tiger@x/y"], None);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!String::from_utf8_lossy(&refused.stderr).contains("tiger"));
}

/// A way back that leaves something, and a way there that makes something else.
#[test]
fn wrong_sql_is_found_by_verification() {
    let project = Project::new();
    project.run(&["verify"], 0);
    let spoil = |file: &str, from: &str, to: &str| {
        let path = project.path("migrations").join(TABLES).join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{text}");
        let changed = text.replace(from, to);
        fs::write(&path, &changed).expect("the file can be written");
        let plan = project.path("migrations").join(TABLES).join("plan.toml");
        let (old, new) = (larder_format::checksum::of(&text), larder_format::checksum::of(&changed));
        let text = fs::read_to_string(&plan).expect("the plan is there");
        fs::write(&plan, text.replace(&old, &new)).expect("the plan can be written");
    };
    spoil("sqlite.up.sql", "ON DELETE CASCADE", "ON DELETE RESTRICT");
    let said = project.run(&["verify"], 1);
    assert!(
        said.contains("0002_create_notes on SQLite: up does not produce the schema that its operations declare"),
        "{said}"
    );
    assert!(said.contains("+     CONSTRAINT notes_author_id_fkey") && said.contains("RESTRICT"), "{said}");
    spoil("sqlite.up.sql", "ON DELETE RESTRICT", "ON DELETE CASCADE");
    spoil("sqlite.down.sql", "DROP TABLE notes", "DROP TABLE notes; CREATE TABLE rest (id INTEGER)");
    let said = project.run(&["verify"], 1);
    assert!(said.contains("down does not restore the previous schema\n+ table rest"), "{said}");
}

fn is_right(definition: &str, engine: &str, url: Option<String>) {
    let asked = std::env::var("LARDER_TEST_DIALECTS");
    if asked.is_ok_and(|asked| !asked.split(',').any(|one| one.trim() == engine)) {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(definition);
    let arguments: Vec<_> = url.iter().flat_map(|url| ["--url", url.as_str()]).collect();
    let output = codegen(&path, &[&["verify"], arguments.as_slice()].concat(), None);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn server(variable: &str) -> Option<String> {
    let asked = std::env::var("LARDER_TEST_DIALECTS");
    let engine = if variable.contains("POSTGRES") { "postgres" } else { "mysql" };
    if asked.is_ok_and(|asked| !asked.split(',').any(|one| one.trim() == engine)) {
        return None;
    }
    Some(std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run `cargo xtask test`")))
}

#[test]
fn the_migrations_of_the_example_are_right() {
    is_right("models.toml", "sqlite", None);
}

#[test]
fn the_migrations_of_the_zoo_are_right_on_sqlite() {
    is_right("tests/zoo/models.toml", "sqlite", None);
}

#[test]
fn the_migrations_of_the_zoo_are_right_on_postgres() {
    is_right("tests/zoo/models.toml", "postgres", server("LARDER_TEST_POSTGRES_URL"));
}

#[test]
fn the_migrations_of_the_zoo_are_right_on_mysql() {
    is_right("tests/zoo/models.toml", "mysql", server("LARDER_TEST_MYSQL_URL"));
}

#[test]
fn the_migrations_of_the_partitions_are_right_on_postgres() {
    is_right("tests/partitions/models.toml", "postgres", server("LARDER_TEST_POSTGRES_URL"));
}

const LONG_RULES: &str = r#"
[entities.Shelf]
table = "shelves"

[entities.Shelf.fields]
id = { type = "uuid", primary = true }
code = { type = "string", length = 20, unique = true, immutable = true }
label = { type = "text?", pattern = "^[A-Z]{2}-[0-9]+$" }
words = { type = "text", default = "a\\b 'é'" }
tags = { type = "json", default = { a = "b\\c" } }
depth = { type = "i64", default = -40, range = { max = -33 } }
seat = { type = "uuid?" }

[entities.Book]
table = "books"

[entities.Book.fields]
id = { type = "uuid", primary = true }
shelf_id = { belongs_to = "Shelf", on_delete = "restrict" }
note = { type = "text", one_of = ["x", "it's", "\"b\\\""] }
owner_id = { belongs_to = "Shelf?", on_delete = "set_null" }
"#;

/// MySQL takes a rule about a long text for a changed one whenever a column of its table changes.
#[test]
fn columns_change_beside_rules_about_long_texts() {
    let project = Project::new();
    fs::write(project.path("models.toml"), LONG_RULES).expect("the definition can be written");
    project.run(&["generate", "--drop", "Note", "--drop", "Author"], 0);
    let changes: [&[(&str, &str)]; 4] = [
        &[("words = { type = \"text\", default = \"a\\\\b 'é'\" }", "words = \"text\"")],
        &[("words = \"text\"", "words = { type = \"text\", default = \"c\\\\d\" }"), ("a = \"b\\\\c\"", "a = \"z\"")],
        &[("shelf_id = {", "place_id = { was = \"shelf_id\","), ("default = -40", "default = -50")],
        &[("type = \"uuid?\" }", "type = \"uuid?\" }\nplate = { type = \"string\", length = 30, default = \"p\" }")],
    ];
    let mut definition = LONG_RULES.to_owned();
    for change in changes {
        for (from, to) in change {
            assert!(definition.contains(from), "{from}");
            definition = definition.replace(from, to);
        }
        fs::write(project.path("models.toml"), &definition).expect("the definition can be written");
        project.run(&["generate"], 0);
        definition = definition.replace(" was = \"shelf_id\",", "");
    }
    let servers: Vec<_> =
        ["LARDER_TEST_POSTGRES_URL", "LARDER_TEST_MYSQL_URL"].into_iter().filter_map(server).collect();
    let servers: Vec<_> = servers.iter().flat_map(|url| ["--url", url.as_str()]).collect();
    let said = project.run(&[&["verify"], servers.as_slice()].concat(), 0);
    assert!(said.contains("verified"), "{said}");
}

const AUDIT: &str = "0003_audit_authors";

/// Writes and accepts the SQL of a migration by hand, for every dialect.
fn write_by_hand(project: &Project, id: &str, texts: &[(&str, &str)]) {
    for (file, text) in texts {
        let path = project.path("migrations").join(id).join(file);
        fs::write(path, text).expect("the file can be written");
    }
    project.run(&["accept", &id[..4], "--reason", "as it should be"], 0);
}

#[test]
fn what_no_operation_can_say_is_no_difference_unless_the_way_back_leaves_it() {
    let project = Project::new();
    project.run(&["new", "audit_authors"], 0);
    let postgres = "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = upper(NEW.name); RETURN NEW; END $$;\nCREATE TRIGGER authors_shout BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION shout();\nCREATE VIEW named AS SELECT id FROM authors;\n";
    let postgres_down = "DROP VIEW named;\nDROP TRIGGER authors_shout ON authors;\nDROP FUNCTION shout();\n";
    let mysql = "CREATE TRIGGER authors_shout BEFORE INSERT ON authors FOR EACH ROW SET NEW.name = upper(NEW.name);\nCREATE VIEW named AS SELECT id FROM authors;\n";
    let sqlite = "CREATE TRIGGER authors_shout AFTER INSERT ON authors BEGIN UPDATE authors SET name = upper(name) WHERE id = NEW.id; END;\nCREATE VIEW named AS SELECT id FROM authors;\n";
    let down = "DROP VIEW named;\nDROP TRIGGER authors_shout;\n";
    write_by_hand(
        &project,
        AUDIT,
        &[
            ("postgres.up.sql", postgres),
            ("postgres.down.sql", postgres_down),
            ("mysql.up.sql", mysql),
            ("mysql.down.sql", down),
            ("sqlite.up.sql", sqlite),
            ("sqlite.down.sql", down),
        ],
    );
    // A generated migration after it leaves the trigger alone, though SQLite makes the table anew.
    let changed = NOTES.replace("length = 100", "length = 200");
    fs::write(project.path("models.toml"), changed).expect("the definition can be written");
    project.run(&["generate"], 0);
    let servers: Vec<_> =
        ["LARDER_TEST_POSTGRES_URL", "LARDER_TEST_MYSQL_URL"].into_iter().filter_map(server).collect();
    let servers: Vec<_> = servers.iter().flat_map(|url| ["--url", url.as_str()]).collect();
    let verify = [&["verify"], servers.as_slice()].concat();
    assert!(project.run(&verify, 0).contains("4 migrations verified"));
    // What a way back leaves is told, and so is what a generated migration makes beside its operations.
    write_by_hand(&project, AUDIT, &[("sqlite.down.sql", "DROP TRIGGER authors_shout;\n")]);
    let said = project.run(&["verify"], 1);
    assert!(said.contains("down does not restore the previous schema\n+ view named"), "{said}");
    write_by_hand(&project, AUDIT, &[("sqlite.down.sql", down)]);
    let file = project.path("migrations").join(TABLES).join("sqlite.up.sql");
    let text = fs::read_to_string(&file).expect("the file is there");
    let spoiled = format!("{text}\nCREATE VIEW stray AS SELECT 1;\n");
    fs::write(&file, &spoiled).expect("the file can be written");
    let plan = project.path("migrations").join(TABLES).join("plan.toml");
    let old = fs::read_to_string(&plan).expect("the plan is there");
    let spoiled = old.replace(&larder_format::checksum::of(&text), &larder_format::checksum::of(&spoiled));
    fs::write(&plan, spoiled).expect("the plan can be written");
    let said = project.run(&["verify"], 1);
    assert!(said.contains("up does not produce the schema that its operations declare\n+ view stray"), "{said}");
}

#[tokio::test]
async fn a_baseline_is_looked_into_and_not_taken_back_by_accident() {
    let project = Project::new();
    let said = project.run(&["baseline", "0002"], 1);
    assert!(said.contains("table `authors` (0001_create_authors)") && said.contains("table `notes`"), "{said}");
    assert!(!project.path("test.db").exists(), "a database that is not there is not made");
    project.run(&["migrate", "--to", "0001_create"], 0);
    let mut connection = project.connect().await;
    let made = "DROP TABLE larder_migrations; ALTER TABLE authors RENAME COLUMN name TO called";
    sqlx::raw_sql(made).execute(&mut connection).await.expect("the tables can be changed");
    let said = project.run(&["baseline", "2"], 1);
    assert!(said.contains("column `authors.name` (0001_create_authors)"), "{said}");
    connection.execute("ALTER TABLE authors RENAME COLUMN called TO name").await.expect("the table is there");
    let said = project.run(&["baseline", "2"], 1);
    assert!(said.contains("baseline 0001_create_authors"), "{said}");
    assert!(project.run(&["baseline", "0001"], 0).contains("1 applied"));
    project.run(&["migrate"], 0);
    let said = project.run(&["status"], 0);
    assert!(said.contains("baselined    0001_create_authors") && said.contains("2 applied, 0 pending"), "{said}");
    assert_eq!(project.json(&["status", "--format", "json"], 0)["migrations"][0]["state"], "baselined");
    let said = project.run(&["rollback", "2", "--allow-data-loss"], 1);
    assert!(said.contains("0001_create_authors was recorded by `baseline`"), "{said}");
    assert!(said.contains("rollback --to 0001_create_authors") && said.contains("--baselined"), "{said}");
    project.run(&["rollback", "--to", "1"], 0);
    project.run(&["rollback"], 1);
    project.run(&["rollback", "--baselined"], 0);
    assert!(project.run(&["status"], 0).contains("0 applied, 2 pending"));
}

#[test]
fn the_beginning_of_a_name_is_enough() {
    let project = Project::new();
    let said = project.run(&["migrate", "--to", "000"], 1);
    assert!(said.contains("0001_create_authors, 0002_create_notes"), "{said}");
    let said = project.run(&["migrate", "--to", "0001_craete_authors"], 1);
    assert!(said.contains("did you mean `0001_create_authors`?"), "{said}");
    project.run(&["migrate", "--to", "0002"], 0);
    assert!(project.run(&["repair", "0002_c"], 0).contains("0002_create_notes: nothing to repair"));
    assert!(project.run(&["resolve", "2", "1", "--done"], 1).contains("of 0002_create_notes is not in doubt"));
    project.run(&["rollback", "--to", "0001"], 0);
    // What only the database has is found as well.
    project.run(&["migrate"], 0);
    fs::remove_dir_all(project.path("migrations").join(TABLES)).expect("the folder is there");
    assert!(project.run(&["rollback", "--to", "0002_"], 0).contains("nothing to do"));
}
