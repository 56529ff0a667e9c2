//! The implementation of `Registered` for every entity.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::removal::{self, Counted};
use super::{Whole, belongs_to, cascade, loose, reach, region};
use crate::ir::{Counter, Entity, Field, FieldId, FieldType, ReferentialAction, Relation, Scalar, shape};
use crate::rust::model::{Model, Settings, column, tokens};
use crate::rust::sql::clause::sum;
use crate::rust::sql::{Form, Statement, filter};

/// Returns what each entity has to do with the others; an entity that is missing here, as every
/// view is, cannot be written.
pub(super) fn registered(whole: &Whole<'_>, settings: &Settings) -> TokenStream {
    let written = whole.models.iter().filter(|model| !model.entity.view);
    let implementations = written.map(|model| implementation(whole, model));
    let runtime = whole.runtime();
    let checks = whole.models.iter().map(|model| check(model, settings));
    let checks = quote!(#runtime::support::same_shape! { #(#checks,)* });
    let values = settings.derived.values.iter().filter_map(|value| {
        let name = tokens::ident(&value.name);
        let seen = tokens::hexadecimal(value.shape?);
        Some(quote!(#runtime::support::same_value!(#name, #seen);))
    });
    [removal::statics(whole), reach::statics(whole), loose::statics(whole)]
        .into_iter()
        .chain(implementations)
        .chain([checks])
        .chain(values)
        .collect()
}

// Expands to: User = 0x…
fn check(model: &Model<'_>, settings: &Settings) -> TokenStream {
    let name = &model.name;
    let seen = settings.derived_of(&model.entity.name).map_or_else(|| shape(model.entity), |derived| derived.shape);
    let seen = tokens::hexadecimal(seen);
    quote!(#name = #seen)
}

// Expands to: impl Registered for Message { const PARENTS: … = &[…]; const COUNTERS: … = &[…]; … }
fn implementation(whole: &Whole<'_>, model: &Model<'_>) -> TokenStream {
    let (runtime, name) = (whole.runtime(), &model.name);
    let list = |constant: TokenStream, ty: TokenStream, items: Vec<TokenStream>| {
        (!items.is_empty()).then(|| quote!(const #constant: &'static [#runtime::support::#ty] = &[#(#items),*];))
    };
    let parents = list(quote!(PARENTS), quote!(ParentCheck<Self>), parents(whole, model));
    let counters = list(quote!(COUNTERS), quote!(CounterUpdate<Self>), counters(whole, model));
    let cascades = list(quote!(CASCADES), quote!(Cascade), cascade::cascades(whole, model));
    let (reach, removal) = (reach::constant(whole, model), removal::constant(whole, model));
    let loose = loose::constant(whole, model);
    quote! {
        impl #runtime::Registered for #name { #parents #counters #cascades #reach #removal #loose }
    }
}

/// References whose tenant no composite key checks: those a delete of the parent sets to null.
fn parents(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    let Some(tenant) = model.tenant() else { return Vec::new() };
    let relations = model.entity.relations.iter().filter(|relation| relation.on_delete == ReferentialAction::SetNull);
    relations
        .filter_map(|relation| {
            let parent = whole.schema.entity(&relation.parent).filter(|parent| parent.tenant.is_some())?;
            Some(parent_check(whole, model, relation, parent, tenant))
        })
        .collect()
}

fn parent_check(
    whole: &Whole<'_>,
    model: &Model<'_>,
    relation: &Relation,
    parent: &Entity,
    tenant: &Field,
) -> TokenStream {
    let runtime = whole.runtime();
    let fields: Vec<FieldId> = relation.fields().collect();
    let columns: Vec<&str> = fields.iter().map(|id| model.entity.field(*id).name.as_str()).collect();
    let (reference, row) = (named(model.entity, &columns), &model.variable);
    let owner = parent.tenant.map_or(tenant.column(), |id| parent.field(id).column());
    let keys = std::iter::once(owner).chain(parent.keys().map(Field::column));
    let conditions = keys.map(|key| Statement::default().name(key).text(" = ").bind());
    let exists = Statement::new("SELECT 1 FROM ").table(&parent.table).then(filter(conditions.collect()));
    let exists =
        Form::plain(format!("{}_exists", columns.join("_and_")), exists).expression(runtime, &model.entity.name);
    let value = parent_key(model, &fields, row);
    quote! {
        #runtime::support::ParentCheck {
            reference: #reference, columns: &[#(#columns),*], exists: #exists, parent: |#row| #value
        }
    }
}

fn counters(whole: &Whole<'_>, model: &Model<'_>) -> Vec<TokenStream> {
    whole.counted_in(model.entity).iter().map(|counted| counter_update(whole, model, counted)).collect()
}

// Expands to: CounterUpdate { reference: "Message.conversation_id", columns: &[…], update: Sql { … }, … }
fn counter_update(whole: &Whole<'_>, child: &Model<'_>, counted: &Counted<'_>) -> TokenStream {
    let Counted { parent, relation, counters, .. } = counted;
    let Some(parent) = whole.models.iter().find(|model| model.entity.name == parent.name) else {
        return TokenStream::new();
    };
    let runtime = whole.runtime();
    let fields: Vec<FieldId> = relation.fields().collect();
    let held: Vec<&str> = fields.iter().map(|id| child.entity.field(*id).name.as_str()).collect();
    let (reference, row) = (named(child.entity, &held), &child.variable);
    let columns = held.iter().copied().chain(counters.iter().filter_map(|counter| counter.sum.as_deref()));
    let summed = counters.iter().map(|counter| counter.sum.as_deref().unwrap_or_default());
    let update = counter_statement(child, parent, counters);
    let update =
        Form::plain(format!("count_in_{}", parent.entity.rows()), update).expression(runtime, &child.entity.name);
    let amounts = counters.iter().map(|counter| amount(child, counter));
    let times = tokens::integer(parent.updated_fields().count());
    let amounts: Vec<TokenStream> = amounts.collect();
    let counted = if counters.iter().all(|counter| counter.sum.is_none()) { quote!(_) } else { quote!(#row) };
    let value = parent_key(child, &fields, row);
    let region = region_option(parent);
    let tenancy = tenancy(child.entity, parent.entity);
    let order = tokens::integer(whole.place(parent.entity));
    quote! {
        #runtime::support::CounterUpdate {
            reference: #reference,
            columns: &[#(#columns),*],
            summed: &[#(#summed),*],
            update: #update,
            times: #times,
            amounts: |#counted| vec![#(#amounts),*],
            parent: |#row| #value,
            region: #region,
            tenancy: #runtime::support::Tenancy::#tenancy,
            order: #order,
        }
    }
}

/// Returns what errors call a reference: `Message.user_id`.
fn named(entity: &Entity, fields: &[&str]) -> String {
    fields.iter().map(|field| format!("{}.{field}", entity.name)).collect::<Vec<_>>().join(", ")
}

/// Returns the key of a row's parent, if there is one.
pub(super) fn parent_key(model: &Model<'_>, fields: &[FieldId], row: &Ident) -> TokenStream {
    let [field] = fields else { return belongs_to::value(model, fields, &quote!(#row)) };
    let field = model.entity.field(*field);
    let member = tokens::ident(&field.name);
    let place = column::owned(model, field, &quote!(#row.#member));
    if field.nullable { quote!(#place.map(Into::into)) } else { quote!(Some(#place.into())) }
}

fn tenancy(child: &Entity, parent: &Entity) -> TokenStream {
    match (parent.tenant, child.tenant) {
        (None, _) => quote!(Free),
        (Some(_), Some(_)) => quote!(Shared),
        (Some(_), None) => quote!(Unknown),
    }
}

fn region_option(model: &Model<'_>) -> TokenStream {
    let name = region(model.entity);
    if model.is_cached() { quote!(Some(#name)) } else { quote!(None) }
}

fn counter_statement(child: &Model<'_>, parent: &Model<'_>, counters: &[&Counter]) -> Statement {
    let sums = counters.iter().map(|counter| {
        let field = parent.entity.field(counter.field);
        let column = Statement::default().name(field.column());
        column.clone().text(" = ").then(sum(field, column, Statement::default().bind()))
    });
    let equals = |name: &str| Statement::default().name(name).text(" = ").bind();
    let sets = sums.chain(parent.updated_fields().map(|field| equals(field.column())));
    // A child without tenant does not know its parent's.
    let tenant = parent.entity.tenant.filter(|_| child.entity.tenant.is_some());
    let keys = tenant.into_iter().chain(parent.entity.key_ids()).map(|id| equals(parent.entity.field(id).column()));
    Statement::new("UPDATE ").table(&parent.entity.table).text(" SET ").joined(", ", sets).then(filter(keys.collect()))
}

/// Returns what one row adds: 1, or the summed column.
fn amount(child: &Model<'_>, counter: &Counter) -> TokenStream {
    let row = &child.variable;
    let Some(field) =
        counter.sum.as_deref().and_then(|name| child.entity.field_id(name)).map(|id| child.entity.field(id))
    else {
        return quote!(1);
    };
    let member = tokens::ident(&field.name);
    let is_wide = field.ty == FieldType::Scalar(Scalar::I64);
    match (field.nullable, is_wide) {
        (true, true) => quote!(#row.#member.unwrap_or_default()),
        (true, false) => quote!(#row.#member.map_or(0, i64::from)),
        (false, true) => quote!(#row.#member),
        (false, false) => quote!(i64::from(#row.#member)),
    }
}
