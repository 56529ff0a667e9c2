//! The order in which tables come and go.

use super::{BASE, check, outcome, refused};

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
