//! The path of the runtime crate in generated code.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{DeriveInput, LitStr, Meta, Path};

/// Returns the path of `#[repository(crate = "…")]`, `::larder` without one.
///
/// Whatever else is wrong with the attributes, the generator finds.
pub(crate) fn path(input: &DeriveInput, attribute: &str) -> syn::Result<TokenStream> {
    let lists = input.attrs.iter().filter(|found| found.path().is_ident(attribute));
    for list in lists.filter_map(|found| if let Meta::List(list) = &found.meta { Some(list) } else { None }) {
        let trees: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
        for three in trees.windows(3) {
            if let [TokenTree::Ident(key), TokenTree::Punct(equals), TokenTree::Literal(text)] = three
                && key == "crate"
                && equals.as_char() == '='
            {
                let text: LitStr = syn::parse2(text.clone().into_token_stream())?;
                let path = text.parse_with(Path::parse_mod_style).map_err(|_| {
                    syn::Error::new(text.span(), "expected the path of a crate\nhelp: write `crate = \"my_larder\"`")
                })?;
                return Ok(quote!(#path));
            }
        }
    }
    Ok(quote!(::larder))
}
