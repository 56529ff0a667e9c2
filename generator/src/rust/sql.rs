//! The statements of one entity, a static each.

mod add;
pub(super) mod clause;
pub(super) mod form;
mod read;
mod write;

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;

use super::model::Model;
use super::statement::Statement;
use super::tokens;
use crate::dialect::Dialect;

pub(super) use add::condition_columns;
pub(super) use clause::{filter, predicate, scope};
pub(super) use form::Form;

// Expands to:
//     macro_rules! columns { ($before:literal, $after:literal) => { concat!($before, "id, name", $after) }; }
//     pub(super) static BY_KEY: KeySql = KeySql { … };
pub(super) fn statics(model: &Model<'_>) -> TokenStream {
    let statics = write::statements(model).into_iter().chain(read::statements(model));
    let statics = statics.chain(super::repository::aggregate_statements(model));
    let statics: TokenStream = statics.map(|form| form.item(model)).collect();
    Columns::of(model).shorten(statics)
}

/// The columns of a row in the words of PostgreSQL and of MySQL, which statements say by a macro: once, and still as
/// constants.
struct Columns(Vec<(&'static str, String)>);

impl Columns {
    fn of(model: &Model<'_>) -> Self {
        let columns = Statement::default().names(model.row_fields().map(|field| field.name.as_str()));
        let [plain, mysql] = [Dialect::Postgres, Dialect::MySql].map(|dialect| columns.render(dialect));
        let mut lists = vec![("columns", plain)];
        if lists[0].1 != mysql {
            lists.push(("columns_mysql", mysql));
        }
        // A list of one column stands in words that are none.
        lists.retain(|(_, list)| list.contains(", "));
        Self(lists)
    }

    fn shorten(&self, statics: TokenStream) -> TokenStream {
        let shortened = self.within(statics);
        let macros = self.0.iter().map(|(name, list)| {
            let name = tokens::ident(name);
            quote! {
                macro_rules! #name {
                    ($before:literal, $after:literal) => { concat!($before, #list, $after) };
                }
            }
        });
        quote!(#(#macros)* #shortened)
    }

    fn within(&self, statics: TokenStream) -> TokenStream {
        let trees = statics.into_iter().map(|tree| match tree {
            TokenTree::Group(group) => {
                let inner = Group::new(group.delimiter(), self.within(group.stream()));
                TokenTree::from(inner).into()
            }
            TokenTree::Literal(literal) => self.call(&literal).unwrap_or_else(|| TokenTree::from(literal).into()),
            tree => tree.into(),
        });
        trees.collect::<Vec<TokenStream>>().into_iter().collect()
    }

    // Expands to: columns!("SELECT ", " FROM users")
    fn call(&self, literal: &Literal) -> Option<TokenStream> {
        let text = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()?.value();
        self.0.iter().find_map(|(name, list)| {
            let (before, after) = text.split_once(list.as_str())?;
            // Part of a longer list, or twice.
            let is_whole = before.ends_with([' ', '(']) && !after.starts_with(',') && !after.contains(list.as_str());
            let name = tokens::ident(name);
            is_whole.then(|| quote!(#name!(#before, #after)))
        })
    }
}
