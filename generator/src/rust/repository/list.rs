use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{compared, compared_binds, decode, nouns, read};
use crate::ir::{Field, Order};
use crate::rust::finder::{self, PageFinder};
use crate::rust::model::Model;
use crate::rust::row::searched_texts;
use crate::rust::{column, tokens};

/// Returns the pages and counts.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = TokenStream::new();
    for finder in finder::pages(model.entity) {
        methods.extend(list(model, &finder, ""));
        methods.extend(count(model, &finder, ""));
    }
    methods.extend(finder::contained(model.entity).map(|field| containing(model, field)));
    methods.extend(search(model));
    methods
}

// Expands to: pub async fn list_by_status(self, status: UserStatus, page: Page) -> Result<Paged<User>> { … }
pub(super) fn list<'f>(model: &Model<'f>, finder: &PageFinder<'f>, suffix: &str) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.name);
    let method = tokens::ident(&finder.method("list"));
    let doc = tokens::doc(&format!("Returns {}{}, {}.", nouns(model), which(finder), order(finder)));
    let (arguments, prepared) = compared(model, &finder.equal, None);
    let statement = tokens::constant(&format!("{}{suffix}", finder.method("list")));
    let body = page(
        model,
        &statement,
        &compared_binds(model, &finder.equal),
        finder.order.iter().map(|(field, _)| *field),
        suffix.is_empty(),
    );
    quote! {
        #doc
        pub async fn #method(self, #arguments page: #runtime::Page) -> #runtime::Result<#runtime::Paged<#name>> {
            #prepared
            #body
        }
    }
}

// Expands to: self.at.page(&sql::LIST, page, &[&self.tenant], <User as Entity>::decode, |user| (user.id,))
fn page<'f>(
    model: &Model<'f>,
    statement: &proc_macro2::Ident,
    binds: &TokenStream,
    order: impl Iterator<Item = &'f Field>,
    scoped: bool,
) -> TokenStream {
    let (sql, decode) = (&model.sql, decode(model));
    let tenant = if scoped { model.tenant_bind() } else { None };
    let keyset = keyset(model, order);
    let page = quote!(self.at.page(&#sql::#statement, page, &[#tenant #binds], #decode, #keyset));
    if scoped { read::past(model, &page) } else { quote!(#page.await) }
}

// Expands to: |message| (message.created_at, message.id)
fn keyset<'f>(model: &Model<'f>, order: impl Iterator<Item = &'f Field>) -> TokenStream {
    let row = &model.variable;
    let values = order.chain([model.key()]).map(|field| {
        let member = tokens::ident(&field.name);
        if column::is_copy(field, model.site) { quote!(#row.#member) } else { quote!(#row.#member.clone()) }
    });
    quote!(|#row| (#(#values,)*))
}

pub(super) fn count(model: &Model<'_>, finder: &PageFinder<'_>, suffix: &str) -> TokenStream {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let method = tokens::ident(&finder.method("count"));
    let doc = tokens::doc(&format!("Counts {}{}.", nouns(model), which(finder)));
    let (arguments, prepared) = compared(model, &finder.equal, None);
    let statement = tokens::constant(&format!("{}{suffix}", finder.method("count")));
    let tenant = if suffix.is_empty() { model.tenant_bind() } else { None };
    let binds = compared_binds(model, &finder.equal);
    quote! {
        #doc
        pub async fn #method(self, #arguments) -> #runtime::Result<u64> {
            #prepared
            self.at.one(&#sql::#statement, &[#tenant #binds], #runtime::support::count).await
        }
    }
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

fn order(finder: &PageFinder<'_>) -> String {
    if finder.order.is_empty() {
        return "newest first".to_owned();
    }
    let columns = finder.order.iter().map(|(field, order)| match order {
        Order::Ascending if field.nullable => format!("`{}` ascending, without it first", field.name),
        Order::Ascending => format!("`{}` ascending", field.name),
        Order::Descending if field.nullable => format!("`{}` descending, without it last", field.name),
        Order::Descending => format!("`{}` descending", field.name),
    });
    format!("by {}", columns.collect::<Vec<_>>().join(", "))
}

fn containing(model: &Model<'_>, field: &Field) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.name);
    let method = format_ident!("list_by_{}_containing", field.name);
    let (argument, path) = (tokens::ident(&field.name), &field.name);
    let text = format!(
        "Returns {} whose `{path}` has every member of the given object, newest first.\n\nThe object may hold scalars and objects; a list in it is refused as invalid.",
        nouns(model)
    );
    let doc = tokens::doc(&text);
    let statement = tokens::constant(&method.to_string());
    let body = page(model, &statement, &quote!(#argument), std::iter::empty(), true);
    quote! {
        #doc
        pub async fn #method(self, #argument: &#runtime::Json, page: #runtime::Page) -> #runtime::Result<#runtime::Paged<#name>> {
            #runtime::support::containable(#path, #argument)?;
            #body
        }
    }
}

// Expands to: pub async fn search(self, words: &str, page: Page) -> Result<Paged<Document>> { … }
fn search(model: &Model<'_>) -> Option<TokenStream> {
    model.entity.search()?;
    let (runtime, name, sql, row) = (model.runtime(), &model.name, &model.sql, &model.variable);
    let fields = model.searched_fields();
    let columns = fields.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(" or ");
    let doc = tokens::doc(&format!("Returns {} with all of these words in {columns}, newest first.", nouns(model)));
    let within = model.entity.tenant.map(|_| quote!(.within(self.tenant)));
    let (tenant, decode) = (model.tenant_bind(), decode(model));
    let keyset = keyset(model, model.created().into_iter());
    let texts = searched_texts(&fields, &quote!(#row));
    let found = quote!(self.at.search(&#sql::SEARCH, page, &[#tenant &query], #decode, #keyset, matches));
    let found = read::past(model, &found);
    Some(quote! {
        #doc
        pub async fn search(self, words: &str, page: #runtime::Page) -> #runtime::Result<#runtime::Paged<#name>> {
            let query = #runtime::search::SearchQuery::parse(words) #within;
            let matches = |#row: &#name| query.matches(#texts);
            #found
        }
    })
}
