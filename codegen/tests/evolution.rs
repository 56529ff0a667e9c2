//! Changes of a definition as a person at the command line meets them.

#[path = "support/project.rs"]
mod project;

use project::Project;

const BASE: &str = r#"
# Kept as it is.
[entities.User]
table = "users"

[entities.User.fields]
id = { type = "uuid", primary = true }
email = { type = "string", length = 100 }   # for letters
bio = "text?"
age = { type = "i32", default = 0 }
"#;

fn generated() -> Project {
    let project = Project::new(BASE);
    project.run(&[], 0, "");
    project
}

fn with(fields: &str) -> String {
    format!("{BASE}{fields}")
}

#[test]
fn a_question_ends_with_3_and_its_flag_answers_it() {
    let project = generated();
    let before = project.migrations();
    project.define(&BASE.replace("bio = ", "biography = "));
    project.run(&[], 3, "--rename User.bio=biography");
    project.run(&["--check"], 3, "--drop User.bio");
    assert_eq!(project.migrations(), before, "a question writes nothing");
    let asked = project.json(&[]);
    assert_eq!(asked["status"], "questions");
    assert_eq!(
        asked["questions"],
        serde_json::json!([{
            "kind": "column",
            "subject": "User.bio",
            "candidates": ["biography"],
            "flags": ["--rename User.bio=biography", "--drop User.bio"],
        }])
    );
    project.run(&["--rename", "User.bio=biography"], 0, "");
    assert_eq!(project.migrations(), ["0001_create_users", "0002_rename_users_bio"]);
    project.run(&["--check"], 0, "");
}

#[test]
fn every_open_question_is_asked_at_once() {
    let project = generated();
    let text = with("nick = \"text\"\n").replace("length = 100", "length = 50");
    project.define(&text);
    let asked = project.json(&[]);
    let kinds: Vec<_> = asked["questions"].as_array().into_iter().flatten().map(|question| &question["kind"]).collect();
    assert_eq!(kinds, ["narrow", "fill"]);
    project.run(&["--narrow", "User.email", "--fill", "User.nick=''"], 0, "");
    assert_eq!(project.migrations().len(), 2);
}

#[test]
fn a_wrong_answer_is_a_wrong_command_line() {
    let project = generated();
    project.run(&["--drop", "User.boi"], 2, "did you mean `bio`?");
    project.run(&["--drop", "User.bio"], 2, "error[M0402]");
    project.run(&["--rename", "User.bio"], 2, "has no `=`");
    project.run(&["merge", "--drop", "User.bio"], 2, "are only for `generate`, `plan` and `pull`");
    assert_eq!(project.migrations().len(), 1);
}

#[test]
fn a_plan_tells_all_and_writes_nothing() {
    let project = generated();
    project.define(&with("nick = \"text?\"\n").replace("bio = \"text?\"\n", ""));
    let before = project.files();
    project.run(&["plan"], 3, "--rename User.bio=nick");
    let told = project.run(&["plan", "--drop", "User.bio"], 0, "");
    for expected in
        ["0002_change_users", "adds column `users.nick`", "postgres up", "sqlite down", "DATA LOSS: users.bio"]
    {
        assert!(told.contains(expected), "`{expected}` is not in:\n{told}");
    }
    let plan = project.json(&["plan", "--drop", "User.bio"]);
    assert_eq!(plan["migrations"][0]["tables"], serde_json::json!(["users"]));
    assert_eq!(plan["migrations"][0]["scripts"].as_array().map(Vec::len), Some(6));
    assert_eq!(project.files(), before);
}

#[test]
fn was_renames_and_is_then_taken_out() {
    let project = generated();
    let hinted = BASE.replace("bio = \"text?\"", "biography = { type = \"text?\", was = \"bio\" } # as on the page");
    project.define(&hinted);
    project.run(&[], 0, "");
    assert_eq!(project.migrations(), ["0001_create_users", "0002_rename_users_bio"]);
    project.run(&["--check"], 0, "note[M0501]");
    project.run(&["fmt", "--check"], 1, "models.toml: stale or edited by hand");
    project.run(&["fmt"], 0, "");
    assert_eq!(project.read("models.toml"), hinted.replace(", was = \"bio\"", ""));
    let quiet = project.codegen(&["--check"]);
    assert_eq!((quiet.status.code(), String::from_utf8_lossy(&quiet.stderr).as_ref()), (Some(0), ""));
    project.run(&["fmt", "--check"], 0, "");
}

#[test]
fn was_that_is_not_done_yet_stays() {
    let project = generated();
    let hinted = BASE.replace("bio = \"text?\"", "biography = { type = \"text?\", was = \"bio\" }");
    project.define(&hinted);
    project.run(&["fmt"], 0, "");
    assert_eq!(project.read("models.toml"), hinted);
}

#[test]
fn two_branches_are_merged_by_one_command() {
    let one = generated();
    let other = one.branch();
    one.define(&with("nick = \"text?\"\n"));
    one.run(&[], 0, "");
    other.define(&with("score = \"i64?\"\n"));
    other.run(&[], 0, "");
    one.take(&other);
    one.define(&with("nick = \"text?\"\nscore = \"i64?\"\n"));
    one.run(&["--check"], 1, "run `codegen merge`");
    one.run(&[], 1, "error[M0105]");
    one.run(&["merge", "--check"], 1, "0003_merge_add_nick_to_users_and_add_score_to_users/plan.toml: missing");
    assert_eq!(one.run(&["merge"], 0, ""), "merged 0003_merge_add_nick_to_users_and_add_score_to_users\n");
    one.run(&["--check"], 0, "");
    assert_eq!(one.run(&["merge"], 0, ""), "nothing to merge: the migrations have one head\n");
}

#[test]
fn branches_that_change_the_same_column_are_refused_with_both_named() {
    let one = generated();
    let other = one.branch();
    one.define(&BASE.replace("i32", "i64"));
    one.run(&[], 0, "");
    other.define(&BASE.replace("default = 0", "default = 1"));
    other.write("renamed", "");
    other.run(&[], 0, "");
    // Both call it the same; version control would ask which to keep, and one of them is called otherwise then.
    for (path, text) in other.files().into_iter().filter(|(path, _)| path.contains("0002_")) {
        one.write(
            &path.replace("0002_change_users_age", "0002_start_age_at_1"),
            &text.replace("0002_change_users_age", "0002_start_age_at_1"),
        );
    }
    for command in [&[][..], &["merge"], &["--check"]] {
        one.run(
            command,
            1,
            "`0002_change_users_age` changes column `users.age`, and `0002_start_age_at_1` changes column `users.age`",
        );
    }
}

#[test]
fn a_migration_by_hand_is_made_declared_and_accepted() {
    let project = generated();
    project.run(&["new", "Move-Avatars"], 1, "write lower-case words");
    assert_eq!(project.run(&["new", "move_avatars"], 0, ""), "now write the SQL of 0002_move_avatars\n");
    project.run(&["--check"], 1, "run `codegen accept 0002_move_avatars`");
    let folder = "migrations/0002_move_avatars";
    let plan = project.read(&format!("{folder}/plan.toml"));
    assert!(plan.contains("kind = \"sql\"") && plan.contains("[[operations]]\n#     kind = \"add_column\""), "{plan}");
    project.write(&format!("{folder}/sqlite.up.sql"), "UPDATE users SET age = 1;\nUPDATE users SET age = 2;\n");
    project.run(&["accept", "2"], 0, "");
    project.run(&["--check"], 0, "");
    project.write(&format!("{folder}/sqlite.up.sql"), "UPDATE users SET age = 1;\n");
    project.run(&["--check"], 1, "codegen accept 0002_move_avatars --reason");
    // What it does to the schema counts for the migrations after it.
    let effect = "\n[[operations]]\nkind = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"nick\", type = \"text\", nullable = true }\n";
    project.write(&format!("{folder}/plan.toml"), &format!("{plan}{effect}"));
    project.run(&["accept", "2"], 0, "");
    project.define(&with("nick = \"text?\"\n"));
    project.run(&[], 0, "");
    assert_eq!(project.migrations().len(), 2, "the effect is known");
}

#[test]
fn a_hand_edit_is_recorded_with_its_reason() {
    let project = generated();
    let file = "migrations/0001_create_users/postgres.up.sql";
    let before = project.read(file);
    project.write(file, &format!("{before}COMMENT ON TABLE users IS 'people';\n"));
    project.run(&["--check"], 1, "error[M0106]");
    project.run(&["accept", "1"], 1, "no reason is given");
    project.run(&["accept", "0001_craete_users", "--reason", "x"], 1, "did you mean `0001_create_users`?");
    assert_eq!(
        project.run(&["accept", "1", "--reason", "for the catalogue"], 0, ""),
        "recorded 0001_create_users/postgres.up.sql\n"
    );
    project.run(&["--check"], 0, "");
    assert!(project.read("migrations/0001_create_users/plan.toml").contains("reason = \"for the catalogue\""));
    // MySQL's steps are one a statement, so that somebody says how the new one is run.
    let mysql = "migrations/0001_create_users/mysql.up.sql";
    project.write(mysql, &format!("{}ALTER TABLE users COMMENT 'people';\n", project.read(mysql)));
    project.run(&["accept", "1", "--reason", "the same"], 1, "error[M0115]");
    project.write(file, &before);
    project.write(mysql, &project.read(mysql).replace("ALTER TABLE users COMMENT 'people';\n", ""));
    project.run(&["accept", "1", "--reason", "taken back"], 0, "");
    assert!(!project.read("migrations/0001_create_users/plan.toml").contains("hand_edits"));
}
