use crate::{check, diagnostic::Diagnostics, ir::Schema, resolve, source::toml};

pub use toml::Settings;

/// A definition that holds no mistake.
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
pub fn read(text: &str, file_name: &str) -> Result<Definition, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let (drafts, settings) = toml::load(text, file_name, &mut diagnostics);
    let resolved = resolve::schema(&drafts, &mut diagnostics);
    check::schema(&resolved, &drafts, &mut diagnostics);
    diagnostics.sort();
    match diagnostics.has_errors() {
        true => Err(diagnostics),
        false => Ok(Definition { schema: resolved.schema, settings, notes: diagnostics }),
    }
}
