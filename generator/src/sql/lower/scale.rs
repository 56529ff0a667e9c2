//! The key shape of a database that spreads rows over servers by their tenant, on one server of PostgreSQL already.

use larder_format::plan::{
    Check, CheckRule, Column, ColumnType, ForeignKey, Index, IndexColumn, IndexKind, NullOrder, Order,
    ReferentialAction, Scale, Table,
};

use crate::sql::physical::naming;

/// Returns the table with keys that begin with the tenant; `None` where it has not that shape.
///
/// A tenant column is `text`, since rows of several servers cannot be checked against a `varchar` parent, and its
/// length a check. A reference that the delete of its parent sets to null holds the tenant too, and then nothing is
/// left that could be set: the write does that before.
pub(super) fn shaped(table: &Table) -> Option<Table> {
    let Scale { tenant } = table.scale.as_ref()?;
    let mut shaped = table.clone();
    unbound(&mut shaped, tenant);
    let key = &mut shaped.primary_key.columns;
    if !key.is_empty() && !key.contains(tenant) {
        key.insert(0, tenant.clone());
    }
    let key = shaped.primary_key.columns.clone();
    // The primary key is what this one was for.
    shaped.uniques.retain(|unique| unique.columns != key || !unique.conditions.is_empty());
    shaped.foreign_keys.iter_mut().for_each(|key| within_tenant(key, tenant));
    shaped.indexes.extend(by_key_alone(table, tenant));
    rename(&mut shaped);
    Some(shaped)
}

/// Makes the tenant's column a text whose length a check says.
fn unbound(table: &mut Table, tenant: &str) {
    let Some(column) = table.columns.iter_mut().find(|column| column.name == *tenant) else { return };
    let ColumnType::String { max } = column.ty else { return };
    column.ty = ColumnType::Text { max: Some(max) };
    let name = super::check_name(&table.name, tenant);
    bound(&mut table.checks, column, max, name);
}

fn bound(checks: &mut Vec<Check>, column: &Column, longest: u32, name: String) {
    let length = |rule: &CheckRule| matches!(rule, CheckRule::Length { max: Some(_), .. });
    match checks.iter_mut().find(|check| check.column == column.name) {
        Some(check) if check.rules.iter().any(length) => {}
        Some(check) => match check.rules.iter_mut().find(|rule| matches!(rule, CheckRule::Length { .. })) {
            Some(CheckRule::Length { max, .. }) => *max = Some(longest),
            _ => check.rules.push(CheckRule::Length { min: None, max: Some(longest) }),
        },
        None => checks.push(Check {
            name,
            column: column.name.clone(),
            rules: vec![CheckRule::Length { min: None, max: Some(longest) }],
            columns: Vec::new(),
            text: None,
        }),
    }
}

/// Makes a reference by key alone one to a row of the same tenant.
fn within_tenant(key: &mut ForeignKey, tenant: &str) {
    let Some(parent_tenant) = key.parent_tenant.take() else { return };
    key.columns.insert(0, tenant.to_owned());
    key.parent_columns.insert(0, parent_tenant);
    if key.on_delete == ReferentialAction::SetNull {
        key.on_delete = ReferentialAction::NoAction;
    }
}

/// Returns the index by which the batches of a migration walk, and a tenant's own row is found: the key that the table
/// had.
fn by_key_alone(table: &Table, tenant: &str) -> Option<Index> {
    let key = &table.primary_key.columns;
    let first = key.first().filter(|_| !key.iter().any(|column| column == tenant))?;
    let by_unique = table.uniques.iter().any(|unique| unique.conditions.is_empty() && unique.columns[0] == *first);
    let serves = |index: &Index| {
        let is_plain = index.kind == IndexKind::Ordered && index.text.is_none() && index.conditions.is_empty();
        is_plain && index.columns.first().is_some_and(|column| column.name == *first)
    };
    if by_unique || table.indexes.iter().any(serves) {
        return None;
    }
    let names: Vec<_> = key.iter().map(String::as_str).collect();
    let ascending = |name: &String| IndexColumn { name: name.clone(), order: Order::Ascending, nulls: NullOrder::Any };
    Some(Index {
        name: naming::name(&table.name, &names, "idx"),
        kind: IndexKind::Ordered,
        columns: key.iter().map(ascending).collect(),
        conditions: Vec::new(),
        text: None,
        include: Vec::new(),
        unique: false,
    })
}

/// Shortens names to which a server could not add the number of a part.
fn rename(table: &mut Table) {
    let shorten = |name: &mut String| *name = naming::of_parts(name);
    shorten(&mut table.primary_key.name);
    table.uniques.iter_mut().map(|key| &mut key.name).for_each(shorten);
    table.foreign_keys.iter_mut().map(|key| &mut key.name).for_each(shorten);
    table.checks.iter_mut().map(|check| &mut check.name).for_each(shorten);
    table.indexes.iter_mut().map(|index| &mut index.name).for_each(shorten);
    table.search.iter_mut().map(|search| &mut search.name).for_each(shorten);
}
