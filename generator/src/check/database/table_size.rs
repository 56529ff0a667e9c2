//! How many columns, keys and indexes a table can have.

use larder_format::plan::Table;

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    sql::{lower, rules::Rules},
};

/// InnoDB's columns; PostgreSQL has 1,600 and SQLite 2,000.
const COLUMNS: usize = 1_017;

/// Keys and indexes of a table of MySQL and MariaDB, the primary key among them.
const INDEXES: usize = 64;

/// No table has more of anything than every database holds. Counted is what MySQL is given, which has the least of
/// each.
pub(super) fn check(tables: &[Table], subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for (table, subject) in tables.iter().zip(subjects) {
        let lowered = lower::table(table, Dialect::MySql, Rules::NEWEST);
        let columns = lowered.columns.len();
        let indexes = 1 + lowered.uniques.len() + lowered.indexes.len();
        let keys = lowered.uniques.iter().map(|key| (&key.name, key.columns.len()));
        let longest = keys.chain(lowered.indexes.iter().map(|index| (&index.name, index.parts.len())));
        let longest = longest.max_by_key(|(_, parts)| *parts).filter(|(_, parts)| *parts > lower::MOST_PARTS);
        let (message, help) = if columns > COLUMNS {
            let message =
                format!("`{}` would have {columns} columns, but MySQL and MariaDB allow {COLUMNS}", table.name);
            (message, "move some of them into a table of their own, or into one json field")
        } else if indexes > INDEXES {
            let message = format!(
                "`{}` would have {indexes} keys and indexes, but MySQL and MariaDB allow {INDEXES}, including the \
                 primary key",
                table.name
            );
            (message, "remove some; every reference also has an index, unless a key or index starts with it")
        } else if let Some((name, parts)) = longest {
            let message =
                format!("`{name}` of `{}` has {parts} columns, but MySQL allows {}", table.name, lower::MOST_PARTS);
            (message, "list fewer fields")
        } else {
            continue;
        };
        diagnostics.push(Diagnostic::error(Code::TableSize, subject.origin(), message).help(help));
    }
}
