//! The key shape of a spread database, which one of the databases takes.

use crate::sql::Problem;
use crate::sql::diff::dialogue::Dialogue;

/// Says, when the first table takes it, what becomes of other databases.
pub(in crate::sql::diff) fn note(dialogue: &mut Dialogue<'_>) {
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
