//! Parts that several statements share.

use super::statement::Statement;
use crate::decimal;
use crate::dialect::Dialect;
use crate::ir::{
    Comparison, Condition, Entity, Field, FieldType, Literal, NullOrder, Order, Predicate, Scalar, digest_column,
    nulls_column,
};
use crate::native::{self, Cast};
use crate::rust::model::finder::Fold;

/// Returns the conditions every read of the entity carries: the rows that count as deleted are out, the tenant is in.
pub(crate) fn scope(entity: &Entity, tenant: bool) -> Vec<Statement> {
    let mut conditions: Vec<Statement> =
        entity.soft_delete.iter().map(|id| is_null(entity.field(*id).column())).collect();
    if tenant {
        conditions.extend(entity.tenant.map(|id| equals(entity.field(id).column())));
    }
    conditions
}

pub(crate) fn equals(name: &str) -> Statement {
    Statement::default().name(name).text(" = ").bind()
}

/// Compares the column of a field with a bound value, or sets it to one.
pub(crate) fn equals_value(field: &Field) -> Statement {
    Statement::default().name(field.column()).text(" = ").then(value(field))
}

/// Returns the placeholder of a value of the field, cast where its column has a type of the database's own.
pub(crate) fn value(field: &Field) -> Statement {
    cast(Statement::default().bind(), Dialect::ALL.map(|dialect| native::written(field, dialect)))
}

/// Returns the column as programs read it.
///
/// A cast column has a name that no column has: where rows are ordered, PostgreSQL takes a name for that of what is
/// selected.
pub(crate) fn selected(field: &Field) -> Statement {
    let read = Dialect::ALL.map(|dialect| native::read(field, dialect));
    let name = match &read[0] {
        Some(_) => format!(" AS \"{}::{}\"", field.column(), native::programs(&field.ty)),
        None => String::new(),
    };
    let column = cast(Statement::default().name(field.column()), read);
    if name.is_empty() { column } else { column.each(name.as_str(), "", "") }
}

fn cast(of: Statement, [postgres, mysql, sqlite]: [Option<Cast>; 3]) -> Statement {
    if [&postgres, &mysql, &sqlite].iter().all(|cast| cast.is_none()) {
        return of;
    }
    let ends =
        [postgres, mysql, sqlite].map(|cast| cast.map_or(("", String::new()), |cast| (cast.before, cast.behind)));
    let [before, behind] = [ends.clone().map(|(before, _)| before.to_owned()), ends.map(|(_, behind)| behind)];
    let [postgres, mysql, sqlite] = before.map(Statement::new);
    let whole = Statement::default().each(postgres, mysql, sqlite).then(of);
    let [postgres, mysql, sqlite] = behind.map(Statement::new);
    whole.each(postgres, mysql, sqlite)
}

/// Compares a text whose trailing spaces count. To MySQL's one exact collation of both servers they do not, so that it
/// compares the bytes as well; the value is bound once more there.
pub(crate) fn equals_exactly(name: &str) -> Statement {
    let bytes = Statement::new(" AND ").then(bytes_of(name)).text(" = ").bind();
    equals(name).each("", bytes, "")
}

/// Compares a text without a bound that is unique: on MySQL, whose key it is there, by its digest.
pub(crate) fn equals_digested(name: &str) -> Statement {
    let digest = Statement::default().name(&digest_column(name)).text(" = UNHEX(SHA2(").bind().text(", 256))");
    Statement::default().each(equals(name), digest, equals(name))
}

/// Compares `lower` or `upper` of a field with that of a bound value, by the column that MySQL's index is over, and
/// where trailing spaces count, by the bytes as well.
pub(crate) fn equals_folded(field: &Field, folds: &[Fold], is_exact: bool) -> Statement {
    let Some(fold) = Fold::of(folds, field) else { return equals_value(field) };
    let call = |of: Statement| Statement::new(format!("{}(", fold.word)).then(of).text(")");
    let column = || Statement::default().name(field.column());
    let sought = || call(Statement::default().bind());
    let plain = || call(column()).text(" = ").then(sought());
    let held = || fold.column.as_ref().map_or_else(|| call(column()), |name| Statement::default().name(name));
    let bytes = |of: Statement| Statement::new("CAST(").then(of).text(" AS BINARY)");
    let to_the_byte = Statement::new(" AND ").then(bytes(held())).text(" = ").then(bytes(sought()));
    let mysql = held().text(" = ").then(sought());
    Statement::default().each(plain(), if is_exact { mysql.then(to_the_byte) } else { mysql }, plain())
}

fn bytes_of(name: &str) -> Statement {
    Statement::new("CAST(").name(name).text(" AS BINARY)")
}

/// Returns the sum. SQLite's columns hold any integer, so that it is asked to store a text, which it refuses, in place
/// of one that the field's type cannot hold.
pub(crate) fn sum(field: &Field, column: Statement, added: Statement) -> Statement {
    let (least, most) = match field.ty {
        FieldType::Scalar(Scalar::I16) => (i64::from(i16::MIN), i64::from(i16::MAX)),
        FieldType::Scalar(Scalar::I32) => (i64::from(i32::MIN), i64::from(i32::MAX)),
        FieldType::Decimal { precision: precision @ ..=decimal::INTEGER_DIGITS, .. } => {
            let most = 10_i64.pow(precision) - 1;
            (-most, most)
        }
        _ => return column.text(" + ").then(added),
    };
    let plain = column.text(" + ").then(added);
    let checked = Statement::new(format!(
        "(SELECT CASE WHEN grown BETWEEN {least} AND {most} THEN grown ELSE 'too large' END FROM (SELECT "
    ))
    .then(plain.clone())
    .text(" AS grown))");
    Statement::default().each(plain.clone(), plain, checked)
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
    predicate.conditions.iter().map(|one| condition(one, entity)).collect()
}

fn condition(condition: &Condition, entity: &Entity) -> Statement {
    let name = entity.column_of(&condition.field);
    let column = Statement::default().name(name);
    let (operator, literal) = match &condition.comparison {
        Comparison::IsNull => return column.text(" IS NULL"),
        Comparison::IsNotNull => return column.text(" IS NOT NULL"),
        Comparison::Equal(literal) => (" = ", literal),
        Comparison::NotEqual(literal) => (" <> ", literal),
        Comparison::Less(literal) => (" < ", literal),
        Comparison::LessOrEqual(literal) => (" <= ", literal),
        Comparison::Greater(literal) => (" > ", literal),
        Comparison::GreaterOrEqual(literal) => (" >= ", literal),
    };
    let ty = entity.field_id(&condition.field).map(|id| &entity.field(id).ty);
    let compared = constant(column.clone().text(operator), literal, ty);
    let is_text = matches!(ty, Some(FieldType::String { .. } | FieldType::Text));
    let bytes = || constant(bytes_of(name).text(operator), literal, ty);
    match &condition.comparison {
        Comparison::Equal(_) if is_text => compared.each("", Statement::new(" AND ").then(bytes()), ""),
        Comparison::NotEqual(_) if is_text => Statement::default().each(compared.clone(), bytes(), compared),
        Comparison::Equal(_) | Comparison::NotEqual(_) => compared,
        _ if is_text || matches!(ty, Some(FieldType::Enum(_))) => {
            let mysql = if is_text { bytes() } else { compared.clone() };
            let ordered = constant(column.text(COLLATED).text(operator), literal, ty);
            Statement::default().each(ordered, mysql, compared)
        }
        _ => compared,
    }
}

/// Orders by bytes, as the other databases do, whatever the order of PostgreSQL's database is.
pub(super) const COLLATED: &str = " COLLATE \"C\"";

pub(super) fn constant(statement: Statement, literal: &Literal, ty: Option<&FieldType>) -> Statement {
    if let (Some(FieldType::Decimal { precision, scale }), Some(digits)) = (ty, literal.digits()) {
        let [postgres, mysql, sqlite] =
            Dialect::ALL.map(|dialect| Statement::new(decimal::spelled(&digits, *precision, *scale, dialect)));
        return statement.each(postgres, mysql, sqlite);
    }
    match literal {
        Literal::Bool(value) => statement.bool(*value),
        Literal::Int(value) if ty == Some(&FieldType::Scalar(Scalar::Bool)) => statement.bool(*value != 0),
        Literal::Int(value) => statement.text(value.to_string()),
        // As the index says it: SQLite takes one for the other only if they are written alike.
        Literal::Float(value) => statement.text(format!("{value:?}")),
        Literal::Text(text) => statement.literal(text),
    }
}

/// A column that rows are ordered by, and where its nulls stand; `None` of one that has none.
#[derive(Clone, Copy)]
pub(crate) struct OrderedBy<'a> {
    field: &'a Field,
    order: Order,
    nulls: Option<NullOrder>,
}

impl<'a> OrderedBy<'a> {
    pub(crate) fn new(field: &'a Field, order: Order) -> Self {
        Self::with(field, order, NullOrder::Lowest)
    }

    pub(crate) fn with(field: &'a Field, order: Order, nulls: NullOrder) -> Self {
        Self { field, order, nulls: field.nullable.then_some(nulls) }
    }
}

/// Returns the condition of the rows behind a cursor: `a <= $2 AND (a < $3 OR id < $4)`.
///
/// Plain comparisons instead of a row value: MySQL does not use an index for those, and columns may run in two
/// directions.
pub(crate) fn after(order: &[OrderedBy<'_>]) -> Statement {
    let OrderedBy { field, order: direction, nulls } = order[0];
    if let Some(nulls) = nulls {
        return after_nullable(order, nulls);
    }
    let name = field.column();
    let sign = match direction {
        Order::Ascending => ">",
        Order::Descending => "<",
    };
    let beyond = Statement::default().name(name).text(format!(" {sign} ")).then(value(field));
    if order.len() == 1 {
        return beyond;
    }
    let rest = after(&order[1..]);
    let rest = if order.len() > 2 { Statement::new("(").then(rest).text(")") } else { rest };
    Statement::default()
        .name(name)
        .text(format!(" {sign}= "))
        .then(value(field))
        .text(" AND (")
        .then(beyond)
        .text(" OR ")
        .then(rest)
        .text(")")
}

/// Returns the same of a column that may be null, whose value is bound three times:
/// `(a < $2 OR $3 IS NOT NULL AND a IS NULL OR a IS NOT DISTINCT FROM $4 AND id < $5)`, where nulls are last.
fn after_nullable(order: &[OrderedBy<'_>], nulls: NullOrder) -> Statement {
    let OrderedBy { field, order: direction, .. } = order[0];
    let column = || Statement::default().name(field.column());
    let sign = match direction {
        Order::Ascending => " > ",
        Order::Descending => " < ",
    };
    let [cursor, row, below] = match nulls.is_first(direction) {
        true => [" IS NULL AND ", " IS NOT NULL", " < ("],
        false => [" IS NOT NULL AND ", " IS NULL", " > ("],
    };
    let plain = || value(field).text(cursor).then(column()).text(row);
    // MariaDB forgets that a value is there where the statement ran with a null before.
    let told = match nulls {
        NullOrder::Lowest => Statement::new("(").then(column()).text(" IS NULL)"),
        NullOrder::Highest => Statement::default().name(&nulls_column(field.column())),
    };
    let mysql = told.text(below).bind().text(" IS NULL)");
    let beyond = column().text(sign).then(value(field)).text(" OR ").each(plain(), mysql, plain());
    let same = column().each(" IS NOT DISTINCT FROM ", " <=> ", " IS ").then(value(field));
    let rest = after(&order[1..]);
    Statement::new("(").then(beyond).text(" OR ").then(same).text(" AND ").then(rest).text(")")
}

/// Returns ` ORDER BY a DESC, id DESC`. PostgreSQL alone takes a null for the highest value.
pub(crate) fn ordered(order: &[OrderedBy<'_>]) -> Statement {
    Statement::new(" ").then(order_by(order))
}

/// Returns the same without a space before it.
fn order_by(order: &[OrderedBy<'_>]) -> Statement {
    Statement::new("ORDER BY ").joined(", ", order.iter().map(ordered_by))
}

fn ordered_by(column: &OrderedBy<'_>) -> Statement {
    let direction = match column.order {
        Order::Ascending => "",
        Order::Descending => " DESC",
    };
    let name = column.field.column();
    let ordered = Statement::default().name(name).text(direction);
    let Some(nulls) = column.nulls else { return ordered };
    let said = if nulls.is_first(column.order) { " NULLS FIRST" } else { " NULLS LAST" };
    match nulls {
        NullOrder::Lowest => ordered.each(said, "", ""),
        NullOrder::Highest => {
            let told = Statement::default().name(&nulls_column(name)).text(direction).text(", ");
            Statement::default().each("", told, "").then(ordered).each(said, "", said)
        }
    }
}
