//! The statements of an upsert that adds up or merges.

use super::clause::{
    COLLATED, constant, equals, equals_digested, equals_value, filter, is_null, predicate, scope, sum, value,
};
use super::form::{Form, Shape};
use super::read::{one_row, select};
use super::statement::Statement;
use super::write::{insert_one, next_version, returning, update_table};
use crate::ir::{
    Comparison, Condition, Entity, Field, FieldId, FieldType, MergeRule, Nulls, Predicate, Scalar, Unique,
};
use crate::rust::model::Model;

/// Inserts a row or adds to the one that has the key, and keeps what else is said of it.
///
/// PostgreSQL and SQLite do so in one statement that names the key. MySQL acts on any unique key, and where rows are
/// counted their parents are locked first: there the row is looked for, and then grows or is inserted.
pub(super) fn add(model: &Model<'_>, unique: &Unique, name: String) -> Form {
    let columns = unique.adds.iter().map(|id| model.entity.field(*id).name.clone()).collect();
    let key = constraint_field(model, unique);
    let shape = Shape::Add {
        upsert: upsert(model, unique),
        find: find(model, unique),
        grow: grow(model, unique),
        columns,
        key,
        moves: moves(model, unique),
    };
    Form { name, shape }
}

/// Returns the columns that a row must obey the key's condition with, in the order in which they are bound.
pub(crate) fn condition_columns<'a>(model: &Model<'a>, unique: &'a Unique) -> Vec<&'a Field> {
    let conditions = unique.condition.iter().flat_map(|condition| &condition.conditions);
    conditions
        .filter_map(|condition| model.entity.field_id(&condition.field))
        .map(|id| model.entity.field(id))
        .collect()
}

fn upsert(model: &Model<'_>, unique: &Unique) -> Statement {
    let entity = model.entity;
    let table = || Statement::default().table(&entity.table).text(".");
    let name = |id: &FieldId| entity.field(*id).column();
    let sums = unique.adds.iter().map(|id| {
        let added = Statement::new("excluded.").name(name(id));
        Statement::default().name(name(id)).text(" = ").then(sum(entity.field(*id), table().name(name(id)), added))
    });
    let merges = unique.merges.iter().map(|(id, merge)| {
        let new = || Statement::new("excluded.").name(name(id));
        let merged = merged(entity.field(*id), *merge, || table().name(name(id)), new);
        Statement::default().name(name(id)).text(" = ").then(merged)
    });
    let times = model
        .updated_fields()
        .map(|field| Statement::default().name(field.column()).text(" = excluded.").name(field.column()));
    let version = model.entity.version.map(|id| {
        let column = table().name(name(&id));
        Statement::default().name(name(&id)).text(" = ").then(sum(entity.field(id), column, Statement::new("1")))
    });
    // A row that counts as deleted keeps its key, and is left alone.
    let live = entity.soft_delete.map(|id| table().then(is_null(name(&id)))).into_iter().collect();
    let whole = insert_one(model)
        .text(" ON CONFLICT (")
        .then(target(model, unique))
        .text(" DO UPDATE SET ")
        .joined(", ", sums.chain(merges).chain(times).chain(version))
        .then(filter(live))
        .then(returning(model));
    Statement::default().each(whole.clone(), "", whole)
}

fn is_bytes(ty: &FieldType) -> bool {
    matches!(ty.stored(), FieldType::Scalar(Scalar::Bytes) | FieldType::Bytes { .. })
}

/// Returns the columns of the key as its index has them, and its condition.
fn target(model: &Model<'_>, unique: &Unique) -> Statement {
    let parts = unique.columns.iter().map(|id| {
        let field = model.entity.field(*id);
        let plain = || Statement::default().name(field.column());
        if unique.nulls == Nulls::Distinct || !field.nullable {
            return plain();
        }
        let null = if is_bytes(&field.ty) { ", 0)" } else { ", x'')" };
        let sqlite = Statement::new("coalesce(").then(plain()).text(null);
        Statement::default().each(plain(), plain(), sqlite)
    });
    let columns = Statement::default().joined(", ", parts).text(")");
    match &unique.condition {
        Some(condition) => columns.then(filter(predicate(condition, model.entity))),
        None => columns,
    }
}

/// Selects the row that has the key of a new one; nothing where the condition leaves the new row out of the key.
fn find(model: &Model<'_>, unique: &Unique) -> Statement {
    let entity = model.entity;
    let mut conditions = scope(entity, true);
    let columns = unique.columns.iter().filter(|id| Some(**id) != entity.tenant);
    conditions.extend(columns.map(|id| same(entity.field(*id), unique, entity)));
    if let Some(condition) = &unique.condition {
        conditions.extend(predicate(condition, entity));
        conditions.extend(of_new(model, condition));
    }
    select(model).then(filter(conditions))
}

fn same(field: &Field, unique: &Unique, entity: &Entity) -> Statement {
    if unique.nulls == Nulls::Distinct || !field.nullable {
        return if unique.is_digested(field, entity) { equals_digested(field.column()) } else { equals_value(field) };
    }
    Statement::default().name(field.column()).each(" IS NOT DISTINCT FROM ", " <=> ", " IS ").then(value(field))
}

/// Asks the condition of values that are bound; of texts as [`predicate`] asks it of their columns.
fn of_new(model: &Model<'_>, condition: &Predicate) -> Vec<Statement> {
    let asked = |condition: &Condition| {
        let ty = model.entity.field_id(&condition.field).map(|id| &model.entity.field(id).ty);
        let is_text = matches!(ty, Some(FieldType::String { .. } | FieldType::Text | FieldType::Enum(_)));
        let is_order = !matches!(&condition.comparison, Comparison::Equal(_) | Comparison::NotEqual(_));
        let bound = Statement::default();
        let bound = if is_text {
            let collated = if is_order { COLLATED } else { "" };
            bound.each("", "CAST(", "").bind().each(collated, " AS BINARY)", "")
        } else {
            bound.bind()
        };
        let (operator, literal) = match &condition.comparison {
            Comparison::IsNull => return bound.text(" IS NULL"),
            Comparison::IsNotNull => return bound.text(" IS NOT NULL"),
            Comparison::Equal(literal) => (" = ", literal),
            Comparison::NotEqual(literal) => (" <> ", literal),
            Comparison::Less(literal) => (" < ", literal),
            Comparison::LessOrEqual(literal) => (" <= ", literal),
            Comparison::Greater(literal) => (" > ", literal),
            Comparison::GreaterOrEqual(literal) => (" >= ", literal),
        };
        constant(bound.text(operator), literal, ty)
    };
    condition.conditions.iter().map(asked).collect()
}

/// Adds to the row with a primary key.
fn grow(model: &Model<'_>, unique: &Unique) -> Statement {
    let sums = unique.adds.iter().map(|id| {
        let field = model.entity.field(*id);
        let column = Statement::default().name(field.column());
        column.clone().text(" = ").then(sum(field, column, Statement::default().bind()))
    });
    let merges = unique.merges.iter().map(|(id, merge)| {
        let field = model.entity.field(*id);
        let column = || Statement::default().name(field.column());
        column().text(" = ").then(merged(field, *merge, column, || value(field)))
    });
    let times = model.updated_fields().map(|field| equals(field.column()));
    let sets = sums.chain(merges).chain(times).chain(next_version(model));
    update_table(model).joined(", ", sets).then(filter(one_row(model.entity, true)))
}

/// Returns what becomes of a field that both rows have. What is null is neither greater nor less, which is said, since
/// only PostgreSQL thinks so; the new value then stands twice ([`bound_twice`]).
fn merged(field: &Field, merge: MergeRule, stored: impl Fn() -> Statement, new: impl Fn() -> Statement) -> Statement {
    let [server, sqlite] = match merge {
        MergeRule::New => return new(),
        MergeRule::Greatest => ["GREATEST(", "max("],
        MergeRule::Least => ["LEAST(", "min("],
    };
    let call = Statement::default().each(server, server, sqlite);
    if !bound_twice(field, merge) {
        return call.then(stored()).text(", ").then(new()).text(")");
    }
    let either = |one: Statement, other| Statement::new("COALESCE(").then(one).text(", ").then(other).text(")");
    call.then(either(stored(), new())).text(", ").then(either(new(), stored())).text(")")
}

/// Returns whether a statement has the new value of a field twice.
pub(crate) fn bound_twice(field: &Field, merge: MergeRule) -> bool {
    merge != MergeRule::New && field.nullable
}

/// Returns what a violation of the key is called: `User.openid`, several columns joined by commas, the tenant left out.
fn constraint_field(model: &Model<'_>, unique: &Unique) -> String {
    let columns = unique.columns.iter().filter(|id| Some(**id) != model.entity.tenant || unique.columns.len() == 1);
    let names = columns.map(|id| format!("{}.{}", model.entity.name, model.entity.field(*id).name));
    names.collect::<Vec<_>>().join(", ")
}

/// Returns whether a row that grows is found by other entries of the cache: one of its keys has what is added in it.
fn moves(model: &Model<'_>, unique: &Unique) -> bool {
    let grows = |id: &FieldId| unique.changes(*id);
    let in_condition = |unique: &Unique| {
        condition_columns(model, unique)
            .iter()
            .any(|field| model.entity.field_id(&field.name).is_some_and(|id| grows(&id)))
    };
    let has_added = |other: &Unique| other.columns.iter().any(grows) || in_condition(other);
    model.is_cached() && model.entity.uniques.iter().any(has_added)
}
