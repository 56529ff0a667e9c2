//! Names a migration after its operations.

use larder_format::plan::Operation;
use larder_format::qualified;

use crate::name;

/// A longer title says less than the shorter one that takes its place.
const LONGEST: usize = 60;

/// Returns what the operations do in a few words of a folder's name: `add_nickname_to_users`.
pub(in crate::sql::diff) fn of(operations: &[Operation]) -> String {
    let main: Vec<_> = operations.iter().filter(|operation| !follows(operation, operations)).collect();
    let title = match main.as_slice() {
        [one] => single(one),
        several => added_columns(several),
    };
    let schemas = operations.iter().filter_map(Operation::table).filter_map(qualified::schema);
    let title = title.map(|title| schemas.fold(title, |title, schema| title.replace(&format!("{schema}."), "")));
    let title = title.filter(|title| title.len() <= LONGEST).unwrap_or_else(|| summary(operations));
    let is_plain = title.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if is_plain { title } else { name::snake(&title) }
}

/// Tells whether an operation only serves a column that others add.
fn follows(operation: &Operation, all: &[Operation]) -> bool {
    let is_added = |table: &str, column: &str| {
        all.iter().any(|other| {
            matches!(other, Operation::AddColumn { table: of, column: added, .. } if of == table && added.name == column)
        })
    };
    match operation {
        Operation::AddCheck { table, check } => is_added(table, &check.column),
        Operation::AddUnique { table, unique } => unique.columns.iter().any(|column| is_added(table, column)),
        Operation::AddIndex { table, index } => index.columns.iter().any(|column| is_added(table, &column.name)),
        Operation::AddForeignKey { table, foreign_key } => {
            foreign_key.columns.iter().any(|column| is_added(table, column))
        }
        _ => false,
    }
}

fn single(operation: &Operation) -> Option<String> {
    Some(match operation {
        Operation::CreateTable(table) => format!("create_{}", table.name),
        Operation::DropTable { table } => format!("drop_{table}"),
        Operation::RenameTable { table, to, .. } if qualified::plain(table) == qualified::plain(to) => {
            let to =
                qualified::schema(to).map_or_else(|| "out_of_its_schema".to_owned(), |schema| format!("to_{schema}"));
            format!("move_{}_{to}", qualified::plain(table))
        }
        Operation::RenameTable { table, to, .. } => format!("rename_{table}_to_{}", qualified::plain(to)),
        Operation::AddColumn { table, column, .. } => format!("add_{}_to_{table}", column.name),
        Operation::AlterColumn { table, column, .. } => format!("change_{table}_{}", column.name),
        Operation::RenameColumn { table, column, .. } => format!("rename_{table}_{column}"),
        Operation::DropColumn { table, column } => format!("drop_{column}_from_{table}"),
        Operation::AddUnique { unique, .. } => format!("add_{}", unique.name),
        Operation::AddForeignKey { foreign_key, .. } => format!("add_{}", foreign_key.name),
        Operation::AddCheck { check, .. } => format!("add_{}", check.name),
        Operation::AddIndex { index, .. } => format!("add_{}", index.name),
        Operation::DropUnique { name, .. }
        | Operation::DropForeignKey { name, .. }
        | Operation::DropCheck { name, .. }
        | Operation::DropIndex { name, .. } => format!("drop_{name}"),
        Operation::AddSearch { table, .. } => format!("add_search_to_{table}"),
        Operation::DropSearch { table } => format!("drop_search_from_{table}"),
        Operation::AddRowSecurity { table, .. } => format!("add_row_security_to_{table}"),
        Operation::DropRowSecurity { table } => format!("drop_row_security_from_{table}"),
        Operation::AddScale { table, .. } => format!("make_{table}_ready_to_scale"),
        Operation::DropScale { table } => format!("make_{table}_of_one_server"),
        Operation::Distribute { table, .. } => format!("spread_{table}"),
        Operation::Undistribute { table } => format!("gather_{table}"),
        Operation::AddPartition { table, .. } => format!("partition_{table}"),
        Operation::DropPartition { table } => format!("put_{table}_into_one_table"),
        Operation::CommentTable { table, .. } => format!("comment_on_{table}"),
        Operation::CreateObject(object) => format!("create_{}", object.name),
        Operation::ReplaceObject(object) => format!("replace_{}", object.name),
        Operation::DropObject { object } => format!("drop_{object}"),
        Operation::Sql { .. } => return None,
    })
}

/// Two columns of one table are both named.
fn added_columns(operations: &[&Operation]) -> Option<String> {
    match operations {
        [
            Operation::AddColumn { table, column: first, .. },
            Operation::AddColumn { table: other, column: second, .. },
        ] if table == other => Some(format!("add_{}_and_{}_to_{table}", first.name, second.name)),
        _ => None,
    }
}

/// What is done to objects beside tables, where nothing else is.
fn objects(operations: &[Operation]) -> String {
    let verb = match operations {
        all if all.iter().all(|operation| matches!(operation, Operation::CreateObject(_))) => "create",
        all if all.iter().all(|operation| matches!(operation, Operation::DropObject { .. })) => "drop",
        _ => "change",
    };
    let names: Vec<&str> = operations.iter().filter_map(Operation::object).collect();
    match names.as_slice() {
        [] => verb.to_owned(),
        [one] => format!("{verb}_{one}"),
        [first, second] => format!("{verb}_{first}_and_{second}"),
        [first, others @ ..] => format!("{verb}_{first}_and_{}_more", others.len()),
    }
}

fn summary(operations: &[Operation]) -> String {
    let mut tables: Vec<&str> = Vec::new();
    for table in operations.iter().filter_map(Operation::table).map(qualified::plain) {
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    let title = match tables.as_slice() {
        [] => objects(operations),
        [table] => format!("change_{table}"),
        [first, second] => format!("change_{first}_and_{second}"),
        [first, others @ ..] => format!("change_{first}_and_{}_more", others.len()),
    };
    if title.len() <= LONGEST { title } else { format!("change_{}_tables", tables.len()) }
}
