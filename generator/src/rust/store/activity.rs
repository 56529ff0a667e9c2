//! Counts of rows that were active lately.

use proc_macro2::TokenStream;
use quote::quote;

use super::Whole;
use crate::ir::FieldId;
use crate::rust::model::{Model, tokens};
use crate::rust::sql::{Form, Statement, filter, scope};

fn active<'w, 'a>(whole: &'w Whole<'a>) -> impl Iterator<Item = (&'w Model<'a>, FieldId)> {
    let activities = &whole.schema.activities;
    whole.models.iter().filter_map(|model| Some((model, *activities.get(&model.entity.name)?)))
}

fn static_name(model: &Model<'_>) -> String {
    format!("{}_activity", tokens::snake(&model.entity.name))
}

/// Returns what the store counts: `active { sql::USER_ACTIVITY, }`, where there is anything.
pub(super) fn counts(whole: &Whole<'_>) -> Option<TokenStream> {
    let statements: Vec<_> = active(whole).map(|(model, _)| tokens::constant(&static_name(model))).collect();
    (!statements.is_empty()).then(|| quote!(active { #(sql::#statements,)* }))
}

/// Returns the statements: rows of all tenants that were active at a moment or later.
pub(super) fn statements<'w, 'a>(whole: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    let forms = active(whole).map(|(model, field)| {
        let entity = model.entity;
        let mut conditions = scope(entity, false);
        conditions.push(Statement::default().name(entity.field(field).column()).text(" >= ").bind());
        let statement = Statement::new("SELECT COUNT(*) FROM ").table(&entity.table).then(filter(conditions));
        (model, Form::plain(static_name(model), statement))
    });
    forms.collect()
}
