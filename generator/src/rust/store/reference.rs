//! References as constants and as methods of the rows at both ends.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Whole;
use super::loader::held_key;
use super::registered::parent_key;
use crate::ir::{Entity, Field, FieldId, FieldType, Relation};
use crate::rust::model::{Model, tokens};
use crate::rust::types::columns::constant_name;

/// A reference with what it is called on both sides.
struct NamedReference<'w, 'a> {
    child: &'w Model<'a>,
    parent: &'w Model<'a>,
    relation: &'a Relation,
    own: Vec<FieldId>,
    theirs: Vec<FieldId>,
    /// `conversation`
    called: String,
    /// `messages`; `None` where the rows are those of a tenant, whose scope has them.
    children: Option<String>,
}

impl NamedReference<'_, '_> {
    /// Whether the primary key is what it holds.
    fn is_to_key(&self) -> bool {
        let is_key = matches!(self.child.entity.field(self.relation.field).ty, FieldType::Key(_));
        self.relation.is_to_key() && !self.is_to_tenant() && (is_key || self.relation.is_composite())
    }

    /// Whether it says which tenant the row is of.
    fn is_to_tenant(&self) -> bool {
        self.child.entity.tenant == Some(self.relation.field) && !self.relation.is_composite()
    }
}

/// Returns the constants and methods of all references.
pub(super) fn methods(whole: &Whole<'_>) -> TokenStream {
    let entries: Vec<TokenStream> = references(whole).iter().map(entry).collect();
    let runtime = whole.runtime();
    if entries.is_empty() { TokenStream::new() } else { quote!(#runtime::support::references! { #(#entries)* }) }
}

fn references<'w, 'a>(whole: &'w Whole<'a>) -> Vec<NamedReference<'w, 'a>> {
    let mut all: Vec<NamedReference<'w, 'a>> = Vec::new();
    for child in &whole.models {
        let mut names = BTreeSet::new();
        for relation in &child.entity.relations {
            let parent = whole.models.iter().find(|model| model.entity.name == relation.parent);
            let Some(parent) = parent.filter(|parent| parent.entity.has_key()) else { continue };
            let is_tenant = child.entity.tenant == Some(relation.field) && !relation.is_composite();
            let own: Vec<FieldId> = relation.fields().collect();
            let theirs = match is_tenant {
                true => parent.entity.field_id(&child.entity.field(relation.field).name).into_iter().collect(),
                false => relation.targets(parent.entity),
            };
            let is_read = |model: &Model<'_>, id: &FieldId| {
                model.row_fields().any(|field| field.name == model.entity.field(*id).name)
            };
            let is_known = own.len() == theirs.len()
                && own.iter().all(|id| is_read(child, id))
                && theirs.iter().all(|id| is_read(parent, id));
            if !is_known {
                continue;
            }
            let called = name(child.entity, relation, parent.entity.field(theirs[0]), &names);
            names.insert(called.clone());
            all.push(NamedReference { child, parent, relation, own, theirs, called, children: None });
        }
    }
    name_children(&mut all);
    all
}

/// Returns what a reference is called: its field without the name of what it holds, `conversation` for
/// `conversation_id`, else the parent; one that is a field itself has `_row` behind it.
fn name(child: &Entity, relation: &Relation, theirs: &Field, taken: &BTreeSet<String>) -> String {
    let field = &child.field(relation.field).name;
    let short = field.strip_suffix(theirs.name.as_str()).and_then(|name| name.strip_suffix('_'));
    let short = short.or_else(|| field.strip_suffix("_id")).filter(|name| !name.is_empty());
    let mut called = match short {
        Some(short) if !relation.is_composite() => short.to_owned(),
        _ => relation.called(),
    };
    while child.field_id(&called).is_some() || taken.contains(&called) {
        called.push_str("_row");
    }
    called
}

/// Children are called as their table; where several references lead to a row, or something else is called so, behind
/// what the reference is called: `starter_threads`. Those of a tenant have no name: its scope has them.
fn name_children(all: &mut [NamedReference<'_, '_>]) {
    let ends = |one: &NamedReference<'_, '_>| (one.child.entity.name.clone(), one.parent.entity.name.clone());
    let led: Vec<(String, String)> = all.iter().filter(|one| !one.is_to_tenant()).map(ends).collect();
    let own = |one: &NamedReference<'_, '_>| (one.child.entity.name.clone(), one.called.clone());
    let mut taken: BTreeSet<(String, String)> = all.iter().map(own).collect();
    for reference in all.iter_mut().filter(|one| !one.is_to_tenant()) {
        let (parent, rows) = (reference.parent.entity.name.clone(), reference.child.entity.rows());
        let is_alone = led.iter().filter(|pair| **pair == ends(reference)).count() == 1;
        let mut name = rows.clone();
        if !is_alone || taken.contains(&(parent.clone(), name.clone())) {
            name = format!("{}_{rows}", reference.called);
        }
        while !taken.insert((parent.clone(), name.clone())) {
            name.push_str("_rows");
        }
        reference.children = Some(name);
    }
}

// Expands to:
//     Message CONVERSATION | conversation -> Conversation | messages by [CONVERSATION_ID = ID] = |row| …;
fn entry(reference: &NamedReference<'_, '_>) -> TokenStream {
    let NamedReference { child, parent, relation, own, theirs, called, children } = reference;
    let (name, of) = (&child.name, &parent.name);
    let (constant, method) = (tokens::constant(called), tokens::ident(called));
    let columns = own.iter().zip(theirs).map(|(own, theirs)| {
        let [own, theirs] = [(child, own), (parent, theirs)].map(|(model, id)| constant_name(model.entity.field(*id)));
        quote!(#own = #theirs)
    });
    let row = format_ident!("row");
    let leads = match reference.is_to_key() {
        // A method is named: clippy's pedantic lints ask for it.
        true if relation.is_composite() && !relation.is_required(child.entity) => {
            let key = format_ident!("{}_key", relation.called());
            quote!(#name::#key)
        }
        true => {
            let key = held_key(child, parent, relation, &row);
            quote!(|row| #key)
        }
        false => {
            let [own, theirs] = [parent_key(child, own, &row), parent_key(parent, theirs, &row)];
            quote!(|row| #own => |row| #theirs)
        }
    };
    let children = children.as_ref().map(|children| {
        let children = tokens::ident(children);
        quote!(| #children)
    });
    quote!(#name #constant | #method -> #of #children by [#(#columns),*] = #leads;)
}
