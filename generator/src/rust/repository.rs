//! The repository of an entity: its finders, only where a key or an index makes them fast. What is the same for all
//! entities is the runtime's.

mod across;
mod add;
mod aggregate;
mod list;
mod query;
mod read;
mod volatile;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::model::{Door, Model, column, tokens};
use crate::ir::Field;

pub(super) use across::across;

// Expands to:
//     repository! {
//         /// Reads and writes messages.
//         pub struct MessageRepository of Message [region, tenant];
//     }
//     impl<'a> MessageRepository<'a> { … }
pub(super) fn repository(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let (name, entity, vis) = (&model.repository, &model.name, model.visibility());
    let rows = tokens::words(&model.entity.rows());
    let whose = if model.entity.tenant.is_some() { " of one tenant" } else { "" };
    let does = if model.entity.view { "Reads" } else { "Reads and writes" };
    // What belongs to no tenant is spread only where it is the tenants themselves.
    let asked = if model.site.is_spread && model.entity.tenant.is_none() {
        " What goes by the business id asks one server, everything else asks all of them."
    } else {
        ""
    };
    let doc = tokens::doc(&format!("{does} {rows}{whose}.{asked}"));
    let has = [(model.is_cached(), "region"), (model.entity.tenant.is_some(), "tenant")];
    let has = has.iter().filter(|(has, _)| *has).map(|(_, word)| format_ident!("{word}"));
    let methods = [
        read::methods(model),
        list::methods(model),
        add::methods(model),
        volatile::methods(model),
        aggregate::methods(model),
        query::methods(model),
    ];
    let methods = block(name, model, methods.into_iter().collect());
    let registered = registered(model);
    quote! {
        #runtime::support::repository! {
            #doc
            #vis struct #name of #entity [#(#has),*];
        }

        #methods
        #registered
    }
}

/// Returns the methods of a type, where there are some.
fn block(name: &proc_macro2::Ident, model: &Model<'_>, methods: TokenStream) -> Option<TokenStream> {
    let lint = model.errors_lint();
    (!methods.is_empty()).then(|| {
        if names_lifetimes(&methods) {
            quote! {
                #lint
                impl<'a> #name<'a> { #methods }
            }
        } else {
            quote! {
                #lint
                impl #name<'_> { #methods }
            }
        }
    })
}

/// Returns whether a lifetime stands anywhere in `tokens`.
fn names_lifetimes(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Punct(mark) => mark.as_char() == '\'',
        TokenTree::Group(group) => names_lifetimes(&group.stream()),
        _ => false,
    })
}

// Expands to, beside a user's struct: const _: () = support::registered::<Tenant>();
// Asked for once, so that an unregistered struct is one mistake, not one in every call of a method that writes.
fn registered(model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, name) = (model.runtime(), &model.name);
    (model.site.door == Door::Derive && !model.entity.view)
        .then(|| quote!(const _: () = #runtime::support::registered::<#name>();))
}

/// What compared columns become in a method.
#[derive(Default)]
struct Compared {
    /// `user_id: K, role: UserRole,`
    arguments: TokenStream,
    /// Parameters of the method, such as `K: Into<UserId>`.
    generics: Vec<TokenStream>,
    /// The names of those, and of lifetimes.
    captured: Vec<TokenStream>,
    /// What stands before the call: `let user_id: UserId = user_id.into();`
    prepared: TokenStream,
}

/// Returns what `fields` become; `missing` may be null. Lifetimes of what is lent are named if the result holds it on.
fn compared(model: &Model<'_>, fields: &[&Field], missing: Option<&Field>, holds: bool) -> Compared {
    let mut compared = Compared::default();
    for (nth, field) in fields.iter().enumerate() {
        let name = tokens::ident(&field.name);
        let is_missing = missing.is_some_and(|missing| missing.name == field.name);
        let ty = column::base_type(field, model.site);
        let lifetime = holds.then(|| quote!('v));
        let plain = match column::compared(field, model.site) {
            column::Compared::Text => quote!(&#lifetime str),
            column::Compared::Bytes => quote!(&#lifetime [u8]),
            column::Compared::Lent => quote!(&#lifetime #ty),
            column::Compared::Converted if !is_missing => {
                let parameter = if nth == 0 { format_ident!("K") } else { format_ident!("K{nth}") };
                compared.generics.push(quote!(#parameter: Into<#ty>));
                compared.captured.push(quote!(#parameter));
                compared.prepared.extend(quote!(let #name: #ty = #name.into();));
                quote!(#parameter)
            }
            column::Compared::Converted | column::Compared::Owned => ty,
        };
        let is_lent =
            !matches!(column::compared(field, model.site), column::Compared::Converted | column::Compared::Owned);
        if is_lent && holds && compared.generics.first().is_none_or(|first| first.to_string() != "'v") {
            compared.generics.insert(0, quote!('v));
            compared.captured.insert(0, quote!('v));
        }
        let ty = if is_missing { quote!(Option<#plain>) } else { plain };
        compared.arguments.extend(quote!(#name: #ty,));
    }
    compared
}

// Expands to: pub fn find_by_openid<'v>(self, openid: &'v str) -> impl Future<Output = Result<…>> + use<'a, 'v> { … }
fn method(
    model: &Model<'_>,
    doc: &str,
    name: &str,
    compared: &Compared,
    arguments: &TokenStream,
    output: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let runtime = model.runtime();
    let (doc, name) = (tokens::doc(doc), tokens::ident(name));
    let Compared { arguments: values, generics, captured, prepared } = compared;
    let generics = (!generics.is_empty()).then(|| quote!(<#(#generics),*>));
    quote! {
        #doc
        pub fn #name #generics (
            self, #values #arguments
        ) -> impl ::std::future::Future<Output = #runtime::Result<#output>> + use<'a #(, #captured)*> {
            #prepared
            #body
        }
    }
}

/// Returns the bound values of compared columns: `&status`; of a text `&Keyed(&openid)` in a key, else
/// `&Exact(&source)`.
fn compared_binds(model: &Model<'_>, fields: &[&Field]) -> TokenStream {
    let runtime = model.runtime();
    let values = fields.iter().map(|field| {
        let name = tokens::ident(&field.name);
        if model.is_compared_exactly(field) {
            quote!(&#runtime::support::Exact(&#name))
        } else {
            model.bind(field, &quote!(#name))
        }
    });
    quote!(#(#values),*)
}

/// Returns the primary key as a method's argument.
fn key_argument(model: &Model<'_>) -> Compared {
    let (name, ty) = (model.key_name(), model.key_type());
    Compared {
        arguments: quote!(#name: K,),
        generics: vec![quote!(K: Into<#ty>)],
        captured: vec![quote!(K)],
        prepared: TokenStream::new(),
    }
}

/// Returns the noun of several rows in prose: `voice sessions`.
fn nouns(model: &Model<'_>) -> String {
    tokens::words(&model.entity.rows())
}
