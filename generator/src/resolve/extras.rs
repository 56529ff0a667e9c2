//! Resolves derives and attributes of generated types.

use std::collections::BTreeMap;

use syn::{Meta, Path};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{Drafts, ExtrasDraft, Text, ValueDraft},
    ir::{Extra, Extras, Kind},
};

/// Resolves what the definition adds to every type, and what each entity and named type says in its place.
pub(super) fn resolve(drafts: &Drafts, diagnostics: &mut Diagnostics) -> Extras {
    let every = kinds(&drafts.extras, &Kind::ALL, diagnostics);
    let mut own = BTreeMap::new();
    for entity in &drafts.entities {
        let generated: &[Kind] = match entity.derived {
            true => &[Kind::New, Kind::Patch, Kind::Key],
            false => &[Kind::Row, Kind::New, Kind::Patch, Kind::Key, Kind::Enum],
        };
        own.insert(entity.name.value.clone(), kinds(&entity.extras, generated, diagnostics));
    }
    for value in &drafts.values {
        let kind = generated_kind(value);
        if kind.is_none()
            && let Some(listed) = value.extras.listed.first()
        {
            let message = format!("`{}` is an alias, of which no type is generated", value.name.value);
            let help = "remove them, or make it an enum or a struct";
            diagnostics.push(Diagnostic::error(Code::GeneratedType, listed.origin, message).help(help));
        }
        let kind = kind.as_slice();
        own.insert(value.name.value.clone(), kinds(&value.extras, kind, diagnostics));
    }
    own.retain(|_, kinds| !kinds.is_empty());
    Extras { every, own }
}

fn generated_kind(value: &ValueDraft) -> Option<Kind> {
    match (&value.fields, &value.alias.enumeration) {
        (Some(_), _) => Some(Kind::Value),
        (None, Some(_)) => Some(Kind::Enum),
        (None, None) => None,
    }
}

/// Returns what is added to each kind; `generated` are those that the owner has.
fn kinds(draft: &ExtrasDraft, generated: &[Kind], diagnostics: &mut Diagnostics) -> BTreeMap<Kind, Extra> {
    let mut kinds = BTreeMap::new();
    for listed in &draft.listed {
        match listed.value {
            None => generated.iter().for_each(|kind| _ = kinds.entry(*kind).or_insert_with(Extra::default)),
            Some(kind) if generated.contains(&kind) => _ = kinds.entry(kind).or_insert_with(Extra::default),
            // An alias is reported once.
            Some(_) if generated.is_empty() => {}
            Some(kind) => {
                let words: Vec<&str> = generated.iter().map(|kind| kind.word()).collect();
                let message = format!("no type of the kind `{}` is generated here", kind.word());
                let help = format!("the kinds are: {}", words.join(", "));
                diagnostics.push(Diagnostic::error(Code::GeneratedType, listed.origin, message).help(help));
            }
        }
    }
    for (kind, derive) in &draft.derives {
        add_derive(derive, *kind, &mut kinds, diagnostics);
    }
    for (kind, attribute) in &draft.attributes {
        if let Some(attribute) = attribute_text(attribute, diagnostics)
            && let Some(extra) = kinds.get_mut(kind)
        {
            extra.attributes.push(attribute);
        }
    }
    kinds
}

/// Adds a derive to one kind, or to every kind that does not have it anyway.
fn add_derive(derive: &Text, kind: Option<Kind>, kinds: &mut BTreeMap<Kind, Extra>, diagnostics: &mut Diagnostics) {
    let Some(path) = path(derive, diagnostics) else { return };
    let mut takers = kinds.iter_mut().filter(|(known, _)| kind.is_none_or(|kind| kind == **known)).peekable();
    if takers.peek().is_none() {
        return;
    }
    let mut is_new = false;
    for (known, extra) in takers {
        if has_anyway(&path, *known) {
            continue;
        }
        is_new = true;
        if !extra.add(&path, *known) {
            let message = format!("`{}` is listed twice", derive.value);
            diagnostics.push(Diagnostic::error(Code::Derive, derive.origin, message).help("remove one of them"));
            return;
        }
    }
    if !is_new {
        let message = format!("`{}` is derived or implemented already", derive.value);
        diagnostics.push(Diagnostic::error(Code::Derive, derive.origin, message).help("remove it"));
    }
}

impl Extra {
    /// Adds a derive; false when it is there.
    fn add(&mut self, path: &str, kind: Kind) -> bool {
        // What a new row or a patch may leave out is not in its types, so serde's own derives would not do.
        let place = match path {
            "serde::Deserialize" if matches!(kind, Kind::New | Kind::Patch) => &mut self.deserialize,
            "serde::Serialize" if kind == Kind::Patch => &mut self.serialize,
            path => {
                let is_new = !self.derives.iter().any(|known| known == path);
                if is_new {
                    self.derives.push(path.to_owned());
                }
                return is_new;
            }
        };
        !std::mem::replace(place, true)
    }
}

/// Returns the path as it is written into generated code.
fn path(derive: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    let read = syn::parse_str::<Path>(&derive.value);
    let is_plain = read.as_ref().is_ok_and(|path| path.segments.iter().all(|segment| segment.arguments.is_none()));
    if !is_plain {
        let message = format!("`{}` is not the path of a derive", derive.value);
        let help = "write a path such as `utoipa::ToSchema`";
        diagnostics.push(Diagnostic::error(Code::Derive, derive.origin, message).help(help));
        return None;
    }
    Some(derive.value.split_whitespace().collect())
}

/// Returns whether a type of this kind has the derive, or an implementation in its place.
fn has_anyway(path: &str, kind: Kind) -> bool {
    let (module, name) = path.trim_start_matches("::").rsplit_once("::").unwrap_or(("", path));
    let is_known = ["", "std", "core", "serde"].contains(&module.split("::").next().unwrap_or_default());
    is_known && kind.own_derives().contains(&name)
}

fn attribute_text(attribute: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    let read = syn::parse_str::<Meta>(&attribute.value);
    let (message, help) = match read {
        Ok(meta) if meta.path().is_ident("derive") => {
            ("a derive is no attribute".to_owned(), "list its path in `derives`")
        }
        Ok(_) => return Some(attribute.value.clone()),
        Err(_) => {
            let help = "write what stands between the brackets of `#[…]`, such as `schema(title = \"A user\")`";
            (format!("`{}` is not an attribute", attribute.value), help)
        }
    };
    diagnostics.push(Diagnostic::error(Code::Attribute, attribute.origin, message).help(help));
    None
}
