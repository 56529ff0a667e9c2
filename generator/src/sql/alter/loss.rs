//! Comments about values that are lost, and about the values that replace them.

use larder_format::Direction;

use super::difference::{AddedColumn, Altered};
use crate::dialect::Dialect;
use crate::sql::fill;
use crate::sql::transition::Transition;

/// Returns the columns that go, `users.bio`, under the names they stand.
pub(super) fn columns(altered: &Altered<'_>) -> Vec<String> {
    let is_gone = |name: &String| !altered.to.columns.iter().any(|column| column.name == *name);
    let pairs = altered.from.columns.iter().zip(&altered.renamed.columns);
    pairs
        .filter(|(_, renamed)| is_gone(&renamed.name) && renamed.generated.is_none())
        .map(|(stands, _)| format!("{}.{}", altered.to.name, stands.name))
        .collect()
}

/// Returns sentences about values that go, and about columns that come back without theirs.
pub(super) fn notes(transition: &Transition<'_>, altered: &Altered<'_>, dialect: Dialect) -> Vec<String> {
    let lost = columns(altered).into_iter().map(|name| format!("The values of {name} are lost."));
    lost.chain(altered.columns.added.iter().flat_map(|added| back(transition, altered, added, dialect))).collect()
}

fn back(transition: &Transition<'_>, altered: &Altered<'_>, added: &AddedColumn<'_>, dialect: Dialect) -> Vec<String> {
    let Some(source) = added.source else { return Vec::new() };
    let name = format!("{}.{}", altered.to.name, source.name);
    let mut notes = Vec::new();
    if transition.direction == Direction::Down {
        notes.push(format!("The values of {name} do not come back."));
    }
    if !source.nullable && fill::value(transition, altered.to, source, dialect).is_none() {
        notes.push(format!("No value can stand in for those of {name}: this fails unless the table is empty."));
    }
    notes
}
