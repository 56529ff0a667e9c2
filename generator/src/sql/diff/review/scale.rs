//! The key shape of a spread database, which one of the databases takes.

use larder_format::plan::Table;

use crate::sql::Problem;
use crate::sql::diff::dialogue::Dialogue;

/// Says, when the first table is spread, or takes the shape, what becomes of other databases.
pub(in crate::sql::diff) fn note(dialogue: &mut Dialogue<'_>) {
    let is_spread = |table: &Table| table.distribution.is_some();
    let spread = dialogue.wanted.iter().find(|wanted| is_spread(&wanted.table));
    match spread.filter(|_| !dialogue.before.values().any(is_spread)) {
        Some(first) => {
            let message = format!(
                "the rows of `{}` and of other tables are spread over servers where PostgreSQL has Citus; on MySQL, \
                 MariaDB, SQLite and other servers of PostgreSQL's they stay in one place",
                first.entity
            );
            let help = "docs/scale.md says where the rows of each table are";
            dialogue.note(Problem::new("M0533", message).help(help));
        }
        None => note_shape(dialogue),
    }
}

fn note_shape(dialogue: &mut Dialogue<'_>) {
    let before = dialogue.before;
    let mut scaled = dialogue.wanted.iter().filter(|wanted| wanted.table.scale.is_some());
    if before.values().any(|table| table.scale.is_some()) {
        return;
    }
    let Some(first) = scaled.next() else { return };
    let message = format!(
        "the keys of `{}` and of all that tenants own begin with the tenant on PostgreSQL; on MySQL, MariaDB and SQLite \
         they stay as they are",
        first.entity
    );
    let help = "docs/scale.md says what that is for, and what it changes";
    dialogue.note(Problem::new("M0532", message).help(help));
}
