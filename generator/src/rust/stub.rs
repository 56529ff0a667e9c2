//! Names without substance, so that a mistake in a definition is not followed by one message for each use of it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{VisitMut, visit_impl_item_fn_mut};
use syn::{File, ImplItem, ImplItemFn, Item, parse_quote};

/// Returns `tokens` with functions that do nothing: their signatures are what the rest of the program asks for.
///
/// What stands there twice, as after a key that is said twice, stands there once.
pub(super) fn hollow(tokens: TokenStream) -> TokenStream {
    let Ok(mut file) = syn::parse2::<File>(tokens) else { return TokenStream::new() };
    // Statements and keys are named by bodies only; a pattern that is no regular expression is not told twice.
    // What only larder's own code asks for is left out: it would ask whether the entity is registered.
    file.items.retain(|item| !matches!(item, Item::Mod(_)) && !is_insert_row(item));
    once(&mut file.items);
    Hollow.visit_file_mut(&mut file);
    quote!(#file)
}

fn once(items: &mut [Item]) {
    for item in items {
        match item {
            Item::Impl(block) => {
                let mut seen = BTreeSet::new();
                block.items.retain(|item| match item {
                    ImplItem::Fn(method) => seen.insert(method.sig.ident.to_string()),
                    _ => true,
                });
            }
            Item::Struct(definition) => {
                let mut seen = BTreeSet::new();
                if let syn::Fields::Named(fields) = &mut definition.fields {
                    let named = std::mem::take(&mut fields.named);
                    fields.named = named
                        .into_iter()
                        .filter(|field| field.ident.as_ref().is_some_and(|name| seen.insert(name.to_string())))
                        .collect();
                }
            }
            _ => {}
        }
    }
}

fn is_insert_row(item: &Item) -> bool {
    let Item::Impl(syn::ItemImpl { trait_: Some((path, _)), .. }) = item else { return false };
    path.segments.last().is_some_and(|last| last.ident == "InsertRow")
}

struct Hollow;

impl VisitMut for Hollow {
    fn visit_impl_item_fn_mut(&mut self, method: &mut ImplItemFn) {
        method.block = parse_quote!({ ::core::unreachable!() });
        method.attrs.push(
            parse_quote!(#[allow(unused_variables, unused_mut, dead_code, reason = "the definition has a mistake")]),
        );
        visit_impl_item_fn_mut(self, method);
    }

    fn visit_item_impl_mut(&mut self, block: &mut syn::ItemImpl) {
        block.generics.where_clause = None;
        for item in &mut block.items {
            if let ImplItem::Const(constant) = item
                && (constant.ident == "GET" || constant.ident == "LOCK")
            {
                let runtime = reference(&constant.ty);
                constant.expr = parse_quote!(&#runtime::same("", ""));
            }
        }
        syn::visit_mut::visit_item_impl_mut(self, block);
    }
}

/// Returns `larder::support::Sql` of `&'static larder::support::Sql`.
fn reference(ty: &syn::Type) -> TokenStream {
    match ty {
        syn::Type::Reference(reference) => {
            let inner = &reference.elem;
            quote!(#inner)
        }
        ty => quote!(#ty),
    }
}
