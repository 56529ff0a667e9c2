//! Foreign keys. They are made without a look at the rows, which blocks nobody, and the rows are looked through after.

use larder_format::plan::Probe;

use super::DIALECT;
use super::piece::{IN_PLACE, INSTANT, ONLINE, ddl, expects_no_rows};
use super::ties::Ties;
use crate::sql::alter::difference::TableDifference;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{ForeignKey, Table};
use crate::sql::transition::Piece;

/// Added without a look at the rows, MariaDB takes this for NO ACTION, which is the same to it but reads otherwise;
/// what it does by itself is this. To MySQL it is NO ACTION that is meant by nothing. MariaDB passes over what only
/// MySQL 8 and later are to read.
const RESTRICT: &str = " ON DELETE RESTRICT";

/// Returns what takes away the foreign keys that go or are in the way of other changes.
pub(super) fn dropped(difference: &TableDifference<'_>, ties: &Ties) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for altered in &difference.altered {
        pieces.extend(altered.foreign_keys.dropped.iter().map(|key| drop(&altered.old.name, key)));
    }
    for tie in &ties.parked {
        let mut piece = drop(&tie.child_before, &tie.key_before);
        piece.comment = Some(format!(
            "Unties {} from {} while columns or indexes of the foreign key change.",
            DIALECT.bare(&tie.child_before),
            DIALECT.bare(&tie.key_before.parent)
        ));
        pieces.push(piece);
    }
    pieces
}

/// Returns what makes the foreign keys that come; one that is called otherwise is there under both names for a moment.
pub(super) fn added(difference: &TableDifference<'_>, ties: &Ties) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for altered in &difference.altered {
        pieces.extend(altered.foreign_keys.added.iter().flat_map(|key| add(&altered.after, key)));
    }
    pieces.extend(ties.parked.iter().flat_map(|tie| add(&tie.child, &tie.key)));
    for tie in ties.held.iter().filter(|tie| tie.key.name != tie.key_before.name) {
        let [mut make, _] = add(&tie.child, &tie.key);
        let [from, to] = [&tie.key_before, &tie.key].map(|key| DIALECT.bare(&key.name));
        make.comment = Some(format!("Makes {from} under the name {to} too: no row was without it."));
        let mut unmake = drop(&tie.child.name, &tie.key_before);
        unmake.comment = Some(format!("Drops it under the name {from}."));
        pieces.extend([make, unmake]);
    }
    pieces
}

/// Returns the step that drops a foreign key of a table.
pub(super) fn drop(table: &str, key: &ForeignKey) -> Piece {
    let [bare, parent] = [table, &key.parent].map(|name| DIALECT.bare(name));
    let probe = Probe::NoConstraint { table: bare.clone(), name: DIALECT.bare(&key.name) };
    let actions = format!("DROP FOREIGN KEY {}, {IN_PLACE}", key.name);
    ddl(INSTANT, format!("Unties {bare} from {parent}."), alter_table(table, &[actions]), probe)
}

/// Returns the step that makes a foreign key, and the one that looks for rows whose parent is missing.
pub(super) fn add(table: &Table, key: &ForeignKey) -> [Piece; 2] {
    let parent = DIALECT.bare(&key.parent);
    let mut definition = statement::foreign_key(key);
    if let Some(without) = definition.strip_suffix(RESTRICT) {
        definition = format!("{without} /*!80000{RESTRICT} */");
    }
    let actions = [format!("ADD {definition}"), IN_PLACE.to_owned()];
    let probe = Probe::HasConstraint { table: table.bare_name.clone(), name: DIALECT.bare(&key.name) };
    let comment = format!("Ties {} to {parent}: new rows are checked from here on.", table.bare_name);
    let mut make = ddl(ONLINE, comment, alter_table(&table.name, &actions), probe);
    make.statements.insert(0, "SET SESSION foreign_key_checks = 0".to_owned());
    make.statements.push("SET SESSION foreign_key_checks = 1".to_owned());
    let comment = "Looks for rows that are there and whose parent is not.";
    [make, expects_no_rows(comment, orphans(table, key))]
}

fn orphans(table: &Table, key: &ForeignKey) -> String {
    let own: Vec<_> = key.columns.iter().map(|column| format!("child.{column}")).collect();
    let told: Vec<_> = own.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    let pairs = key.parent_columns.iter().zip(&own);
    let same: Vec<_> = pairs.map(|(theirs, own)| format!("parent.{theirs} = {own}")).collect();
    let shown = table.primary_key.iter().flat_map(|key| &key.columns).map(|column| format!("child.{column}"));
    let mut shown: Vec<_> = shown.collect();
    shown.extend(own.iter().filter(|column| !shown.contains(column)).cloned().collect::<Vec<_>>());
    format!(
        "SELECT {}\nFROM {} AS child\nWHERE {}\n    AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
        shown.join(", "),
        table.name,
        told.join(" AND "),
        key.parent,
        same.join(" AND ")
    )
}
