use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::dialect::Dialect;
use crate::rust::model::Model;
use crate::rust::statement::Statement;
use crate::rust::tokens;

/// A static of the statements module: its name, and the shape that the runtime wants.
pub(crate) struct Form {
    /// `list_by_status`; the static is `LIST_BY_STATUS`, the statement `Tenant.list_by_status`.
    pub(crate) name: String,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    Plain(Statement),
    List {
        first: Statement,
        after: Statement,
    },
    /// `head` ends before the list of keys; a placeholder stands between two pieces of `tail`.
    In {
        head: Statement,
        tail: Vec<String>,
    },
    Batch {
        insert: Statement,
        columns: usize,
    },
    Patch {
        update: Statement,
        columns: Vec<String>,
        filter: Vec<Statement>,
    },
}

impl Form {
    pub(crate) fn plain(name: impl Into<String>, statement: Statement) -> Self {
        Self { name: name.into(), shape: Shape::Plain(statement) }
    }

    // Expands to: pub(super) static GET: Sql = Sql { name: "Tenant.get", postgres: "…", mysql: "…", sqlite: "…" };
    pub(crate) fn item(&self, model: &Model<'_>) -> TokenStream {
        let name = tokens::constant(&self.name);
        let (ty, value) = self.expression(model.runtime(), &model.entity.name);
        quote!(pub(super) static #name: #ty = #value;)
    }

    /// Returns the type and the value of the static.
    pub(crate) fn expression(&self, runtime: &TokenStream, entity: &str) -> (TokenStream, TokenStream) {
        let name = format!("{entity}.{}", self.name);
        match &self.shape {
            Shape::Plain(statement) => {
                let texts = dialects(|dialect| one_line(&statement.render(dialect)));
                (quote!(#runtime::support::Sql), quote!(#runtime::support::Sql { name: #name, #texts }))
            }
            Shape::List { first, after } => list(runtime, &name, first, after),
            Shape::In { head, tail } => {
                let texts = dialects(|dialect| {
                    let head = one_line(&head.render(dialect));
                    quote!(#runtime::support::InText { head: #head, tail: &[#(#tail),*] })
                });
                cached_texts(runtime, &quote!(InSql), &name, &texts, None)
            }
            Shape::Batch { insert, columns } => {
                let columns = tokens::integer(*columns);
                let texts = dialects(|dialect| {
                    let insert = one_line(&insert.render(dialect));
                    quote!(#runtime::support::BatchText { insert: #insert, columns: #columns, tail: "" })
                });
                cached_texts(runtime, &quote!(BatchSql), &name, &texts, None)
            }
            Shape::Patch { update, columns, filter } => patch(runtime, &name, update, columns, filter),
        }
    }
}

fn list(runtime: &TokenStream, name: &str, first: &Statement, after: &Statement) -> (TokenStream, TokenStream) {
    let paged = |statement: &Statement| {
        let texts = dialects(|dialect| one_line(&statement.render(dialect)));
        quote!(#runtime::support::paged_sql! { name: #name, #texts })
    };
    let (first, after) = (paged(first), paged(after));
    (quote!(#runtime::support::ListSql), quote!(#runtime::support::ListSql { first: #first, after: #after }))
}

fn patch(
    runtime: &TokenStream,
    name: &str,
    update: &Statement,
    columns: &[String],
    filter: &[Statement],
) -> (TokenStream, TokenStream) {
    let texts = dialects(|dialect| {
        let update = update.render(dialect);
        let columns = columns.iter().map(|column| dialect.identifier(column));
        let filter = filter.iter().map(|piece| piece.render(dialect));
        quote!(#runtime::support::PatchText { update: #update, columns: &[#(#columns),*], filter: &[#(#filter),*] })
    });
    cached_texts(runtime, &quote!(PatchSql), name, &texts, Some(quote!(columns: &[#(#columns),*],)))
}

// Expands to: InSql { name: "Tenant.find_many", postgres: …, mysql: …, sqlite: …, texts: TextCache::new() }
fn cached_texts(
    runtime: &TokenStream,
    ty: &TokenStream,
    name: &str,
    texts: &TokenStream,
    more: Option<TokenStream>,
) -> (TokenStream, TokenStream) {
    let value = quote! {
        #runtime::support::#ty { name: #name, #more #texts texts: #runtime::support::TextCache::new() }
    };
    (quote!(#runtime::support::#ty), value)
}

// Expands to: postgres: …, mysql: …, sqlite: …,
fn dialects<T: quote::ToTokens>(value: impl Fn(Dialect) -> T) -> TokenStream {
    let members = Dialect::ALL.map(|dialect| {
        let name = Ident::new(dialect.name(), proc_macro2::Span::call_site());
        let value = value(dialect);
        quote!(#name: #value,)
    });
    quote!(#(#members)*)
}

/// Returns SQL as a string literal.
pub(crate) fn one_line(text: &str) -> Literal {
    Literal::string(text)
}
