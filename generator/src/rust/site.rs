use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::tokens;

/// Where generated code will stand.
#[derive(Debug, Clone)]
pub struct Site {
    /// Path of the runtime crate, `::larder` unless the definition says otherwise.
    pub runtime: TokenStream,
    pub door: Door,
    /// Names of enums that another file declares already: a shared enum belongs to the first entity that uses it.
    pub declared: Vec<String>,
    /// Entities whose key the user's struct holds as a bare `Uuid`.
    bare: Vec<String>,
}

/// Who writes the row struct and the value types of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The generator: one file per entity.
    File,
    /// The user: generated items stand beside a struct with `#[derive(Repository)]`.
    Derive,
}

impl Site {
    /// Returns the site of generated files.
    pub fn file() -> Self {
        Self { runtime: quote!(::larder), door: Door::File, declared: Vec::new(), bare: Vec::new() }
    }

    /// Returns the site beside a user's struct.
    pub fn derive(runtime: TokenStream) -> Self {
        Self { runtime, door: Door::Derive, declared: Vec::new(), bare: Vec::new() }
    }

    /// Takes the keys of `entities` as the `Uuid`s they are, without a type of their own.
    #[must_use]
    pub fn with_bare_keys(self, entities: Vec<String>) -> Self {
        Self { bare: entities, ..self }
    }

    /// Returns whether the key of `entity` has no type of its own.
    pub(super) fn is_bare(&self, entity: &str) -> bool {
        self.bare.iter().any(|bare| bare == entity)
    }

    /// Returns the name of a private module of an entity: a file has one entity, a user's module may have several.
    pub(super) fn module(&self, entity: &str, name: &str) -> Ident {
        match self.door {
            Door::File => format_ident!("{name}"),
            Door::Derive => format_ident!("__{}_{name}", tokens::snake(entity)),
        }
    }
}
