//! Computed figures in SQL.

use super::statement::Statement;
use crate::decimal;
use crate::dialect::Dialect;
use crate::ir::{AggregateExpr, AggregateFn, Entity, FieldType, Scalar};

/// Returns the SQL of a figure over `value`, as a type that every driver decodes alike.
///
/// PostgreSQL makes a sum of bigint numeric, MySQL makes every sum and average decimal.
pub(in crate::rust) fn expression(function: AggregateFn, value: Statement, of: Summed) -> Statement {
    match function {
        AggregateFn::Count => Statement::new("COUNT(").then(value).text(")"),
        AggregateFn::Average if let Summed::Decimal { scale } = of => {
            let one = decimal::power(scale);
            Statement::default().each("CAST(AVG(", "(AVG(", "(AVG(").then(value).each(
                ") AS DOUBLE PRECISION)",
                ") + 0E0)",
                format!(") / {one}.0)").as_str(),
            )
        }
        AggregateFn::Sum if let Summed::Decimal { scale } = of => {
            let sum = Statement::new("COALESCE(SUM(").then(value).text("), 0)");
            let units = sum.render(Dialect::Sqlite);
            Statement::default().each(sum.clone(), sum, decimal::sqlite_text(&units, scale).as_str())
        }
        AggregateFn::Average => Statement::default().each("CAST(AVG(", "(AVG(", "AVG(").then(value).each(
            ") AS DOUBLE PRECISION)",
            ") + 0E0)",
            ")",
        ),
        AggregateFn::Sum if of == Summed::Float => Statement::default()
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

/// What is summed or averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rust) enum Summed {
    Whole,
    Float,
    Decimal { scale: u32 },
}

impl Summed {
    /// Returns what a figure is made of.
    pub(in crate::rust) fn of(entity: &Entity, expression: &AggregateExpr) -> Self {
        let field = expression.field.as_deref().and_then(|name| entity.field_id(name)).map(|id| entity.field(id));
        match field.map(|field| &field.ty) {
            Some(FieldType::Scalar(Scalar::F32 | Scalar::F64)) => Self::Float,
            Some(FieldType::Decimal { scale, .. }) => Self::Decimal { scale: *scale },
            _ => Self::Whole,
        }
    }
}
