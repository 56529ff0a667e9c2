//! Which expressions give rows a value.

use super::{check, refused};

#[test]
fn a_fill_is_one_value_for_each_row() {
    let required = &[("bio = ", "nick = { type = \"string\", length = 50 }\nbio = ")];
    let fill = |value: &str| format!("--fill \"User.nick={value}\"");
    for folds in ["count(*)", "lower(string_agg (name, ','))", "MAX(name)", "name || sum((age))"] {
        refused(
            required,
            &fill(folds),
            &["error[M0403]: the value of `--fill User.nick` uses an aggregate function outside a `(SELECT …)`"],
        );
    }
    refused(required, &fill("name, email"), &["contains more than one value"]);
    refused(required, &fill("NULL"), &["is null, but the field is required"]);
    for one in ["max(name, email)", "(SELECT count(*) FROM teams)", "coalesce((SELECT max(name) FROM teams), 'sum(1)')"]
    {
        check(required, &fill(one), &[&format!("add_nick_to_users: add users.nick = {one}")]);
    }
}

#[test]
fn an_aggregate_of_a_query_is_over_its_own_tables() {
    let required = &[("bio = ", "nick = { type = \"string\", length = 50 }\nbio = ")];
    let fill = |value: &str| format!("--fill \"User.nick={value}\"");
    for (folds, call) in [
        ("(SELECT max(email) FROM teams)", "max(email)"),
        ("(SELECT count(users.email) FROM teams WHERE teams.id = users.team_id)", "count(users.email)"),
        ("coalesce((SELECT 'a' FROM teams t GROUP BY id HAVING sum(users.age + age) > 0), 'b')", "sum(users.age+age)"),
    ] {
        refused(required, &fill(folds), &["aggregates over the rows of the table itself"]);
        refused(required, &fill(folds), &[&format!("`{call}` uses only columns of `users`")]);
    }
    for one in [
        "(SELECT max(name) FROM teams)",
        "(SELECT max(t.name || users.email) FROM teams AS t)",
        "(SELECT max(email) FROM users)",
        "(SELECT max(users.email) FROM users)",
        "(SELECT max(email) FROM legacy)",
        "(SELECT count(*) FROM teams WHERE teams.id = users.team_id)",
        "(SELECT sum(1) FROM teams)",
        "(SELECT max(x.n) FROM (SELECT name AS n FROM teams) AS x)",
    ] {
        check(required, &fill(one), &[&format!("add_nick_to_users: add users.nick = {one}")]);
    }
}

#[test]
fn uuid_v7_fills_uuids_only() {
    let added = |ty: &str| format!("nick = {ty}\nbio = ");
    let text = added("{ type = \"string\", length = 50 }");
    let help = "help: write an expression for each database: `gen_random_uuid()::text` for `postgres`";
    refused(&[("bio = ", &text)], "--fill User.nick=uuid_v7", &["is a uuid, but the field has another type"]);
    refused(&[("bio = ", &text)], "--fill User.nick=uuid_v7", &[help]);
    refused(
        &[("bio = ", &added("\"i64\""))],
        "--fill User.nick=UUID_V7()",
        &["`uuid_v7` is for fields of type `uuid`"],
    );
    check(
        &[("bio = ", &added("\"uuid\""))],
        "--fill User.nick=uuid_v7",
        &["add_nick_to_users: add users.nick = uuid_v7"],
    );
}

#[test]
fn a_default_fills_as_if_it_were_typed() {
    let required = "bio = { type = \"text\", default = \"C:\\\\b 'x\" }";
    check(&[("bio = \"text?\"", required)], "", &[r"change_users_bio: alter users.bio = 'C:\b ''x'"]);
}

/// What is proposed for a new field `v` of each type, as it would be pasted.
#[test]
fn what_is_proposed_is_a_value_of_the_field() {
    let types = "[types.Ref.fields]\nq = { type = \"string\", length = [2, 9] }\nn = \"i32?\"\nlist = \"i64[]\"\n";
    let last = "team_id = { belongs_to = \"Team?\", on_delete = \"set_null\" }\n";
    for (ty, flag) in [
        ("\"string[]\"", "--fill \"User.v='[]'\""),
        ("\"Ref[]\"", "--fill \"User.v='[]'\""),
        ("\"Ref\"", r#"--fill "User.v='{\"q\":\"--\",\"list\":[]}'""#),
        ("\"json\"", "--fill \"User.v='{}'\""),
        ("\"bytes\"", "--fill \"User.v=x''\""),
        ("{ type = \"string\", length = [3, 5] }", "--fill \"User.v='---'\""),
        ("{ type = \"string\", length = [3, 9], pattern = \"^[A-Z]+$\" }", "--fill \"User.v='AAA'\""),
        ("{ type = \"string\", length = 40, email = true }", "--fill \"User.v='nobody@example.com'\""),
        ("{ type = \"i32\", range = [5, 9] }", "--fill User.v=5"),
        ("{ type = \"i32\", range = [-9, -5] }", "--fill User.v=-5"),
        ("{ type = \"i32\", one_of = [8, 16] }", "--fill User.v=8"),
        ("{ type = \"string\", length = 9, one_of = [\"it's\"] }", "--fill \"User.v='it''s'\""),
    ] {
        let edit = [("bio = ", format!("v = {ty}\nbio = ")), (last, format!("{last}{types}"))];
        let edit = edit.each_ref().map(|(from, to)| (*from, to.as_str()));
        refused(&edit, "", &[&format!("answer with {flag}")]);
        // What is proposed is an answer.
        assert!(super::outcome(super::BASE, &edit, flag).is_ok(), "{flag}");
    }
    for (ty, reason) in [
        ("{ type = \"string\", length = 5, email = true }", "no simple text satisfies"),
        ("{ type = \"date\", future = true }", "it must be in the future"),
        ("{ type = \"i16\", unique = true }", "none can be derived from the row's key"),
        ("{ type = \"string\", length = 9, unique = true }", "the rules do not allow one"),
    ] {
        let field = format!("v = {ty}\nbio = ");
        let told = ["no value is suggested:", reason, "answer with --fill User.v=… and a value"];
        told.iter().for_each(|told| refused(&[("bio = ", &field)], "", &[told]));
    }
}

#[test]
fn a_fill_names_columns_as_they_are_called_by_then() {
    let edit: &[_] = &[("bio = \"text?\"", "about = { type = \"text?\", was = \"bio\" }\nslug = \"text\"")];
    for old in ["bio", "lower(bio)", "users.bio", "(SELECT max(name) FROM teams WHERE name = bio)"] {
        let flag = format!("--fill \"User.slug={old}\"");
        refused(edit, &flag, &["uses the old name of a column"]);
        refused(edit, &flag, &["write `about` instead of `bio`"]);
    }
    for new in ["about", "lower(about)", "(SELECT max(bio) FROM legacy)", "'bio'"] {
        let fill = format!("change_users: rename users.bio to about, add users.slug = {new}");
        check(edit, &format!("--fill \"User.slug={new}\""), &[&fill]);
    }
    let renamed: &[_] = &[("bio = \"text?\"", "about = \"text?\"\nslug = \"text\"")];
    refused(renamed, "--rename User.bio=about --fill User.slug=bio", &["write `about` instead of `bio`"]);
    // A column that goes is there until the rows have their values.
    let dropped: &[_] = &[("bio = \"text?\"", "slug = \"text\"")];
    check(dropped, "--drop User.bio --fill User.slug=bio", &["change_users: add users.slug = bio, drop users.bio"]);
    refused(dropped, "--drop User.bio --fill User.slug=emial", &["did you mean `email`?"]);
    check(
        dropped,
        "--drop User.bio --fill User.slug=current_user",
        &["change_users: add users.slug = current_user, drop users.bio"],
    );
}
