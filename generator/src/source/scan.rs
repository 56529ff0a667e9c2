//! Rust sources to the structs that derive `Repository`: modules are followed from the root of the crate, nothing is compiled.
//!
//! A file that no `mod` reaches is no part of the crate and is left out, and so is what stands under `#[cfg(test)]`. A struct that
//! another macro makes is not seen; it does not compile, since no store registers it.

mod condition;
mod file;
mod place;
mod root;
mod tree;
mod visibility;

use proc_macro2::Span;
use syn::{DeriveInput, Ident, ext::IdentExt};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EntityDraft, Text},
    ir::{Entity, Schema},
    source::item,
};
use visibility::Visible;

/// Returns the text of a Rust source by its path from the folder of the definition, `None` where there is no file.
pub type Reader<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A struct that derives `Repository`.
pub struct Found {
    pub draft: EntityDraft,
    pub input: DeriveInput,
    /// Path of the module that holds it: `crate::domain::user`.
    pub module: String,
    /// Members that the store cannot read.
    pub hidden: Vec<Ident>,
}

/// Where to look.
pub struct Sources<'a> {
    /// Folders and files, relative to the definition.
    pub paths: &'a [Text],
    /// The folder of the generated modules, which holds no sources.
    pub models: &'a str,
    pub read: &'a Reader<'a>,
}

/// Reads the structs of all sources, in the order of their paths and then of the text.
pub fn scan(sources: &Sources<'_>, diagnostics: &mut Diagnostics) -> Vec<Found> {
    let root::Files { mut list, models } = root::files(sources, diagnostics);
    list.sort_by(|one, other| (&one.path, &one.module).cmp(&(&other.path, &other.module)));
    let mut found = Vec::new();
    for file in list {
        let id = diagnostics.add_file(&file.path, &file.text);
        if let Some(span) = file.first {
            diagnostics.add_tokens(id, span);
        }
        file.notes.into_iter().for_each(|note| diagnostics.push(note));
        for one in file.structs {
            found.extend(read(&one, &models, diagnostics));
        }
    }
    found
}

/// A struct before its attributes are read.
struct Item {
    input: DeriveInput,
    /// The modules down to it, outermost first.
    modules: Vec<place::Module>,
    /// A `cfg` on it, or on a module around it, that the scan cannot answer.
    condition: Option<Span>,
}

fn read(item: &Item, models: &[String], diagnostics: &mut Diagnostics) -> Option<Found> {
    let name = &item.input.ident;
    if let Some(condition) = item.condition {
        let message = format!("whether `{name}` is there depends on a `cfg`, and its table cannot");
        let help = "take the `cfg` away: the store names every entity, whatever features are on";
        let origin = Origin::Tokens(condition);
        diagnostics.push(Diagnostic::error(Code::ConditionalEntity, origin, message).help(help));
        return None;
    }
    if let Visible::Not { what, span, write } = visibility::of(item, models) {
        let message = format!("the store cannot name `{name}`: {what} is private");
        let origin = Origin::Tokens(span);
        diagnostics.push(Diagnostic::error(Code::PrivateEntity, origin, message).help(format!("write `{write}`")));
    }
    let draft = item::read(&item.input, diagnostics);
    let hidden = visibility::hidden(item, models);
    Some(Found { draft, input: item.input.clone(), module: place::path(&item.modules), hidden })
}

/// Reports the members of the structs that generated code outside their modules reads, and cannot: keys, references and what is summed.
pub fn check_members(found: &[Found], schema: &Schema, diagnostics: &mut Diagnostics) {
    for one in found {
        let Some(entity) = schema.entity(&one.draft.name.value) else { continue };
        for member in &one.hidden {
            let name = member.unraw().to_string();
            if is_read(entity, &name, schema) {
                let message = format!("the store cannot read `{}.{name}`: member `{name}` is private", entity.name);
                let origin = Origin::Tokens(member.span());
                let help = format!("write `pub {member}`");
                diagnostics.push(Diagnostic::error(Code::PrivateEntity, origin, message).help(help));
            }
        }
    }
}

fn is_read(entity: &Entity, name: &str, schema: &Schema) -> bool {
    let Some(id) = entity.field_id(name) else { return false };
    let is_key = entity.primary.contains(&id) || entity.uniques.iter().any(|unique| unique.columns == [id]);
    let mut counters = schema.entities.iter().flat_map(|parent| &parent.counters);
    is_key
        || entity.relation_of(id).is_some()
        || counters.any(|counter| counter.child == entity.name && counter.sum.as_deref() == Some(name))
}
