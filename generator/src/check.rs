//! Rules that a resolved schema keeps, one concern a file. Each looks at the drafts only to say where.

use crate::{diagnostic::Diagnostics, draft::Drafts, resolve::Resolved};

/// Checks a whole definition.
pub fn schema(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    let _ = (resolved, drafts, diagnostics);
}
