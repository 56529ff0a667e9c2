//! Names without substance, so that a mistake in a definition is not followed by one message for each use of it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Type};

/// Returns every type that the struct would have got, empty.
pub(crate) fn stub(input: &DeriveInput, runtime: &TokenStream) -> TokenStream {
    let (name, vis) = (&input.ident, &input.vis);
    let key = format_ident!("{name}Id");
    let (new, patch, repository) =
        (format_ident!("New{name}"), format_ident!("{name}Patch"), format_ident!("{name}Repository"));
    let names_key = member_types(input).any(|ty| matches!(ty, Type::Path(path) if path.path.is_ident(&key)));
    let key_type = names_key.then(|| quote!(#runtime::support::key_type! { #vis struct #key(Uuid); }));
    let entity = entity(input, runtime);
    quote! {
        #key_type
        #[derive(Debug, Clone)]
        #vis struct #new;
        #[derive(Debug, Clone, Default)]
        #vis struct #patch;
        #[derive(Clone, Copy)]
        #vis struct #repository<'a>(::core::marker::PhantomData<&'a ()>);
        #entity
    }
}

fn member_types(input: &DeriveInput) -> impl Iterator<Item = &Type> {
    let fields = match &input.data {
        Data::Struct(data) => Some(data.fields.iter().map(|field| &field.ty)),
        Data::Enum(_) | Data::Union(_) => None,
    };
    fields.into_iter().flatten()
}

// Expands to: impl larder::support::Entity for Tenant { … }, which `larder::register!` asks for.
fn entity(input: &DeriveInput, runtime: &TokenStream) -> Option<TokenStream> {
    let name = &input.ident;
    let text = name.to_string();
    input.generics.params.is_empty().then(|| {
        let sql = quote!(&#runtime::support::Sql { name: "", postgres: "", mysql: "", sqlite: "" });
        quote! {
            impl #runtime::support::Entity for #name {
                type Key = #runtime::Uuid;
                const NAME: &'static str = #text;
                const GET: &'static #runtime::support::Sql = #sql;
                const LOCK: &'static #runtime::support::Sql = #sql;

                fn key(&self) -> #runtime::Uuid { ::core::unreachable!() }
                fn tenant(&self) -> ::core::option::Option<&str> { ::core::option::Option::None }

                fn decode(_row: &#runtime::support::Row) -> #runtime::Result<Self> { ::core::unreachable!() }
            }
        }
    })
}
