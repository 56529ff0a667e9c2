//! One Rust file: its types and the modules it declares.

use proc_macro2::{Span, TokenStream};
use syn::{DeriveInput, Item as RustItem, ItemMod, Meta, Token, ext::IdentExt, punctuated::Punctuated};

use super::{
    Derive, Item,
    condition::{self, Answer},
    place::Module,
    visibility,
};
use crate::diagnostic::{Code, Diagnostic, Origin};

/// A file that was read.
pub(super) struct File {
    pub(super) path: String,
    /// Modules from the root of the crate down to the file's own.
    pub(super) module: Vec<String>,
    pub(super) text: String,
    /// A place among its tokens, by which they are known.
    pub(super) first: Option<Span>,
    pub(super) items: Vec<Item>,
    /// What is wrong with the file as a whole.
    pub(super) notes: Vec<Diagnostic>,
    /// The `mod name;` in it.
    pub(super) declared: Vec<Declared>,
}

/// A `mod name;`, whose content is another file.
pub(super) struct Declared {
    pub(super) modules: Vec<Module>,
    /// The inline modules of the file around it, and folders that a `#[path]` on one of them gives.
    pub(super) folders: Vec<ModuleFolder>,
    /// Name of the file without its end.
    pub(super) name: String,
    /// Its own `#[path = "…"]`.
    pub(super) path: Option<String>,
    pub(super) condition: Option<Span>,
}

/// A step from a file's folder to that of its inline modules.
#[derive(Debug, Clone)]
pub(super) struct ModuleFolder {
    pub(super) name: String,
    pub(super) is_path: bool,
}

/// Reads a file that holds the module at the end of `modules`.
pub(super) fn read(path: String, text: String, modules: Vec<Module>, condition: Option<Span>) -> File {
    let names = super::place::names(&modules);
    let mut file =
        File { path, module: names, text, first: None, items: Vec::new(), notes: Vec::new(), declared: Vec::new() };
    let tokens: Result<TokenStream, proc_macro2::LexError> = file.text.parse();
    let parsed = match tokens {
        Ok(tokens) => {
            file.first = tokens.clone().into_iter().next().map(|token| token.span());
            syn::parse2::<syn::File>(tokens).map_err(|error| (error.span(), error.to_string()))
        }
        Err(error) => {
            file.first = Some(error.span());
            Err((error.span(), "this is not valid Rust".to_owned()))
        }
    };
    match parsed {
        Ok(parsed) if condition::holds(&parsed.attrs).0 == Answer::No => {}
        Ok(parsed) => items(&parsed.items, &Around { modules, folders: Vec::new(), condition }, &mut file),
        Err((span, message)) => file.notes.push(Diagnostic::error(Code::Syntax, Origin::Tokens(span), message)),
    }
    file
}

/// What stands around an item.
struct Around {
    modules: Vec<Module>,
    folders: Vec<ModuleFolder>,
    condition: Option<Span>,
}

fn items(items: &[RustItem], around: &Around, file: &mut File) {
    for item in items {
        match item {
            RustItem::Struct(item) => found(DeriveInput::from(item.clone()), around, file),
            RustItem::Enum(item) => found(DeriveInput::from(item.clone()), around, file),
            RustItem::Union(item) => found(DeriveInput::from(item.clone()), around, file),
            RustItem::Mod(item) => module(item, around, file),
            _ => {}
        }
    }
}

fn found(input: DeriveInput, around: &Around, file: &mut File) {
    let (held, attribute) = condition::holds(&input.attrs);
    if held == Answer::No {
        return;
    }
    for (derive, name) in [(Derive::Repository, "Repository"), (Derive::Value, "Value")] {
        let derived = derives(&input.attrs, name);
        if derived == Answer::No {
            continue;
        }
        let own = attribute.map(syn::spanned::Spanned::span);
        let own = own.or((derived == Answer::Unknown).then(|| input.ident.span()));
        let condition = own.or(around.condition);
        file.items.push(Item { input: input.clone(), derive, modules: around.modules.clone(), condition });
    }
}

fn module(item: &ItemMod, around: &Around, file: &mut File) {
    let (answer, attribute) = condition::holds(&item.attrs);
    if answer == Answer::No {
        return;
    }
    let condition = attribute.map(syn::spanned::Spanned::span).or(around.condition);
    let step = Module {
        name: item.ident.to_string(),
        visibility: item.vis.clone(),
        span: visibility::span(&item.vis, &item.ident),
    };
    let modules: Vec<Module> = around.modules.iter().cloned().chain([step]).collect();
    let (name, path) = (item.ident.unraw().to_string(), path_attribute(item));
    match &item.content {
        Some((_, inside)) => {
            let folder = match path {
                Some(path) => ModuleFolder { name: path, is_path: true },
                None => ModuleFolder { name, is_path: false },
            };
            let folders = around.folders.iter().cloned().chain([folder]).collect();
            items(inside, &Around { modules, folders, condition }, file);
        }
        None => file.declared.push(Declared { modules, folders: around.folders.clone(), name, path, condition }),
    }
}

fn path_attribute(item: &ItemMod) -> Option<String> {
    let attribute = item.attrs.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Tells whether one of the derives is `name`, by whatever path; unknown behind a `cfg_attr` that cannot be answered.
fn derives(attributes: &[syn::Attribute], name: &str) -> Answer {
    let answers: Vec<Answer> = attributes.iter().map(|attribute| derives_by(&attribute.meta, name)).collect();
    [Answer::Yes, Answer::Unknown].into_iter().find(|answer| answers.contains(answer)).unwrap_or(Answer::No)
}

fn derives_by(attribute: &Meta, name: &str) -> Answer {
    let Meta::List(list) = attribute else { return Answer::No };
    let inner = || list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
    if list.path.is_ident("derive") {
        let named = |derive: &Meta| derive.path().segments.last().is_some_and(|last| last.ident == name);
        return if inner().iter().any(named) { Answer::Yes } else { Answer::No };
    }
    if !list.path.is_ident("cfg_attr") {
        return Answer::No;
    }
    let mut inner = inner().into_iter();
    let condition = inner.next().map_or(Answer::Unknown, |condition| condition::answer(&condition));
    if condition != Answer::No && inner.any(|attribute| derives_by(&attribute, name) != Answer::No) {
        condition
    } else {
        Answer::No
    }
}

/// Returns where serde's traits are derived, whatever `cfg_attr` says.
pub(super) fn serde_derives(attributes: &[syn::Attribute]) -> Vec<syn::Path> {
    let lists = attributes.iter().filter_map(|attribute| attribute.meta.require_list().ok());
    let derives = lists.filter(|list| list.path.is_ident("derive"));
    let paths = derives.flat_map(|list| {
        list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated).unwrap_or_default()
    });
    let is_serde = |path: &syn::Path| {
        path.segments.last().is_some_and(|last| last.ident == "Serialize" || last.ident == "Deserialize")
    };
    paths.filter(is_serde).collect()
}
