//! Checks defaults that databases give.

use super::made::MadeBy;
use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostics};

/// Every database gives the value, of a field that programs may write.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (id, field, draft) in subject.fields() {
        let Some(sql) = &draft.default_sql else { continue };
        let made = MadeBy { key: "default_sql", code: Code::EngineDefault, sql };
        made.texts(subject, field, diagnostics);
        made.plain(field, draft, diagnostics);
        made.uses(subject, id, diagnostics);
        let said = [
            ("primary", draft.primary),
            ("belongs_to", draft.belongs_to.as_ref().map(|text| text.origin)),
            ("default", draft.default.as_ref().map(|default| default.origin)),
            ("on_update", draft.on_update.as_ref().map(|text| text.origin)),
            ("counts", draft.counts.as_ref().map(|text| text.origin)),
            ("sums", draft.sums.as_ref().map(|text| text.origin)),
            ("secret", draft.secret),
            ("rust", draft.rust.as_ref().filter(|_| field.rust.is_some()).map(|text| text.origin)),
        ];
        for (key, origin) in said.into_iter().filter_map(|(key, origin)| Some((key, origin?))) {
            let message =
                format!("`{}` has a default that the database computes, so it cannot have `{key}`", field.name);
            made.refuse(origin, message, "remove one of them", diagnostics);
        }
        let is_larders = subject.entity.version == Some(id) || subject.entity.soft_delete == Some(id);
        if is_larders || subject.entity.view {
            let message = format!("`{}` is written by larder, or read from a view", field.name);
            made.refuse(sql.origin, message, "remove `default_sql`", diagnostics);
        }
    }
}
