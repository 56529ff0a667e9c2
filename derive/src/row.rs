//! `#[derive(Row)]`: a struct that the rows of an own statement are read as.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Field, Fields, LitInt, LitStr, Result, Token, parenthesized};

/// How a member is read, where its type does not tell.
#[derive(Default)]
struct Words {
    column: Option<String>,
    is_json: bool,
    digits: Option<(LitInt, LitInt)>,
}

/// Implements the reading of `input` by the names of its members.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "only a struct is read from a row"));
    };
    let Fields::Named(fields) = &data.fields else {
        let help = "name the members after the columns, or read the rows as a tuple";
        return Err(Error::new(input.ident.span(), format!("the members need names\nhelp: {help}")));
    };
    let members = fields.named.iter().map(member).collect::<Result<Vec<_>>>()?;
    let (columns, reads): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    let name = &input.ident;
    let text = name.unraw().to_string();
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #generics ::larder::support::Projection for #name #arguments #bounds {
            const NAME: &'static ::core::primitive::str = #text;
            const COLUMNS: &'static [&'static ::core::primitive::str] = &[#(#columns),*];

            fn read<S: ::larder::support::MemberSource>(
                from: &mut S,
            ) -> ::core::result::Result<Self, S::Error> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }
    })
}

/// Returns the column of a member and how it is read.
fn member(field: &Field) -> Result<(String, TokenStream)> {
    let words = words(field)?;
    let Some(name) = &field.ident else { return Err(Error::new(field.span(), "the member needs a name")) };
    let column = words.column.unwrap_or_else(|| name.unraw().to_string());
    let read = match (words.is_json, words.digits) {
        (true, Some(_)) => return Err(Error::new(field.span(), "a member is JSON or a decimal, not both")),
        (true, None) if is_option(field) => quote!(from.nullable_json()?),
        (true, None) => quote!(from.json()?),
        (false, Some((precision, scale))) => quote!(from.decimal::<#precision, #scale, _>()?),
        (false, None) => quote!(from.plain()?),
    };
    Ok((column, quote!(#name: #read)))
}

fn words(field: &Field) -> Result<Words> {
    let mut words = Words::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("json") {
                words.is_json = true;
            } else if meta.path.is_ident("column") {
                words.column = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("decimal") {
                let content;
                parenthesized!(content in meta.input);
                let precision = content.parse()?;
                content.parse::<Token![,]>()?;
                words.digits = Some((precision, content.parse()?));
            } else {
                let help = "a member of a row takes `column = \"…\"`, `json` and `decimal(precision, scale)`";
                return Err(meta.error(format!("`{}` is not known here\nhelp: {help}", meta.path.to_token_stream())));
            }
            Ok(())
        })?;
    }
    Ok(words)
}

fn is_option(field: &Field) -> bool {
    let syn::Type::Path(path) = &field.ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
}
