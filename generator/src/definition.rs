//! Both doors from end to end: text or tokens in, a checked schema or every mistake out.

use crate::{
    check,
    diagnostic::Diagnostics,
    ir::{Entity, Schema},
    resolve,
    source::item,
};
#[cfg(feature = "files")]
use crate::{
    diagnostic::FileId,
    source::toml::{self, Settings},
};

/// A definition that holds no mistake.
#[cfg(feature = "files")]
#[derive(Debug)]
pub struct Definition {
    pub schema: Schema,
    pub settings: Settings,
    /// What is worth saying all the same.
    pub notes: Diagnostics,
}

/// Reads a `models.toml`. The name of the file is for messages only; nothing is opened.
///
/// # Errors
///
/// Everything that is wrong with the definition, in the order of the text.
#[cfg(feature = "files")]
pub fn read(text: &str, file_name: &str) -> Result<Definition, Diagnostics> {
    read_with_sources(text, file_name, &[])
}

/// Reads a `models.toml` together with Rust sources, each a name and a text, whose structs derive `Repository`.
/// Their entities follow those of the file, and know them.
///
/// # Errors
///
/// Everything that is wrong with the definition, in the order of the texts.
#[cfg(feature = "files")]
pub fn read_with_sources(text: &str, file_name: &str, sources: &[(&str, &str)]) -> Result<Definition, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let (mut drafts, settings) = toml::load(text, file_name, &mut diagnostics);
    for (name, text) in sources {
        drafts.entities.extend(item::scan(text, name, &mut diagnostics));
    }
    let resolved = resolve::schema(&drafts, &mut diagnostics);
    check::schema(&resolved, &drafts, &mut diagnostics);
    if !diagnostics.has_errors() {
        check::empty(&drafts, FileId(0), &mut diagnostics);
    }
    diagnostics.locate();
    diagnostics.sort();
    match diagnostics.has_errors() {
        true => Err(diagnostics),
        false => Ok(Definition { schema: resolved.schema, settings, notes: diagnostics }),
    }
}

/// Reads the input of `#[derive(Repository)]`, believing what it says of other entities and types.
///
/// # Errors
///
/// Everything that is wrong with the one entity, each at its tokens. [`syn::Error`] combines them.
pub fn read_item(input: &syn::DeriveInput) -> Result<Entity, syn::Error> {
    let mut diagnostics = Diagnostics::default();
    let draft = item::read(input, &mut diagnostics);
    let (drafts, resolved) = resolve::entity(draft, &mut diagnostics);
    // What is missing from anything else follows from its shape.
    if item::has_named_fields(input) {
        check::entity(&resolved, &drafts, &mut diagnostics);
    }
    if let Some(error) = Option::from(diagnostics) {
        return Err(error);
    }
    let Schema { mut entities, .. } = resolved.schema;
    Ok(entities.swap_remove(0))
}
