//! Applies operations to tables.

use larder_format::plan::{Operation, RenamedPart, Table};

use super::{Objects, Tables};
use crate::sql::Problem;

/// Returns the tables after the operations.
///
/// # Errors
///
/// An operation speaks of what is not there.
pub fn apply(tables: &Tables, operations: &[Operation]) -> Result<Tables, Problem> {
    let mut tables = tables.clone();
    operations.iter().try_for_each(|operation| apply_to(&mut tables, operation))?;
    Ok(tables)
}

/// Does one operation to the tables.
///
/// # Errors
///
/// The operation speaks of what is not there; the tables are of no use then.
pub fn apply_to(tables: &mut Tables, operation: &Operation) -> Result<(), Problem> {
    match operation {
        Operation::CreateTable(table) => {
            if tables.insert(table.name.clone(), table.clone()).is_some() {
                return Err(Problem::new("M0108", format!("table `{}` is created twice", table.name)));
            }
        }
        Operation::DropTable { table } => {
            tables.remove(table).ok_or_else(|| missing("table", table))?;
        }
        Operation::RenameTable { table, to, names } => {
            if table != to && tables.contains_key(to) {
                return Err(Problem::new(
                    "M0108",
                    format!("table `{table}` cannot be renamed to `{to}`: another table has this name"),
                ));
            }
            let mut renamed = tables.remove(table).ok_or_else(|| missing("table", table))?;
            rename_parts(&mut renamed, names);
            renamed.name.clone_from(to);
            let keys = tables.values_mut().chain([&mut renamed]).flat_map(|other| &mut other.foreign_keys);
            keys.filter(|key| key.parent == *table).for_each(|key| key.parent.clone_from(to));
            tables.insert(to.clone(), renamed);
        }
        Operation::RenameColumn { table, column, to, names } => {
            rename_column(tables, table, column, to)?;
            if let Some(table) = tables.get_mut(table) {
                rename_parts(table, names);
            }
        }
        Operation::CreateObject(_)
        | Operation::ReplaceObject(_)
        | Operation::DropObject { .. }
        | Operation::Sql { .. } => {}
        other => {
            let name = other.table().unwrap_or_default();
            let table = tables.get_mut(name).ok_or_else(|| missing("table", name))?;
            change(table, other)?;
        }
    }
    Ok(())
}

/// Operations that touch one table only.
fn change(table: &mut Table, operation: &Operation) -> Result<(), Problem> {
    match operation {
        Operation::AddColumn { column, .. } => {
            if table.columns.iter().any(|existing| existing.name == column.name) {
                return Err(Problem::new("M0108", format!("column `{}.{}` is created twice", table.name, column.name)));
            }
            table.columns.push(column.clone());
        }
        Operation::AlterColumn { column, .. } => {
            let existing = table.columns.iter_mut().find(|existing| existing.name == column.name);
            *existing.ok_or_else(|| missing("column", &column.name))? = column.clone();
        }
        Operation::DropColumn { column, .. } => {
            take(&mut table.columns, "column", column, |existing| &existing.name)?;
            table.checks.retain(|check| check.column != *column);
        }
        Operation::AddUnique { unique, .. } => table.uniques.push(unique.clone()),
        Operation::DropUnique { name, .. } => take(&mut table.uniques, "unique key", name, |key| &key.name)?,
        Operation::AddForeignKey { foreign_key, .. } => table.foreign_keys.push(foreign_key.clone()),
        Operation::DropForeignKey { name, .. } => take(&mut table.foreign_keys, "foreign key", name, |key| &key.name)?,
        Operation::AddCheck { check, .. } => table.checks.push(check.clone()),
        Operation::DropCheck { name, .. } => take(&mut table.checks, "check", name, |check| &check.name)?,
        Operation::AddIndex { index, .. } => table.indexes.push(index.clone()),
        Operation::DropIndex { name, .. } => take(&mut table.indexes, "index", name, |index| &index.name)?,
        Operation::AddSearch { search, .. } => table.search = Some(search.clone()),
        Operation::DropSearch { .. } => table.search = None,
        Operation::AddRowSecurity { row_security, .. } => table.row_security = Some(row_security.clone()),
        Operation::DropRowSecurity { .. } => table.row_security = None,
        Operation::AddScale { scale, .. } => table.scale = Some(scale.clone()),
        Operation::DropScale { .. } => table.scale = None,
        Operation::Distribute { distribution, .. } => table.distribution = Some(*distribution),
        Operation::Undistribute { .. } => table.distribution = None,
        Operation::AddPartition { partition, .. } => table.partition = Some(partition.clone()),
        Operation::DropPartition { .. } => table.partition = None,
        Operation::CommentTable { comment, .. } => table.comment.clone_from(comment),
        // Those that touch more than one table, or none, are applied by the caller.
        Operation::CreateTable(_)
        | Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::RenameColumn { .. }
        | Operation::CreateObject(_)
        | Operation::ReplaceObject(_)
        | Operation::DropObject { .. }
        | Operation::Sql { .. } => {}
    }
    Ok(())
}

fn rename_column(tables: &mut Tables, name: &str, from: &str, to: &str) -> Result<(), Problem> {
    let table = tables.get_mut(name).ok_or_else(|| missing("table", name))?;
    if from != to && table.columns.iter().any(|column| column.name == to) {
        return Err(Problem::new(
            "M0108",
            format!("column `{name}.{from}` cannot be renamed to `{to}`: another column has this name"),
        ));
    }
    let column = table.columns.iter_mut().find(|column| column.name == from);
    column.ok_or_else(|| missing("column", from))?.name = to.to_owned();
    let rename = |column: &mut String| {
        if column == from {
            to.clone_into(column);
        }
    };
    table.primary_key.columns.iter_mut().for_each(rename);
    let new_name = |name: &str| (name == from).then(|| to.to_owned());
    for column in &mut table.columns {
        column.generated.iter_mut().for_each(|text| text.rename(new_name));
    }
    for check in &mut table.checks {
        check.columns.iter_mut().chain([&mut check.column]).for_each(rename);
        check.text.iter_mut().for_each(|text| text.rename(new_name));
    }
    table.foreign_keys.iter_mut().flat_map(|key| &mut key.columns).for_each(rename);
    for unique in &mut table.uniques {
        unique.columns.iter_mut().for_each(rename);
        unique.conditions.iter_mut().map(|condition| &mut condition.column).for_each(rename);
    }
    for index in &mut table.indexes {
        index.columns.iter_mut().map(|column| &mut column.name).for_each(rename);
        index.conditions.iter_mut().map(|condition| &mut condition.column).for_each(rename);
        index.include.iter_mut().for_each(rename);
        index.text.iter_mut().for_each(|text| text.rename(new_name));
    }
    if let Some(search) = &mut table.search {
        search.columns.iter_mut().chain(&mut search.tenant).for_each(rename);
    }
    table.row_security.iter_mut().map(|security| &mut security.tenant).for_each(rename);
    table.scale.iter_mut().map(|scale| &mut scale.tenant).for_each(rename);
    table.partition.iter_mut().map(|partition| &mut partition.by).for_each(rename);
    let referring = tables.values_mut().flat_map(|other| &mut other.foreign_keys).filter(|key| key.parent == name);
    referring.flat_map(|key| key.parent_columns.iter_mut().chain(&mut key.parent_tenant)).for_each(rename);
    Ok(())
}

/// Keys, indexes and checks whose names follow that of the table or column they are named for.
fn rename_parts(table: &mut Table, names: &[RenamedPart]) {
    let rename = |name: &mut String| {
        if let Some(part) = names.iter().find(|part| part.from == *name) {
            name.clone_from(&part.to);
        }
    };
    rename(&mut table.primary_key.name);
    table.uniques.iter_mut().map(|key| &mut key.name).for_each(rename);
    table.foreign_keys.iter_mut().map(|key| &mut key.name).for_each(rename);
    table.checks.iter_mut().map(|check| &mut check.name).for_each(rename);
    table.indexes.iter_mut().map(|index| &mut index.name).for_each(rename);
    if let Some(search) = &mut table.search {
        rename(&mut search.name);
        rename(&mut search.shadow);
    }
}

/// Does one operation to the objects beside tables.
///
/// # Errors
///
/// The operation speaks of what is not there, or makes what is there.
pub fn apply_to_objects(objects: &mut Objects, operation: &Operation) -> Result<(), Problem> {
    match operation {
        Operation::CreateObject(object) if objects.contains_key(&object.name) => {
            return Err(Problem::new("M0108", format!("object `{}` is created twice", object.name)));
        }
        Operation::CreateObject(object) => {
            objects.insert(object.name.clone(), object.clone());
        }
        Operation::ReplaceObject(object) => {
            let before = objects.insert(object.name.clone(), object.clone());
            before.ok_or_else(|| missing("object", &object.name))?;
        }
        Operation::DropObject { object } => {
            objects.remove(object).ok_or_else(|| missing("object", object))?;
        }
        _ => {}
    }
    Ok(())
}

fn take<T>(items: &mut Vec<T>, what: &str, name: &str, name_of: impl Fn(&T) -> &String) -> Result<(), Problem> {
    let position = items.iter().position(|item| name_of(item) == name).ok_or_else(|| missing(what, name))?;
    items.remove(position);
    Ok(())
}

fn missing(what: &str, name: &str) -> Problem {
    Problem::new("M0109", format!("an operation refers to {what} `{name}`, which no earlier migration created"))
}
