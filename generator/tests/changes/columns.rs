//! Columns, and what is made of them, come, change and go.

use super::{BASE, check, outcome, refused, replaced};

/// A whole number becomes a decimal, whose digits before and behind the point may change.
#[test]
fn decimals_change_their_digits() {
    const AGE: &str = "age = { type = \"i32\"";
    let age = |ty: &str| format!("age = {{ type = \"{ty}\"");
    for (ty, flags) in [("decimal(12, 2)", ""), ("decimal(8, 2)", "--narrow User.age"), ("decimal(28, 10)", "")] {
        check(&[(AGE, &age(ty))], flags, &["change_users_age: alter users.age"]);
    }
    refused(&[(AGE, &age("decimal(8, 2)"))], "", &["numbers may have more than 6 digits before the point"]);
    let before = replaced(BASE, &[(AGE, &age("decimal(8, 2)"))]);
    for (ty, expected) in [
        ("decimal(10, 2)", Ok("change_users_age: alter users.age")),
        ("decimal(7, 2)", Err("numbers may have more than 5 digits before the point")),
        ("decimal(9, 3)", Ok("change_users_age: alter users.age")),
        ("decimal(8, 4)", Err("numbers may have more than 4 digits before the point")),
        ("decimal(8, 1)", Err("numbers may have more than 1 digits behind the point")),
        ("i64", Err("cannot change from decimal(8, 2) to i64")),
    ] {
        match (outcome(&before, &[(AGE, &age(ty))], ""), expected) {
            (Ok(told), Ok(expected)) => assert_eq!(told, [expected]),
            (Err(problems), Err(expected)) => assert!(problems[0].to_string().contains(expected), "{}", problems[0]),
            (outcome, _) => panic!("{ty}: {outcome:?}"),
        }
    }
}

#[test]
fn columns_that_need_nothing_are_added_at_once() {
    check(&[("bio = ", "nickname = \"text?\"\nbio = ")], "", &["add_nickname_to_users: add users.nickname"]);
    check(
        &[("bio = ", "level = { type = \"i16\", default = 1 }\nscore = \"i64?\"\nbio = ")],
        "",
        &["add_level_and_score_to_users: add users.level, add users.score"],
    );
    check(
        &[("bio = ", "token = { type = \"uuid\", default = \"uuid_v7\", unique = true }\nbio = ")],
        "",
        &["add_token_to_users: add users.token = uuid_v7, add users_token_key"],
    );
}

#[test]
fn types_change_where_values_fit() {
    check(&[("\"i32\"", "\"i64\"")], "", &["change_users_age: alter users.age"]);
    check(&[("\"closed\"]", "\"closed\", \"new\"]")], "", &["change_users_status: alter users.status"]);
    check(&[("[\"active\", \"closed\"]", "[\"closed\", \"active\"]")], "", &[]);
    refused(&[("\"i32\"", "\"i16\"")], "", &["numbers may not fit in 16 bits"]);
    check(&[("\"i32\"", "\"i16\"")], "--narrow User.age --fill User.age=0", &["change_users_age: alter users.age = 0"]);
    refused(&[("\"active\", \"closed\"", "\"active\"")], "", &["rows may contain `closed`"]);
    refused(
        &[("type = \"i32\", default = 0", "type = \"uuid?\"")],
        "",
        &["error[M0307]: `User.age` cannot change from i32 to uuid"],
    );
    check(&[("length = 50", "length = 60")], "", &["change_teams_name: alter teams.name"]);
    refused(&[("length = 50", "length = 40")], "", &["--narrow Team.name --fill 'Team.name=substr(name, 1, 40)'"]);
}

#[test]
fn what_becomes_required_asks_for_values() {
    let required: &[_] = &[("bio = \"text?\"", "bio = \"text\"")];
    refused(required, "", &["--fill \"User.bio=''\""]);
    check(required, "--fill \"User.bio='?'\"", &["change_users_bio: alter users.bio = '?'"]);
    check(
        &[("bio = \"text?\"", "bio = { type = \"text\", default = \"it's\" }")],
        "",
        &["change_users_bio: alter users.bio = 'it''s'"],
    );
    check(
        &[("{ type = \"i32\", default = 0 }", "{ type = \"i32?\", default = 0 }")],
        "",
        &["change_users_age: alter users.age"],
    );
}

#[test]
fn keys_indexes_and_rules_come_and_go() {
    check(
        &[("\"status, joined_at desc\"", "\"status\", \"age desc\"")],
        "",
        &["change_users: drop users_status_joined_at_idx, add users_status_idx, add users_age_idx"],
    );
    check(&[(", unique = true", "")], "", &["change_users: drop users_email_check, drop users_email_key"]);
    check(&[("default = 0", "default = 0, range = [0, 150]")], "", &["add_users_age_check: add users_age_check"]);
    check(
        &[("on_delete = \"set_null\"", "on_delete = \"cascade\"")],
        "",
        &["change_users: drop users_team_id_fkey, add users_team_id_fkey"],
    );
    check(&[("indexes = [", "indexes = [{ search = \"bio\" }, ")], "", &["add_search_to_users: add search to users"]);
}

#[test]
fn the_primary_key_stays() {
    refused(
        &[("[entities.Team.fields]\nid = { type = \"uuid\"", "[entities.Team.fields]\nid = { type = \"i64\"")],
        "",
        &["`Team.id` cannot change", "`User.team_id` cannot change"],
    );
    refused(
        &[(
            "[entities.User.fields]\nid = { type = \"uuid\", primary = true }",
            "[entities.User.fields]\nkey = { type = \"uuid\", primary = true }",
        )],
        "--drop User.id",
        &["error[M0306]"],
    );
    check(
        &[("[entities.User.fields]\nid = ", "[entities.User.fields]\nkey = ")],
        "--rename User.id=key",
        &["rename_users_id: rename users.id to key"],
    );
}
