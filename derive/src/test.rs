//! `#[larder::test]`: a test on a store of its own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Error, FnArg, ItemFn, LitStr, Result, ReturnType, Token};

/// What stands in the parentheses of the attribute: `url = "…"`, or nothing.
pub(crate) struct Options {
    url: Option<LitStr>,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.is_empty() {
            return Ok(Self { url: None });
        }
        let name: syn::Ident = input.parse()?;
        if name != "url" {
            return Err(Error::new(
                name.span(),
                format!("`{name}` is no option\nhelp: write `url = \"…\"`, or nothing"),
            ));
        }
        input.parse::<Token![=]>()?;
        Ok(Self { url: Some(input.parse()?) })
    }
}

// Expands to:
//     #[test] fn name() -> Output { larder::testing::run("name", None, async |store: Store| -> Output { … }) }
pub(crate) fn expand(options: &Options, test: &ItemFn) -> Result<TokenStream> {
    let ItemFn { attrs, vis, sig, block, .. } = test;
    let name = &sig.ident;
    let wrong = |what: &str| {
        let help = format!("write `async fn {name}(store: Store)`, with the store that the test is about");
        Error::new_spanned(sig, format!("{what}\nhelp: {help}"))
    };
    if sig.asyncness.is_none() {
        return Err(wrong("a test on a database is `async`"));
    }
    let mut arguments = sig.inputs.iter();
    let (Some(FnArg::Typed(store)), None) = (arguments.next(), arguments.next()) else {
        return Err(wrong("a test takes its store, and nothing else"));
    };
    let url = match &options.url {
        Some(url) => quote!(::core::option::Option::Some(#url)),
        None => quote!(::core::option::Option::None),
    };
    let output = &sig.output;
    let of_closure = match output {
        ReturnType::Default => quote!(),
        ReturnType::Type(..) => quote!(#output),
    };
    Ok(quote! {
        #(#attrs)*
        #[::core::prelude::v1::test]
        #vis fn #name() #output {
            ::larder::testing::run(::core::stringify!(#name), #url, async |#store| #of_closure #block)
        }
    })
}
