//! References that several fields hold together, as methods that take and give the parent's key as one.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::Whole;
use crate::ir::{Field, FieldId, Relation};
use crate::rust::model::finder::{self, PageFinder};
use crate::rust::model::{Model, column, tokens};

/// A reference to the primary key of another entity, with the fields on both sides.
struct Reference<'w, 'a> {
    child: &'w Model<'a>,
    parent: &'w Model<'a>,
    relation: &'a Relation,
    /// Those of the child and of the parent.
    parts: Vec<(&'a Field, &'a Field)>,
}

/// Returns the methods of all references.
pub(super) fn methods(whole: &Whole<'_>) -> TokenStream {
    references(whole).iter().map(|reference| methods_of(reference)).collect()
}

fn references<'w, 'a>(whole: &'w Whole<'a>) -> Vec<Reference<'w, 'a>> {
    let mut all = Vec::new();
    for child in &whole.models {
        let composite =
            child.entity.relations.iter().filter(|relation| relation.is_composite() && relation.is_to_key());
        for relation in composite {
            let Some(parent) = whole.models.iter().find(|model| model.entity.name == relation.parent) else { continue };
            let own = relation.fields().map(|id| child.entity.field(id));
            let parts =
                own.zip(relation.targets(parent.entity).into_iter().map(|id| parent.entity.field(id))).collect();
            all.push(Reference { child, parent, relation, parts });
        }
    }
    all
}

// Expands to:
//     impl Note { pub fn playlist_track_key(&self) -> PlaylistTrackKey { … } }
//     impl NewNote { pub fn of_playlist_track<P: Into<PlaylistTrackKey>>(parent: P, text: …) -> Self { … } }
//     impl NotePatch { pub fn of_playlist_track(self, parent: impl Into<PlaylistTrackKey>) -> Self { … } }
//     impl<'a> NoteRepository<'a> { pub fn list_by_playlist_track(…) … pub fn count_by_playlist_track(…) … }
fn methods_of(reference: &Reference<'_, '_>) -> TokenStream {
    let (key, new, patch) = (key(reference), created(reference), patched(reference));
    let pages = finder::pages(reference.child.entity);
    let own = |finder: &&PageFinder<'_>| {
        let names = finder.equal.iter().map(|field| &field.name);
        names.eq(reference.parts.iter().map(|(own, _)| &own.name)) && finder.missing.is_empty()
    };
    let page =
        pages.iter().filter(|finder| finder.condition.is_none()).find(own).map(|finder| listed(reference, finder));
    quote!(#key #new #patch #page)
}

fn key(reference: &Reference<'_, '_>) -> TokenStream {
    let Reference { child, parent, relation, parts } = reference;
    let (name, ty) = (&child.name, parent.key_type());
    let method = format_ident!("{}_key", relation.called());
    let is_required = relation.is_required(child.entity);
    let members = parts.iter().map(|(own, theirs)| {
        let (to, from) = (tokens::ident(&theirs.name), tokens::ident(&own.name));
        let place = column::owned(child, own, &quote!(self.#from));
        let place = if own.nullable { quote!(#place?) } else { place };
        let value = converted(place, (own, child), (theirs, parent));
        quote!(#to: #value)
    });
    let doc = format!("Returns the key of the {} that the row belongs to", tokens::words(&relation.called()));
    let doc = tokens::doc(&format!("{doc}{}", if is_required { "." } else { ", if it does to any." }));
    let (output, value) = match is_required {
        true => (quote!(#ty), quote!(#ty { #(#members),* })),
        false => (quote!(Option<#ty>), quote!(Some(#ty { #(#members),* }))),
    };
    quote! {
        impl #name {
            #doc
            #[must_use]
            pub fn #method(&self) -> #output { #value }
        }
    }
}

/// Returns what makes a new row of a parent: of what `new` takes, all but the parts of the reference.
fn created(reference: &Reference<'_, '_>) -> Option<TokenStream> {
    let Reference { child, parent, relation, parts } = reference;
    if child.entity.view {
        return None;
    }
    let new = child.new_fields();
    let part = |field: &Field| parts.iter().find(|(own, _)| own.name == field.name);
    if parts.iter().any(|(own, _)| new.iter().all(|field| field.name != own.name)) {
        return None;
    }
    let (name, ty, row) = (&child.new, parent.key_type(), &child.name);
    let method = format_ident!("of_{}", relation.called());
    let is_required = |field: &&&Field| field.default.is_none() && !field.nullable;
    let required = || new.iter().filter(is_required);
    let arguments = required().filter(|field| part(field).is_none()).map(|field| {
        let (member, ty) = (tokens::ident(&field.name), column::base_type(field, child.site));
        match column::nullable_bound(field, child.site).0 {
            Some(bound) => quote!(#member: impl #bound),
            None => quote!(#member: #ty),
        }
    });
    let of_parent = |(own, theirs): &(&Field, &Field)| {
        let member = tokens::ident(&theirs.name);
        converted(quote!(parent.#member), (theirs, parent), (own, child))
    };
    let given = required().map(|field| match part(field) {
        Some(pair) => of_parent(pair),
        None => tokens::ident(&field.name).into_token_stream(),
    });
    let set = parts.iter().filter(|(own, _)| required().all(|field| field.name != own.name)).map(|pair| {
        let (member, value) = (tokens::ident(&pair.0.name), of_parent(pair));
        quote!(.#member(#value))
    });
    let words = tokens::words(&relation.called());
    let doc = tokens::doc(&format!("Creates what a new [`{row}`] of this {words} needs."));
    Some(quote! {
        impl #name {
            #doc
            pub fn #method(parent: impl Into<#ty> #(, #arguments)*) -> Self {
                let parent: #ty = parent.into();
                Self::new(#(#given),*) #(#set)*
            }
        }
    })
}

/// Returns what lets a patch set all parts of the reference together, so that a row goes to another parent or to none.
fn patched(reference: &Reference<'_, '_>) -> Option<TokenStream> {
    let Reference { child, parent, relation, parts } = reference;
    let changeable = child.changeable_fields();
    let is_changeable = |field: &Field| changeable.iter().any(|known| known.name == field.name);
    if !parts.iter().all(|(own, _)| is_changeable(own)) {
        return None;
    }
    let (name, ty, row) = (&child.patch, parent.key_type(), &child.name);
    let set = parts.iter().map(|(own, theirs)| {
        let (to, from) = (tokens::ident(&own.name), tokens::ident(&theirs.name));
        let value = converted(quote!(parent.#from), (theirs, parent), (own, child));
        let value = if own.nullable { quote!(Some(#value)) } else { value };
        quote!(.#to(#value))
    });
    let words = tokens::words(&relation.called());
    let method = format_ident!("of_{}", relation.called());
    let doc = tokens::doc(&format!("Moves the [`{row}`] to this {words}."));
    let without = (!relation.is_required(child.entity)).then(|| {
        let method = format_ident!("of_no_{}", relation.called());
        let members = parts.iter().filter(|(own, _)| own.nullable).map(|(own, _)| tokens::ident(&own.name));
        let doc = tokens::doc(&format!("Takes the [`{row}`] from its {words}."));
        quote! {
            #doc
            pub fn #method(self) -> Self { self #(.#members(None))* }
        }
    });
    Some(quote! {
        impl #name {
            #doc
            pub fn #method(self, parent: impl Into<#ty>) -> Self {
                let parent: #ty = parent.into();
                self #(#set)*
            }

            #without
        }
    })
}

/// Returns the list and the count by the parent.
fn listed(reference: &Reference<'_, '_>, finder: &PageFinder<'_>) -> TokenStream {
    let Reference { child, parent, relation, parts } = reference;
    let (runtime, repository, row, ty) = (child.runtime(), &child.repository, &child.name, parent.key_type());
    let values: Vec<TokenStream> = parts
        .iter()
        .map(|(own, theirs)| {
            let member = tokens::ident(&theirs.name);
            let value = converted(quote!(parent.#member), (theirs, parent), (own, child));
            match column::compared(own, child.site) {
                column::Compared::Text | column::Compared::Bytes | column::Compared::Lent => quote!(&#value),
                column::Compared::Converted | column::Compared::Owned => value,
            }
        })
        .collect();
    let [list, count] = ["list", "count"].map(|verb| {
        let plain = tokens::ident(&finder.method(verb));
        (format_ident!("{verb}_by_{}", relation.called()), plain)
    });
    if list.0 == finder.method("list") {
        return TokenStream::new();
    }
    let ((list, plain), (count, counted)) = (list, count);
    let words = (tokens::words(&child.entity.table), tokens::words(&relation.called()));
    let of = tokens::doc(&format!("Returns {} of this {}, as [`{repository}::{plain}`] does.", words.0, words.1));
    let how_many = tokens::doc(&format!("Counts {} of this {}.", words.0, words.1));
    let lint = child.errors_lint();
    quote! {
        #lint
        impl<'a> #repository<'a> {
            #of
            pub fn #list<P: Into<#ty>>(
                self, parent: P, page: #runtime::Page
            ) -> impl ::std::future::Future<Output = #runtime::Result<#runtime::Paged<#row>>> + use<'a, P> {
                let parent: #ty = parent.into();
                self.#plain(#(#values,)* page)
            }

            #how_many
            pub fn #count<P: Into<#ty>>(
                self, parent: P
            ) -> impl ::std::future::Future<Output = #runtime::Result<u64>> + use<'a, P> {
                let parent: #ty = parent.into();
                self.#counted(#(#values),*)
            }
        }
    }
}

/// Returns a value of one side as the other has it: the key of a row on one side may be its bare value on the other.
fn converted(value: TokenStream, from: (&Field, &Model<'_>), to: (&Field, &Model<'_>)) -> TokenStream {
    let [is, wanted] = [from, to].map(|(field, model)| column::value_type(field, model.site));
    if is.to_string() == wanted.to_string() { value } else { quote!(<#wanted>::from(#value)) }
}

/// Returns the parent's key of a row, if there is one, by the method that gives it.
pub(super) fn parent_key(child: &Model<'_>, relation: &Relation, row: &Ident) -> TokenStream {
    let method = format_ident!("{}_key", relation.called());
    if relation.is_required(child.entity) { quote!(Some(#row.#method())) } else { quote!(#row.#method()) }
}

/// Returns the value of a reference of several fields, where each of them has one.
// Expands to: several([Some(row.playlist_id.into()), row.track_id.map(Into::into)])
pub(super) fn value(child: &Model<'_>, fields: &[FieldId], row: &TokenStream) -> TokenStream {
    let runtime = child.runtime();
    let parts = fields.iter().map(|id| {
        let field = child.entity.field(*id);
        let member = tokens::ident(&field.name);
        let place = column::owned(child, field, &quote!(#row.#member));
        if field.nullable { quote!(#place.map(Into::into)) } else { quote!(Some(#place.into())) }
    });
    quote!(#runtime::support::several([#(#parts),*]))
}
