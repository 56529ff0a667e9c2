//! Checks that an item is a struct that can be an entity.

use syn::{Attribute, Data, DeriveInput, Fields, Generics, spanned::Spanned};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};

/// Tells whether `input` has the shape of an entity.
pub(crate) fn has_named_fields(input: &DeriveInput) -> bool {
    matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)))
}

/// Returns the members of a struct; reports anything else, and parameters.
pub(super) fn fields<'a>(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Option<&'a Fields> {
    let name = &input.ident;
    let (what, help) = match &input.data {
        Data::Struct(data) => match &data.fields {
            fields @ Fields::Named(named) if !named.named.is_empty() => {
                parameters(&input.generics, "an entity", diagnostics);
                return Some(fields);
            }
            Fields::Unnamed(_) => (
                "a tuple struct",
                format!("name its members: `struct {name} {{ id: {name}Id, … }}`; a newtype derives `Value`"),
            ),
            Fields::Unit | Fields::Named(_) => {
                ("a struct without members", format!("write `struct {name} {{ #[field(primary)] id: {name}Id, … }}`"))
            }
        },
        Data::Enum(_) => ("an enum", "derive `Value` for an enum that a column holds".to_owned()),
        Data::Union(_) => ("a union", format!("write `struct {name} {{ #[field(primary)] id: {name}Id, … }}`")),
    };
    let message = format!("`{name}` is {what}, but an entity must be a struct with named members");
    diagnostics.push(Diagnostic::error(Code::Struct, Origin::Tokens(name.span()), message).help(help));
    None
}

/// Reports type parameters, lifetimes and constants.
pub(super) fn parameters(generics: &Generics, subject: &str, diagnostics: &mut Diagnostics) {
    let place = if subject == "an entity" { "table" } else { "column" };
    for parameter in &generics.params {
        let (message, help) = match parameter {
            syn::GenericParam::Lifetime(_) => (
                format!("{subject} cannot have lifetimes: its rows own their values"),
                "write `String` for `&str`, `Vec<u8>` for `&[u8]`",
            ),
            _ => (
                format!("{subject} cannot have type parameters: its {place} has one fixed layout"),
                "write concrete types",
            ),
        };
        diagnostics.push(Diagnostic::error(Code::Struct, Origin::Tokens(parameter.span()), message).help(help));
    }
}

/// Reports a member that is not always there.
pub(super) fn field(field: &syn::Field, diagnostics: &mut Diagnostics) {
    for attribute in &field.attrs {
        if let Some(word) = conditional(attribute) {
            let message = format!("a column cannot be conditional, and `{word}` could remove it");
            let help = "remove it: the table is the same whatever features are enabled";
            diagnostics.push(
                Diagnostic::error(Code::Conditional, Origin::Tokens(attribute.path().span()), message).help(help),
            );
        }
    }
}

/// `cfg`, and `cfg_attr` of one of larder's attributes.
fn conditional(attribute: &Attribute) -> Option<&'static str> {
    if attribute.path().is_ident("cfg") {
        return Some("cfg");
    }
    let syn::Meta::List(list) = &attribute.meta else { return None };
    let ours = list
        .tokens
        .clone()
        .into_iter()
        .any(|tree| matches!(&tree, proc_macro2::TokenTree::Ident(word) if word == "field"));
    (attribute.path().is_ident("cfg_attr") && ours).then_some("cfg_attr")
}
