//! Whether the store, which stands in the models folder, can name a struct.

use proc_macro2::Span;
use syn::{Ident, Visibility, spanned::Spanned};

use super::{Item, place};

/// Whether a path from the store to a struct is open.
pub(super) enum Visible {
    Yes,
    /// Some step is private: what it is, where, and what to write.
    Not {
        what: String,
        span: Span,
        write: String,
    },
}

/// Follows the path from the root of the crate; `models` is the module of the store.
pub(super) fn of(item: &Item, models: &[String]) -> Visible {
    let path = place::names(&item.modules);
    for (depth, module) in item.modules.iter().enumerate() {
        if !is_open(&module.visibility, &path[..=depth], models) {
            let name = &module.name;
            let (what, write) = (format!("module `{name}`"), format!("pub(crate) mod {name}"));
            return Visible::Not { what, span: module.span, write };
        }
    }
    if is_open(&item.input.vis, &path, models) {
        return Visible::Yes;
    }
    let (name, span) = (&item.input.ident, item.input.ident.span());
    Visible::Not { what: "the struct".to_owned(), span, write: format!("pub struct {name}") }
}

/// Tells whether an item of the module `parent` can be named from the module `from`.
fn is_open(visibility: &Visibility, parent: &[String], from: &[String]) -> bool {
    match visibility {
        Visibility::Public(_) => true,
        Visibility::Restricted(restricted) => from.starts_with(&restriction(&restricted.path, parent)),
        Visibility::Inherited => from.starts_with(parent),
    }
}

/// Returns the module that `pub(super)`, `pub(crate)` or `pub(in path)` opens an item to.
fn restriction(path: &syn::Path, parent: &[String]) -> Vec<String> {
    let mut module = parent.to_vec();
    for segment in &path.segments {
        match segment.ident.to_string().as_str() {
            "crate" => module.truncate(1),
            "super" => drop(module.pop()),
            "self" => {}
            other => module.push(other.to_owned()),
        }
    }
    module
}

/// Returns the place of a visibility, or of the name where there is none.
pub(super) fn span(visibility: &Visibility, name: &Ident) -> Span {
    match visibility {
        Visibility::Inherited => name.span(),
        written => written.span(),
    }
}

/// Returns the members of a struct that the store cannot read.
pub(super) fn hidden(item: &Item, models: &[String]) -> Vec<Ident> {
    let syn::Data::Struct(data) = &item.input.data else { return Vec::new() };
    let path = place::names(&item.modules);
    let hidden = data.fields.iter().filter(|field| !is_open(&field.vis, &path, models));
    hidden.filter_map(|field| field.ident.clone()).collect()
}
