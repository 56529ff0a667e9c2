//! The values that rows get in batches.

use larder_format::plan;

use super::super::piece::backfill;
use super::super::{DIALECT, enums};
use super::retyped::converted_with;
use crate::sql::alter::difference::{Altered, AlteredColumn};
use crate::sql::fill as filling;
use crate::sql::fill::{FillKind, Source};
use crate::sql::physical::Column;
use crate::sql::physical::statement;
use crate::sql::transition::{Piece, Transition};

/// What rows get in one column.
pub(in super::super) struct Fill<'a> {
    pub(in super::super) source: &'a plan::Column,
    column: &'a Column,
    pub(in super::super) value: String,
    /// The rows that get it; afterwards they are none of these.
    condition: String,
    comment: String,
    /// The rows that are there get theirs as they are converted.
    pub(in super::super) is_late: bool,
}

/// Tells whether rows get the value of a new column one by one.
pub(super) fn is_filled_later(transition: &Transition<'_>, altered: &Altered<'_>, source: &plan::Column) -> bool {
    let value = filling::value(transition, altered.to, source, DIALECT);
    value.is_some_and(|(value, _)| value.kind == FillKind::Row)
}

/// Returns what rows get, new columns first, each of them at most once.
pub(in super::super) fn fills<'a>(transition: &Transition<'_>, altered: &'a Altered<'_>) -> Vec<Fill<'a>> {
    let added = altered.columns.added.iter().filter_map(|added| Some((added.source?, &added.column)));
    let added = added.filter(|(source, _)| is_filled_later(transition, altered, source));
    let mut fills: Vec<_> =
        added.filter_map(|(source, column)| of_nulls(transition, altered, source, column)).collect();
    fills.extend(altered.columns.altered.iter().filter_map(|column| of_altered(transition, altered, column)));
    fills
}

/// Values that do not fit are replaced where a fill was typed for them; nulls are where the column is required.
fn of_altered<'a>(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    column: &'a AlteredColumn<'_>,
) -> Option<Fill<'a>> {
    let tightens = column.before.nullable && !column.after.nullable;
    let nulls = tightens.then(|| of_nulls(transition, altered, column.to, &column.after)).flatten();
    if enums::follows_type(column) {
        return nulls;
    }
    if converted_with(transition, altered, column).is_some() {
        return nulls.map(|nulls| Fill { is_late: true, ..nulls });
    }
    let Some(misfit) = filling::misfit(&column.from, column.to, DIALECT) else { return nulls };
    let Some(typed) = transition.fills.get(&(altered.to.name.clone(), column.to.name.clone())) else { return nulls };
    let typed = filling::typed(typed, altered.to, column.to, DIALECT);
    let bare = format!("{}.{}", altered.to.name, column.to.name);
    Some(match nulls {
        Some(nulls) => Fill {
            condition: format!("({} OR {misfit})", nulls.condition),
            comment: format!("Replaces values of {bare} that no longer fit, and nulls, in batches."),
            ..nulls
        },
        None => Fill {
            source: column.to,
            column: &column.after,
            value: typed.text,
            condition: misfit,
            comment: format!("Replaces values of {bare} that no longer fit, in batches."),
            is_late: false,
        },
    })
}

fn of_nulls<'a>(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    source: &'a plan::Column,
    column: &'a Column,
) -> Option<Fill<'a>> {
    let (value, from) = filling::value(transition, altered.to, source, DIALECT)?;
    if value.kind == FillKind::Null {
        return None;
    }
    let said = format!("{}.{}", altered.to.name, source.name);
    let value = match source.enum_type() {
        // PostgreSQL takes a literal for one of the type, and no other text.
        Some((ty, _)) if value.kind == FillKind::Row && source.members.is_none() => format!("{}::{ty}", value.text),
        _ => value.text,
    };
    let comment = match from {
        Source::Fill => format!("Fills {said} where it is null, in batches."),
        Source::Default => format!("Puts the default into {said} where it is null, in batches."),
        Source::Neutral => format!("Puts {value} into {said} where it is null, in batches, since it is required."),
    };
    Some(Fill { source, column, value, condition: format!("{} IS NULL", column.name), comment, is_late: false })
}

/// Returns the step that gives a column's values to the rows that are there.
pub(in super::super) fn first_pass(altered: &Altered<'_>, fill: &Fill<'_>) -> Piece {
    backfill(altered.to, &fill.comment, fill.update(altered))
}

/// Returns the step that gives them to the rows that came meanwhile, once the new rules let no others in. A row may
/// lack the values of several columns, and keeps all rules only when it has them all.
pub(in super::super) fn second_pass(altered: &Altered<'_>, fills: &[Fill<'_>]) -> Option<Piece> {
    let is_held = |fill: &&Fill<'_>| {
        let becomes_required = !fill.column.nullable && fill.condition.contains(" IS NULL");
        becomes_required || !super::super::checks::of_column(altered, &fill.source.name).is_empty()
    };
    let held: Vec<_> = fills.iter().filter(is_held).collect();
    let statement = match held.as_slice() {
        [] => return None,
        [one] => one.update(altered),
        several => {
            let mut columns = altered.from.columns.iter().chain(&altered.to.columns);
            let has_enums = columns.any(|column| column.enum_type().is_some());
            let each = |fill: &&Fill<'_>| {
                let Fill { column: Column { name, ty, .. }, value, condition, .. } = fill;
                // What is assigned, and not found to be of one type with the column: JSON, and an enum in a text.
                let value = match ty.as_str() {
                    "jsonb" => format!("CAST({value} AS jsonb)"),
                    ty if has_enums && is_text(ty) => format!("CAST({value} AS text)"),
                    _ => value.clone(),
                };
                format!("{name} = CASE WHEN {condition} THEN {value} ELSE {name} END")
            };
            let assignments: Vec<_> = several.iter().map(each).collect();
            let conditions: Vec<_> = several.iter().map(|fill| fill.condition.as_str()).collect();
            let (assignments, condition) = (assignments.join(",\n    "), conditions.join(" OR "));
            format!("UPDATE {}\nSET {assignments}\nWHERE ({condition})", altered.after.name)
        }
    };
    Some(backfill(altered.to, "Fills the few rows that came in between.", statement))
}

fn is_text(ty: &str) -> bool {
    ty == "text" || ty.starts_with("varchar")
}

impl Fill<'_> {
    pub(super) fn update(&self, altered: &Altered<'_>) -> String {
        statement::update(&altered.after.name, &format!("{} = {}", self.column.name, self.value), &self.condition)
    }
}
