//! Changes of MySQL and MariaDB tables. Every statement commits by itself, so each is a step whose probe tells whether
//! it was done.
//!
//! Both servers refuse to change the type of a column in a foreign key, and to drop the index that serves one: keys
//! that stay are taken away for the time where that cannot be had otherwise.

mod checks;
mod columns;
mod comments;
mod foreign_keys;
mod key_changes;
mod keys;
mod piece;
mod rework;
mod search;
mod tables;
mod ties;

use super::difference::difference;
use super::guard;
use crate::dialect::Dialect;
use crate::sql::transition::{Piece, Transition};
use rework::{Rework, reworks};

const DIALECT: Dialect = Dialect::MySql;

/// Returns the changes in order.
pub(in crate::sql) fn pieces(transition: &Transition<'_>) -> Vec<Piece> {
    let difference = difference(transition, DIALECT);
    let (reworks, ties) = reworks(transition, &difference);
    let each = |pieces: fn(&Rework<'_>) -> Vec<Piece>| reworks.iter().flat_map(pieces).collect::<Vec<_>>();
    let mut script = guard::guards(transition, &difference, DIALECT);
    script.extend(each(search::dropped));
    script.extend(foreign_keys::dropped(&difference, &ties));
    script.extend(tables::dropped(&difference.dropped));
    script.extend(each(checks::dropped));
    script.extend(tables::renamed(&difference.altered));
    script.extend(each(key_changes::renamed));
    script.extend(each(key_changes::added_first));
    script.extend(each(key_changes::dropped_first));
    script.extend(each(columns::dropped_first));
    script.extend(each(columns::renamed));
    for rework in &reworks {
        script.extend(columns::added(transition, rework));
        script.extend(columns::altered(transition, rework));
        script.extend(columns::computed(rework));
        script.extend(key_changes::added(rework));
        script.extend(key_changes::dropped_last(rework));
        script.extend(columns::dropped(rework));
        script.extend(checks::added(rework));
        script.extend(comments::said(rework));
    }
    script.extend(tables::created(transition, &difference.created));
    script.extend(foreign_keys::added(&difference, &ties));
    script.extend(each(search::added));
    if !guard::only_looked_at(&script, &difference.altered, DIALECT).is_empty() {
        script.extend(each(columns::same));
    }
    script
}
