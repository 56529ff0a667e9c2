//! `plan.toml`: reading, writing, hashing.

use larder_format::plan::*;
use larder_format::{Dialect, Direction, hash};

fn column(name: &str, ty: ColumnType) -> Column {
    Column {
        name: name.to_owned(),
        ty,
        nullable: false,
        default: None,
        stand_in: None,
        native: None,
        members: None,
        unchecked: false,
        generated: None,
        comment: None,
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn ordered(name: &str, order: Order) -> IndexColumn {
    IndexColumn { name: name.to_owned(), order, nulls: NullOrder::Any }
}

fn users() -> Table {
    Table {
        name: "users".to_owned(),
        comment: None,
        columns: vec![
            column("id", ColumnType::Uuid),
            column("tenant_id", ColumnType::String { max: 50 }),
            Column { nullable: true, ..column("email", ColumnType::String { max: 100 }) },
            Column {
                default: Some(DefaultValue::Literal(Literal::Text("it's \"free\"".to_owned()))),
                ..column("plan", ColumnType::Enum { values: names(&["free", "basic"]) })
            },
            Column { default: Some(DefaultValue::Json("{\"a\":1}".to_owned())), ..column("config", ColumnType::Json) },
            Column { default: Some(DefaultValue::Now), ..column("created_at", ColumnType::Timestamp) },
            Column { stand_in: Some("[]".to_owned()), ..column("tags", ColumnType::Json) },
            column("bio", ColumnType::Text { max: None }),
            column("score", ColumnType::Decimal { precision: 10, scale: 2 }),
        ],
        primary_key: PrimaryKey { name: "users_pkey".to_owned(), columns: names(&["id"]) },
        uniques: vec![Unique {
            name: "users_tenant_id_email_key".to_owned(),
            columns: names(&["tenant_id", "email"]),
            nulls: Nulls::Equal,
            conditions: vec![Condition { column: "email".to_owned(), is: Comparison::NotNull }],
        }],
        foreign_keys: vec![ForeignKey {
            name: "users_tenant_id_fkey".to_owned(),
            columns: names(&["tenant_id"]),
            parent: "tenants".to_owned(),
            parent_columns: names(&["tenant_id"]),
            on_update: ReferentialAction::default(),
            deferrable: None,
            parent_tenant: None,
            on_delete: ReferentialAction::SetNull,
        }],
        checks: vec![Check {
            name: "users_score_check".to_owned(),
            column: "score".to_owned(),
            rules: vec![
                CheckRule::Range { min: Some(Literal::Float(0.5)), max: Some(Literal::Int(9)) },
                CheckRule::Length { min: Some(1), max: None },
                CheckRule::Pattern("^[a-z]\\d$".to_owned()),
                CheckRule::OneOf(vec![Literal::Bool(true), Literal::Text("x".to_owned())]),
                CheckRule::Json,
                CheckRule::NoTrailingSpace,
            ],
            columns: Vec::new(),
            text: None,
        }],
        indexes: indexes(),
        search: Some(Search {
            name: "users_search_idx".to_owned(),
            columns: names(&["bio"]),
            tokens: "search_tokens".to_owned(),
            tenant: Some("tenant_id".to_owned()),
            shadow: "users_search".to_owned(),
        }),
        row_security: None,
        partition: None,
        scale: None,
        distribution: None,
    }
}

fn indexes() -> Vec<Index> {
    vec![
        Index {
            name: "users_plan_idx".to_owned(),
            kind: IndexKind::Ordered,
            columns: vec![ordered("plan", Order::Ascending), ordered("created_at", Order::Descending)],
            conditions: vec![Condition { column: "score".to_owned(), is: Comparison::Greater(Literal::Int(0)) }],
            text: None,
            include: Vec::new(),
            unique: false,
        },
        Index {
            name: "users_config_idx".to_owned(),
            kind: IndexKind::Contains,
            columns: vec![ordered("config", Order::Ascending)],
            conditions: Vec::new(),
            text: None,
            include: Vec::new(),
            unique: false,
        },
    ]
}

fn example() -> PlanFile {
    let mut plan = PlanFile::new("0002_create_users", vec!["0001_create_tenants@0123456789abcdef".to_owned()]);
    plan.operations = vec![
        Operation::CreateTable(users()),
        Operation::AddColumn { table: "tenants".to_owned(), column: column("name", ColumnType::I64), fill: None },
        Operation::DropTable { table: "old".to_owned() },
    ];
    plan.steps.mysql.up = vec![
        Step { statements: 1, probe: Some(Probe::HasTable("users".to_owned())), ..Step::default() },
        Step {
            statements: 1,
            no_transaction: true,
            probe: Some(Probe::HasColumn { table: "tenants".to_owned(), name: "name".to_owned() }),
            ..Step::default()
        },
    ];
    plan.files.insert("postgres.up.sql".to_owned(), "ab".repeat(32));
    plan.waivers.push(Waiver { rule: "M0101".to_owned(), file: None, reason: "small table".to_owned() });
    plan.hand_edits.push(HandEdit {
        file: "postgres.up.sql".to_owned(),
        sha256: "cd".repeat(32),
        reason: "fills the new column".to_owned(),
    });
    plan
}

#[test]
fn every_part_survives_the_way_to_disk_and_back() {
    let plan = example();
    let text = plan.render().unwrap();
    assert_eq!(PlanFile::parse(&text).unwrap(), plan, "{text}");
    assert_eq!(text, PlanFile::parse(&text).unwrap().render().unwrap());
    assert_eq!(plan, PlanFile::parse(&text.replace('\n', "\r\n")).unwrap());
}

#[test]
fn a_column_takes_one_line() {
    let text = example().render().unwrap();
    assert!(text.contains("\n    { name = \"tenant_id\", type = \"string\", max = 50 },\n"), "{text}");
    assert!(text.contains("columns = [\"plan\", \"created_at desc\"]"), "{text}");
    assert!(text.contains("\n[[operations]]\nkind = \"create_table\"\ntable = \"users\"\n"), "{text}");
    assert!(
        text.contains("[steps.mysql]\nup = [\n    { statements = 1, probe = { has_table = \"users\" } },\n"),
        "{text}"
    );
}

fn change(id: &str) -> PlanFile {
    let mut plan = PlanFile::new(id, Vec::new());
    let fill = |text: &str| Some(Fill::All(text.to_owned()));
    let each = Fill::Each { postgres: "now()".to_owned(), mysql: "now(6)".to_owned(), sqlite: "0".to_owned() };
    let part = |from: &str, to: &str| RenamedPart { from: from.to_owned(), to: to.to_owned() };
    let (table, name) = ("users".to_owned(), "bio".to_owned());
    plan.operations = vec![
        Operation::AddColumn { table: table.clone(), column: column("nick", ColumnType::I64), fill: fill("''") },
        Operation::AlterColumn { table: table.clone(), column: column("at", ColumnType::Timestamp), fill: Some(each) },
        Operation::RenameTable {
            table: "user".to_owned(),
            to: table.clone(),
            names: vec![part("user_pkey", "users_pkey")],
        },
        Operation::RenameColumn {
            table: table.clone(),
            column: "about".to_owned(),
            to: name.clone(),
            names: Vec::new(),
        },
    ];
    let key = "id".to_owned();
    let probe = |probe| Step { statements: 2, probe: Some(probe), ..Step::default() };
    plan.steps.postgres.up = vec![
        Step { statements: 1, backfill: Some(Backfill { table: table.clone(), key: key.clone() }), ..Step::default() },
        Step {
            tokens: Some(Tokens {
                table: table.clone(),
                key,
                columns: names(&["bio"]),
                tenant: Some("tenant_id".to_owned()),
                tokens: "search_tokens".to_owned(),
            }),
            ..Step::default()
        },
        Step { statements: 1, expects_no_rows: true, ..Step::default() },
        Step {
            statements: 1,
            lock: Some("ACCESS EXCLUSIVE, instant".to_owned()),
            rewrites: true,
            loses: names(&["users.bio"]),
            ..Step::default()
        },
        probe(Probe::HasColumnAs {
            table: table.clone(),
            name: name.clone(),
            ty: "varchar(9)".to_owned(),
            nullable: true,
            default: Some("x".to_owned()),
        }),
        probe(Probe::Validated { table: table.clone(), name: name.clone() }),
        probe(Probe::NotNull { table: table.clone(), name: name.clone() }),
        probe(Probe::Nullable { table, name }),
        probe(Probe::NoRows("SELECT 1 FROM users WHERE bio IS NULL".to_owned())),
    ];
    plan
}

#[test]
fn a_change_survives_the_way_to_disk_and_back() {
    let plan = change("0003_change_users");
    let text = plan.render().unwrap();
    assert_eq!(PlanFile::parse(&text).unwrap(), plan, "{text}");
    for line in [
        "fill = \"''\"\n",
        "fill = { postgres = \"now()\", mysql = \"now(6)\", sqlite = \"0\" }\n",
        "names = [\n    { from = \"user_pkey\", to = \"users_pkey\" },\n]\n",
        "    { statements = 1, backfill = { table = \"users\", key = \"id\" } },\n",
        "    { statements = 0, tokens = { table = \"users\", key = \"id\", columns = [\"bio\"], tenant = \"tenant_id\", tokens = \"search_tokens\" } },\n",
        "    { statements = 1, expects_no_rows = true },\n",
        "    { statements = 1, lock = \"ACCESS EXCLUSIVE, instant\", rewrites = true, loses = [\"users.bio\"] },\n",
        "{ has_column_as = { table = \"users\", name = \"bio\", type = \"varchar(9)\", nullable = true, default = \"x\" } }",
        "{ no_rows = \"SELECT 1 FROM users WHERE bio IS NULL\" }",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("names = []"), "{text}");
}

/// Plans that name none of the later keys have the hash that the migrations which follow them state.
#[test]
fn fields_that_are_not_used_leave_bytes_and_hash_as_they_were() {
    let text = "# Written by codegen. Edit the SQL beside it, not this file.\nformat = 1\nid = \"0002_change\"\nparents = []\n\n\
        [[operations]]\nkind = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"age\", type = \"i32\", nullable = true }\n\n\
        [[operations]]\nkind = \"rename_column\"\ntable = \"users\"\ncolumn = \"a\"\nto = \"b\"\n\n\
        [steps.mysql]\nup = [\n    { statements = 2, no_transaction = true },\n]\n";
    let plan = PlanFile::parse(text).unwrap();
    assert_eq!(plan.render().unwrap(), text);
    assert_eq!(hash::plan(&plan), "72cd4265f9ec876e");
}

#[test]
fn a_fill_counts_for_the_hash_and_names_one_expression_for_each_dialect() {
    let plan = change("0003_change_users");
    let mut other = plan.clone();
    let Operation::AddColumn { fill, .. } = &mut other.operations[0] else { unreachable!() };
    *fill = None;
    assert_ne!(hash::plan(&plan), hash::plan(&other));
    let Operation::AlterColumn { fill: Some(fill), .. } = &plan.operations[1] else { unreachable!() };
    assert_eq!([Dialect::Postgres, Dialect::MySql, Dialect::Sqlite].map(|one| fill.of(one)), ["now()", "now(6)", "0"]);
    assert_eq!(Fill::All("7".to_owned()).of(Dialect::MySql), "7");
}

#[test]
fn a_newer_format_is_refused_before_the_rest_is_read() {
    let error = PlanFile::parse("format = 7\nsurprise = true\n").unwrap_err();
    assert_eq!(error, PlanError::Format { found: 7 });
    assert!(error.to_string().contains("format 7"), "{error}");
    assert!(matches!(PlanFile::parse("format = 1\nid = \"x\"\nsurprise = true\n"), Err(PlanError::Syntax(_))));
}

#[test]
fn the_hash_covers_identity_parents_and_operations_only() {
    let plan = example();
    let hash = hash::plan(&plan);
    assert_eq!(hash.len(), 16);
    assert_eq!(hash, hash::plan(&PlanFile::parse(&plan.render().unwrap()).unwrap()));

    let same = PlanFile { steps: Steps::default(), waivers: Vec::new(), ..example() };
    assert_eq!(hash, hash::plan(&same));
    for change in [
        |plan: &mut PlanFile| plan.id.push('x'),
        |plan: &mut PlanFile| plan.parents.clear(),
        |plan: &mut PlanFile| plan.operations.swap(0, 1),
        |plan: &mut PlanFile| plan.operations[2] = Operation::DropTable { table: "older".to_owned() },
    ] {
        let mut changed = example();
        change(&mut changed);
        assert_ne!(hash, hash::plan(&changed));
    }
}

#[test]
fn a_hand_edit_replaces_the_generated_checksum() {
    let plan = example();
    assert_eq!(plan.checksum_of("postgres.up.sql"), Some("cd".repeat(32).as_str()));
    assert_eq!(plan.checksum_of("mysql.up.sql"), None);
}

#[test]
fn steps_are_found_by_dialect_and_direction() {
    let plan = example();
    assert_eq!(plan.steps.of(Dialect::MySql, Direction::Up).len(), 2);
    assert!(plan.steps.of(Dialect::MySql, Direction::Down).is_empty());
    assert!(plan.steps.of(Dialect::Sqlite, Direction::Up).is_empty());
}

#[test]
fn only_additions_are_compatible_with_older_code() {
    assert!(!example().is_compatible());
    let added = PlanFile { operations: vec![Operation::CreateTable(users())], ..example() };
    assert!(added.is_compatible());
}

#[test]
fn the_first_lowering_rules_are_not_written() {
    let first = example();
    assert_eq!((first.format, first.rules), (1, 1));
    assert!(!first.render().unwrap().contains("\nrules = "));
    let second = example().with_rules(2);
    let text = second.render().unwrap();
    assert!(text.contains("format = 2\n") && text.contains("\nrules = 2\n"), "{text}");
    assert_eq!(PlanFile::parse(&text).unwrap(), second);
    assert_ne!(first.reference(), second.reference());
    assert_eq!(first, second.with_rules(1));
}
