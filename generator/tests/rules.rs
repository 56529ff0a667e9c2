//! Lowering rules: tables stay by those they were made by until somebody asks for the newest.

use std::path::Path;

use larder_format::plan::FIRST_RULES;
use larder_format::{Dialect, Direction, folder as names};
use larder_generator::sql::manual::{accept, blank};
use larder_generator::sql::{
    Folder, Merge, Migration, PlannedMigrations, Problem, Rules, State, fold, generate, merge, plan,
};

#[path = "support/answers.rs"]
mod answers;
#[path = "support/definition.rs"]
mod definition;

use answers::answers;
use definition::{schema, voicehelper, written};

const BASE: &str = r#"
[entities.User]
table = "users"
indexes = ["age desc"]
[entities.User.fields]
id = { type = "uuid", primary = true }
email = { type = "string", length = 100 }
age = { type = "i32", default = 0 }
"#;

const END: &str = "age = { type = \"i32\", default = 0 }\n";

/// What the rules differ in.
const KEYED: &str = "(age DESC, id DESC)";

fn with(fields: &str) -> String {
    BASE.replace(END, &format!("{END}{fields}"))
}

fn planned(folder: &Folder, definition: &str, flags: &str) -> PlannedMigrations {
    let mut state = fold(folder).expect("the folder holds together");
    if folder.is_empty() {
        state.rules = Rules::V1;
    }
    generate(&state, &schema(definition), &answers(flags)).expect("the change can be generated")
}

fn generated(folder: &Folder, definition: &str, flags: &str) -> Folder {
    let mut folder = folder.clone();
    folder.extend(written(&planned(&folder, definition, flags).migrations));
    folder
}

/// The folder of [`BASE`] by the first rules.
fn old() -> Folder {
    generated(&Folder::new(), BASE, "")
}

fn sql(folder: &Folder, id: &str, dialect: Dialect, direction: Direction) -> String {
    folder[id][&names::sql_file(dialect, direction)].clone()
}

fn said(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

fn merged(folder: &Folder) -> (Merge, Folder) {
    let merge = merge(folder).unwrap_or_else(|problems| panic!("{}", said(&problems)));
    let mut folder = folder.clone();
    folder.extend(written(&merge.migrations));
    (merge, folder)
}

fn rules(migrations: &[Migration]) -> Vec<(&str, u32)> {
    migrations.iter().map(|one| (one.plan.id.as_str(), one.plan.rules)).collect()
}

#[test]
fn the_reference_migrations_are_made_by_the_first_rules_to_the_byte() {
    let state = State { rules: Rules::V1, ..fold(&Folder::new()).expect("nothing holds together") };
    let made = generate(&state, &voicehelper(), &answers("")).expect("the definition gives migrations").migrations;
    assert_eq!(made.len(), 8);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    for Migration { plan, files } in &made {
        for (name, text) in files {
            let stands = std::fs::read_to_string(root.join(&plan.id).join(name)).expect("the file stands");
            assert_eq!(stands.replace("\r\n", "\n"), *text, "{}/{name}", plan.id);
        }
    }
}

#[test]
fn a_new_folder_begins_by_the_newest() {
    let state = fold(&Folder::new()).expect("nothing holds together");
    let made = generate(&state, &schema(BASE), &answers("")).expect("it can be generated");
    assert_eq!(rules(&made.migrations), [("0001_create_users", Rules::NEWEST.number())]);
    assert_eq!(made.notes, []);
    let folder = written(&made.migrations);
    assert!(sql(&folder, "0001_create_users", Dialect::MySql, Direction::Up).contains(KEYED));
    assert!(folder["0001_create_users"]["plan.toml"].contains("format = 2\n"));
}

#[test]
fn an_older_folder_stays_and_one_line_says_so() {
    let folder = old();
    assert!(!folder["0001_create_users"]["plan.toml"].contains("rules"));
    let same = planned(&folder, BASE, "");
    assert_eq!(same.migrations, []);
    assert_eq!(same.notes.len(), 1);
    let note = same.notes[0].told_as("note");
    assert!(note.starts_with("note[M0505]: ") && note.contains("`codegen --upgrade`"), "{note}");
    assert!(!note.contains('\n'), "{note}");

    let more = format!("{}{}", with("nick = \"text?\"\n"), BASE.replace("User", "Team").replace("users", "teams"));
    let folder = generated(&folder, &more, "");
    assert!(fold(&folder).is_ok_and(|state| state.ids.len() == 3 && state.rules == Rules::V1));
    for (id, files) in &folder {
        assert!(files.values().all(|text| !text.contains(KEYED)), "{id}");
        assert!(files["plan.toml"].contains("format = 1\n"), "{id}");
    }
}

#[test]
fn an_upgrade_is_one_migration_with_its_way_back() {
    let folder = old();
    let made = planned(&folder, BASE, "--upgrade");
    let id = "0002_apply_lowering_rules_2";
    assert_eq!(rules(&made.migrations), [(id, 2)]);
    assert_eq!((made.migrations[0].plan.operations.len(), made.notes.len()), (0, 0));
    let folder = generated(&folder, BASE, "--upgrade");
    let up = sql(&folder, id, Dialect::MySql, Direction::Up);
    assert!(up.contains(KEYED) && up.contains("changes users"), "{up}");
    let down = sql(&folder, id, Dialect::MySql, Direction::Down);
    assert!(down.contains("(age DESC)") && !down.contains(KEYED), "{down}");
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let script = sql(&folder, id, dialect, Direction::Up);
        assert!(script.lines().all(|line| line.is_empty() || line.starts_with("--")), "{script}");
    }
    assert_eq!(planned(&folder, BASE, ""), PlannedMigrations::default());
    let again = planned(&folder, BASE, "--upgrade");
    assert_eq!((again.migrations.len(), again.notes[0].code), (0, "M0505"));
    assert!(again.notes[0].message.contains("nothing to do"), "{}", again.notes[0]);
}

#[test]
fn changes_of_the_same_run_follow_the_upgrade() {
    let more = BASE.replace("\"age desc\"", "\"age desc\", \"email, age desc\"");
    let made = planned(&old(), &more, "--upgrade").migrations;
    let expected = [("0002_apply_lowering_rules_2", 2), ("0003_add_users_email_age_idx", 2)];
    assert_eq!(rules(&made), expected);
    assert_eq!(made[1].plan.parents, [made[0].plan.reference()]);
    assert!(made[1].files["mysql.up.sql"].contains("(email, age DESC, id DESC)"), "{}", made[1].files["mysql.up.sql"]);
}

#[test]
fn a_key_that_the_index_holds_or_has_no_place_for_is_not_added() {
    let fields: String = (0..16).map(|number| format!("f{number} = \"i32\"\n")).collect();
    let sixteen = (0..16).map(|number| format!("f{number}")).collect::<Vec<_>>().join(", ");
    let indexes = format!("\"id, age desc\", \"age desc, email asc\", \"{sixteen} desc\"");
    let text = with(&fields).replace("\"age desc\"", &indexes);
    let state = fold(&Folder::new()).expect("nothing holds together");
    let made = generate(&state, &schema(&text), &answers("")).expect("it can be generated").migrations;
    let script = &made[0].files["mysql.up.sql"];
    for expected in ["(id, age DESC)", "(age DESC, email)", "f15 DESC)"] {
        assert!(script.contains(expected), "`{expected}` is not in:\n{script}");
    }
}

#[test]
fn rules_that_are_not_known_are_refused() {
    let mut folder = old();
    let plan = folder["0001_create_users"]["plan.toml"].replace("format = 1\n", "format = 2\nrules = 3\n");
    folder.entry("0001_create_users".to_owned()).or_default().insert("plan.toml".to_owned(), plan);
    let told = said(&fold(&folder).expect_err("rules 3 are not known"));
    for expected in ["M0117", "0001_create_users/plan.toml", "rules 3", "1 to 2", "or a later one"] {
        assert!(told.contains(expected), "`{expected}` is not in:\n{told}");
    }
}

#[test]
fn nobody_goes_back_to_older_rules() {
    let state = fold(&generated(&old(), BASE, "--upgrade")).expect("the folder holds together");
    let back = plan::change("0003_back", state.heads, &state.tables, Vec::new(), Rules::V1).expect("can be written");
    let mut folder = generated(&old(), BASE, "--upgrade");
    folder.extend(written(&[back]));
    let told = said(&fold(&folder).expect_err("the rules go back"));
    assert!(told.contains("M0117") && told.contains("uses lowering rules 1, but follows"), "{told}");
}

/// Two branches from the same base, put together as version control does.
fn met(one: (&str, &str), other: (&str, &str)) -> Folder {
    let base = old();
    let mut folder = generated(&base, one.0, one.1);
    folder.extend(generated(&base, other.0, other.1));
    folder
}

#[test]
fn an_upgrade_goes_on_top_of_what_it_did_not_know() {
    let more = BASE.replace("\"age desc\"", "\"age desc\", \"email desc\"");
    let (merge, folder) = merged(&met((BASE, "--upgrade"), (&more, "")));
    assert_eq!(rules(&merge.migrations), [("0002_apply_lowering_rules_2", 2)]);
    let note = &merge.notes[0].message;
    assert!(note.contains("without knowing that `0002_add_users_email_idx` changes table `users`"), "{note}");
    let script = sql(&folder, "0002_apply_lowering_rules_2", Dialect::MySql, Direction::Up);
    assert!(script.contains(KEYED) && script.contains("(email DESC, id DESC)"), "{script}");
    assert!(fold(&folder).is_ok_and(|state| state.heads.len() == 1 && state.rules == Rules::NEWEST));
    assert_eq!(planned(&folder, &more, ""), PlannedMigrations::default());
}

#[test]
fn what_goes_on_top_of_an_upgrade_is_made_by_its_rules() {
    let both = format!("{BASE}{}", BASE.replace("User", "Team").replace("users", "teams"));
    let (merge, folder) = merged(&met((BASE, "--upgrade"), (&both, "")));
    assert_eq!(rules(&merge.migrations), [("0002_create_teams", 2)]);
    let script = sql(&folder, "0002_create_teams", Dialect::MySql, Direction::Up);
    assert!(script.contains(KEYED), "{script}");
    assert!(fold(&folder).is_ok_and(|state| state.heads.len() == 1 && state.rules == Rules::NEWEST));
    assert_eq!(planned(&folder, &both, ""), PlannedMigrations::default());
}

#[test]
fn what_reads_the_same_by_both_keeps_its_sql() {
    let team = "[entities.Team]\ntable = \"teams\"\n[entities.Team.fields]\nid = { type = \"i64\", primary = true }\n";
    let both = format!("{BASE}{team}");
    let before = met((BASE, "--upgrade"), (&both, ""));
    let (merge, folder) = merged(&before);
    assert_eq!(rules(&merge.migrations), [("0002_create_teams", 2)]);
    let script = |folder: &Folder| sql(folder, "0002_create_teams", Dialect::MySql, Direction::Up);
    assert_eq!(script(&before), script(&folder));
    assert!(merge.notes[0].message.contains("changes the lowering rules"), "{}", merge.notes[0]);
    assert_eq!(planned(&folder, &both, ""), PlannedMigrations::default());
}

#[test]
fn two_upgrades_are_one() {
    let one = with("nick = \"text?\"\n");
    let mut folder = met((BASE, "--upgrade"), (BASE, ""));
    let other = generated(&generated(&old(), &one, ""), &one, "--upgrade");
    folder.extend(other);
    let (_, folder) = merged(&folder);
    let state = fold(&folder).unwrap_or_else(|problems| panic!("{}", said(&problems)));
    assert_eq!((state.heads.len(), state.rules), (1, Rules::NEWEST));
    let keyed = folder.values().filter(|files| files["mysql.up.sql"].contains(KEYED)).count();
    assert_eq!(keyed, 1, "{folder:?}");
    assert_eq!(planned(&folder, &one, ""), PlannedMigrations::default());
}

#[test]
fn sql_by_hand_that_only_changes_rows_follows_an_upgrade() {
    let base = old();
    let state = fold(&base).expect("the folder holds together");
    let blank = blank(&state, "fill_ages").expect("is a name");
    let files = &blank.files;
    let mut filled = files.clone();
    for (_, _, file) in names::sql_files() {
        filled.insert(file, "UPDATE users SET age = 1;\n".to_owned());
    }
    let by_hand = accept(&blank.plan.id, &filled, None).expect("the SQL is right").migration;
    let mut folder = generated(&base, BASE, "--upgrade");
    folder.extend(written(std::slice::from_ref(&by_hand)));
    let (_, folder) = merged(&folder);
    assert!(sql(&folder, "0002_fill_ages", Dialect::MySql, Direction::Up).contains("SET age = 1"));
    assert!(fold(&folder).is_ok_and(|state| state.heads.len() == 1 && state.rules == Rules::NEWEST));
}

#[test]
fn the_first_rules_are_those_of_plans_without() {
    assert_eq!(Rules::numbered(FIRST_RULES), Some(Rules::V1));
    assert_eq!(Rules::ALL.last(), Some(&Rules::NEWEST));
    assert!(Rules::ALL.iter().all(|rules| Rules::numbered(rules.number()) == Some(*rules)));
    assert_eq!(Rules::numbered(0), None);
}
