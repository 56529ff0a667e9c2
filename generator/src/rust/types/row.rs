//! The row struct of an entity.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, FieldType, Kind, Rule};
use crate::rust::model::{Model, column, tokens};

// Expands to:
//     /// An organisation that uses `VoiceHelper`.
//     #[derive(Debug, Clone, PartialEq)]
//     pub struct Tenant { pub id: TenantId, … }
//     serde_record!(Tenant);
pub(in crate::rust) fn row(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let name = &model.name;
    let doc = tokens::doc(&entity_doc(model));
    let extra = model.extra(Kind::Row);
    let (derives, attributes) = (extra.more_derives(), extra.attributes());
    let members = model.row_fields().map(|field| member(model, field));
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, #derives)]
        #attributes
        pub struct #name {
            #(#members)*
        }

        #runtime::support::serde_record!(#name);
    }
}

/// Returns the definition's sentence on an entity, or one made from its table.
pub(in crate::rust) fn entity_doc(model: &Model<'_>) -> String {
    let given = model.entity.doc.as_deref().map(tokens::prose);
    given.unwrap_or_else(|| format!("A row of `{}`.", model.entity.table))
}

fn member(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    let doc = field_doc(model, field).map(|doc| tokens::doc(&doc));
    let ty = column::given_type(field, model.site, Kind::Row, &model.entity.name);
    let ty = column::optional(field.nullable, ty);
    quote!(#doc pub #name: #ty,)
}

/// Returns the definition's sentence on a field, or what its type and rules say beside its name.
pub(in crate::rust) fn field_doc(model: &Model<'_>, field: &Field) -> Option<String> {
    if let Some(doc) = &field.doc {
        return Some(tokens::prose(doc));
    }
    if model.is_primary(field) {
        return Some("Primary key.".to_owned());
    }
    if model.is_tenant(field) {
        return Some("The tenant that owns the row.".to_owned());
    }
    let facts = field_facts(model, field).join(", ");
    (!facts.is_empty()).then(|| format!("{}.", tokens::sentence(&facts)))
}

fn field_facts(model: &Model<'_>, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    let bound = match field.ty {
        FieldType::String { max } => Some(max),
        _ => None,
    };
    if let Some(max) = bound
        && !field.rules.iter().any(|rule| matches!(rule, Rule::Length { .. }))
    {
        facts.push(format!("at most {max} characters"));
    }
    facts.extend(field.rules.iter().filter_map(|rule| rule_fact(rule, bound)));
    if model.is_counter(field) {
        facts.push("kept by the writes of what it counts".to_owned());
    }
    if model.is_soft_delete(field) {
        facts.push("set while the row counts as deleted".to_owned());
    }
    if field.generated.is_some() {
        facts.push("computed by the database".to_owned());
    } else if field.on_update_now {
        facts.push("set by every update".to_owned());
    } else if field.immutable {
        facts.push("never changes".to_owned());
    }
    facts
}

fn rule_fact(rule: &Rule, bound: Option<u32>) -> Option<String> {
    match rule {
        Rule::Length { min, max } => Some(match (min, max.or(bound)) {
            (0, Some(max)) => format!("at most {max} characters"),
            (min, Some(max)) => format!("{min} to {max} characters"),
            (min, None) => format!("at least {min} characters"),
        }),
        Rule::Pattern(pattern) => Some(format!("`{pattern}`")),
        rule => rule.format().map(|format| format.noun.to_owned()),
    }
}
