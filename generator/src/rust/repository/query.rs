//! Methods that run statements of the user's own.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Compared;
use crate::ir::{Field, ParameterKind, Query, QueryParameter, QueryRows, Returns};
use crate::query::TENANT;
use crate::rust::model::{Model, column, tokens};
use crate::rust::sql::Places;
use crate::rust::types::query::type_name;

/// Returns one method per query.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    model.entity.queries.iter().map(|query| method(model, query)).collect()
}

// Expands to: pub fn busiest(self, since: Timestamp) -> impl Future<Output = Result<Vec<MessageBusiest>>> + use<'a> {
// self.query(&sql::BUSIEST, vec![Parameter::value(&since)]).all() }
fn method(model: &Model<'_>, query: &Query) -> TokenStream {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let statement = tokens::constant(&query.name);
    let compared = arguments(model, query);
    let values = values(model, query);
    let touched = touched(model, query);
    let run = format_ident!("{}", run(query));
    let body = quote!(self.query(&#sql::#statement, vec![#(#values),*]) #touched.#run());
    let (row, output) = output(model, query);
    let doc = doc(query);
    if query.returns == Returns::Stream {
        let (doc, name) = (tokens::doc(&doc), tokens::ident(&query.name));
        let Compared { arguments, generics, prepared, .. } = compared;
        let generics = (!generics.is_empty()).then(|| quote!(<#(#generics),*>));
        return quote! {
            #doc
            pub fn #name #generics (self, #arguments) -> #runtime::RowStream<'a, #row> {
                #prepared
                #body
            }
        };
    }
    super::method(model, &doc, &query.name, &compared, &TokenStream::new(), &output, &body)
}

fn doc(query: &Query) -> String {
    if let Some(doc) = &query.doc {
        return tokens::prose(doc);
    }
    let what = match query.returns {
        Returns::All => "Returns the rows",
        Returns::One => "Returns the first row",
        Returns::Optional => "Returns the first row, if there is one,",
        Returns::Stream => "Returns the rows, as they arrive,",
        Returns::Execute => return format!("Runs `{}` and returns how many rows it wrote.", query.name),
    };
    format!("{what} of the query `{}`.", query.name)
}

/// Returns the method of the runtime that runs it.
fn run(query: &Query) -> &'static str {
    match (query.returns, &query.rows) {
        (Returns::Execute, _) => "execute",
        (Returns::All, QueryRows::Scalar(_)) => "scalars",
        (Returns::One, QueryRows::Scalar(_)) => "scalar",
        (Returns::Optional, QueryRows::Scalar(_)) => "optional_scalar",
        (Returns::Stream, QueryRows::Scalar(_)) => "stream_scalars",
        (Returns::All, _) => "all",
        (Returns::One, _) => "one",
        (Returns::Optional, _) => "optional",
        (Returns::Stream, _) => "stream",
    }
}

/// Returns the type of a row, and what the method returns of them.
fn output(model: &Model<'_>, query: &Query) -> (TokenStream, TokenStream) {
    let row = match &query.rows {
        QueryRows::Entity => {
            let name = &model.name;
            quote!(#name)
        }
        QueryRows::Members(_) => {
            let name = type_name(model, query);
            quote!(#name)
        }
        QueryRows::Scalar(field) => column::member_type(field, model.site),
    };
    let output = match query.returns {
        Returns::All | Returns::Stream => quote!(Vec<#row>),
        Returns::One => row.clone(),
        Returns::Optional => quote!(Option<#row>),
        Returns::Execute => quote!(u64),
    };
    (row, output)
}

fn arguments(model: &Model<'_>, query: &Query) -> Compared {
    let mut compared = Compared::default();
    for (nth, parameter) in query.parameters.iter().enumerate() {
        let name = tokens::ident(&parameter.name);
        let ty = argument(model, parameter, nth, &mut compared);
        compared.arguments.extend(quote!(#name: #ty,));
    }
    compared
}

/// Returns the type of an argument.
fn argument(model: &Model<'_>, parameter: &QueryParameter, nth: usize, compared: &mut Compared) -> TokenStream {
    let like = &parameter.like;
    let ty = column::value_type(like, model.site);
    match parameter.kind {
        ParameterKind::Switch => return quote!(bool),
        ParameterKind::List => return quote!(&[#ty]),
        ParameterKind::Value => {}
    }
    let plain = match column::compared(like, model.site) {
        column::Compared::Text => quote!(&str),
        column::Compared::Bytes => quote!(&[u8]),
        column::Compared::Lent => quote!(&#ty),
        column::Compared::Converted if !like.nullable => {
            let (name, parameter) = (tokens::ident(&parameter.name), format_ident!("K{nth}"));
            compared.generics.push(quote!(#parameter: Into<#ty>));
            compared.captured.push(quote!(#parameter));
            compared.prepared.extend(quote!(let #name: #ty = #name.into();));
            quote!(#parameter)
        }
        column::Compared::Owned if column::is_typed_json(like) => quote!(&#ty),
        column::Compared::Converted | column::Compared::Owned => ty,
    };
    column::optional(like.nullable, plain)
}

/// Returns the values in the order of their places.
fn values<'m>(model: &'m Model<'_>, query: &'m Query) -> impl Iterator<Item = TokenStream> + use<'m> {
    let runtime = model.runtime();
    let is_tenant = |name: &str| model.tenant().is_some() && name == TENANT;
    let places = Places::of(query).0.into_iter().filter(move |(name, _)| !is_tenant(name));
    places.map(move |(name, role)| {
        let (place, role) = (tokens::ident(&name), format_ident!("{role}"));
        let like = query.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| &parameter.like);
        let value = match like {
            Some(like) if role == "value" => bind(model, like, &quote!(#place)),
            _ => quote!(&#place),
        };
        quote!(#runtime::support::Parameter::#role(#value))
    })
}

fn bind(model: &Model<'_>, like: &Field, place: &TokenStream) -> TokenStream {
    column::bind(like, place, model.site)
}

// Expands to: .touches_own().touches::<Conversation>()
fn touched(model: &Model<'_>, query: &Query) -> Option<TokenStream> {
    let entities = query.touches.as_ref()?;
    if entities.is_empty() {
        return Some(quote!(.touches_nothing()));
    }
    let each = entities.iter().map(|entity| {
        let name = tokens::ident(entity);
        if *entity == model.entity.name { quote!(.touches_own()) } else { quote!(.touches::<#name>()) }
    });
    Some(each.collect())
}
