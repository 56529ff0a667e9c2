//! Rust sources to the types that derive `Repository` or `Value`: modules are followed from the root of the crate,
//! nothing is compiled.
//!
//! A file that no `mod` reaches is no part of the crate and is left out, and so is what stands under `#[cfg(test)]`. A
//! struct that another macro makes is not seen; it does not compile, since no store registers it.

mod condition;
mod file;
mod place;
mod root;
mod tree;
mod visibility;

use proc_macro2::Span;
use syn::{DeriveInput, Ident, ext::IdentExt, spanned::Spanned};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EntityDraft, FieldDraft, Text, ValueDraft},
    ir::{Entity, FieldType, RustName, Schema},
    source::item::{self, Member},
};
use visibility::Visible;

/// Returns the text of a Rust source by its path from the folder of the definition, `None` where there is no file.
pub type Reader<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What the sources hold, in the order of their paths and then of the text.
#[derive(Default)]
pub struct Found {
    pub entities: Vec<FoundEntity>,
    pub values: Vec<FoundValue>,
    /// Whether one of them is less than `pub`.
    pub restricted: bool,
    /// Whether a file cannot be read as Rust, so that what stands in it is missing here.
    pub torn: bool,
}

/// A type that derives `Value`.
pub struct FoundValue {
    pub draft: ValueDraft,
    /// Path of the module that holds it: `crate::domain::user`.
    pub module: String,
    /// Whether the store can name it.
    pub visible: bool,
}

/// A struct that derives `Repository`.
pub struct FoundEntity {
    pub draft: EntityDraft,
    pub members: Vec<Member>,
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

/// Reads the types of all sources.
pub fn scan(sources: &Sources<'_>, diagnostics: &mut Diagnostics) -> Found {
    let root::SourceFiles { mut list, models } = root::files(sources, diagnostics);
    list.sort_by(|one, other| (&one.path, &one.module).cmp(&(&other.path, &other.module)));
    let mut found = Found::default();
    for file in list {
        let id = diagnostics.add_file(&file.path, &file.text);
        if let Some(span) = file.first {
            diagnostics.add_tokens(id, span);
        }
        found.torn |= file.notes.iter().any(|note| note.code == Code::Syntax);
        file.notes.into_iter().for_each(|note| diagnostics.push(note));
        for item in file.items {
            if is_certain(&item, diagnostics) {
                read(&item, &models, &mut found, diagnostics);
            }
        }
    }
    found
}

/// A type before its attributes are read.
struct Item {
    input: DeriveInput,
    derive: Derive,
    /// The modules down to it, outermost first.
    modules: Vec<place::Module>,
    /// A `cfg` on it, or on a module around it, that the scan cannot answer.
    condition: Option<Span>,
}

/// The derives of larder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derive {
    Repository,
    Value,
}

/// Reports a type that may be there or not.
fn is_certain(item: &Item, diagnostics: &mut Diagnostics) -> bool {
    let Some(condition) = item.condition else { return true };
    let message = format!("`{}` depends on a `cfg`, but the tables must not", item.input.ident);
    let help = "remove the `cfg`: the database is the same whatever features are enabled";
    diagnostics.push(Diagnostic::error(Code::ConditionalEntity, Origin::Tokens(condition), message).help(help));
    false
}

fn read(item: &Item, models: &[String], found: &mut Found, diagnostics: &mut Diagnostics) {
    let module = place::path(&item.modules);
    let visible = visibility::of(item, models);
    found.restricted |= !matches!(item.input.vis, syn::Visibility::Public(_));
    if item.derive == Derive::Value {
        derives_once(&item.input, diagnostics);
        let visible = matches!(visible, Visible::Yes);
        found.values.push(FoundValue { draft: item::read_value(&item.input, diagnostics), module, visible });
        return;
    }
    if let Visible::Not { what, span, write } = visible {
        let message = format!("the generated store cannot access `{}`: {what} is private", item.input.ident);
        let origin = Origin::Tokens(span);
        diagnostics.push(Diagnostic::error(Code::PrivateEntity, origin, message).help(format!("write `{write}`")));
    }
    let (draft, members) = item::read_with_members(&item.input, diagnostics);
    found.entities.push(FoundEntity { draft, members, module, hidden: visibility::hidden(item, models) });
}

/// Reports what a value derives although `Value` implements it: always serde's traits, but for a struct of JSON.
fn derives_once(input: &DeriveInput, diagnostics: &mut Diagnostics) {
    if matches!(&input.data, syn::Data::Struct(data) if matches!(data.fields, syn::Fields::Named(_))) {
        return;
    }
    for path in file::serde_derives(&input.attrs) {
        let origin = Origin::Tokens(path.span());
        let message = format!("`Value` gives `{}` serde's traits already", input.ident);
        diagnostics.push(Diagnostic::error(Code::ValueDerive, origin, message).help("remove it from the derives"));
    }
}

/// Reports the members of the structs that generated code outside their modules reads, and cannot: keys, references and
/// what is summed.
pub fn check_members(found: &[FoundEntity], schema: &Schema, diagnostics: &mut Diagnostics) {
    for one in found {
        let Some(entity) = schema.entity(&one.draft.name.value) else { continue };
        for (member, draft) in one.members.iter().zip(&one.draft.fields) {
            if let Some((parent, scalar)) = other_key(member, draft, entity) {
                let message = format!("the key of `{parent}` is of type `{scalar}`");
                let help = format!("write `{parent}Id` or `{scalar}`");
                let origin = draft.ty.as_ref().map_or(draft.name.origin, |ty| ty.origin);
                diagnostics.push(Diagnostic::error(Code::KeyType, origin, message).help(help));
            }
        }
        for member in &one.hidden {
            let name = member.unraw().to_string();
            if is_read(entity, &name, schema) {
                let message =
                    format!("the generated store cannot read `{}.{name}`: the member is private", entity.name);
                let origin = Origin::Tokens(member.span());
                let help = format!("write `pub {member}`");
                diagnostics.push(Diagnostic::error(Code::PrivateEntity, origin, message).help(help));
            }
        }
    }
}

/// Returns the parent and the Rust type of its key, where a member holds it without its type and as something else.
fn other_key<'e>(member: &Member, draft: &FieldDraft, entity: &'e Entity) -> Option<(&'e str, &'static str)> {
    if !member.bare {
        return None;
    }
    let FieldType::Key(key) = &entity.field(entity.field_id(&member.name)?).ty else { return None };
    let written = draft.ty.as_ref().map_or("uuid", |ty| ty.value.trim_end_matches('?'));
    let (word, rust) = match &*key.column {
        FieldType::Scalar(scalar) => match scalar.info().rust {
            RustName::Std(name) | RustName::Larder(name) => (scalar.info().word, name),
        },
        FieldType::Enum(_) => ("enum", "enum"),
        FieldType::Bytes { .. } => ("bytes", "Vec<u8>"),
        _ => ("string", "String"),
    };
    let is_same = word == written || word == "bytes" && written.starts_with("bytes(");
    (!is_same).then_some((key.entity.as_str(), rust))
}

fn is_read(entity: &Entity, name: &str, schema: &Schema) -> bool {
    let Some(id) = entity.field_id(name) else { return false };
    let is_key = entity.primary.contains(&id) || entity.uniques.iter().any(|unique| unique.columns == [id]);
    let mut counters = schema.entities.iter().flat_map(|parent| &parent.counters);
    is_key
        || entity.relations_over(id).next().is_some()
        || counters.any(|counter| counter.child == entity.name && counter.sum.as_deref() == Some(name))
}
