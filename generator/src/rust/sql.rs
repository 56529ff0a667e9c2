//! The statements of one entity, a static each.

mod add;
mod aggregate;
pub(super) mod clause;
pub(super) mod figure;
pub(super) mod form;
mod pieces;
mod query;
mod read;
mod statement;
mod write;

use proc_macro2::TokenStream;

use super::model::{Model, finder};

pub(super) use add::{bound_twice, condition_columns};
pub(super) use aggregate::own as own_aggregates;
use pieces::RowColumns;
pub(super) use query::Places;
#[cfg(feature = "files")]
pub(super) use {
    clause::{filter, predicate, scope},
    form::Form,
    read::{is_one_of, row, search_below_policy, several},
    statement::Statement,
};

// Expands to:
//     macro_rules! columns { ($dialect:ident) => { "id, name" }; }
//     pub(super) static BY_KEY: KeySql = KeySql { … };
pub(super) fn statics(model: &Model<'_>) -> TokenStream {
    let columns = RowColumns::of(model);
    let added = finder::adding(model.entity).into_iter().map(|(unique, method)| add::add(model, unique, method));
    let statics = write::statements(model).into_iter().chain(added).chain(read::statements(model));
    let statics = statics.chain(aggregate::statements(model)).map(|form| form.item(model, columns.as_ref()));
    let definition = columns.as_ref().map(RowColumns::definition);
    definition.into_iter().chain(statics).chain([query::statics(model)]).collect()
}
