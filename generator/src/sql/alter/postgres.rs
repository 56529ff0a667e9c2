//! Changes of PostgreSQL tables that are in use: no statement holds a lock that stops writes for longer than a moment,
//! unless a table has to be rewritten, and no transaction holds such a lock on two tables that are not tied together.

mod checks;
mod columns;
mod comments;
mod enums;
mod keys;
mod partition;
mod piece;
mod policy;
mod renames;
mod schemas;
mod search;
mod shape;
mod spread;
mod tables;

use super::difference::{self, Altered};
use super::guard;
use crate::dialect::Dialect;
use crate::sql::transition::{Piece, Transition};

const DIALECT: Dialect = Dialect::Postgres;

/// Returns the changes in order.
pub(in crate::sql) fn pieces(transition: &Transition<'_>) -> Vec<Piece> {
    let difference = difference::difference(transition, DIALECT);
    let each = |pieces: fn(&Altered<'_>) -> Vec<Piece>| difference.altered.iter().flat_map(pieces).collect::<Vec<_>>();
    // What looks for rows in the way joins by keys that rows on several servers are not found by.
    let mut script = spread::gathered(transition, &difference.altered);
    script.extend(guard::guards(transition, &difference, DIALECT));
    script.extend(each(policy::dropped));
    script.extend(each(search::dropped));
    let all = &difference.altered;
    script.extend(all.iter().flat_map(|altered| keys::foreign_keys_dropped(all, altered)));
    script.extend(difference.altered.iter().flat_map(|altered| checks::dropped(transition, altered)));
    script.extend(each(keys::dropped_first));
    script.extend(difference.altered.iter().flat_map(|altered| columns::in_the_way(transition, altered)));
    script.extend(tables::dropped(&difference.dropped));
    script.extend(schemas::made(transition));
    script.extend(renames::renamed(&difference.altered));
    script.extend(enums::changed(transition, &difference));
    for altered in &difference.altered {
        script.extend(table(transition, altered));
    }
    script.extend(shape::changed(all));
    script.extend(partition::changed(transition, all));
    script.extend(tables::created(transition, &difference));
    script.extend(all.iter().flat_map(|altered| keys::foreign_keys_added(all, altered)));
    script.extend(difference.altered.iter().flat_map(|altered| search::added(transition, altered)));
    script.extend(each(policy::added));
    script.extend(each(policy::finder_added));
    script.extend(enums::dropped(transition, &difference));
    script.extend(spread::distributed(transition, all));
    script.extend(schemas::dropped(transition));
    let stays = guard::only_looked_at(&script, &difference.altered, DIALECT);
    script.extend(stays.into_iter().map(|(altered, column)| columns::same(altered, column)));
    spread::one_by_one(transition, script)
}

/// Returns what changes the columns, checks and keys of one table.
///
/// Every batch of rows comes before the first new rule of the table: PostgreSQL asks for all rules of a row whenever it
/// is written, those that were made `NOT VALID` too, so that a new rule of one column would stop the batches of another
/// and every write of the application to such a row. Rows that came in between get all their values in one statement,
/// when the new rules keep others out.
fn table(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let fills = columns::fills(transition, altered);
    let mut script = tables::extensions(transition, altered);
    script.extend(columns::added(transition, altered));
    script.extend(shape::search_makes_way(altered));
    script.extend(columns::widened(transition, altered).map(|piece| shape::briefly(altered, piece)));
    script.extend(columns::let_null(altered));
    script.extend(fills.iter().filter(|fill| !fill.is_late).map(|fill| columns::first_pass(altered, fill)));
    script.extend(columns::narrowed(transition, altered).map(|piece| shape::briefly(altered, piece)));
    script.extend(columns::other_defaults(altered));
    script.extend(columns::computed(altered));
    script.extend(checks::added(transition, altered));
    script.extend(columns::second_pass(altered, &fills));
    script.extend(checks::validated(altered));
    script.extend(columns::required(transition, altered));
    script.extend(keys::added(altered));
    script.extend(shape::built(altered));
    script.extend(shape::search_comes_back(altered));
    script.extend(keys::dropped_last(altered));
    script.extend(columns::dropped(transition, altered));
    script.extend(comments::said(altered));
    script
}
