//! Unique keys, foreign keys and checks of the physical schema.

use larder_format::Dialect;
use larder_format::plan::{self, Check, CheckRule, Comparison, Condition, ForeignKey, Unique};

use super::column::{literal, names};
use super::entities::Entities;
use crate::ir::{self, Bound, FieldType, ReferentialAction, Rule};
use crate::sql::Problem;
use crate::sql::physical::naming::ClaimedNames;
use crate::sql::value::pattern;
use crate::sql::value::scalar::{self, ToldFromNull};

/// Refuses a key in which nulls are equal over a type for which MySQL has no value that could stand in for null.
pub(super) fn refuse_unequal(entity: &ir::Entity) -> Result<(), Problem> {
    let equal = entity.uniques.iter().filter(|unique| unique.nulls == ir::Nulls::Equal);
    let mut fields = equal.flat_map(|unique| &unique.columns).map(|field| entity.field(*field));
    let refused = fields.find(|field| field.nullable && !can_be_told_from_null(field));
    refused.map_or(Ok(()), |field| {
        let message =
            format!("MySQL does not support `{}.{}` in a key with `nulls = \"equal\"`", entity.name, field.name);
        Err(Problem::new("M0305", message).help(
            "use a string, enum, integer, decimal, uuid, date, datetime or timestamp field, or bytes with a bound",
        ))
    })
}

fn can_be_told_from_null(field: &ir::Field) -> bool {
    match field.ty.stored() {
        _ if field.is_foreign() => false,
        FieldType::String { .. }
        | FieldType::Text
        | FieldType::Bytes { .. }
        | FieldType::Enum(_)
        | FieldType::Decimal { .. }
        | FieldType::Key(_) => true,
        FieldType::Json(_) => false,
        FieldType::Scalar(scalar) => scalar::row(*scalar).told_from_null != ToldFromNull::No,
    }
}

/// Returns the declared unique keys, and the key over tenant and primary key that composite foreign keys refer to.
pub(super) fn uniques(entities: &Entities<'_>, entity: &ir::Entity, claimed: &mut ClaimedNames) -> Vec<Unique> {
    let mut uniques: Vec<Unique> = entity
        .uniques
        .iter()
        .map(|unique| {
            let columns = names(entity, &unique.columns);
            let nullable = unique.columns.iter().any(|field| entity.field(*field).nullable);
            let equal = unique.nulls == ir::Nulls::Equal && nullable;
            Unique {
                name: claim(claimed, entity, &columns, "key"),
                columns,
                nulls: if equal { plan::Nulls::Equal } else { plan::Nulls::Distinct },
                conditions: conditions(entity, unique.condition.as_ref()),
            }
        })
        .collect();
    let is_referred = entities.is_composite_parent(entity) && !entity.is_keyed_by_tenant();
    if let (true, Some(tenant)) = (is_referred, entity.tenant) {
        let mut columns = names(entity, &[tenant]);
        columns.extend(names(entity, &entity.primary));
        if !uniques.iter().any(|unique| unique.columns == columns && unique.conditions.is_empty()) {
            let name = claim(claimed, entity, &columns, "key");
            uniques.push(Unique { name, columns, nulls: plan::Nulls::Distinct, conditions: Vec::new() });
        }
    }
    uniques
}

/// Returns the foreign keys: to the tenant by its business id, to other parents by tenant and surrogate key together.
///
/// A set-null key holds the parent's key alone, since only PostgreSQL can null one column of a composite one.
pub(super) fn foreign_keys(
    entities: &Entities<'_>,
    entity: &ir::Entity,
    claimed: &mut ClaimedNames,
) -> Result<Vec<ForeignKey>, Problem> {
    let mut keys = Vec::new();
    for relation in &entity.relations {
        let Some(parent) = entities.get(&relation.parent) else {
            let message = format!("entity `{}` refers to `{}`, which the schema lacks", entity.name, relation.parent);
            return Err(Problem::new("M0301", message));
        };
        let (columns, parent_columns) = key_columns(entity, relation, parent);
        let is_whole = entity.tenant == Some(relation.field) || is_composite(parent, entity, relation);
        let owner = entities.tenant_column(entity).and_then(|_| entities.tenant_column(parent));
        keys.push(ForeignKey {
            name: claim(claimed, entity, &columns, "fkey"),
            columns,
            parent_tenant: owner.filter(|_| !is_whole).map(str::to_owned),
            parent: parent.table.clone(),
            parent_columns,
            on_delete: action(relation.on_delete),
            on_update: action(relation.on_update),
            deferrable: relation.deferrable.map(|deferrable| match deferrable {
                ir::Deferrable::Immediate => plan::Deferrable::Immediate,
                ir::Deferrable::Deferred => plan::Deferrable::Deferred,
            }),
        });
    }
    // PostgreSQL checks keys in the order of their making: a missing tenant is named before what only the tenant lacks.
    let tenant = entity.tenant.map(|field| names(entity, &[field]));
    keys.sort_by_key(|key| Some(&key.columns) != tenant.as_ref());
    Ok(keys)
}

fn action(action: ReferentialAction) -> plan::ReferentialAction {
    match action {
        ReferentialAction::Restrict => plan::ReferentialAction::Restrict,
        ReferentialAction::NoAction => plan::ReferentialAction::NoAction,
        ReferentialAction::Cascade => plan::ReferentialAction::Cascade,
        ReferentialAction::SetNull => plan::ReferentialAction::SetNull,
        ReferentialAction::SetDefault => plan::ReferentialAction::SetDefault,
    }
}

fn key_columns(entity: &ir::Entity, relation: &ir::Relation, parent: &ir::Entity) -> (Vec<String>, Vec<String>) {
    let own: Vec<_> = relation.fields().collect();
    if entity.tenant == Some(relation.field) {
        // The tenant is named by its business id, which the tenant's own field of that name holds.
        let by_name = parent.field_id(&entity.field(relation.field).name).map(|field| names(parent, &[field]));
        return (names(entity, &own), by_name.unwrap_or_else(|| names(parent, &parent.primary)));
    }
    let targets = relation.targets(parent);
    match (entity.tenant, parent.tenant) {
        (Some(tenant), Some(theirs)) if is_composite(parent, entity, relation) => {
            (names(entity, &[vec![tenant], own].concat()), names(parent, &[vec![theirs], targets].concat()))
        }
        _ => (names(entity, &own), names(parent, if targets.is_empty() { &parent.primary } else { &targets })),
    }
}

pub(super) fn is_composite(parent: &ir::Entity, child: &ir::Entity, relation: &ir::Relation) -> bool {
    parent.tenant.is_some()
        && child.tenant.is_some_and(|tenant| tenant != relation.field)
        && relation.on_delete != ReferentialAction::SetNull
}

/// Returns whether a delete or an update of the parent changes the reference.
pub(super) fn is_changed(relation: &ir::Relation) -> bool {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    relation.on_delete == SetNull || matches!(relation.on_update, Cascade | SetDefault | SetNull)
}

/// Returns one check for each column whose rules a database can check, or whose type is an enum, and the checks of
/// rows.
///
/// A check without rules holds the name of the one that the type asks for.
pub(super) fn checks(entity: &ir::Entity, uniques: &[Unique], claimed: &mut ClaimedNames) -> Vec<Check> {
    let mut checks = Vec::new();
    for (position, field) in entity.fields.iter().enumerate() {
        let relation = entity.relation_of(ir::FieldId(position));
        let refers = relation.is_some();
        // MySQL has no check over a column that a delete of the parent changes.
        if entity.relations_over(ir::FieldId(position)).any(is_changed) {
            continue;
        }
        // A type that only the database knows is the database's to check.
        if field.is_foreign() || field.unchecked {
            continue;
        }
        // What a foreign key holds was checked in the parent's row.
        let mut rules: Vec<_> = if refers { Vec::new() } else { field.rules.iter().filter_map(check_rule).collect() };
        let is_primary = entity.primary.contains(&ir::FieldId(position));
        let is_column = |column: &String| column == field.column();
        let in_key = entity.relations_over(ir::FieldId(position)).next().is_some()
            || is_primary
            || uniques.iter().any(|unique| unique.columns.iter().any(is_column));
        let ty = field.ty.stored();
        if in_key && matches!(ty, FieldType::String { .. } | FieldType::Text) && !excludes_space(&rules) {
            rules.push(CheckRule::NoTrailingSpace);
        }
        if !rules.is_empty() || matches!(ty, FieldType::Enum(_)) && !refers {
            let name = claimed.claim(&entity.table, &[field.column()], "check");
            let column = field.column().to_owned();
            checks.push(Check { name, column, rules, columns: Vec::new(), text: None });
        }
    }
    for check in &entity.checks {
        let columns = names(entity, &check.columns);
        let name = claim(claimed, entity, &columns, "check");
        let text = Some(sql_text(&check.text));
        checks.push(Check { name, column: String::new(), rules: Vec::new(), columns, text });
    }
    checks
}

/// Returns SQL of the user's own in the words of the plan.
pub(super) fn sql_text(text: &ir::SqlText) -> plan::SqlText {
    let of = |dialect| text.of(dialect).map(str::to_owned);
    plan::SqlText { postgres: of(Dialect::Postgres), mysql: of(Dialect::MySql), sqlite: of(Dialect::Sqlite) }
}

/// Returns a conjunction over rows of the entity in the words of the plan.
pub(super) fn conditions(entity: &ir::Entity, predicate: Option<&ir::Predicate>) -> Vec<Condition> {
    let condition = |condition: &ir::Condition| Condition {
        column: entity.column_of(&condition.field).to_owned(),
        is: match &condition.comparison {
            ir::Comparison::IsNull => Comparison::Null,
            ir::Comparison::IsNotNull => Comparison::NotNull,
            ir::Comparison::Equal(value) => Comparison::Equal(literal(value)),
            ir::Comparison::NotEqual(value) => Comparison::NotEqual(literal(value)),
            ir::Comparison::Less(value) => Comparison::Less(literal(value)),
            ir::Comparison::LessOrEqual(value) => Comparison::LessOrEqual(literal(value)),
            ir::Comparison::Greater(value) => Comparison::Greater(literal(value)),
            ir::Comparison::GreaterOrEqual(value) => Comparison::GreaterOrEqual(literal(value)),
        },
    };
    predicate.iter().flat_map(|predicate| &predicate.conditions).map(condition).collect()
}

fn check_rule(rule: &Rule) -> Option<CheckRule> {
    match rule {
        Rule::Length { min, max } => {
            let min = (*min > 0).then_some(*min);
            (min.is_some() || max.is_some()).then_some(CheckRule::Length { min, max: *max })
        }
        Rule::Range { min, max } => {
            Some(CheckRule::Range { min: min.as_ref().map(bound), max: max.as_ref().map(bound) })
        }
        Rule::Pattern(pattern) => pattern::parse(pattern).map(|_| CheckRule::Pattern(pattern.clone())),
        Rule::OneOf(values) => Some(CheckRule::OneOf(values.iter().map(literal).collect())),
        // Formats are Rust's to check, and times move.
        _ => None,
    }
}

fn bound(bound: &Bound) -> plan::Literal {
    match bound {
        Bound::Int(value) => plan::Literal::Int(*value),
        Bound::Float(value) => plan::Literal::Float(*value),
    }
}

fn excludes_space(rules: &[CheckRule]) -> bool {
    rules.iter().any(|rule| match rule {
        CheckRule::Pattern(pattern) => pattern::parse(pattern).is_some_and(|pattern| pattern.excludes(' ')),
        CheckRule::OneOf(_) | CheckRule::NoTrailingSpace => true,
        _ => false,
    })
}

fn claim(claimed: &mut ClaimedNames, entity: &ir::Entity, columns: &[String], suffix: &str) -> String {
    let columns: Vec<_> = columns.iter().map(String::as_str).collect();
    claimed.claim(&entity.table, &columns, suffix)
}
