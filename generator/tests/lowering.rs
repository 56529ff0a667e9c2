//! One change of every kind in the words of every dialect, up and down, beside the texts under `golden/changes/`.

use std::path::{Path, PathBuf};

use larder_format::plan::Operation;
use larder_generator::sql::{Rules, operation, plan};

#[path = "support/definition.rs"]
mod definition;
#[path = "support/operations.rs"]
mod operations;

use definition::schema;
use operations::{Tables, Told, operations};

const SHOP: &str = include_str!("cases/changes/shop.toml");

/// Replacements in the definition: what it says before, and what in its place.
type Edit<'a> = &'a [(&'a str, &'a str)];

fn tables(text: &str) -> Tables {
    let tables = operation::tables(&schema(text)).expect("the definition gives tables");
    tables.into_iter().map(|table| (table.name.clone(), table)).collect()
}

fn edited(edit: Edit<'_>) -> String {
    let mut text = SHOP.to_owned();
    for (from, to) in edit {
        assert!(text.contains(from), "shop.toml holds no `{from}`");
        text = text.replace(from, to);
    }
    text
}

/// The way from the shop to its edited definition.
fn check(name: &str, edit: Edit<'_>, told: &[Told<'_>]) {
    compare(name, &tables(SHOP), &tables(&edited(edit)), told);
}

/// The way from an edited definition to the shop.
fn check_back(name: &str, edit: Edit<'_>, told: &[Told<'_>]) {
    compare(name, &tables(&edited(edit)), &tables(SHOP), told);
}

fn compare(name: &str, before: &Tables, after: &Tables, told: &[Told<'_>]) {
    compare_operations(name, before, operations(before, after, told));
}

/// Compares with the files, or writes them when `LARDER_BLESS` is set.
fn compare_operations(name: &str, before: &Tables, operations: Vec<Operation>) {
    let id = format!("0002_{name}");
    let made = plan::change(&id, Vec::new(), before, operations, Rules::NEWEST).expect("the change is possible");
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/changes").join(name);
    let bless = std::env::var_os("LARDER_BLESS").is_some();
    if bless {
        std::fs::create_dir_all(&folder).expect("folder can be made");
    }
    let mut differing = Vec::new();
    for (file, actual) in &made.files {
        let path = folder.join(file);
        if bless {
            std::fs::write(&path, actual).expect("golden file can be written");
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != *actual {
            differing.push(format!("{name}/{file} differs; LARDER_BLESS=1 writes it anew. Rendered:\n{actual}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

const NOTE: &str = "note = { type = \"string\", length = 200, default = \"\" }\n";
const NICKNAME: &str = "nickname = { type = \"string?\", length = 50 }\n";
const ROLE: &str = "role = { enum = [\"user\", \"admin\", \"guest\"], default = \"user\" }\n";
const TOTAL: &str = "total = { type = \"i32\", default = 0 }\n";

#[test]
fn columns_come() {
    check(
        "add_nullable_column",
        &[(NICKNAME, "nickname = { type = \"string?\", length = 50 }\nbio = \"text?\"\n")],
        &[],
    );
    check(
        "add_column_with_default",
        &[(
            NOTE,
            "note = { type = \"string\", length = 200, default = \"\" }\nlevel = { enum = [\"low\", \"high\"], default = \"low\" }\nchanged_at = { type = \"timestamp\", default = \"now\" }\n",
        )],
        &[],
    );
    check(
        "add_column_with_constant_fill",
        &[(
            NOTE,
            "note = { type = \"string\", length = 200, default = \"\" }\ncity = { type = \"string\", length = [2, 80] }\n",
        )],
        &[Told::Fill { table: "users", column: "city", with: "'not said'" }],
    );
    check(
        "add_column_with_filled_rows",
        &[(
            NOTE,
            "note = { type = \"string\", length = 200, default = \"\" }\nhandle = { type = \"string\", length = 60 }\ntoken = \"uuid\"\n",
        )],
        &[
            Told::Fill { table: "users", column: "handle", with: "lower(login)" },
            Told::Fill { table: "users", column: "token", with: "uuid_v7" },
        ],
    );
}

#[test]
fn a_default_comes_before_nulls_go() {
    check(
        "require_column_with_default",
        &[(NICKNAME, "nickname = { type = \"string\", length = 50, default = \"none\" }\n")],
        &[Told::Fill { table: "users", column: "nickname", with: "login" }],
    );
}

#[test]
fn columns_go() {
    check(
        "drop_columns",
        &[
            (NOTE, ""),
            ("age = { type = \"i32?\", range = [0, 150] }\n", ""),
            (", { on = \"age\", where = \"active = true\" }", ""),
        ],
        &[],
    );
    check(
        "drop_column_in_keys",
        &[
            ("user_id = { belongs_to = \"User\", on_delete = \"cascade\" }\n", ""),
            ("unique = [\"tenant_id, login\"]\n", ""),
            ("login = { type = \"string\", length = 50 }\n", ""),
        ],
        &[],
    );
}

#[test]
fn columns_change() {
    check(
        "grow_string",
        &[
            (NOTE, "note = { type = \"string\", length = 400, default = \"\" }\n"),
            (NICKNAME, "nickname = { type = \"text?\" }\n"),
        ],
        &[],
    );
    check(
        "shrink_string",
        &[(NOTE, "note = { type = \"string\", length = 20, default = \"\" }\n")],
        &[Told::Fill { table: "users", column: "note", with: "substr(note, 1, 20)" }],
    );
    check("widen_integer", &[(TOTAL, "total = { type = \"i64\", default = 0, range = [0, 1000] }\n")], &[]);
    // SQLite has one type for both, so that nothing but the numbers is looked at.
    check("narrow_integer", &[(TOTAL, "total = { type = \"i16\", default = 0 }\n")], &[]);
    check(
        "integer_from_bool",
        &[
            ("active = { type = \"bool\", default = true }\n", "active = { type = \"i32\", default = 1 }\n"),
            (", { on = \"age\", where = \"active = true\" }", ""),
        ],
        &[],
    );
    check(
        "text_from_json",
        &[("settings = { type = \"json\", default = {} }\n", "settings = { type = \"text\", default = \"{}\" }\n")],
        &[],
    );
    check(
        "require_column",
        &[
            (NICKNAME, "nickname = { type = \"string\", length = 50 }\n"),
            ("seen_at = \"timestamp?\"\n", "seen_at = \"timestamp\"\n"),
        ],
        &[
            Told::Fill { table: "users", column: "nickname", with: "login" },
            Told::Fill { table: "users", column: "seen_at", with: "now" },
        ],
    );
    check("allow_null", &[(TOTAL, "total = \"i32?\"\n")], &[]);
    check(
        "change_default",
        &[
            (TOTAL, "total = { type = \"i32\", default = 7 }\n"),
            ("seen_at = \"timestamp?\"\n", "seen_at = { type = \"timestamp?\", default = \"now\" }\n"),
            ("active = { type = \"bool\", default = true }\n", "active = \"bool\"\n"),
        ],
        &[],
    );
    check(
        "add_enum_value",
        &[(ROLE, "role = { enum = [\"user\", \"admin\", \"guest\", \"owner\"], default = \"owner\" }\n")],
        &[],
    );
    check(
        "drop_enum_value",
        &[(ROLE, "role = { enum = [\"user\", \"admin\"], default = \"user\" }\n")],
        &[Told::Fill { table: "users", column: "role", with: "'user'" }],
    );
    check("string_from_enum", &[(ROLE, "role = { type = \"string\", length = 30, default = \"user\" }\n")], &[]);
}

/// No row obeys the new rule of one column before it has the new value of the other.
#[test]
fn several_columns_get_values_at_once() {
    check(
        "narrow_several_columns",
        &[
            (ROLE, "role = { enum = [\"member\", \"admin\"], default = \"member\" }\n"),
            (
                NICKNAME,
                "nickname = { type = \"string\", length = [2, 50] }\nhandle = { type = \"string\", length = 60 }\n",
            ),
            (NOTE, "note = { type = \"string\", length = 20, default = \"\" }\n"),
        ],
        &[
            Told::Fill { table: "users", column: "role", with: "'member'" },
            Told::Fill { table: "users", column: "nickname", with: "login" },
            Told::Fill { table: "users", column: "handle", with: "lower(login)" },
            Told::Fill { table: "users", column: "note", with: "substr(note, 1, 20)" },
        ],
    );
    // Every row that has the new value had the old one.
    check(
        "rename_enum_value",
        &[(ROLE, "role = { enum = [\"member\", \"admin\", \"guest\"], default = \"member\" }\n")],
        &[Told::Fill { table: "users", column: "role", with: "'member'" }],
    );
}

#[test]
fn names_change() {
    check(
        "rename_column",
        &[
            ("role, created_at desc", "rank, created_at desc"),
            (ROLE, "rank = { enum = [\"user\", \"admin\", \"guest\"], default = \"user\" }\n"),
            ("tenant_id, login", "tenant_id, account"),
            ("login = {", "account = {"),
            ("age = {", "years = {"),
            ("\"age\"", "\"years\""),
        ],
        &[
            Told::Column { table: "users", column: "role", to: "rank" },
            Told::Column { table: "users", column: "login", to: "account" },
            Told::Column { table: "users", column: "age", to: "years" },
        ],
    );
    check(
        "rename_table",
        &[("table = \"users\"", "table = \"people\"")],
        &[Told::Table { table: "users", to: "people" }],
    );
    check(
        "rename_table_with_identity",
        &[("table = \"order\"", "table = \"sales\"")],
        &[Told::Table { table: "order", to: "sales" }],
    );
    check(
        "rename_and_change",
        &[
            ("table = \"users\"", "table = \"people\""),
            (NOTE, "remark = { type = \"text\", default = \"-\" }\n"),
            (NICKNAME, "note = \"text?\"\n"),
        ],
        &[Told::Table { table: "users", to: "people" }, Told::Column { table: "people", column: "note", to: "remark" }],
    );
    check(
        "swap_columns",
        &[
            (NOTE, "other = { type = \"string\", length = 200, default = \"\" }\n"),
            (NICKNAME, "note = { type = \"string?\", length = 50 }\n"),
            ("other = {", "nickname = {"),
        ],
        &[
            Told::Column { table: "users", column: "note", to: "aside" },
            Told::Column { table: "users", column: "nickname", to: "note" },
            Told::Column { table: "users", column: "aside", to: "nickname" },
        ],
    );
    let column = |column: &str| Operation::DropColumn { table: "users".to_owned(), column: column.to_owned() };
    compare_operations(
        "take_the_name_of_a_dropped_column",
        &tables(SHOP),
        vec![
            column("nickname"),
            Operation::RenameColumn {
                table: "users".to_owned(),
                column: "note".to_owned(),
                to: "nickname".to_owned(),
                names: Vec::new(),
            },
        ],
    );
}

#[test]
fn keys_and_indexes_change() {
    check(
        "add_index",
        &[(
            "\"role, created_at desc\"",
            "\"role, created_at desc\", \"note, age desc\", { on = \"seen_at\", where = \"seen_at is not null\" }",
        )],
        &[],
    );
    check(
        "add_json_index",
        &[("\"role, created_at desc\"", "\"role, created_at desc\", { contains = \"settings\" }")],
        &[],
    );
    check_back(
        "drop_json_index",
        &[("\"role, created_at desc\"", "\"role, created_at desc\", { contains = \"settings\" }")],
        &[],
    );
    check("replace_index", &[("\"role, created_at desc\"", "\"role, seen_at desc\"")], &[]);
    check(
        "add_unique",
        &[("unique = [\"tenant_id, login\"]", "unique = [\"tenant_id, login\", \"tenant_id, note\"]")],
        &[],
    );
    check(
        "add_unique_nulls_equal",
        &[(
            "unique = [\"tenant_id, login\"]",
            "unique = [\"tenant_id, login\", { on = \"tenant_id, nickname\", nulls = \"equal\" }]",
        )],
        &[],
    );
    check(
        "add_partial_unique",
        &[(
            "unique = [\"tenant_id, login\"]",
            "unique = [\"tenant_id, login\", { on = \"tenant_id, nickname\", where = \"active = true\" }]",
        )],
        &[],
    );
    check(
        "add_partial_unique_nulls_equal",
        &[(
            "unique = [\"tenant_id, login\"]",
            "unique = [\"tenant_id, login\", { on = \"tenant_id, nickname\", nulls = \"equal\", where = \"note = 'a '\" }]",
        )],
        &[],
    );
    check(
        "add_index_with_nulls",
        &[("\"role, created_at desc\"", "\"role, created_at desc\", \"nickname asc, seen_at desc\"")],
        &[],
    );
    check_back(
        "drop_uniques",
        &[(
            "unique = [\"tenant_id, login\"]",
            "unique = [\"tenant_id, login\", \"tenant_id, note\", { on = \"tenant_id, nickname\", where = \"active = true\" }]",
        )],
        &[],
    );
    let both = "unique = [{ on = \"tenant_id, nickname\", nulls = \"equal\" }, { on = \"tenant_id, nickname\", where = \"nickname is not null\", name = \"named\" }]";
    let one = "unique = [{ on = \"tenant_id, nickname\", nulls = \"equal\" }]";
    let unique = "unique = [\"tenant_id, login\"]";
    compare(
        "unique_takes_the_name_of_another",
        &tables(&edited(&[(unique, both)])),
        &tables(&edited(&[(unique, one), (NICKNAME, "nickname = { type = \"string\", length = 50 }\n")])),
        &[Told::Fill { table: "users", column: "nickname", with: "''" }],
    );
}

#[test]
fn rules_and_foreign_keys_change() {
    check(
        "add_rule",
        &[
            (TOTAL, "total = { type = \"i32\", default = 0, range = [0, 100000] }\n"),
            ("length = [1, 5000]", "length = [1, 9000]"),
        ],
        &[],
    );
    check_back("drop_rule", &[(TOTAL, "total = { type = \"i32\", default = 0, range = [0, 100000] }\n")], &[]);
    check(
        "add_foreign_key",
        &[(
            TOTAL,
            "total = { type = \"i32\", default = 0 }\nparent_id = { belongs_to = \"Order?\", on_delete = \"set_null\" }\nseller_id = { belongs_to = \"User?\", on_delete = \"restrict\" }\n",
        )],
        &[],
    );
    check(
        "change_foreign_key",
        &[(
            "user_id = { belongs_to = \"User\", on_delete = \"cascade\" }",
            "user_id = { belongs_to = \"User\", on_delete = \"restrict\" }",
        )],
        &[],
    );
}

#[test]
fn full_text_changes() {
    let text = "{ search = \"text\" }";
    check("add_search", &[("indexes = [\"placed_at\"]", &format!("indexes = [\"placed_at\", {text}]"))], &[]);
    check_back("drop_search", &[("indexes = [\"placed_at\"]", &format!("indexes = [\"placed_at\", {text}]"))], &[]);
    let searched = ("indexes = [\"placed_at\"]", "indexes = [\"placed_at\", { search = \"text\" }]");
    compare(
        "fill_searched_column",
        &tables(&edited(&[searched, ("text = { type = \"text\"", "text = { type = \"text?\"")])),
        &tables(&edited(&[searched])),
        &[Told::Fill { table: "order", column: "text", with: "'not said'" }],
    );
}

/// A new table, and what goes to it and comes from it.
const INVOICE: &str = "
[entities.Invoice]
table = \"invoices\"
[entities.Invoice.fields]
id = { type = \"i64\", primary = true }
tenant_id = { belongs_to = \"Tenant\", tenant = true, on_delete = \"cascade\" }
order_id = { belongs_to = \"Order\", on_delete = \"cascade\" }
[entities.Tenant]
";

#[test]
fn tables_come_and_go() {
    check("add_table", &[("\n[entities.Tenant]\n", INVOICE)], &[]);
    check_back("drop_table", &[("\n[entities.Tenant]\n", INVOICE)], &[]);
    let circle = [
        ("\n[entities.Tenant]\n", INVOICE),
        (
            TOTAL,
            "total = { type = \"i32\", default = 0 }\ninvoice_id = { belongs_to = \"Invoice?\", on_delete = \"set_null\" }\n",
        ),
    ];
    check("add_table_in_a_circle", &circle, &[]);
    check_back("drop_table_in_a_circle", &circle, &[]);
    let tables = tables(&edited(&circle));
    let drop = |table: &str| Operation::DropTable { table: table.to_owned() };
    compare_operations("drop_two_tables_in_a_circle", &tables, vec![drop("order"), drop("invoices")]);
}

#[test]
fn tables_are_spread() {
    let [ready, spread] =
        ["ready = true", "engine = \"citus\""].map(|line| tables(&format!("{SHOP}\n[scale]\n{line}\n")));
    let operations = spread.values().filter_map(|table| {
        Some(Operation::Distribute { table: table.name.clone(), distribution: table.distribution? })
    });
    compare_operations("spread_tables", &ready, operations.collect());
    let root: Tables =
        spread.iter().filter(|(name, _)| *name == "tenants").map(|(a, b)| (a.clone(), b.clone())).collect();
    compare_operations("create_spread_table", &root, vec![Operation::CreateTable(spread["users"].clone())]);
}
