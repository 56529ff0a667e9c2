//! Names without substance, so that a mistake in a definition is not followed by one message for each use of it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::visit_mut::{VisitMut, visit_impl_item_fn_mut};
use syn::{File, ImplItem, ImplItemFn, Item, parse_quote};

/// Returns `tokens` with functions that do nothing: their signatures are what the rest of the program asks for.
///
/// Duplicates, as after a key that is written twice, are emitted once.
pub(in crate::rust) fn hollow(tokens: TokenStream, module: &Ident, sql: TokenStream) -> TokenStream {
    let Ok(mut file) = syn::parse2::<File>(tokens) else { return TokenStream::new() };
    // An invalid pattern is reported once, and the entity is not asked whether it is registered.
    file.items.retain(|item| !matches!(item, Item::Mod(_)) && !is_unnamed(item));
    once(&mut file.items);
    Hollow.visit_file_mut(&mut file);
    let Ok(mut statements) = syn::parse2::<File>(sql) else { return TokenStream::new() };
    let mut seen = BTreeSet::new();
    statements.items.retain(|item| match item {
        Item::Static(item) => seen.insert(item.ident.to_string()),
        _ => true,
    });
    quote! {
        #file

        #[allow(dead_code, reason = "the definition has a mistake")]
        mod #module { #statements }
    }
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

/// `const _: () = …;`
fn is_unnamed(item: &Item) -> bool {
    matches!(item, Item::Const(constant) if constant.ident == "_")
}

struct Hollow;

impl VisitMut for Hollow {
    fn visit_impl_item_fn_mut(&mut self, method: &mut ImplItemFn) {
        method.block = match &method.sig.output {
            // A future that is never asked for has the type that the signature says.
            syn::ReturnType::Type(_, ty) if matches!(**ty, syn::Type::ImplTrait(_)) => {
                parse_quote!({ ::core::future::pending() })
            }
            _ => parse_quote!({ ::core::unreachable!() }),
        };
        method.attrs.push(
            parse_quote!(#[allow(unused_variables, unused_mut, dead_code, reason = "the definition has a mistake")]),
        );
        visit_impl_item_fn_mut(self, method);
    }

    fn visit_item_impl_mut(&mut self, block: &mut syn::ItemImpl) {
        block.generics.where_clause = None;
        for item in &mut block.items {
            let ImplItem::Const(constant) = item else { continue };
            if constant.ident == "SHAPE" {
                constant.expr = parse_quote!(0);
            }
        }
        syn::visit_mut::visit_item_impl_mut(self, block);
    }
}
