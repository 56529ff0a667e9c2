//! Differences between the full-text indexes of two tables.

use larder_format::plan;

use super::renamed_as;
use crate::dialect::Dialect;
use crate::sql::fill;
use crate::sql::lower;
use crate::sql::physical::Table;
use crate::sql::rules::Rules;
use crate::sql::transition::{Renamed, Transition};

/// Full text of a table, before and after. Over other columns it is another full text, whose tokens are made anew; so
/// it is where rows get another text in a column of it.
#[derive(Debug, Clone, Default)]
pub struct SearchChange<'a> {
    /// In the names it stands under.
    pub dropped: Option<SearchParts<'a>>,
    pub added: Option<SearchParts<'a>>,
    /// It stays; its index is called otherwise.
    pub index: Option<Renamed>,
    /// It stays; its word table is called otherwise.
    pub word_table: Option<Renamed>,
}

/// What full text adds to a table.
#[derive(Debug, Clone)]
pub struct SearchParts<'a> {
    pub source: &'a plan::Search,
    /// The columns, keys, indexes, triggers, extensions and the word table that are there for full text alone.
    pub parts: Table,
}

impl<'a> SearchChange<'a> {
    pub(super) fn new(
        transition: &Transition<'_>,
        from: &'a plan::Table,
        renamed: &plan::Table,
        to: &'a plan::Table,
        dialect: Dialect,
    ) -> Self {
        // What is taken back may have ended without the full text that it was to make anew.
        let was_filled = || transition.up.as_ref().is_some_and(|up| any_is_filled(up, &up.rename(to), from, dialect));
        let is_filled = || any_is_filled(transition, renamed, to, dialect) || was_filled();
        let by = |rules| parts(to, dialect, rules).map(|search| search.parts);
        let reads_same = || by(transition.rules.before) == by(transition.rules.after);
        match (&renamed.search, &to.search) {
            (Some(before), Some(after)) if same(before, after) && reads_same() && !is_filled() => Self {
                index: renamed_as(&dialect.identifier(&before.name), &dialect.identifier(&after.name)),
                word_table: renamed_as(&dialect.identifier(&before.shadow), &dialect.identifier(&after.shadow)),
                ..Self::default()
            },
            _ => Self {
                dropped: parts(from, dialect, transition.rules.before),
                added: parts(to, dialect, transition.rules.after),
                ..Self::default()
            },
        }
    }
}

/// Returns the table without its full text.
pub(super) fn without(table: &plan::Table) -> plan::Table {
    plan::Table { search: None, ..table.clone() }
}

fn same(before: &plan::Search, after: &plan::Search) -> bool {
    plan::Search { name: after.name.clone(), shadow: after.shadow.clone(), ..before.clone() } == *after
}

/// Tells whether rows get another text in a column of the full text there is afterwards.
fn any_is_filled(transition: &Transition<'_>, before: &plan::Table, after: &plan::Table, dialect: Dialect) -> bool {
    let columns = after.search.iter().flat_map(|search| &search.columns);
    columns.into_iter().any(|name| is_filled(transition, before, after, name, dialect))
}

/// Tells whether rows get another text: those without one, or those whose text does not fit.
fn is_filled(
    transition: &Transition<'_>,
    before: &plan::Table,
    after: &plan::Table,
    name: &str,
    dialect: Dialect,
) -> bool {
    let [before, required] = [before, after].map(|table| table.columns.iter().find(|column| column.name == name));
    let (Some(before), Some(required)) = (before, required) else { return false };
    let is_typed = transition.fills.contains_key(&(after.name.clone(), name.to_owned()));
    if is_typed && fill::misfit(before, required, dialect).is_some() {
        return true;
    }
    let value = || fill::value(transition, after, required, dialect);
    before.nullable && !required.nullable && value().is_some_and(|(value, _)| value.text != dialect.text_literal(""))
}

/// Returns the parts of a table that exist because of full text.
fn parts(table: &plan::Table, dialect: Dialect, rules: Rules) -> Option<SearchParts<'_>> {
    let source = table.search.as_ref()?;
    let without = lower::table(&without(table), dialect, rules);
    let mut parts = lower::table(table, dialect, rules);
    parts.columns.retain(|column| !without.columns.contains(column));
    parts.uniques.retain(|key| !without.uniques.contains(key));
    parts.indexes.retain(|index| !without.indexes.contains(index));
    parts.primary_key = None;
    parts.foreign_keys.clear();
    parts.checks.clear();
    Some(SearchParts { source, parts })
}
