//! Statements that read.

use larder_format::qualified;

use super::clause::{
    OrderedBy, after, equals, equals_digested, equals_exactly, equals_folded, equals_value, filter, is_null, ordered,
    predicate, scope, selected,
};
use super::form::{Form, Part, Shape};
use super::statement::Statement;
#[cfg(feature = "files")]
use crate::dialect::Dialect;
use crate::ir::{Entity, Field, Nulls, Order, Scope};
use crate::rust::model::Model;
use crate::rust::model::finder::{self, Fold, PageFinder};
#[cfg(feature = "files")]
use crate::sql::physical::naming;

/// Returns the statements that read and that only this entity has.
pub(super) fn statements(model: &Model<'_>) -> Vec<Form> {
    let mut forms: Vec<Form> = [Scope::Tenant, Scope::Global]
        .into_iter()
        .flat_map(|scope| finder::keys(model.entity, scope))
        .map(|finder| by_unique(model, &finder))
        .collect();
    forms.extend(finder::folded_keys(model.entity).map(|finder| by_unique(model, &finder)));
    for finder in finder::pages(model.entity).iter().skip(1) {
        forms.push(index(model, finder));
    }
    forms.extend(finder::contained(model.entity).map(|field| containing(model, field)));
    forms.extend(search(model));
    forms.extend(model.volatile_fields().map(|field| single_column(model, field)));
    forms.extend(model.secret_fields().map(|field| single_column(model, field)));
    forms.extend(model.entity.tenant.map(|_| across(model)));
    forms
}

/// Returns `SELECT every column of the row FROM table`.
pub(crate) fn select(model: &Model<'_>) -> Statement {
    let columns = model.row_fields().map(selected);
    Statement::new("SELECT ").joined(", ", columns).text(" FROM ").table(&model.entity.table)
}

/// Returns the conditions that find one row by its primary key.
pub(super) fn one_row(entity: &Entity, tenant: bool) -> Vec<Statement> {
    let mut conditions = scope(entity, tenant);
    conditions.extend(entity.keys().map(|field| equals(field.column())));
    conditions
}

/// Returns the end of a condition that finds the rows of a list of keys, up to the list. MySQL and MariaDB find rows by
/// an index where the columns of a key are compared one by one.
pub(crate) fn is_one_of(columns: &[&str]) -> Statement {
    if let [column] = columns {
        return Statement::default().name(column).text(" IN (");
    }
    let row = || row(columns).text(" IN (");
    Statement::default().each(row(), "(", row().text("VALUES "))
}

/// Returns `(a, b)`; of one column the column.
pub(crate) fn row(columns: &[&str]) -> Statement {
    match columns {
        [column] => Statement::default().name(column),
        columns => Statement::new("(").names(columns.iter().copied()).text(")"),
    }
}

/// Returns a statement over the rows of a list of keys.
pub(super) fn in_keys(entity: &Entity, head: Statement, mut conditions: Vec<Statement>) -> Shape {
    let columns: Vec<&str> = entity.keys().map(Field::column).collect();
    conditions.push(is_one_of(&columns));
    Shape::In {
        head: head.then(filter(conditions)),
        tail: vec![")".to_owned()],
        columns: several(&columns),
        array: None,
    }
}

/// Returns the columns of a key that has several.
pub(crate) fn several(columns: &[&str]) -> Vec<String> {
    if columns.len() > 1 { columns.iter().map(|column| (*column).to_owned()).collect() } else { Vec::new() }
}

/// Returns the reads by primary key.
pub(super) fn by_key(model: &Model<'_>) -> Vec<(&'static str, Part)> {
    let entity = model.entity;
    let get = select(model).then(filter(one_row(entity, true)));
    let many = in_keys(entity, select(model), scope(entity, true));
    vec![
        ("get", Part::Form(Form::plain("get", get))),
        ("find_many", Part::Form(Form { name: "find_many".to_owned(), shape: many })),
        ("list", Part::Form(list(model, &finder::pages(entity)[0], true))),
    ]
}

/// Returns the count of all rows.
/// Returns the rows in no order, for conditions that the program makes.
pub(super) fn select_all(model: &Model<'_>) -> Form {
    Form::plain("select", select(model).then(filter(scope(model.entity, true))))
}

pub(super) fn count_all(model: &Model<'_>) -> Form {
    count(model, &finder::pages(model.entity)[0], true)
}

/// A look-up that may ask for null has a statement for that: PostgreSQL uses no index for `IS NOT DISTINCT FROM`.
fn by_unique(model: &Model<'_>, finder: &finder::KeyFinder<'_>) -> Form {
    let is_global = finder.unique.scope == Scope::Global;
    let statement = |missing: Option<&Field>| {
        let mut conditions = scope(model.entity, !is_global);
        conditions.extend(finder.unique.condition.iter().flat_map(|condition| predicate(condition, model.entity)));
        conditions.extend(finder.columns.iter().map(|field| match missing {
            Some(missing) if missing.name == field.name => is_null(field.column()),
            _ if Fold::of(&finder.folds, field).is_some() => equals_folded(field, &finder.folds, false),
            _ if finder.unique.is_digested(field, model.entity) => equals_digested(field.column()),
            _ => equals_value(field),
        }));
        select(model).then(filter(conditions))
    };
    let without = finder.missing.map(|field| {
        let place = finder.columns.iter().position(|column| column.name == field.name).unwrap_or_default();
        (place, Box::new(Form::plain(finder.name_without(field), statement(Some(field)))))
    });
    let shape = Shape::Unique {
        alias: finder.suffix.clone(),
        is_global,
        has_nulls: finder.unique.nulls == Nulls::Equal,
        is_told_by_database: finder.columns.iter().any(|field| field.is_foreign() || field.is_made())
            || !finder.folds.is_empty(),
        find: Box::new(Form::plain(finder.name(), statement(None))),
        without,
    };
    Form { name: finder.alias(), shape }
}

fn conditions(model: &Model<'_>, finder: &PageFinder<'_>, tenant: bool) -> Vec<Statement> {
    let mut conditions: Vec<Statement> =
        finder.condition.iter().flat_map(|condition| predicate(condition, model.entity)).collect();
    conditions.extend(scope(model.entity, tenant));
    conditions.extend(finder.equal.iter().map(|field| match Fold::of(&finder.folds, field) {
        Some(_) => equals_folded(field, &finder.folds, model.is_compared_exactly(field)),
        None => compared(model, field),
    }));
    conditions.extend(finder.missing.iter().map(|field| is_null(field.column())));
    conditions
}

/// A text of a key never ends in a space, and any other must be found to the last one.
fn compared(model: &Model<'_>, field: &Field) -> Statement {
    if model.is_compared_exactly(field) { equals_exactly(field.column()) } else { equals_value(field) }
}

fn list(model: &Model<'_>, finder: &PageFinder<'_>, tenant: bool) -> Form {
    // Two tenants may have the same key.
    let of_tenant = model.tenant().filter(|_| !tenant && model.entity.is_keyed_by_tenant());
    let mut order: Vec<_> = of_tenant.map(|field| OrderedBy::new(field, Order::Ascending)).into_iter().collect();
    order.extend(finder.order.iter().map(|by| OrderedBy::with(by.field, by.order, by.nulls)));
    let direction = finder.key_order(model.entity);
    order.extend(model.keys().map(|field| OrderedBy::new(field, direction)));
    paged(model, finder.method("list"), conditions(model, finder, tenant), &order)
}

/// Returns a list and the number of its rows.
fn index(model: &Model<'_>, finder: &PageFinder<'_>) -> Form {
    let (list, count) = (list(model, finder, true), count(model, finder, true));
    let name = list.name.clone();
    Form { name, shape: Shape::Index { list: Box::new(list), count: Box::new(count) } }
}

/// Returns a list from its start and behind a cursor.
pub(super) fn paged(model: &Model<'_>, name: String, conditions: Vec<Statement>, order: &[OrderedBy<'_>]) -> Form {
    let behind = Statement::new(if conditions.is_empty() { " WHERE " } else { " AND " }).then(after(order));
    let head = select(model).then(filter(conditions));
    Form { name, shape: Shape::List { head, after: behind, order: ordered(order) } }
}

fn count(model: &Model<'_>, finder: &PageFinder<'_>, tenant: bool) -> Form {
    let count = Statement::new("SELECT COUNT(*) FROM ").table(&model.entity.table);
    Form::plain(finder.method("count"), count.then(filter(conditions(model, finder, tenant))))
}

/// SQLite compares both documents node by node: every member asked for must be there with the same type and value.
fn containing(model: &Model<'_>, field: &Field) -> Form {
    const SAME: &str = ") AS held WHERE held.fullkey = wanted.fullkey AND held.atom IS wanted.atom \
        AND (held.type = wanted.type OR held.type IN ('integer', 'real') AND wanted.type IN ('integer', 'real'))))";
    let column = || Statement::default().name(field.column());
    let held = Statement::default().table(&model.entity.table).text(".").then(column());
    let sqlite = Statement::new("NOT EXISTS (SELECT 1 FROM json_tree(").bind();
    let sqlite = sqlite.text(") AS wanted WHERE NOT EXISTS (SELECT 1 FROM json_tree(").then(held).text(SAME);
    let mysql = Statement::new("JSON_CONTAINS(").then(column()).text(", ").bind().text(")");
    let mut conditions = scope(model.entity, true);
    conditions.push(Statement::default().each(column().text(" @> ").bind(), mysql, sqlite));
    let direction = finder::key_order(model.entity);
    let order: Vec<_> = model.keys().map(|field| OrderedBy::new(field, direction)).collect();
    paged(model, format!("list_by_{}_containing", field.name), conditions, &order)
}

fn search(model: &Model<'_>) -> Option<Form> {
    model.entity.search()?;
    let words = format!("{}_search", qualified::plain(&model.entity.table));
    let sqlite = Statement::new("search_id IN (SELECT rowid FROM ").name(&words).text(" WHERE ").name(&words);
    let condition = Statement::default().each(
        Statement::new("search_tokens @> ").bind(),
        Statement::new("MATCH (search_tokens) AGAINST (").bind().text(" IN BOOLEAN MODE)"),
        sqlite.text(" MATCH ").bind().text(")"),
    );
    Some(searched(model, condition))
}

/// Returns the search for tables whose rows PostgreSQL hides from other tenants: below a policy the index is out of the
/// reach of a condition, so that a function looks there.
#[cfg(feature = "files")]
pub(crate) fn search_below_policy(model: &Model<'_>) -> Option<Form> {
    model.entity.search()?;
    let key = model.keys().next()?.column();
    let finder = Dialect::Postgres.table(&naming::finder(&model.entity.table));
    let found = Statement::default().name(key).text(format!(" IN (SELECT {finder}(")).bind().text("))");
    Some(searched(model, found))
}

fn searched(model: &Model<'_>, condition: Statement) -> Form {
    let mut conditions = scope(model.entity, true);
    conditions.push(condition);
    let newest = model.created().map(|field| OrderedBy::new(field, Order::Descending));
    let direction = if newest.is_some() { Order::Descending } else { finder::key_order(model.entity) };
    let keys = model.keys().map(|field| OrderedBy::new(field, direction));
    let order: Vec<_> = newest.into_iter().chain(keys).collect();
    paged(model, "search".to_owned(), conditions, &order)
}

/// Returns the accessor of a column that the row leaves out.
fn single_column(model: &Model<'_>, field: &Field) -> Form {
    let select = Statement::new("SELECT ").then(selected(field)).text(" FROM ").table(&model.entity.table);
    Form::plain(field.name.clone(), select.then(filter(one_row(model.entity, true))))
}

/// Returns the reads that stand outside every tenant.
fn across(model: &Model<'_>) -> Form {
    let everything = &finder::pages(model.entity)[0];
    let get = Form::plain("get", select(model).then(filter(one_row(model.entity, false))));
    let forms = [("get", get), ("list", list(model, everything, false)), ("count", count(model, everything, false))];
    let members = forms.map(|(name, mut form)| {
        form.name.push_str("_across_tenants");
        (name, Part::Form(form))
    });
    Form::group("across", "AcrossSql", members.into_iter().collect())
}
