use proc_macro2::TokenStream;

use super::{Settings, Site};
use crate::ir::Schema;

/// Returns what needs the whole schema.
#[must_use]
pub fn generate(_schema: &Schema, _settings: &Settings, _site: &Site) -> TokenStream {
    TokenStream::new()
}
