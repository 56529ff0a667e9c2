//! The derives from end to end: one item in, Rust out, and after a mistake what keeps the rest of the program quiet.

use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::DeriveInput;

use crate::{
    check,
    diagnostic::Diagnostics,
    draft::{Drafts, EntityDraft},
    ir::{Entity, FieldId, FieldType, KeyOf, Scalar},
    resolve,
    rust::{Site, entity, user_type},
    source::item::{self, Member},
};

/// Returns what `#[derive(Repository)]` puts beside the struct; the runtime is reached by `runtime`.
pub fn repository(input: &DeriveInput, runtime: &TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let (draft, members) = item::read_with_members(input, &mut diagnostics);
    let (drafts, resolved) = resolve::entity(draft, &mut diagnostics);
    // What is missing from anything else follows from its shape.
    if item::has_named_fields(input) {
        check::entity(&resolved, &drafts, &mut diagnostics);
    }
    let extras = Arc::new(resolved.schema.extras);
    let mut entities = resolved.schema.entities;
    let read = entities.swap_remove(0);
    match Option::<syn::Error>::from(diagnostics) {
        None => entity::generate(&read, &Site::beside(input, members, runtime.clone()).with_extras(extras)),
        Some(error) => {
            let errors = error.into_compile_error();
            let broken = resolved.broken.first().cloned().unwrap_or_default();
            let members = members.into_iter().zip(broken);
            let members = members.map(|(member, broken)| if broken { member.into_written() } else { member });
            let stub = stub(input, read, &drafts, members.collect(), runtime);
            quote!(#errors #stub)
        }
    }
}

/// Returns the items of the entity as far as it could be read, without substance; of what is no entity, their names.
fn stub(
    input: &DeriveInput,
    read: Entity,
    drafts: &Drafts,
    members: Vec<Member>,
    runtime: &TokenStream,
) -> TokenStream {
    let has_parameters = !input.generics.params.is_empty();
    match mended(read, &drafts.entities[0], &members) {
        Some(entity) if !has_parameters => entity::hollow(&entity, &Site::beside(input, members, runtime.clone())),
        _ => names(input, runtime, has_parameters),
    }
}

/// Returns the entity with a primary key and without what names fields that are not there.
fn mended(mut entity: Entity, draft: &EntityDraft, members: &[Member]) -> Option<Entity> {
    for (field, member) in entity.fields.iter_mut().zip(members) {
        field.nullable = member.nullable;
    }
    if entity.primary.is_empty() && draft.key.is_none() {
        let id = entity.field_id("id").or_else(|| (!entity.fields.is_empty()).then_some(FieldId(0)))?;
        entity.primary = vec![id];
        let key = format!("{}Id", entity.name);
        let written = draft.fields.get(id.0).and_then(|field| field.ty.as_ref());
        if written.is_some_and(|ty| ty.value == key) {
            let column = Box::new(FieldType::Scalar(Scalar::Uuid));
            entity.fields[id.0].ty = FieldType::Key(KeyOf { entity: entity.name.clone(), column });
        }
    }
    // Of several members that are the key, one may have been given the type of a key by itself.
    let is_typed = |id: &FieldId| !members[id.0].bare && entity.relation_of(*id).is_none();
    if let (Some(id), 2..) = (entity.primary.iter().copied().find(is_typed), entity.primary.len()) {
        let column = Box::new(entity.fields[id.0].ty.stored().clone());
        entity.fields[id.0].ty = FieldType::Key(KeyOf { entity: entity.name.clone(), column });
        entity.primary = vec![id];
    }
    entity.uniques.retain(|unique| !unique.columns.is_empty());
    entity.indexes.retain(|index| !index.columns.is_empty());
    Some(entity)
}

/// The names of the types that the struct would have got.
fn names(input: &DeriveInput, runtime: &TokenStream, has_parameters: bool) -> TokenStream {
    let (name, vis) = (&input.ident, &input.vis);
    let key = format_ident!("{name}Id");
    let (new, patch, repository) =
        (format_ident!("New{name}"), format_ident!("{name}Patch"), format_ident!("{name}Repository"));
    let registered = (!has_parameters).then(|| entity::unread(name, runtime));
    quote! {
        #runtime::support::key_type! { #vis struct #key(Uuid); }
        #[derive(::core::fmt::Debug, ::core::clone::Clone)]
        #vis struct #new;
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
        #vis struct #patch;
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #vis struct #repository<'a>(::core::marker::PhantomData<&'a ()>);
        #registered
    }
}

/// Returns what `#[derive(Value)]` puts beside the type.
pub fn value(input: &DeriveInput, runtime: &TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let draft = item::read_value(input, &mut diagnostics);
    let (drafts, resolved) = resolve::value_alone(draft, &mut diagnostics);
    check::value(&resolved, &drafts, &mut diagnostics);
    let draft = &drafts.values[0];
    let site = Site::beside(input, Vec::new(), runtime.clone());
    let alias = resolved.aliases.first().and_then(Option::as_ref);
    let shape = |shape: u64| user_type::shape(&input.ident, shape, runtime);
    match Option::<syn::Error>::from(diagnostics) {
        None => {
            let tokens = match resolved.schema.values.first() {
                Some(value) => user_type::structure(value, &site),
                None => user_type::column(input, draft, alias, &site),
            };
            let shape = shape(resolve::shape_of(draft, &resolved));
            quote!(#tokens #shape)
        }
        Some(error) => {
            let (errors, shape) = (error.into_compile_error(), input.generics.params.is_empty().then(|| shape(0)));
            let stub = user_type::hollow(input, draft, alias, &site);
            quote!(#errors #stub #shape)
        }
    }
}
