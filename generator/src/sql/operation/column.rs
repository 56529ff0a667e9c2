//! Columns of the physical schema, from fields.

use larder_format::Dialect;
use larder_format::plan::{Column, ColumnType, DefaultValue, Literal, NativeType};

use super::constraint::{is_changed, sql_text};
use super::json;
use crate::ir::{self, FieldType, Rule};
use crate::native;
use crate::sql::value::{sample, scalar};

/// Returns the column of a field of `entity`.
pub(super) fn column(entity: &ir::Entity, field: &ir::Field, schema: &ir::Schema) -> Column {
    let refers = entity.relations.iter().any(|relation| {
        let mut fields = relation.fields().map(|id| entity.field(id));
        fields.any(|one| one.name == field.name) && (!relation.is_composite() || is_changed(relation))
    });
    Column {
        name: field.column().to_owned(),
        ty: column_type(field, refers),
        nullable: field.nullable,
        default: field.default.as_ref().map(default_value),
        stand_in: stand_in(field, schema),
        native: field.native.as_ref().map(spelled),
        members: members(entity, field),
        unchecked: field.unchecked,
        generated: field.generated.as_ref().map(sql_text),
        comment: field.doc.clone().filter(|_| field.comment),
    }
}

fn spelled(native: &ir::Native) -> NativeType {
    let of = |dialect| native.of(dialect).map(str::to_owned);
    NativeType { postgres: of(Dialect::Postgres), mysql: of(Dialect::MySql), sqlite: of(Dialect::Sqlite) }
}

/// Returns the values of a list's members, where PostgreSQL has an array of a type that larder makes of them.
fn members(entity: &ir::Entity, field: &ir::Field) -> Option<Vec<String>> {
    let array = field.native.as_ref().filter(|_| field.is_array())?.of(Dialect::Postgres)?;
    let values = &entity.enum_of(field)?.values;
    native::is_made(&Dialect::Postgres.bare(array.strip_suffix("[]")?))
        .then(|| values.iter().map(|value| value.text.clone()).collect())
}

/// Only the definition knows what a column of JSON looks like, and a column that is dropped is no longer in it.
fn stand_in(field: &ir::Field, schema: &ir::Schema) -> Option<String> {
    let is_needed = matches!(field.ty, FieldType::Json(_)) && !field.nullable && field.default.is_none();
    let sample = is_needed.then(|| sample::of(&field.ty, &field.rules, schema).ok()).flatten()?;
    Some(json::text(&sample)).filter(|text| text != "{}")
}

/// Returns the columns of fields.
pub(super) fn names(entity: &ir::Entity, fields: &[ir::FieldId]) -> Vec<String> {
    fields.iter().map(|field| entity.field(*field).column().to_owned()).collect()
}

/// Returns a constant in the words of the plan.
pub(super) fn literal(literal: &ir::Literal) -> Literal {
    match literal {
        ir::Literal::Bool(value) => Literal::Bool(*value),
        ir::Literal::Int(value) => Literal::Int(*value),
        ir::Literal::Float(value) => Literal::Float(*value),
        ir::Literal::Text(value) => Literal::Text(value.clone()),
    }
}

fn column_type(field: &ir::Field, refers: bool) -> ColumnType {
    match field.ty.stored() {
        FieldType::Scalar(scalar) => scalar::row(*scalar).ty.clone(),
        FieldType::Decimal { precision, scale } => ColumnType::Decimal { precision: *precision, scale: *scale },
        FieldType::String { max } => ColumnType::String { max: *max },
        FieldType::Bytes { max } => ColumnType::Bytes { max: Some(*max) },
        FieldType::Text => ColumnType::Text { max: longest(&field.rules) },
        FieldType::Json(_) => ColumnType::Json,
        // Which values there are is the parent's to say: MySQL has no check over what a reference may change.
        FieldType::Enum(ty) if refers => {
            let longest = ty.values.iter().map(|value| value.text.chars().count()).max();
            ColumnType::String { max: longest.and_then(|longest| u32::try_from(longest).ok()).unwrap_or(1) }
        }
        FieldType::Enum(ty) => ColumnType::Enum { values: ty.values.iter().map(|value| value.text.clone()).collect() },
        // A key stands for a type that is none.
        FieldType::Key(_) => ColumnType::Uuid,
    }
}

fn longest(rules: &[Rule]) -> Option<u32> {
    rules.iter().find_map(|rule| match rule {
        Rule::Length { max, .. } => *max,
        _ => None,
    })
}

fn default_value(default: &ir::Default) -> DefaultValue {
    match default {
        ir::Default::Literal(value) => DefaultValue::Literal(literal(value)),
        ir::Default::Json(value) => DefaultValue::Json(json::text(value)),
        ir::Default::Now => DefaultValue::Now,
        ir::Default::UuidV7 => DefaultValue::UuidV7,
        ir::Default::Identity => DefaultValue::Identity,
        ir::Default::Sql(text) => DefaultValue::Sql(sql_text(text)),
    }
}
