//! Changes of PostgreSQL tables that are in use: no statement holds a lock that stops writes for longer than a moment,
//! unless a table has to be rewritten, and no transaction holds such a lock on two tables that are not tied together.

mod checks;
mod columns;
mod keys;
mod piece;
mod renames;
mod search;
mod tables;

use super::difference::{self, Altered};
use crate::dialect::Dialect;
use crate::sql::transition::{Piece, Transition};

const DIALECT: Dialect = Dialect::Postgres;

/// Returns the changes in order.
pub(in crate::sql) fn pieces(transition: &Transition<'_>) -> Vec<Piece> {
    let difference = difference::difference(transition, DIALECT);
    let each = |pieces: fn(&Altered<'_>) -> Vec<Piece>| difference.altered.iter().flat_map(pieces).collect::<Vec<_>>();
    let mut script = Vec::new();
    script.extend(each(search::dropped));
    script.extend(each(keys::foreign_keys_dropped));
    script.extend(each(checks::dropped));
    script.extend(each(keys::dropped_first));
    script.extend(each(columns::in_the_way));
    script.extend(tables::dropped(&difference.dropped));
    script.extend(renames::renamed(&difference.altered));
    for altered in &difference.altered {
        script.extend(checks::added(altered));
        script.extend(columns::added(transition, altered));
        script.extend(columns::altered(transition, altered));
        script.extend(checks::validated(altered));
        script.extend(keys::added(altered));
        script.extend(keys::dropped_last(altered));
        script.extend(columns::dropped(altered));
    }
    script.extend(tables::created(transition, &difference.created));
    script.extend(each(keys::foreign_keys_added));
    script.extend(difference.altered.iter().flat_map(|altered| search::added(transition, altered)));
    script
}
