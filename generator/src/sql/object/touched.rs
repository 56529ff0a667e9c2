//! Which objects a change of tables would lose, or would not be possible under.

use larder_format::object::ObjectKind;
use larder_format::plan::{Column, Table};
use larder_format::qualified;

use super::standing::Standing;
use crate::dialect::Dialect;
use crate::sql::transition::Transition;

/// A table that is not the same afterwards.
#[derive(Debug)]
pub(super) struct TouchedTable<'a> {
    name: &'a str,
    /// The table goes, or has another name.
    whole: bool,
    /// PostgreSQL makes the table anew, to lay it out otherwise.
    anew: bool,
    /// The columns that come, go, or hold something else.
    columns: Vec<&'a str>,
}

/// Returns the tables of `from` that change.
pub(super) fn tables<'a>(transition: &'a Transition<'_>) -> Vec<TouchedTable<'a>> {
    let touched = transition.from.values().filter_map(|table| {
        let Some(after) = transition.successor(&table.name) else {
            return Some(TouchedTable { name: &table.name, whole: true, anew: false, columns: Vec::new() });
        };
        let whole = table.name != after.name;
        let renamed = transition.rename(table);
        let anew = renamed.partition != after.partition;
        if !whole && !anew && without_indexes(&renamed) == without_indexes(after) {
            return None;
        }
        Some(TouchedTable { name: &table.name, whole, anew, columns: columns(table, after) })
    });
    touched.collect()
}

/// An index comes and goes under everything that names its table, and so do a policy and the place of the rows;
/// partitions are said apart.
fn without_indexes(table: &Table) -> Table {
    Table { indexes: Vec::new(), row_security: None, distribution: None, partition: None, ..table.clone() }
}

fn columns<'a>(before: &'a Table, after: &'a Table) -> Vec<&'a str> {
    let differs = |column: &&Column, others: &Table| {
        others.columns.iter().find(|other| other.name == column.name).is_none_or(|other| other.ty != column.ty)
    };
    let gone = before.columns.iter().filter(|column| differs(column, after));
    let come = after.columns.iter().filter(|column| differs(column, before));
    let mut columns: Vec<_> = gone.chain(come).map(|column| column.name.as_str()).collect();
    if before.scale != after.scale {
        columns.extend(before.scale.iter().chain(&after.scale).map(|scale| scale.tenant.as_str()));
    }
    if before.search != after.search {
        columns.extend(before.search.iter().chain(&after.search).map(|search| search.tokens.as_str()));
    }
    columns
}

/// Tells whether an object must be out of the way of the change.
///
/// SQLite makes tables anew, and its triggers with them, in one transaction: whatever names such a table leaves. On
/// PostgreSQL a view holds on to its columns, and `*` is those that were there; a routine or trigger, which writers
/// would miss meanwhile, leaves for what it names only. MySQL holds on to nothing, but its views keep the meaning of
/// `*` as well.
pub(super) fn is_in_the_way(object: &Standing<'_>, tables: &[TouchedTable<'_>], dialect: Dialect) -> bool {
    let named = || tables.iter().filter(|table| object.names(qualified::plain(table.name)));
    if object.kinds().any(ObjectKind::is_kept) {
        return false;
    }
    let is_view = object.kinds().any(ObjectKind::is_view);
    match dialect {
        // The layout is PostgreSQL's alone, and has a migration of its own.
        Dialect::Sqlite => named().any(|table| !table.anew),
        Dialect::Postgres if named().any(|table| table.anew) => true,
        Dialect::Postgres | Dialect::MySql if is_view => named().any(|table| table.whole || !table.columns.is_empty()),
        Dialect::Postgres => {
            named().any(|table| table.whole || table.columns.iter().any(|column| object.names(column)))
        }
        Dialect::MySql => named().any(|table| table.whole),
    }
}
