//! Derives and attributes as written.

use super::{Located, Text};
use crate::ir::Kind;

/// Derives and attributes of generated types as written.
#[derive(Debug, Clone, Default)]
pub struct ExtrasDraft {
    /// For one kind of type, or for all kinds of the owner.
    pub derives: Vec<(Option<Kind>, Text)>,
    pub attributes: Vec<(Kind, Text)>,
    /// Kinds that are listed, with or without entries: nothing else is added to them.
    pub listed: Vec<Located<Option<Kind>>>,
}
