use proc_macro2::TokenStream;
use syn::{DeriveInput, Item, Meta, Token, punctuated::Punctuated};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::EntityDraft,
};

/// Reads every struct of a Rust source that derives `Repository`, in the order of the text, also within inline modules.
///
/// A struct that another macro makes is not seen.
pub fn scan(text: &str, file_name: &str, diagnostics: &mut Diagnostics) -> Vec<EntityDraft> {
    let file = diagnostics.add_file(file_name, text);
    let tokens: TokenStream = match text.parse() {
        Ok(tokens) => tokens,
        Err(error) => {
            let error: proc_macro2::LexError = error;
            diagnostics.add_tokens(file, error.span());
            diagnostics.push(Diagnostic::error(Code::Syntax, Origin::Tokens(error.span()), "this is not Rust"));
            return Vec::new();
        }
    };
    let Some(first) = tokens.clone().into_iter().next() else { return Vec::new() };
    diagnostics.add_tokens(file, first.span());
    let mut entities = Vec::new();
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => items(&file.items, &mut entities, diagnostics),
        Err(error) => {
            let origin = Origin::Tokens(error.span());
            diagnostics.push(Diagnostic::error(Code::Syntax, origin, error.to_string()));
        }
    }
    entities
}

fn items(items: &[Item], entities: &mut Vec<EntityDraft>, diagnostics: &mut Diagnostics) {
    for item in items {
        match item {
            Item::Struct(item) if derives(&item.attrs) => {
                entities.push(super::read(&DeriveInput::from(item.clone()), diagnostics));
            }
            Item::Mod(module) => {
                let inside = module.content.as_ref().map(|(_, inside)| inside.as_slice());
                self::items(inside.unwrap_or_default(), entities, diagnostics);
            }
            _ => {}
        }
    }
}

/// Tells whether one of the derives is `Repository`, by whatever path.
fn derives(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let derives = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        derives.is_ok_and(|derives| {
            derives.iter().any(|derive| derive.path().segments.last().is_some_and(|last| last.ident == "Repository"))
        })
    })
}
