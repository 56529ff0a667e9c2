//! Objects beside tables, without a database: which migrations hold what, and what branches do to each other.

use std::collections::BTreeMap;

use larder_generator::Parsed;
use larder_generator::diagnostic::Paint;
use larder_generator::ir::Schema;
use larder_generator::sql::{Folder, Migration, Problem, fold, generate, merge};

#[path = "support/answers.rs"]
mod answers;

use answers::answers;

const BASE: &str = r#"
[entities.User]
table = "users"
[entities.User.fields]
id = { type = "uuid", primary = true }
email = { type = "string", length = 100 }
age = { type = "i32", default = 0 }
"#;

const ADULTS: (&str, &str) = ("adults.sql", "CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17;");

fn schema(models: &str, objects: &[(&str, &str)]) -> Schema {
    let files: BTreeMap<_, _> =
        objects.iter().map(|(name, text)| (format!("objects/{name}"), (*text).to_owned())).collect();
    let definition = Parsed::new(models, "models.toml").with_objects(files).define(&[], &|_| None);
    definition.unwrap_or_else(|found| panic!("{}", found.render(Paint::Plain))).schema
}

fn made(folder: &Folder, models: &str, objects: &[(&str, &str)], flags: &str) -> Result<Vec<Migration>, String> {
    let told = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
    let state = fold(folder).map_err(told)?;
    Ok(generate(&state, &schema(models, objects), &answers(flags)).map_err(told)?.migrations)
}

fn with(folder: &Folder, models: &str, objects: &[(&str, &str)], flags: &str) -> Folder {
    let made = made(folder, models, objects, flags).expect("the change can be generated");
    let written = made.into_iter().map(|migration| (migration.plan.id, migration.files));
    folder.clone().into_iter().chain(written).collect()
}

#[test]
fn a_branch_that_changes_a_table_learns_of_the_other_branchs_view() {
    let base = with(&Folder::new(), BASE, &[], "");
    let mut both = with(&base, BASE, &[ADULTS], "");
    let wide = BASE.replace("length = 100", "length = 200");
    both.extend(with(&base, &wide, &[], ""));
    assert_eq!(both.len(), 3);
    let merged = merge(&both).expect("the branches go together");
    let stale = merged.migrations.iter().find(|one| one.plan.id == "0002_create_adults");
    let up = &stale.expect("the view follows").files["postgres.up.sql"];
    assert!(up.contains("CREATE VIEW adults"), "{up}");
    assert!(merged.notes[0].message.contains("object `adults`"), "{}", merged.notes[0]);
    both.extend(merged.migrations.into_iter().map(|one| (one.plan.id, one.files)));
    assert_eq!(fold(&both).expect("there is one head").heads.len(), 1);
    assert!(made(&both, &wide, &[ADULTS], "").expect("nothing is left").is_empty());
}

#[test]
fn branches_conflict_over_one_object_and_over_its_names() {
    let base = with(&Folder::new(), BASE, &[ADULTS], "");
    let met = |one: Folder, other: Folder| {
        let both: Folder = one.into_iter().chain(other).collect();
        fold(&both).expect_err("the branches conflict").iter().map(Problem::to_string).collect::<String>()
    };
    let older = [("adults.sql", "CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 20;")];
    let said = met(with(&base, BASE, &older, ""), with(&base, BASE, &[], ""));
    assert!(said.contains("`0003_drop_adults` drops `adults`") || said.contains("drops `adults`"), "{said}");
    let named = [ADULTS, ("named.sql", "CREATE VIEW named AS SELECT email FROM users;")];
    let renamed = BASE.replace("email =", "mail =");
    let other = [("adults.sql", "CREATE VIEW adults AS SELECT id, mail FROM users WHERE age > 17;")];
    let said = met(with(&base, BASE, &named, ""), with(&base, &renamed, &other, "--rename User.email=mail"));
    assert!(said.contains("M0111") && said.contains("creates `named`"), "{said}");
}

#[test]
fn an_object_that_names_what_goes_is_told() {
    let base =
        with(&Folder::new(), BASE, &[ADULTS, ("named.sql", "CREATE VIEW named AS SELECT email FROM adults;")], "");
    let named = [("named.sql", "CREATE VIEW named AS SELECT email FROM adults;")];
    let said = made(&base, BASE, &named, "").expect_err("the base goes");
    assert!(said.contains("error[M0310]: object `named` names `adults`, which is no longer defined"), "{said}");
}

#[test]
fn a_table_may_take_the_name_of_a_view() {
    let base = with(&Folder::new(), BASE, &[ADULTS], "");
    let table =
        format!("{BASE}\n[entities.Adult]\n[entities.Adult.fields]\nid = {{ type = \"i64\", primary = true }}\n");
    let made = made(&base, &table, &[], "").expect("the view goes first");
    let ids: Vec<&str> = made.iter().map(|one| one.plan.id.as_str()).collect();
    assert_eq!(ids, ["0003_drop_adults", "0004_create_adults"]);
}

#[test]
fn an_index_moves_no_view() {
    let base = with(&Folder::new(), BASE, &[ADULTS], "");
    let indexed = BASE.replace("table = \"users\"", "table = \"users\"\nindexes = [\"email\"]");
    let made = made(&base, &indexed, &[ADULTS], "").expect("an index comes");
    for (name, text) in made[0].files.iter().filter(|(name, _)| name.ends_with(".sql")) {
        assert!(!text.contains("adults"), "{name}: {text}");
    }
}

#[test]
fn what_looks_for_rows_comes_before_what_drops_a_view() {
    let base = with(&Folder::new(), BASE, &[ADULTS], "");
    let narrow = BASE.replace("length = 100", "length = 10");
    let made = made(&base, &narrow, &[ADULTS], "--narrow User.email").expect("a column is narrower");
    for file in ["postgres.up.sql", "mysql.up.sql"] {
        let text = &made[0].files[file];
        let places = ["LIMIT 4", "DROP VIEW adults", "CREATE VIEW adults"].map(|part| text.find(part).expect(part));
        assert!(places.is_sorted(), "{text}");
    }
}
