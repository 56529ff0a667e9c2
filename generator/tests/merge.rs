//! Branches that meet: what goes together is joined, what does not is named.

use larder_generator::sql::diff::{is_same, wanted};
use larder_generator::sql::history::fold::verify_files;
use larder_generator::sql::{Folder, Merge, Problem, fold, generate, merge};

#[path = "support/answers.rs"]
mod answers;
#[path = "support/definition.rs"]
mod definition;

use answers::answers;
use definition::{schema, written};

const BASE: &str = r#"
[entities.User]
table = "users"
[entities.User.fields]
id = { type = "uuid", primary = true }
email = { type = "string", length = 100 }
age = { type = "i32", default = 0 }
"#;

const END: &str = "age = { type = \"i32\", default = 0 }\n";

fn generated(folder: &Folder, definition: &str, flags: &str) -> Folder {
    let state = fold(folder).expect("the folder holds together");
    let made = generate(&state, &schema(definition), &answers(flags)).expect("the change can be generated");
    let mut folder = folder.clone();
    folder.extend(written(&made.migrations));
    folder
}

fn with(fields: &str) -> String {
    BASE.replace(END, &format!("{END}{fields}"))
}

/// Two branches from the same base, put together as version control does.
fn met(one: (&str, &str), other: (&str, &str)) -> Folder {
    let base = generated(&Folder::new(), BASE, "");
    let mut folder = generated(&base, one.0, one.1);
    folder.extend(generated(&base, other.0, other.1));
    folder
}

fn merged(folder: &Folder) -> (Merge, Folder) {
    let merge = merge(folder).expect("the branches go together");
    let mut folder = folder.clone();
    folder.extend(written(&merge.migrations));
    (merge, folder)
}

fn ids(merge: &Merge) -> Vec<&str> {
    merge.migrations.iter().map(|migration| migration.plan.id.as_str()).collect()
}

#[track_caller]
fn conflict(folder: &Folder, expected: &[&str]) {
    let problems = fold(folder).expect_err("the branches do not go together");
    let told = problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
    assert_eq!(problems[0].code, "M0111", "{told}");
    for expected in expected {
        assert!(told.contains(expected), "`{expected}` is not in:\n{told}");
    }
    assert!(merge(folder).is_err());
}

#[test]
fn two_columns_are_joined_by_an_empty_migration() {
    let folder = met((&with("nick = \"text?\"\n"), ""), (&with("score = \"i64?\"\n"), ""));
    let both = with("nick = \"text?\"\nscore = \"i64?\"\n");
    let refused = generate(&fold(&folder).expect("holds together"), &schema(&both), &answers(""));
    let refused = refused.expect_err("there are two heads");
    assert_eq!((refused[0].code, refused[0].help.as_deref()), ("M0105", Some("run `codegen merge`")));
    let (merge, folder) = merged(&folder);
    assert_eq!(ids(&merge), ["0003_merge_add_nick_to_users_and_add_score_to_users"]);
    assert_eq!(merge.migrations[0].plan.parents.len(), 2);
    assert!(merge.migrations[0].plan.operations.is_empty());
    assert_eq!(merge.migrations[0].files.len(), 7);
    let state = fold(&folder).expect("the folder holds together");
    assert_eq!((state.heads.len(), state.next), (1, 4));
    assert!(is_same(&state.tables, &wanted(&schema(&both)).expect("there are tables")));
    assert_eq!(merged(&folder).0, Merge::default(), "a second merge has nothing to do");
}

#[test]
fn what_does_not_go_together_is_named_with_both_files() {
    let both = "`0002_add_nick_to_users` adds column `users.nick`";
    conflict(
        &met((&with("nick = \"text?\"\n"), ""), (&with("score = \"i64?\"\nnick = \"i64?\"\n"), "")),
        &[both, "`0002_add_score_and_nick_to_users` adds column `users.nick`", "0002_add_nick_to_users/plan.toml"],
    );
    conflict(
        &met((&BASE.replace("i32", "i64"), ""), (&BASE.replace(END, ""), "--drop User.age")),
        &["changes column `users.age`", "drops column `users.age`"],
    );
    conflict(
        &met(
            (&BASE.replace("[entities.User]\n", "[entities.User]\nindexes = [\"age\"]\n"), ""),
            (&BASE.replace(END, ""), "--drop User.age"),
        ),
        &["adds index `users_age_idx`", "drops column `users.age`"],
    );
    conflict(
        &met((&with("nick = \"text?\"\n"), ""), (&BASE.replace("\"users\"", "\"members\""), "--rename users=User")),
        &["adds column `users.nick`", "renames table `users` to `members`"],
    );
}

#[test]
fn a_table_made_anew_on_sqlite_does_not_lose_the_other_branchs_column() {
    // On SQLite a column of another type means another table.
    let wider = BASE.replace("length = 100", "length = 200");
    let folder = met((&with("nick = \"text?\"\n"), ""), (&wider, ""));
    let before = folder["0002_change_users_email"]["sqlite.up.sql"].clone();
    assert!(before.contains("larder_new_users") && !before.contains("nick"), "{before}");
    let (merge, folder) = merged(&folder);
    assert_eq!(ids(&merge), ["0002_change_users_email"]);
    assert!(merge.notes[0].to_string().contains("must roll it back before it is migrated"), "{}", merge.notes[0]);
    assert!(folder["0002_change_users_email"]["sqlite.up.sql"].contains("nick"));
    let state = fold(&folder).expect("the folder holds together");
    assert_eq!(state.ids, ["0001_create_users", "0002_add_nick_to_users", "0002_change_users_email"]);
    assert_eq!(state.heads.len(), 1);
}

#[test]
fn a_script_that_says_an_old_name_is_made_anew() {
    let base = format!(
        "{BASE}\n[entities.Post]\ntable = \"posts\"\n[entities.Post.fields]\nid = {{ type = \"uuid\", primary = true }}\ntitle = {{ type = \"string\", length = 9 }}\nuser_id = {{ belongs_to = \"User\" }}\n"
    );
    let folder = generated(&Folder::new(), &base, "");
    // The table that is made anew on SQLite refers to one that the other branch renames.
    let mut met = generated(&folder, &base.replace("length = 9 ", "length = 8 "), "--narrow Post.title");
    met.extend(generated(&folder, &base.replace("\"users\"", "\"members\""), "--rename users=User"));
    let (merge, merged) = merged(&met);
    assert!(merge.notes[0].message.contains("changes table `users`"), "{}", merge.notes[0]);
    let state = fold(&merged).expect("the folder holds together");
    assert_eq!(state.ids[2..], ["0003_change_posts_title", "0003_rename_users_to_members"]);
    assert_eq!(ids(&merge), ["0003_rename_users_to_members"]);
}

#[test]
fn a_fill_needs_the_names_that_it_says() {
    let posts = "\n[entities.Post]\ntable = \"posts\"\n[entities.Post.fields]\nid = { type = \"uuid\", primary = true }\nuser_id = { belongs_to = \"User\" }\ntitle = \"text\"\n";
    let base = format!("{BASE}{posts}");
    let folder = generated(&Folder::new(), &base, "");
    let met = |other: &str, flags: &str| {
        let counter = "posts = { type = \"i32\", default = 0, counts = \"Post\" }\n";
        let mut met = generated(&folder, &base.replace(END, &format!("{END}{counter}")), "");
        met.extend(generated(&folder, other, flags));
        met
    };
    let counts = "adds column `users.posts`";
    conflict(
        &met(&base.replace("user_id", "author_id"), "--rename Post.user_id=author_id"),
        &[counts, "renames column"],
    );
    conflict(&met(&base.replace("\"posts\"", "\"entries\""), "--rename posts=Post"), &[counts, "renames table"]);
    conflict(&met(BASE, "--drop posts"), &[counts, "drops table `posts`"]);
    merged(&met(&base.replace("title", "subject"), "--rename Post.title=subject"));
}

#[test]
fn a_branch_of_several_migrations_moves_as_a_whole() {
    let base = generated(&Folder::new(), BASE, "");
    let wider = with("score = \"i64?\"\n").replace("length = 100", "length = 200");
    let second = generated(&generated(&base, &with("score = \"i64?\"\n"), ""), &wider, "");
    let mut folder = generated(&base, &with("nick = \"text?\"\n"), "");
    folder.extend(second);
    let (merge, folder) = merged(&folder);
    assert_eq!(ids(&merge), ["0002_add_score_to_users", "0003_change_users_email"]);
    let state = fold(&folder).expect("the folder holds together");
    assert_eq!(state.ids.len(), 4);
    let both = with("nick = \"text?\"\nscore = \"i64?\"\n").replace("length = 100", "length = 200");
    assert!(is_same(&state.tables, &wanted(&schema(&both)).expect("there are tables")));
    assert_eq!(verify_files(&folder), Vec::new());
}

#[test]
fn three_branches_meet() {
    let mut folder = met((&with("a = \"text?\"\n"), ""), (&with("b = \"text?\"\n"), ""));
    folder.extend(generated(&generated(&Folder::new(), BASE, ""), &with("c = \"text?\"\n"), ""));
    let (merge, folder) = merged(&folder);
    assert_eq!(merge.migrations[0].plan.parents.len(), 3);
    assert_eq!(fold(&folder).map(|state| state.heads.len()), Ok(1));
}
