//! Parts that several statements share.

use crate::ir::{Comparison, Entity, FieldType, Literal, Order, Predicate, Scalar};
use crate::rust::statement::Statement;

/// Returns the conditions every read of the entity carries: the rows that count as deleted are out, the tenant is in.
pub(crate) fn scope(entity: &Entity, tenant: bool) -> Vec<Statement> {
    let mut conditions: Vec<Statement> = entity.soft_delete.iter().map(|id| is_null(&entity.field(*id).name)).collect();
    if tenant {
        conditions.extend(entity.tenant.map(|id| equals(&entity.field(id).name)));
    }
    conditions
}

pub(crate) fn equals(name: &str) -> Statement {
    Statement::default().name(name).text(" = ").bind()
}

pub(crate) fn is_null(name: &str) -> Statement {
    Statement::default().name(name).text(" IS NULL")
}

/// Returns ` WHERE a AND b`, or nothing.
pub(crate) fn filter(conditions: Vec<Statement>) -> Statement {
    if conditions.is_empty() { Statement::default() } else { Statement::new(" WHERE ").joined(" AND ", conditions) }
}

/// Returns the conditions of a partial index or an aggregate.
pub(crate) fn predicate(predicate: &Predicate, entity: &Entity) -> Vec<Statement> {
    let conditions = predicate.conditions.iter();
    conditions
        .map(|condition| {
            let column = Statement::default().name(&condition.field);
            let ty = entity.field_id(&condition.field).map(|id| &entity.field(id).ty);
            let compared =
                |operator: &str, literal: &Literal| constant(Statement::new(format!(" {operator} ")), literal, ty);
            column.then(match &condition.comparison {
                Comparison::IsNull => Statement::new(" IS NULL"),
                Comparison::IsNotNull => Statement::new(" IS NOT NULL"),
                Comparison::Equal(literal) => compared("=", literal),
                Comparison::NotEqual(literal) => compared("<>", literal),
                Comparison::Less(literal) => compared("<", literal),
                Comparison::LessOrEqual(literal) => compared("<=", literal),
                Comparison::Greater(literal) => compared(">", literal),
                Comparison::GreaterOrEqual(literal) => compared(">=", literal),
            })
        })
        .collect()
}

fn constant(statement: Statement, literal: &Literal, ty: Option<&FieldType>) -> Statement {
    match literal {
        Literal::Bool(value) => statement.bool(*value),
        Literal::Int(value) if ty == Some(&FieldType::Scalar(Scalar::Bool)) => statement.bool(*value != 0),
        Literal::Int(value) => statement.text(value.to_string()),
        Literal::Float(value) => statement.text(value.to_string()),
        Literal::Text(text) => statement.literal(text),
    }
}

/// Returns the condition of the rows behind a cursor: `a <= $2 AND (a < $3 OR id < $4)`.
///
/// Plain comparisons instead of a row value: MySQL does not use an index for those, and columns may run in two directions.
pub(crate) fn after(order: &[(&str, Order)]) -> Statement {
    let (name, direction) = order[0];
    let sign = match direction {
        Order::Ascending => ">",
        Order::Descending => "<",
    };
    let beyond = Statement::default().name(name).text(format!(" {sign} ")).bind();
    if order.len() == 1 {
        return beyond;
    }
    let rest = after(&order[1..]);
    let rest = if order.len() > 2 { Statement::new("(").then(rest).text(")") } else { rest };
    Statement::default()
        .name(name)
        .text(format!(" {sign}= "))
        .bind()
        .text(" AND (")
        .then(beyond)
        .text(" OR ")
        .then(rest)
        .text(")")
}

/// Returns ` ORDER BY a DESC, id DESC`.
pub(crate) fn ordered(order: &[(&str, Order)]) -> Statement {
    let columns = order.iter().map(|(name, direction)| {
        let column = Statement::default().name(name);
        if *direction == Order::Descending { column.text(" DESC") } else { column }
    });
    Statement::new(" ORDER BY ").joined(", ", columns)
}
