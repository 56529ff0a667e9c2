//! Row level security, which one of the databases has.

use crate::sql::Problem;
use crate::sql::diff::dialogue::Dialogue;

/// Says, when it comes to a table, what other databases do without it.
pub(in crate::sql::diff) fn note(dialogue: &mut Dialogue<'_>) {
    let before = dialogue.before;
    let is_new = |name: &str| before.get(name).is_none_or(|table| table.row_security.is_none());
    let mut secured = dialogue.wanted.iter().filter(|wanted| wanted.table.row_security.is_some());
    let Some(first) = secured.find(|wanted| is_new(&wanted.table.name)) else { return };
    let message = format!(
        "row level security of `{}` is PostgreSQL's: on MySQL, MariaDB and SQLite the generated statements alone keep \
         tenants apart",
        first.entity
    );
    let help = "docs/tenancy.md has the roles that the program and its migrations need";
    dialogue.note(Problem::new("M0530", message).help(help));
}
