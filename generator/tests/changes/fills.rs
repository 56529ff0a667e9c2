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
            &["error[M0403]: the value of `--fill User.nick` makes one value of many rows outside a `(SELECT …)`"],
        );
    }
    refused(required, &fill("name, email"), &["holds more than one value"]);
    refused(required, &fill("NULL"), &["is null, which the field may not be"]);
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
        refused(required, &fill(folds), &["makes one value of many rows of the table itself"]);
        refused(required, &fill(folds), &[&format!("`{call}` is over columns of `users` alone")]);
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
    let help = "help: write a text for each database: `gen_random_uuid()::text` for `postgres`";
    refused(&[("bio = ", &text)], "--fill User.nick=uuid_v7", &["is a uuid, which the field does not hold"]);
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
