//! Rules that rows which are there may break. The database finds such rows while it is migrated; the notes say how to
//! find them before.

use larder_format::plan::{CheckRule, Column, ColumnType, Literal, Table};

use super::changes::Changes;
use super::dialogue::Dialogue;
use super::matched::{Match, Matches};
use super::per_dialect;
use crate::dialect::Dialect;
use crate::sql::alter::fill::misfit;
use crate::sql::{Problem, lower};

/// Notes every column that stays and takes fewer values than before, in the names that it has before.
pub(super) fn note(matches: &Matches<'_>, changes: &[Changes<'_>], dialogue: &mut Dialogue<'_>) {
    let mut notes = Vec::new();
    for found in &matches.tables {
        let Some(existing) = dialogue.before.get(found.pair.before) else { continue };
        let altered = changes.iter().filter(|change| change.table == found.pair.wanted.table.name);
        let altered: Vec<_> = altered.flat_map(|change| &change.altered).collect();
        for column in &found.pair.wanted.table.columns {
            let origin = found.origin(&column.name, dialogue.before);
            let Some(old) = origin.and_then(|name| existing.columns.iter().find(|column| column.name == name)) else {
                continue;
            };
            let is_filled = altered.iter().any(|(altered, fill)| altered.name == column.name && fill.is_some());
            notes.extend(of_column(found, existing, old, column, is_filled));
        }
    }
    notes.into_iter().for_each(|note| dialogue.note(note));
}

fn of_column(found: &Match<'_>, existing: &Table, old: &Column, new: &Column, is_filled: bool) -> Option<Problem> {
    let as_was = Column { name: old.name.clone(), ..new.clone() };
    let stricter = stricter(rules(existing, &old.name), rules(&found.pair.wanted.table, &new.name), old, new);
    let query = |dialect: Dialect| {
        let misfit = misfit(old, &as_was, dialect).filter(|_| !is_filled);
        let conditions: Vec<_> = misfit.into_iter().chain(lower::broken(&as_was, &stricter, dialect)).collect();
        let name = |name: &String| dialect.identifier(name);
        let key: Vec<_> = existing.primary_key.columns.iter().map(name).collect();
        (!conditions.is_empty()).then(|| {
            format!("SELECT {} FROM {} WHERE {}", key.join(", "), name(&existing.name), conditions.join(" OR "))
        })
    };
    let help = per_dialect::advice("find them with", query)?;
    let subject = found.pair.subject(&new.name);
    let message = format!(
        "`{subject}` accepts fewer values than before; the migration fails if existing rows have \
         others"
    );
    Some(Problem::new("M0504", message).help(help))
}

fn rules<'a>(table: &'a Table, column: &str) -> &'a [CheckRule] {
    table.checks.iter().find(|check| check.column == column).map_or(&[], |check| &check.rules)
}

/// Returns the rules of `after` that do not follow from those before or from the type that the column had.
pub fn stricter(before: &[CheckRule], after: &[CheckRule], old: &Column, new: &Column) -> Vec<CheckRule> {
    let follows = |rule: &CheckRule| before.iter().any(|known| implies(known, rule));
    let of_type = |rule: &CheckRule| match (rule, &old.ty) {
        (CheckRule::Length { min: None, max }, ColumnType::String { max: known }) => {
            max.is_none_or(|max| *known <= max)
        }
        (CheckRule::OneOf(values), ColumnType::Enum { values: known }) => {
            known.iter().all(|value| values.contains(&Literal::Text(value.clone())))
        }
        _ => false,
    };
    let rules = after.iter().map(|rule| match (rule, &new.ty) {
        // The length of a string is in its type.
        (CheckRule::Length { min, .. }, ColumnType::String { .. }) => CheckRule::Length { min: *min, max: None },
        (rule, _) => rule.clone(),
    });
    rules.filter(|rule| !is_empty(rule) && !follows(rule) && !of_type(rule)).collect()
}

fn is_empty(rule: &CheckRule) -> bool {
    matches!(rule, CheckRule::Length { min: None, max: None } | CheckRule::Range { min: None, max: None })
}

/// Tells whether every value that keeps `known` keeps `rule`.
fn implies(known: &CheckRule, rule: &CheckRule) -> bool {
    match (known, rule) {
        (CheckRule::Length { min, max }, CheckRule::Length { min: least, max: most }) => {
            least.is_none_or(|least| min.is_some_and(|min| min >= least))
                && most.is_none_or(|most| max.is_some_and(|max| max <= most))
        }
        (CheckRule::Range { min, max }, CheckRule::Range { min: least, max: most }) => {
            least.as_ref().is_none_or(|least| min.as_ref().is_some_and(|min| at_most(least, min)))
                && most.as_ref().is_none_or(|most| max.as_ref().is_some_and(|max| at_most(max, most)))
        }
        (CheckRule::OneOf(known), CheckRule::OneOf(values)) => known.iter().all(|value| values.contains(value)),
        (known, rule) => known == rule,
    }
}

fn at_most(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Int(a), Literal::Int(b)) => a <= b,
        (a, b) => amount(a).zip(amount(b)).is_some_and(|(a, b)| a <= b),
    }
}

#[expect(clippy::cast_precision_loss, reason = "an end that is no whole number is of a field that holds none")]
fn amount(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(value) => Some(*value as f64),
        Literal::Float(value) => Some(*value),
        Literal::Bool(_) | Literal::Text(_) => None,
    }
}
