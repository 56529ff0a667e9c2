//! Methods that read pages and counts.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Compared, compared, compared_binds, method, nouns};
use crate::ir::{Field, Order};
use crate::rust::model::finder::{self, PageFinder};
use crate::rust::model::{Model, column, tokens};

/// Returns the pages and counts; those of all rows are the runtime's.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = TokenStream::new();
    for finder in finder::pages(model.entity).iter().skip(1) {
        methods.extend(list(model, finder));
        methods.extend(count(model, finder));
    }
    methods.extend(finder::contained(model.entity).map(|field| containing(model, field)));
    methods.extend(search(model));
    methods
}

// Expands to: pub fn list_by_status(self, status: UserStatus, page: Page) -> impl Future<Output =
// Result<Paged<User>>> + use<'a> { … }
fn list(model: &Model<'_>, finder: &PageFinder<'_>) -> TokenStream {
    let (runtime, name, sql) = (model.runtime(), &model.name, &model.sql);
    let doc = format!("Returns {}{}, {}.", nouns(model), which(finder), order(model, finder));
    let compared = compared(model, &finder.equal, None, false);
    let statement = tokens::constant(&finder.method("list"));
    let binds = compared_binds(model, &finder.equal);
    let body = if finder.order.is_empty() {
        quote!(self.page_by_key(&#sql::#statement.list, &[#binds], page))
    } else {
        let keyset = keyset(model, finder.order.iter().map(|by| by.field));
        quote!(self.page(&#sql::#statement.list, &[#binds], page, #keyset))
    };
    let output = quote!(#runtime::Paged<#name>);
    method(model, &doc, &finder.method("list"), &compared, &quote!(page: #runtime::Page), &output, &body)
}

// Expands to: |row| (row.created_at, row.id)
fn keyset<'f>(model: &Model<'f>, order: impl Iterator<Item = &'f Field>) -> TokenStream {
    let row = quote!(row);
    let values = order.chain(model.keys()).map(|field| {
        let member = tokens::ident(&field.name);
        let place = quote!(#row.#member);
        column::scaled(field, &place, model.site).unwrap_or_else(|| column::owned(model, field, &place))
    });
    quote!(|#row| (#(#values,)*))
}

fn count(model: &Model<'_>, finder: &PageFinder<'_>) -> TokenStream {
    let sql = &model.sql;
    let doc = format!("Counts {}{}.", nouns(model), which(finder));
    let compared = compared(model, &finder.equal, None, false);
    let statement = tokens::constant(&finder.method("list"));
    let binds = compared_binds(model, &finder.equal);
    let body = quote!(self.count_of(&#sql::#statement.count, &[#binds]));
    method(model, &doc, &finder.method("count"), &compared, &TokenStream::new(), &quote!(u64), &body)
}

/// Returns what narrows a list, in prose: ` with this status`.
fn which(finder: &PageFinder<'_>) -> String {
    let words = |fields: &[&Field]| {
        let words: Vec<String> = fields.iter().map(|field| tokens::words(finder::subject(field))).collect();
        words.join(" and ")
    };
    let of = if finder.equal.is_empty() { String::new() } else { format!(" of this {}", words(&finder.equal)) };
    let without =
        if finder.missing.is_empty() { String::new() } else { format!(" without {}", words(&finder.missing)) };
    let compared = of + &without;
    match finder.condition {
        Some(_) if compared.is_empty() => format!("{compared} that the index holds"),
        Some(_) => format!("{compared} that its index holds"),
        None => compared,
    }
}

/// Returns the order of lists by the primary key, in prose.
fn by_key(model: &Model<'_>) -> &'static str {
    match finder::key_order(model.entity) {
        Order::Descending => "newest first",
        Order::Ascending => "in the order of the key",
    }
}

fn order(model: &Model<'_>, finder: &PageFinder<'_>) -> String {
    if finder.order.is_empty() {
        return by_key(model).to_owned();
    }
    let columns = finder.order.iter().map(|by| {
        let direction = match by.order {
            Order::Ascending => "ascending",
            Order::Descending => "descending",
        };
        let without = match (by.field.nullable, by.nulls.is_first(by.order)) {
            (false, _) => "",
            (true, true) => ", without it first",
            (true, false) => ", without it last",
        };
        format!("`{}` {direction}{without}", by.field.name)
    });
    format!("by {}", columns.collect::<Vec<_>>().join(", "))
}

fn containing(model: &Model<'_>, field: &Field) -> TokenStream {
    let (runtime, name, sql) = (model.runtime(), &model.name, &model.sql);
    let method_name = format!("list_by_{}_containing", field.name);
    let (argument, path) = (tokens::ident(&field.name), &field.name);
    let doc = format!(
        "Returns {} whose `{path}` has every member of the given object, {}.\n\nThe object may hold scalars and objects; a list in it is refused as invalid.",
        nouns(model),
        by_key(model)
    );
    let statement = tokens::constant(&method_name);
    let body = quote!(self.containing(&#sql::#statement, #path, #argument, page));
    let arguments = quote!(#argument: &#runtime::Json, page: #runtime::Page);
    let output = quote!(#runtime::Paged<#name>);
    method(model, &doc, &method_name, &Compared::default(), &arguments, &output, &body)
}

// Expands to: pub fn search(self, words: &str, page: Page) -> impl Future<Output = Result<Paged<Document>>> + use<'a> {
// … }
fn search(model: &Model<'_>) -> Option<TokenStream> {
    model.entity.search()?;
    let (runtime, name) = (model.runtime(), &model.name);
    let fields = model.searched_fields();
    let columns = fields.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(" or ");
    let order = if model.created().is_some() { "newest first" } else { by_key(model) };
    let doc = format!("Returns {} with all of these words in {columns}, {order}.", nouns(model));
    let keyset = keyset(model, model.created().into_iter());
    let body = quote!(self.search_by(words, page, #keyset));
    let arguments = quote!(words: &str, page: #runtime::Page);
    let output = quote!(#runtime::Paged<#name>);
    Some(method(model, &doc, "search", &Compared::default(), &arguments, &output, &body))
}
