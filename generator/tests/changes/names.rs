//! Names follow what they are made of, and wait until they are free.

use super::{BASE, check, outcome, refused, replaced, tables};

#[test]
fn names_follow_renames() {
    check(
        &[("joined_at", "since")],
        "--rename User.joined_at=since",
        &["rename_users_joined_at: rename users.joined_at to since (users_status_since_idx)"],
    );
    check(
        &[("[entities.User", "[entities.Member"), ("table = \"users\"", "table = \"members\"")],
        "--rename users=Member",
        &["rename_users_to_members: rename users to members (members_pkey members_email_key members_team_id_fkey \
           members_email_check members_status_check members_status_joined_at_idx members_team_id_idx)"],
    );
    check(
        &[
            ("[entities.Team", "[entities.Group"),
            ("table = \"teams\"", "table = \"groups\"\nwas = \"Team\""),
            ("\"Team?\"", "\"Group?\""),
        ],
        "",
        &["rename_teams_to_groups: rename teams to groups (groups_pkey)"],
    );
}

#[test]
fn a_name_that_is_freed_is_taken_in_the_next_folder() {
    check(
        &[("bio = \"text?\"\n", ""), ("email = ", "bio = ")],
        "--drop User.bio --rename User.email=bio",
        &[
            "drop_bio_from_users: drop users.bio",
            "rename_users_email: rename users.email to bio (users_bio_key users_bio_check)",
        ],
    );
    check(
        &[("bio = \"text?\"", "about = \"text?\"\nbio = \"text?\"")],
        "--rename User.bio=about",
        &["rename_users_bio: rename users.bio to about", "add_bio_to_users: add users.bio"],
    );
    refused(
        &[("bio = \"text?\"", "BIO"), ("email = ", "bio = "), ("BIO", "email = \"text?\"")],
        "--rename User.bio=email --rename User.email=bio",
        &["error[M0308]"],
    );
    let fields =
        "[entities.Team.fields]\nid = { type = \"uuid\", primary = true }\nname = { type = \"string\", length = 50 }\n";
    let text = replaced(fields, &[("Team", "User")]);
    check(
        &[(BASE, &format!("[entities.User]\ntable = \"users\"\n{text}"))],
        "--drop users --rename teams=User",
        &["drop_users: drop users", "rename_teams_to_users: rename teams to users (users_pkey)"],
    );
}

/// Only the column is in the database.
#[test]
fn a_field_is_renamed_without_its_column() {
    check(&[("bio = \"text?\"", "about = { type = \"text?\", column = \"bio\" }")], "", &[]);
    check(
        &[("age = { type = \"i32\"", "years = { column = \"age\", type = \"i64\"")],
        "",
        &["change_users_age: alter users.age"],
    );
    let camel = [("bio = \"text?\"", "bio = { type = \"text?\", column = \"userBio\" }")];
    refused(&camel, "", &["column `bio` of `User` is no longer in the definition"]);
    for flag in ["--rename User.bio=userBio", "--rename users.bio=User.bio"] {
        let flag = flag.replace("=User.", "=users.");
        check(&camel, &flag, &["rename_users_bio: rename users.bio to userBio"]);
    }
    let was = [("bio = \"text?\"", "bio = { type = \"text?\", column = \"userBio\", was = \"bio\" }")];
    check(&was, "", &["rename_users_bio: rename users.bio to userBio"]);
    // Questions and answers name the field.
    let required = [("bio = \"text?\"", "bio = \"text?\"\nnote = { type = \"i32\", column = \"theNote\" }")];
    refused(&required, "", &["`User.note` is new and required"]);
    for flag in ["--fill User.note=1", "--fill User.theNote=1"] {
        check(&required, flag, &["add_the_note_to_users: add users.theNote = 1"]);
    }
}

#[test]
fn a_new_name_that_is_taken_is_numbered() {
    let before = replaced(BASE, &[("table = \"teams\"", "table = \"teams\"\nindexes = [\"name\"]")]);
    // The stored name of an index stays when its columns do.
    let names: Vec<_> = tables(&before)["teams"].indexes.iter().map(|index| index.name.clone()).collect();
    assert_eq!(names, ["teams_name_idx"]);
    let partial = [(
        "table = \"teams\"",
        "table = \"teams\"\nindexes = [{ on = \"name\", where = \"name != 'x'\", name = \"part\" }, \"name\"]",
    )];
    assert_eq!(
        outcome(&before, &partial, "").expect("an index needs no answer"),
        ["add_teams_name_idx2: add teams_name_idx2"]
    );
}

#[test]
fn a_table_that_takes_the_name_of_another_leaves_that_name_to_the_answers() {
    check(
        &[
            ("table = \"teams\"", "table = \"groups\""),
            ("table = \"users\"", "table = \"teams\""),
            ("name = {", "title = {"),
            ("bio = ", "title = "),
        ],
        "--rename teams=groups --rename users=teams --rename teams.name=title --rename users.bio=title",
        &[
            "rename_teams_to_groups: rename teams to groups (groups_pkey)",
            "change_users_and_2_more: rename users to teams (teams_pkey teams_email_key teams_team_id_fkey \
             teams_email_check teams_status_check teams_status_joined_at_idx teams_team_id_idx), rename groups.name to \
             title, rename teams.bio to title",
        ],
    );
}
