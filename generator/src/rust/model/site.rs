//! The place where generated code is put: paths of the runtime and of other entities.

use std::sync::Arc;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::DeriveInput;

use super::tokens;
use crate::ir::{Extras, Field, FieldType};
use crate::source::item::Member;

/// Where generated code will stand.
#[derive(Debug, Clone)]
pub struct Site {
    /// Path of the runtime crate, `::larder` unless the definition says otherwise.
    pub runtime: TokenStream,
    pub door: Door,
    /// Names of enums that another file declares already: a shared enum belongs to the first entity that uses it.
    pub declared: Vec<String>,
    /// Who may name the types that are made: those who may name the struct.
    pub(in crate::rust) visibility: TokenStream,
    /// The user's struct in the words of Rust.
    members: Vec<Member>,
    /// Entities whose keys have no type of their own.
    bare: Vec<String>,
    /// Whether the definition has a mistake, so that what is made has no substance.
    pub(in crate::rust) is_hollow: bool,
    /// Derives and attributes of the types that are made.
    pub(in crate::rust) extras: Arc<Extras>,
    /// Whether the rows are on several servers, as far as can be seen: a derive sees its struct only.
    pub(in crate::rust) is_spread: bool,
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
        let runtime = quote!(::larder);
        Self {
            runtime,
            door: Door::File,
            declared: Vec::new(),
            visibility: quote!(pub),
            members: Vec::new(),
            bare: Vec::new(),
            is_hollow: false,
            extras: Arc::default(),
            is_spread: false,
        }
    }

    /// Returns the site beside a user's struct that is public and names its types as generated files do.
    pub fn derive(runtime: TokenStream) -> Self {
        Self { runtime, door: Door::Derive, ..Self::file() }
    }

    /// Returns the site beside the struct `input`, whose members were read before.
    pub fn beside(input: &DeriveInput, members: Vec<Member>, runtime: TokenStream) -> Self {
        let visibility = &input.vis;
        Self { visibility: quote!(#visibility), members, ..Self::derive(runtime) }
    }

    /// Adds derives and attributes to the types that are made.
    #[must_use]
    pub fn with_extras(self, extras: Arc<Extras>) -> Self {
        Self { extras, ..self }
    }

    /// Returns the site of a definition with a mistake.
    pub(in crate::rust) fn hollow(self) -> Self {
        Self { is_hollow: true, ..self }
    }

    /// Takes the keys of `entities` as the `Uuid`s they are, without a type of their own.
    #[must_use]
    pub fn with_bare_keys(self, entities: Vec<String>) -> Self {
        Self { bare: entities, ..self }
    }

    /// Returns whether keys of `entity` have no type of their own.
    #[cfg(feature = "files")]
    pub(in crate::rust) fn has_bare(&self, entity: &str) -> bool {
        self.bare.iter().any(|bare| bare == entity)
    }

    /// Returns the Rust type of a field without null, where the user's struct has a name for it that only the struct
    /// knows.
    pub(in crate::rust) fn named(&self, field: &Field) -> Option<TokenStream> {
        if let Some(own) = &field.rust {
            return syn::parse_str::<syn::Type>(own).ok().map(|own| quote!(#own));
        }
        let ty = self.member(field)?.ty.clone()?;
        // Names within arguments are the user's, whatever they are called.
        let has_arguments = ty.to_string().contains(['<', '(', '[']);
        Some(if has_arguments { keep(ty) } else { ty })
    }

    /// Returns whether the key stands in the struct without a type of its own.
    pub(in crate::rust) fn is_bare(&self, field: &Field) -> bool {
        let FieldType::Key(key) = &field.ty else { return false };
        self.member(field).map_or_else(|| self.bare.contains(&key.entity), |member| member.bare)
    }

    /// Returns whether the member is a newtype over the type of its column.
    pub(in crate::rust) fn is_newtype(&self, field: &Field) -> bool {
        field.rust.is_some() || self.member(field).is_some_and(|member| member.newtype)
    }

    /// Returns where the struct names the type of a member, at which the compiler shows what is wrong with it.
    pub(in crate::rust) fn span(&self, field: &Field) -> Span {
        let ty = self.member(field).and_then(|member| member.ty.as_ref());
        ty.and_then(|ty| ty.clone().into_iter().last())
            .map_or_else(Span::call_site, |last| Span::call_site().located_at(last.span()))
    }

    /// Returns where the default of a field stands.
    pub(in crate::rust) fn default_at(&self, field: &Field) -> Span {
        let at = self.member(field).and_then(|member| member.default_at);
        at.map_or_else(Span::call_site, |at| Span::call_site().located_at(at))
    }

    /// Returns where the path of a custom rule stands.
    pub(in crate::rust) fn custom_at(&self, field: &Field) -> Span {
        let at = self.member(field).and_then(|member| member.custom_at);
        at.map_or_else(Span::call_site, |at| Span::call_site().located_at(at))
    }

    /// Returns the path of the variant that is the default.
    pub(in crate::rust) fn default_of(&self, field: &Field) -> Option<TokenStream> {
        self.member(field)?.default.clone()
    }

    /// Returns the name of a private module of an entity: a file has one entity, a user's module may have several.
    pub(in crate::rust) fn module(&self, entity: &str, name: &str) -> Ident {
        match self.door {
            Door::File => format_ident!("{name}"),
            Door::Derive => format_ident!("__{}_{name}", tokens::snake(entity)),
        }
    }

    fn member(&self, field: &Field) -> Option<&Member> {
        self.members.iter().find(|member| member.name == field.name)
    }
}

/// Keeps tokens of the user's together, so that what they name is not taken for a name of the generator's.
fn keep(tokens: TokenStream) -> TokenStream {
    TokenTree::from(Group::new(Delimiter::None, tokens)).into()
}
