//! Schemas of tables, which one of the databases has.

use larder_format::qualified::{plain, schema};

use crate::sql::Problem;
use crate::sql::diff::dialogue::Dialogue;

/// Says, when the first table is in a schema, what becomes of other databases.
pub(in crate::sql::diff) fn note(dialogue: &mut Dialogue<'_>) {
    let mut within = dialogue.wanted.iter().filter_map(|wanted| Some((wanted, schema(&wanted.table.name)?)));
    if dialogue.before.keys().any(|table| schema(table).is_some()) {
        return;
    }
    let Some((first, of)) = within.next() else { return };
    let message = format!(
        "the table of `{}` is in the schema `{of}` on PostgreSQL; MySQL, MariaDB and SQLite have no schemas, and the \
         table `{}` among all others",
        first.entity,
        plain(&first.table.name)
    );
    let help = "the role of the program needs `GRANT USAGE ON SCHEMA` there, if it did not make the schema";
    dialogue.note(Problem::new("M0545", message).help(help));
}
