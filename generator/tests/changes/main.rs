//! What each kind of change becomes: operations in order, cut into folders.

use larder_format::plan::{Fill, Operation};
use larder_generator::sql::diff::{Tables, diff, is_same, wanted};
use larder_generator::sql::{Problem, history};

mod columns;
mod fills;
mod names;
mod order;
mod questions;

#[path = "../support/answers.rs"]
mod answers;
#[path = "../support/definition.rs"]
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
        history::apply(&tables, &draft.operations).expect("the operations can be done")
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
    let led = history::apply(&before, &operations).expect("the operations can be done");
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
        Operation::AddRowSecurity { table, .. } => format!("add row security to {table}"),
        Operation::Distribute { table, .. } => format!("spread {table}"),
        Operation::Undistribute { table, .. } => format!("gather {table}"),
        Operation::DropRowSecurity { table, .. } => format!("drop row security from {table}"),
        Operation::AddScale { table, .. } => format!("make {table} ready to scale"),
        Operation::DropScale { table } => format!("make {table} of one server"),
        Operation::AddPartition { table, .. } => format!("partition {table}"),
        Operation::DropPartition { table } => format!("put {table} into one table"),
        Operation::CommentTable { table, .. } => format!("comment on {table}"),
        Operation::CreateObject(object) => format!("create {}", object.name),
        Operation::ReplaceObject(object) => format!("replace {}", object.name),
        Operation::DropObject { object } => format!("drop {object}"),
        Operation::Sql { title } => format!("sql {title}"),
    }
}
