//! What a change asks, and which answers are taken.

use larder_generator::sql::Problem;

use super::{BASE, check, outcome, refused, replaced};

#[test]
fn a_required_column_asks_what_rows_get() {
    let added: &[_] = &[("bio = ", "nickname = { type = \"string\", length = 20 }\nbio = ")];
    refused(added, "", &["answer with --fill \"User.nickname=''\""]);
    check(added, "--fill \"User.nickname='none'\"", &["add_nickname_to_users: add users.nickname = 'none'"]);
    let unique: &[_] = &[("bio = ", "slug = { type = \"string\", length = 40, unique = true }\nbio = ")];
    refused(unique, "", &["it is unique, so every row needs a value of its own"]);
    refused(&[("bio = ", "home_id = { belongs_to = \"Team\" }\nbio = ")], "", &["it must reference a row of `teams`"]);
}

#[test]
fn a_column_that_is_gone_is_never_guessed() {
    let renamed: &[_] = &[("bio = ", "biography = ")];
    refused(renamed, "", &["--rename User.bio=biography\n        or with --drop User.bio"]);
    check(renamed, "--rename User.bio=biography", &["rename_users_bio: rename users.bio to biography"]);
    check(renamed, "--rename users.bio=biography", &["rename_users_bio: rename users.bio to biography"]);
    check(renamed, "--drop User.bio", &["change_users: add users.biography, drop users.bio"]);
    let hinted: &[_] = &[("bio = \"text?\"", "biography = { type = \"text?\", was = \"bio\" }")];
    check(hinted, "", &["rename_users_bio: rename users.bio to biography"]);
}

#[test]
fn a_value_of_an_enum_may_have_another_name() {
    let renamed: &[_] = &[("[\"active\", \"closed\"]", "[\"active\", \"archived\"]")];
    let told = "help: answer with --rename User.status.closed=archived\n        or with --narrow User.status\n";
    refused(renamed, "", &[told]);
    let flags = "--rename User.status.closed=archived";
    check(renamed, flags, &["change_users_status: alter users.status = 'archived'"]);
    check(renamed, "--rename users.status.closed=archived", &["change_users_status: alter users.status = 'archived'"]);
    refused(renamed, "--rename User.status.close=archived", &["error[M0402]", "question[M0204]"]);
    refused(&[], flags, &["has no effect: either `User.status` had no value `closed` that was removed"]);
    let both: &[_] = &[("[\"active\", \"closed\"], default = \"active\"", "[\"open\", \"shut\"], default = \"open\"")];
    let both_said = "--rename User.status.active=open --rename User.status.closed=shut";
    let told = outcome(BASE, both, both_said).expect("both are said");
    assert!(
        told[0].contains("CASE status WHEN 'active' THEN 'open' WHEN 'closed' THEN 'shut' ELSE status END"),
        "{told:?}"
    );
    refused(both, "--rename User.status.active=open", &["question[M0204]"]);
    assert!(outcome(BASE, both, "--rename User.status.active=open --narrow User.status").is_ok());
}

#[test]
fn a_parent_with_another_name_is_not_called_empty() {
    let renamed: &[_] = &[
        ("[entities.Team]\ntable = \"teams\"", "[entities.Club]\nwas = \"Team\"\ntable = \"clubs\""),
        ("[entities.Team.fields]", "[entities.Club.fields]"),
        (
            "team_id = { belongs_to = \"Team?\", on_delete = \"set_null\" }",
            "club_id = { belongs_to = \"Club\", was = \"team_id\" }",
        ),
    ];
    let problems = outcome(BASE, renamed, "").expect_err("rows may be without a club");
    let text = problems[0].to_string();
    assert!(text.contains("it must reference a row of `clubs`\n") && !text.contains("empty"), "{text}");
}

#[test]
fn a_reference_to_another_table_keeps_its_values_only_when_that_is_said() {
    let clubs = "[entities.Club]\ntable = \"clubs\"\n[entities.Club.fields]\nid = { type = \"uuid\", primary = true }\n\n[entities.User]";
    let other: &[_] = &[("[entities.User]", clubs), ("belongs_to = \"Team?\"", "belongs_to = \"Club?\"")];
    refused(other, "", &["drop this one\n  help: answer with --keep User.team_id"]);
    refused(&[], "--keep User.team_id", &["`User.team_id` still refers to the same table"]);
    assert!(outcome(BASE, other, "--keep User.team_id").is_ok());
    // A parent that has another name is the same one.
    let renamed: &[_] = &[
        ("[entities.Team]\ntable = \"teams\"", "[entities.Club]\nwas = \"Team\"\ntable = \"clubs\""),
        ("[entities.Team.fields]", "[entities.Club.fields]"),
        ("belongs_to = \"Team?\"", "belongs_to = \"Club?\""),
    ];
    assert!(outcome(BASE, renamed, "").is_ok());
}

#[test]
fn entity_and_table_both_name_a_table_without_an_s() {
    let order = "[entities.Order]\ntable = \"order\"\n[entities.Order.fields]\nid = { type = \"uuid\", primary = true }\ngroup = \"text?\"\nnote = \"text?\"\n";
    let before = format!("{BASE}{order}");
    let after = |from: &str, to: &str| format!("{BASE}{}", order.replace(from, to));
    for (text, flags, expected) in [
        (after("group", "kind"), "--rename Order.group=kind", "rename_order_group: rename order.group to kind"),
        (after("group", "kind"), "--rename order.group=kind", "rename_order_group: rename order.group to kind"),
        (after("group = \"text?\"\n", ""), "--drop Order.group", "drop_group_from_order: drop order.group"),
        (
            after("group = \"text?\"", "group = \"text\""),
            "--fill Order.group=note",
            "change_order_group: alter order.group = note",
        ),
        (
            after("group = \"text?\"", "group = \"text\""),
            "--fill order.group=note",
            "change_order_group: alter order.group = note",
        ),
        (BASE.to_owned(), "--drop Order", "drop_order: drop order"),
        (BASE.to_owned(), "--drop order", "drop_order: drop order"),
        (
            after("Order", "Sale").replace("\"order\"", "\"sales\"").replace("group", "kind"),
            "--rename Order=Sale --rename Order.group=kind",
            "change_order_and_sales: rename order to sales (sales_pkey), rename sales.group to kind",
        ),
    ] {
        match outcome(&before, &[(BASE, &text)], flags) {
            Ok(told) => assert_eq!(told, [expected], "{flags}"),
            Err(problems) => {
                panic!("{flags}: {}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

#[test]
fn candidates_are_ranked_by_type_then_name() {
    let text: &[_] = &[("bio = \"text?\"", "hobby = \"text?\"\nbios = \"i64?\"\nbiography = \"text?\"")];
    let problems = outcome(BASE, text, "").expect_err("there is a question");
    let question = problems[0].question.as_ref().expect("it is a question");
    assert_eq!(question.candidates, ["biography", "hobby"]);
}

#[test]
fn answers_that_answer_nothing_are_refused() {
    refused(&[], "--drop Usr", &["there is no entity or table `Usr`\n  help: did you mean `User`?"]);
    refused(&[], "--drop User.boi", &["`User` has no field `boi`\n  help: did you mean `bio`?"]);
    refused(&[], "--drop User.bio", &["error[M0402]"]);
    refused(&[], "--fill User.age=1", &["no row needs a value for `User.age`"]);
    refused(&[], "--narrow User.age", &["`User.age` still accepts all values"]);
    refused(
        &[("bio = ", "biography = ")],
        "--rename User.bio=biografy",
        &["the definition has no `biografy`\n  help: did you mean `biography`?", "question[M0202]"],
    );
    refused(&[("bio = ", "biography = ")], "--rename User.bio=biography --drop User.bio", &["error[M0402]"]);
    refused(
        &[("bio = ", "nick = \"text\"\nbio = ")],
        "--fill \"User.nick='a'; DROP TABLE users\"",
        &["contains a semicolon"],
    );
}

#[test]
fn a_former_name_beside_the_present_one_is_no_answer() {
    let both: &[_] = &[
        ("bio = \"text?\"\n", ""),
        ("email = { ", "email = { was = \"bio\", "),
        ("team_id =", "x = \"bool?\"\nteam_id ="),
    ];
    let told = "--drop users.email --rename users.bio=email; to drop `users.bio`, remove `was`";
    refused(both, "", &[told, "column `bio` of `User` is no longer in the definition"]);
    refused(both, "--drop User.bio", &[told]);
}

/// `Team` and `User` under names that tell nothing, each with the table of the other.
#[test]
fn tables_that_were_exchanged_are_asked_for() {
    let named = |team: &str, user: &str| {
        replaced(
            BASE,
            &[("table = \"teams\"", &format!("table = {team:?}")), ("table = \"users\"", &format!("table = {user:?}"))],
        )
    };
    let (before, after) = (named("crews", "folk"), named("folk", "crews"));
    let asked = |flags: &str| match outcome(&before, &[(BASE, &after)], flags) {
        Ok(told) => told.join("\n"),
        Err(problems) => problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"),
    };
    let question = "question[M0206]: `folk` looks like the former `crews`, and `crews` like the former `folk`";
    assert!(asked("").contains(question), "{}", asked(""));
    assert!(asked("").contains("--keep folk"), "{}", asked(""));
    for flag in ["--keep folk", "--keep crews", "--keep Team"] {
        assert!(!asked(flag).contains("M0206"), "{}", asked(flag));
        assert!(!asked(flag).contains("M0402"), "{}", asked(flag));
    }
}

/// Nothing but an index and a rule tells the two tables apart.
#[test]
fn tables_of_the_same_columns_are_told_apart_by_what_stands_over_them() {
    let of = |first: &str, second: &str| {
        format!(
            "[entities.Inbox]\ntable = {first:?}\nindexes = [\"note\"]\n[entities.Inbox.fields]\nid = {{ type = \"uuid\", primary = true }}\n\
             note = {{ type = \"string\", length = 20 }}\n\
             [entities.Outbox]\ntable = {second:?}\n[entities.Outbox.fields]\nid = {{ type = \"uuid\", primary = true }}\n\
             note = {{ type = \"string\", length = [3, 20] }}\n"
        )
    };
    let before = of("mail_a", "mail_b");
    let problems = outcome(&before, &[(BASE, &of("mail_b", "mail_a"))], "").expect_err("it is asked");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["M0206"]);
    outcome(&before, &[(BASE, &of("mail_b", "mail_a"))], "--keep mail_a").expect("it is answered");
    refused(&[], "--keep users", &["is not needed: `users` does not look swapped with another table"]);
}

/// A column that goes to another table is no exchange.
#[test]
fn a_column_that_moves_exchanges_nothing() {
    let moved: &[_] = &[
        ("age = { type = \"i32\", default = 0 }\n", ""),
        ("name = {", "age = { type = \"i32\", default = 0 }\nname = {"),
    ];
    outcome(BASE, moved, "--drop User.age").expect("nothing else is asked");
}
