//! What each kind of change becomes: operations in order, cut into folders.

use larder_format::plan::{Fill, Operation};
use larder_generator::sql::diff::{Tables, diff, is_same, wanted};
use larder_generator::sql::{Problem, fold};

#[path = "support/answers.rs"]
mod answers;
#[path = "support/definition.rs"]
mod definition;

use answers::answers;
use definition::schema;

const BASE: &str = r#"
[entities.Team]
table = "teams"
[entities.Team.fields]
id = { type = "uuid", primary = true }
name = { type = "string", length = 50 }

[entities.User]
table = "users"
indexes = ["status, joined_at desc"]
[entities.User.fields]
id = { type = "uuid", primary = true }
email = { type = "string", length = 100, unique = true }
bio = "text?"
age = { type = "i32", default = 0 }
status = { enum = ["active", "closed"], default = "active" }
joined_at = { type = "timestamp", default = "now" }
team_id = { belongs_to = "Team?", on_delete = "set_null" }
"#;

fn tables(text: &str) -> Tables {
    let wanted = wanted(&schema(text)).expect("the definition has tables");
    let drafts = diff(&Tables::new(), &wanted, &answers("")).expect("new tables need no answer").drafts;
    drafts.iter().fold(Tables::new(), |tables, draft| {
        fold::apply(&tables, &draft.operations).expect("the operations can be done")
    })
}

fn replaced(text: &str, replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the definition holds no `{from}`");
        text.replace(from, to)
    })
}

/// What becomes of the definition with the replacements: `folder: operation, operation`, or the mistakes.
fn outcome(before: &str, replacements: &[(&str, &str)], flags: &str) -> Result<Vec<String>, Vec<Problem>> {
    let before = tables(before);
    let after = wanted(&schema(&replaced(BASE, replacements))).expect("the definition has tables");
    let drafts = diff(&before, &after, &answers(flags))?.drafts;
    let operations: Vec<_> = drafts.iter().flat_map(|draft| draft.operations.clone()).collect();
    let led = fold::apply(&before, &operations).expect("the operations can be done");
    assert!(is_same(&led, &after));
    assert_eq!(
        diff(&led, &after, &answers("")).map(|diff| diff.drafts),
        Ok(Vec::new()),
        "a second run has nothing to do"
    );
    let told = |operations: &[Operation]| operations.iter().map(told).collect::<Vec<_>>().join(", ");
    Ok(drafts.iter().map(|draft| format!("{}: {}", draft.title, told(&draft.operations))).collect())
}

#[track_caller]
fn check(replacements: &[(&str, &str)], flags: &str, expected: &[&str]) {
    match outcome(BASE, replacements, flags) {
        Ok(told) => assert_eq!(told, expected),
        Err(problems) => panic!("{}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// Each expected text is in the problem at its place.
#[track_caller]
fn refused(replacements: &[(&str, &str)], flags: &str, expected: &[&str]) {
    let problems = outcome(BASE, replacements, flags).expect_err("the change is refused");
    let told: Vec<_> = problems.iter().map(Problem::to_string).collect();
    assert_eq!(told.len(), expected.len(), "{}", told.join("\n"));
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "`{expected}` is not in:\n{told}");
    }
}

fn told(operation: &Operation) -> String {
    let fill = |fill: &Option<Fill>| match fill {
        None => String::new(),
        Some(Fill::All(fill)) => format!(" = {fill}"),
        Some(Fill::Each { postgres, mysql, sqlite }) => format!(" = {postgres} | {mysql} | {sqlite}"),
    };
    let names = |names: &[larder_format::plan::RenamedPart]| match names.len() {
        0 => String::new(),
        _ => format!(" ({})", names.iter().map(|name| name.to.as_str()).collect::<Vec<_>>().join(" ")),
    };
    match operation {
        Operation::CreateTable(table) => format!("create {}", table.name),
        Operation::DropTable { table } => format!("drop {table}"),
        Operation::RenameTable { table, to, names: parts } => format!("rename {table} to {to}{}", names(parts)),
        Operation::AddColumn { table, column, fill: with } => format!("add {table}.{}{}", column.name, fill(with)),
        Operation::AlterColumn { table, column, fill: with } => format!("alter {table}.{}{}", column.name, fill(with)),
        Operation::RenameColumn { table, column, to, names: parts } => {
            format!("rename {table}.{column} to {to}{}", names(parts))
        }
        Operation::DropColumn { table, column } => format!("drop {table}.{column}"),
        Operation::AddUnique { unique, .. } => format!("add {}", unique.name),
        Operation::AddForeignKey { foreign_key, .. } => format!("add {}", foreign_key.name),
        Operation::AddCheck { check, .. } => format!("add {}", check.name),
        Operation::AddIndex { index, .. } => format!("add {}", index.name),
        Operation::DropUnique { name, .. }
        | Operation::DropForeignKey { name, .. }
        | Operation::DropCheck { name, .. }
        | Operation::DropIndex { name, .. } => format!("drop {name}"),
        Operation::AddSearch { table, .. } => format!("add search to {table}"),
        Operation::DropSearch { table } => format!("drop search from {table}"),
        Operation::Sql { title } => format!("sql {title}"),
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
fn a_required_column_asks_what_rows_get() {
    let added: &[_] = &[("bio = ", "nickname = { type = \"string\", length = 20 }\nbio = ")];
    refused(added, "", &["answer with --fill \"User.nickname=''\""]);
    check(added, "--fill \"User.nickname='none'\"", &["add_nickname_to_users: add users.nickname = 'none'"]);
    let unique: &[_] = &[("bio = ", "slug = { type = \"string\", length = 40, unique = true }\nbio = ")];
    refused(unique, "", &["it is unique, so every row needs a value of its own"]);
    refused(&[("bio = ", "home_id = { belongs_to = \"Team\" }\nbio = ")], "", &["it must name a row of `teams`"]);
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
fn types_change_where_values_fit() {
    check(&[("\"i32\"", "\"i64\"")], "", &["change_users_age: alter users.age"]);
    check(&[("\"closed\"]", "\"closed\", \"new\"]")], "", &["change_users_status: alter users.status"]);
    check(&[("[\"active\", \"closed\"]", "[\"closed\", \"active\"]")], "", &[]);
    refused(&[("\"i32\"", "\"i16\"")], "", &["numbers may lie outside the 16 bits"]);
    check(&[("\"i32\"", "\"i16\"")], "--narrow User.age --fill User.age=0", &["change_users_age: alter users.age = 0"]);
    refused(&[("\"active\", \"closed\"", "\"active\"")], "", &["rows may hold `closed`"]);
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

#[test]
fn tables_are_dropped_children_first() {
    refused(
        &[(
            BASE,
            "[entities.Team]\ntable = \"teams\"\n[entities.Team.fields]\nid = { type = \"uuid\", primary = true }\nname = { type = \"string\", length = 50 }\n",
        )],
        "",
        &["answer with --drop users"],
    );
    let users = &BASE[BASE.find("[entities.User]").expect("is there")..];
    check(&[(users, "")], "--drop User", &["drop_users: drop users"]);
    let notes =
        "[entities.Note]\ntable = \"notes\"\n[entities.Note.fields]\nid = { type = \"uuid\", primary = true }\n";
    check(
        &[(BASE, notes)],
        "--drop users --drop teams",
        &["change_users_and_teams: drop users, drop teams", "create_notes: create notes"],
    );
}

#[test]
fn what_needs_a_new_table_comes_after_it() {
    let added = "\n[entities.Office]\ntable = \"offices\"\n[entities.Office.fields]\nid = { type = \"uuid\", primary = true }\nhead_id = { belongs_to = \"User?\", on_delete = \"set_null\" }\n";
    let end = "team_id = { belongs_to = \"Team?\", on_delete = \"set_null\" }\n";
    let with = format!("{end}office_id = {{ belongs_to = \"Office?\", on_delete = \"set_null\" }}\n{added}");
    check(
        &[("bio = \"text?\"", "bio = \"text?\"\nnote = \"text?\""), (end, &with)],
        "",
        &[
            "add_note_to_users: add users.note",
            "create_offices: create offices",
            "add_office_id_to_users: add users.office_id, add users_office_id_idx, add users_office_id_fkey",
        ],
    );
}

#[test]
fn circles_between_new_tables_are_broken() {
    let circle = "
[entities.A]
table = \"as\"
[entities.A.fields]
id = { type = \"uuid\", primary = true }
b_id = { belongs_to = \"B?\" }
[entities.B]
table = \"bs\"
[entities.B.fields]
id = { type = \"uuid\", primary = true }
a_id = { belongs_to = \"A\" }
";
    let both = format!("{BASE}{circle}");
    check(
        &[(BASE, &both)],
        "",
        &["create_as: create as", "create_bs: create bs", "add_as_b_id_fkey: add as_b_id_fkey"],
    );
    assert_eq!(
        outcome(&both, &[], "--drop as --drop bs").expect("both may go"),
        ["change_bs_and_as: drop bs_a_id_fkey, drop as, drop bs"]
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

#[test]
fn answers_that_answer_nothing_are_refused() {
    refused(&[], "--drop Usr", &["there is no entity or table `Usr`\n  help: did you mean `User`?"]);
    refused(&[], "--drop User.boi", &["`User` has no field `boi`\n  help: did you mean `bio`?"]);
    refused(&[], "--drop User.bio", &["error[M0402]"]);
    refused(&[], "--fill User.age=1", &["no row is without a fitting value of `User.age`"]);
    refused(&[], "--narrow User.age", &["`User.age` takes all the values"]);
    refused(
        &[("bio = ", "biography = ")],
        "--rename User.bio=biografy",
        &["the definition has no `biografy`\n  help: did you mean `biography`?", "question[M0202]"],
    );
    refused(&[("bio = ", "biography = ")], "--rename User.bio=biography --drop User.bio", &["error[M0402]"]);
    refused(
        &[("bio = ", "nick = \"text\"\nbio = ")],
        "--fill \"User.nick='a'; DROP TABLE users\"",
        &["holds a semicolon"],
    );
}

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
fn a_new_name_that_is_taken_is_numbered() {
    let before = replaced(BASE, &[("table = \"teams\"", "table = \"teams\"\nindexes = [\"name\"]")]);
    // The stored name of an index stays when its columns do.
    let names: Vec<_> = tables(&before)["teams"].indexes.iter().map(|index| index.name.clone()).collect();
    assert_eq!(names, ["teams_name_idx"]);
    let partial =
        [("table = \"teams\"", "table = \"teams\"\nindexes = [{ on = \"name\", where = \"name != 'x'\" }, \"name\"]")];
    assert_eq!(
        outcome(&before, &partial, "").expect("an index needs no answer"),
        ["add_teams_name_idx2: add teams_name_idx2"]
    );
}

#[test]
fn a_default_fills_as_if_it_were_typed() {
    let required = "bio = { type = \"text\", default = \"C:\\\\b 'x\" }";
    check(&[("bio = \"text?\"", required)], "", &[r"change_users_bio: alter users.bio = 'C:\b ''x'"]);
}
