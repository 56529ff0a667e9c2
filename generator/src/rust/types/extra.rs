//! Derives and attributes that the definition adds to a generated type.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{EnumType, Extra, Kind};
use crate::rust::model::Model;

/// Derives that read serde's names of the values of an enum, and declare its attribute.
const READ_SERDE: &[&str] = &["ToSchema", "JsonSchema"];

impl Model<'_> {
    /// Returns what is added to the type of this kind.
    pub(in crate::rust) fn extra(&self, kind: Kind) -> Extra {
        self.site.extras.of(kind, &self.entity.name)
    }

    /// Returns what is added to an enum, which has a name of its own or belongs to the entity.
    pub(in crate::rust) fn extra_of_enum(&self, kind: &EnumType) -> Extra {
        let extras = &self.site.extras;
        let owner = if extras.own.contains_key(&kind.name) { &kind.name } else { &self.entity.name };
        extras.of(Kind::Enum, owner)
    }

    /// Returns whether other programs get to see the types, so that their rules are listed beside them.
    pub(in crate::rust) fn is_described(&self) -> bool {
        [Kind::Row, Kind::New, Kind::Patch].iter().any(|kind| !self.extra(*kind).is_empty())
    }
}

impl Extra {
    // Expands to: #[derive(utoipa::ToSchema)] #[schema(title = "A user")]
    pub(in crate::rust) fn tokens(&self) -> TokenStream {
        let derives = self.derives.iter().map(|path| parsed(path));
        let derive = (!self.derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
        let attributes = self.attributes();
        quote!(#derive #attributes)
    }

    // Expands to: utoipa::ToSchema,
    pub(in crate::rust) fn more_derives(&self) -> TokenStream {
        let derives = self.derives.iter().map(|path| parsed(path));
        quote!(#(#derives,)*)
    }

    pub(in crate::rust) fn attributes(&self) -> TokenStream {
        let attributes = self.attributes.iter().map(|text| parsed(text));
        quote!(#(#[#attributes])*)
    }

    // Expands to: deserialize; serialize;
    pub(in crate::rust) fn switches(&self) -> TokenStream {
        let deserialize = self.deserialize.then(|| quote!(deserialize;));
        let serialize = self.serialize.then(|| quote!(serialize;));
        quote!(#deserialize #serialize)
    }

    // Expands to: named;
    pub(in crate::rust) fn named(&self) -> Option<TokenStream> {
        let reads = |path: &String| READ_SERDE.contains(&path.rsplit("::").next().unwrap_or_default());
        self.derives.iter().any(reads).then(|| quote!(named;))
    }
}

/// Resolving has seen that the text is Rust.
fn parsed(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
