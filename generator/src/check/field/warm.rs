//! Checks that the key tells which rows are the newest, where they are read ahead.

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::Default;

/// Keys that are made grow.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let warm = subject.draft.cache.as_ref().and_then(|cache| cache.warm.as_ref());
    let Some(newest) = warm.and_then(|warm| warm.newest.as_ref()) else { return };
    let entity = subject.entity;
    let is_made = match entity.primary.as_slice() {
        [key] => matches!(entity.field(*key).default, Some(Default::UuidV7 | Default::Identity)),
        _ => false,
    };
    if !is_made {
        let message = format!("the key of `{}` does not tell which rows are the newest", entity.name);
        let help = "write `used = 1000`, which reads the rows ahead that were read last";
        diagnostics.push(Diagnostic::error(Code::CacheWarmNewest, newest.origin, message).help(help));
    }
}
