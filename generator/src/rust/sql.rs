//! The statements of one entity, a static each.

mod add;
pub(super) mod clause;
pub(super) mod form;
mod read;
mod write;

use proc_macro2::TokenStream;

use super::model::Model;

pub(super) use add::condition_columns;
pub(super) use clause::{filter, predicate, scope};
pub(super) use form::Form;

// Expands to:
//     pub(super) static GET: Sql = Sql::new("Tenant.get", "…", "…"); …
pub(super) fn statics(model: &Model<'_>) -> TokenStream {
    let statics = read::statements(model).into_iter().chain(write::statements(model));
    let statics = statics.chain(super::repository::aggregate_statements(model));
    let statics = statics.map(|form| form.item(model));
    statics.collect()
}
