//! What a reader is told of values that go and of values that come instead.

use super::difference::{AddedColumn, Altered};
use super::fill::{self, Source};
use crate::dialect::Dialect;
use crate::sql::transition::Transition;

/// Returns the columns that go, `users.bio`, under the names they stand.
pub(super) fn columns(altered: &Altered<'_>) -> Vec<String> {
    let is_gone = |name: &String| !altered.to.columns.iter().any(|column| column.name == *name);
    let pairs = altered.from.columns.iter().zip(&altered.renamed.columns);
    pairs
        .filter(|(_, renamed)| is_gone(&renamed.name))
        .map(|(stands, _)| format!("{}.{}", altered.to.name, stands.name))
        .collect()
}

/// Returns sentences about columns that come back without the values they had.
pub(super) fn notes(transition: &Transition<'_>, altered: &Altered<'_>, dialect: Dialect) -> Vec<String> {
    altered.columns.added.iter().filter_map(|added| note(transition, altered, added, dialect)).collect()
}

fn note(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    added: &AddedColumn<'_>,
    dialect: Dialect,
) -> Option<String> {
    let source = added.source?;
    let name = format!("{}.{}", altered.to.name, source.name);
    match fill::value(transition, altered.to, source, dialect) {
        None if !source.nullable => {
            Some(format!("No value fits {name} in rows that are there: this fails on a table that has any."))
        }
        None | Some((_, Source::Neutral)) if transition.direction == larder_format::Direction::Down => {
            Some(format!("The values of {name} do not come back."))
        }
        _ => None,
    }
}
