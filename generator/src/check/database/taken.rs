//! Names that databases keep in one space with those of tables: keys, indexes, sequences, SQLite's tables of words.

use larder_format::plan::Table;
use larder_format::qualified;

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    sql::physical::naming,
};

/// No table has the name of a part of another, nor of its own.
pub(super) fn check(tables: &[Table], subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let parts = naming::NamedParts::of(tables);
    for subject in subjects {
        let name = &subject.entity.table;
        let name = qualified::plain(name);
        let Some(part) = parts.named(name) else { continue };
        let owner = subjects.iter().find(|owner| owner.entity.table == part.table);
        let mut taken = Diagnostic::error(Code::DuplicateTable, subject.table_origin(), part.takes(name));
        if let Some(owner) = owner {
            taken = taken.related(owner.table_origin(), "the table it belongs to");
        }
        diagnostics.push(taken.help(naming::OTHER_TABLE));
    }
}
