//! `models.toml` to drafts.
//!
//! The text is parsed into values with byte ranges, held against the [`grammar`] (which reports unknown keys and
//! wrong kinds of value, all of them), and then read leniently: what the grammar has refused is skipped.

mod edit;
mod extras;
mod field;
pub mod grammar;
mod reader;
mod schema;
mod shape;
mod table;
mod value;
mod was;

use toml::de::DeTable;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, FileId, Origin},
    draft::{Drafts, Text},
};
pub use edit::Editor;
pub use schema::json_schema;
use table::TomlTable;
pub use was::{entity_names, without_was};

/// Where the generated files go, relative to the folder of the definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodegenSettings {
    pub migrations: String,
    pub models: String,
    /// The folder of the objects beside tables.
    pub objects: String,
    /// Folders and files with structs that derive `Repository`.
    pub sources: Vec<String>,
}

impl Default for CodegenSettings {
    fn default() -> Self {
        Self {
            migrations: "migrations".to_owned(),
            models: "src/models".to_owned(),
            objects: "objects".to_owned(),
            sources: Vec::new(),
        }
    }
}

/// What a `models.toml` says.
#[derive(Debug, Default)]
pub struct Loaded {
    pub drafts: Drafts,
    pub settings: CodegenSettings,
    /// The sources of the settings, with their places.
    pub sources: Vec<Text>,
}

/// Reads a definition. What is wrong with it goes to `diagnostics`, which also takes the text for its excerpts.
pub fn load(text: &str, file_name: &str, diagnostics: &mut Diagnostics) -> Loaded {
    let file = diagnostics.add_file(file_name, text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        diagnostics.push(syntax(error, file, text));
    }
    if !errors.is_empty() {
        // What follows a syntax error may be cut short, so that nothing is concluded from it.
        return Loaded::default();
    }
    let root = TomlTable::new(root.get_ref(), file, text);
    shape::check(&root, grammar::ROOT, diagnostics);
    let sources = reader::sources(&root);
    Loaded { drafts: reader::drafts(&root), settings: reader::settings(&root, &sources), sources }
}

fn syntax(error: &toml::de::Error, file: FileId, text: &str) -> Diagnostic {
    let span = error.span().unwrap_or(text.len()..text.len());
    let origin = Origin::Text { file, start: span.start, end: span.end };
    Diagnostic::error(Code::Syntax, origin, error.message().trim_end().replace('\n', ": "))
}
