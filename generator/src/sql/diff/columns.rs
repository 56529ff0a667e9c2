//! Differences between the columns of a table that stays.

pub(super) mod changes;
pub(super) mod counters;
pub(super) mod values;

use std::collections::BTreeSet;

use larder_format::plan::{Column, DefaultValue, Fill};

use super::dialogue::advice;
use super::dialogue::{Dialogue, Pair};
use super::matches::matched::{Match, Matches};
use crate::sql::Problem;
use crate::sql::value::type_change::{self, TypeChange};
use changes::{Added, Changes};
use values::EnumValues;

/// Compares the columns of all tables that stay; asks what rows get that lack a value.
pub(super) fn changes<'a>(matches: &Matches<'a>, dialogue: &mut Dialogue<'a>) -> Vec<Changes<'a>> {
    matches.tables.iter().map(|found| of_table(found, dialogue)).collect()
}

fn of_table<'a>(found: &Match<'a>, dialogue: &mut Dialogue<'a>) -> Changes<'a> {
    let pair = found.pair;
    let before = dialogue.before;
    let mut changes = Changes { table: &pair.wanted.table.name, ..Changes::default() };
    let Some(existing) = before.get(pair.before) else { return changes };
    let origin = |name: &'a str| found.origin(name, before);
    for column in &pair.wanted.table.columns {
        match origin(&column.name).and_then(|old| existing.columns.iter().find(|other| other.name == old)) {
            None => changes.added.push(Added { column, fill: added(found, column, dialogue), turn: 0 }),
            Some(old) => changes.altered.extend(altered(pair, old, column, dialogue)),
        }
    }
    // A column whose name another one takes goes before the rename.
    let is_taken = |name: &&str| found.columns.iter().any(|(_, new)| new == name);
    changes.dropped = found.gone.iter().copied().filter(|name| !is_taken(name)).collect();
    // The order of the columns stays, as that of the table's: fields may be declared in another one.
    let key = pair.wanted.table.primary_key.columns.iter().map(|name| origin(name)).collect::<Option<BTreeSet<_>>>();
    if key != Some(existing.primary_key.columns.iter().map(String::as_str).collect()) {
        dialogue.push(other_key(pair, &existing.primary_key.columns));
    }
    changes
}

fn added(found: &Match<'_>, column: &Column, dialogue: &mut Dialogue<'_>) -> Option<Fill> {
    if column.generated.is_some() {
        return None;
    }
    let fill = dialogue.fill(found.pair, column);
    if fill.is_some() || column.nullable {
        return fill;
    }
    let own = advice::needs_own_value(&found.pair.wanted.table, &column.name, found.pair.wanted.tenant.as_deref());
    match &column.default {
        // Not all databases make it, so the migration says how rows get it.
        Some(DefaultValue::UuidV7) => return Some(Fill::All("uuid_v7".to_owned())),
        Some(_) if !own => return None,
        _ => {}
    }
    // It may yet turn out to be an old column under another name, which needs no value.
    if !found.doubtful.contains(&column.name.as_str()) {
        let message = format!(
            "`{}` is new and required, but existing rows have no value for it",
            found.pair.subject(&column.name)
        );
        let question = advice::fill(found.pair, column, message, dialogue);
        dialogue.push(question);
    }
    None
}

/// Returns the column as it becomes when it differs, name aside.
fn altered(pair: Pair<'_>, old: &Column, new: &Column, dialogue: &mut Dialogue<'_>) -> Option<(Column, Option<Fill>)> {
    if is_same(old, new) {
        return None;
    }
    let subject = pair.subject(&new.name);
    match (&old.generated, &new.generated) {
        // Its values are computed anew.
        (Some(_), Some(_)) => return Some((new.clone(), None)),
        (None, None) => {}
        _ => {
            dialogue.push(other_origin(&subject, new));
            return None;
        }
    }
    let mut narrows = None;
    match TypeChange::of(old, new) {
        TypeChange::Refused => {
            dialogue.push(other_type(&subject, old, new));
            return None;
        }
        TypeChange::Narrows(reason) => narrows = Some(reason),
        TypeChange::Same | TypeChange::Free => {}
    }
    let tightens = old.nullable && !new.nullable;
    // What nulls get would be said as well.
    let values = EnumValues::between(old, new).filter(|_| !tightens);
    let renamed = values.as_ref().and_then(|values| values.renamed(pair, new, dialogue));
    let is_answered = renamed.as_ref().is_some_and(|(_, is_all)| *is_all);
    let mut fill = match renamed {
        Some((fill, _)) => Some(fill),
        None => (tightens || narrows.is_some()).then(|| dialogue.fill(pair, new)).flatten(),
    };
    if let Some(reason) = narrows.filter(|_| !is_answered)
        && !dialogue.narrows(pair, &new.name)
    {
        let renames = values.and_then(|values| values.proposal(&pair.subject(&new.name)));
        dialogue.push(advice::narrow(pair, new, &reason, renames));
    }
    if tightens && fill.is_none() {
        let own = advice::needs_own_value(&pair.wanted.table, &new.name, pair.wanted.tenant.as_deref());
        let by_default = new.default.as_ref().and_then(advice::of_default).filter(|_| !own);
        fill = counters::of_nulls(pair, &new.name, dialogue.before).or(by_default);
        if fill.is_none() {
            let message = format!("`{subject}` becomes required, but existing rows may have no value");
            let question = advice::fill(pair, new, message, dialogue);
            dialogue.push(question);
        }
    }
    if let Some(note) = counters::keeps_values(pair, old, new) {
        dialogue.note(note);
    }
    Some((new.clone(), fill))
}

/// Tells whether two columns are the same but for their names.
pub(super) fn is_same(old: &Column, new: &Column) -> bool {
    // A type of the database's own has its values in an order.
    let is_same_type =
        old.native == new.native && type_change::is_same(&old.ty, &new.ty) && old.enum_type() == new.enum_type();
    let is_computed_alike = old.generated == new.generated;
    let is_kept = old.nullable == new.nullable && old.default == new.default && old.unchecked == new.unchecked;
    is_kept && is_computed_alike && is_same_type && old.comment == new.comment
}

fn other_key(pair: Pair<'_>, before: &[String]) -> Problem {
    let Pair { wanted, .. } = pair;
    let message = format!(
        "the primary key of `{}` would change to ({}) from ({})",
        wanted.entity,
        wanted.table.primary_key.columns.join(", "),
        before.join(", ")
    );
    Problem::new("M0306", message).help(format!(
        "a table's primary key cannot change: define a new entity with the new key, copy the rows with `codegen new \
         copy_{}`, and drop the old entity in a later migration",
        wanted.table.name
    ))
}

fn other_origin(subject: &str, new: &Column) -> Problem {
    let message = match new.generated.is_some() {
        true => format!("`{subject}` cannot become a computed column: its values would be lost"),
        false => format!("`{subject}` cannot become a column that programs write: databases only compute it"),
    };
    let field = subject.split_once('.').map_or(subject, |(_, field)| field);
    Problem::new("M0307", message).help(format!(
        "give the new field another name, and drop the old one with `--drop`; then rename the new one to `{field}`"
    ))
}

fn other_type(subject: &str, old: &Column, new: &Column) -> Problem {
    let [before, after] = [old, new].map(|column| {
        let own = if column.native.is_some() { " of the databases' own" } else { "" };
        advice::type_name(&column.ty) + own
    });
    let field = subject.split_once('.').map_or(subject, |(_, field)| field);
    Problem::new("M0307", format!("`{subject}` cannot change from {before} to {after}")).help(format!(
        "give the new field another name, fill it from the old one with `--fill` if SQL can convert the values, and \
         drop the old one with `--drop`; then rename the new one to `{field}`"
    ))
}
