//! Computed figures in SQL.

use super::statement::Statement;
use crate::ir::{AggregateExpr, AggregateFn, Entity, FieldType, Scalar};

/// Returns the SQL of a figure over `value`, as a type that every driver decodes alike.
///
/// PostgreSQL makes a sum of bigint numeric, MySQL makes every sum and average decimal.
pub(in crate::rust) fn expression(function: AggregateFn, value: Statement, is_float: bool) -> Statement {
    match function {
        AggregateFn::Count => Statement::new("COUNT(").then(value).text(")"),
        AggregateFn::Average => Statement::default().each("CAST(AVG(", "(AVG(", "AVG(").then(value).each(
            ") AS DOUBLE PRECISION)",
            ") + 0E0)",
            ")",
        ),
        AggregateFn::Sum if is_float => Statement::default()
            .each("CAST(COALESCE(SUM(", "(COALESCE(SUM(", "TOTAL(")
            .then(value)
            .each("), 0) AS DOUBLE PRECISION)", "), 0) + 0E0)", ")"),
        AggregateFn::Sum => Statement::new("CAST(COALESCE(SUM(").then(value).each(
            "), 0) AS BIGINT)",
            "), 0) AS SIGNED)",
            "), 0) AS INTEGER)",
        ),
    }
}

/// Returns whether the summed column is a float.
pub(in crate::rust) fn is_float(entity: &Entity, expression: &AggregateExpr) -> bool {
    let field = expression.field.as_deref().and_then(|name| entity.field_id(name)).map(|id| entity.field(id));
    field.is_some_and(|field| matches!(field.ty, FieldType::Scalar(Scalar::F32 | Scalar::F64)))
}
