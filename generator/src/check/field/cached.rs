//! Checks that cached lists hang on no field whose writes make no entry of the cache out of date.

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Lists by an index are in its order and of the rows in it.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let Some(written) = subject.draft.cache.as_ref().and_then(|cache| cache.lists.as_ref()) else { return };
    let entity = subject.entity;
    for index in entity.indexes.iter().filter(|index| index.makes_methods) {
        let conditions = index.condition.iter().flat_map(|condition| &condition.conditions);
        let named = conditions.filter_map(|condition| entity.field_id(&condition.field));
        let mut fields = index.columns.iter().map(|column| column.field).chain(named).map(|id| entity.field(id));
        if let Some(field) = fields.find(|field| field.volatile) {
            let message = format!("lists by the volatile field `{}` cannot be cached", field.name);
            let help = "write `methods = \"none\"` for its index, or leave out `lists`";
            diagnostics.push(Diagnostic::error(Code::CacheLists, written.origin, message).help(help));
        }
    }
}
