//! The statements of one entity, a static each.

mod add;
pub(super) mod clause;
pub(super) mod form;
mod pieces;
mod read;
mod write;

use proc_macro2::TokenStream;

use super::model::Model;

pub(super) use add::condition_columns;
pub(super) use clause::{filter, predicate, scope};
pub(super) use form::Form;
use pieces::RowColumns;

// Expands to:
//     macro_rules! columns { ($dialect:ident) => { "id, name" }; }
//     pub(super) static BY_KEY: KeySql = KeySql { … };
pub(super) fn statics(model: &Model<'_>) -> TokenStream {
    let columns = RowColumns::of(model);
    let statics = write::statements(model).into_iter().chain(read::statements(model));
    let statics = statics.chain(super::repository::aggregate_statements(model));
    let statics = statics.map(|form| form.item(model, columns.as_ref()));
    let definition = columns.as_ref().map(RowColumns::definition);
    definition.into_iter().chain(statics).collect()
}
