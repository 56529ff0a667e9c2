//! What a delete has to know of the rows that go with the deleted ones, so that counters elsewhere follow.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::loose::loose;
use super::{Whole, root_of};
use crate::ir::{Counter, Entity, Field, FieldId, FieldType, ReferentialAction, Relation, Scalar};
use crate::rust::model::{Model, tokens};
use crate::rust::sql::form::Shape;
use crate::rust::sql::{Form, Statement, is_one_of, row, several};

/// How many rows the statement of a branch returns; the runtime goes on from the last row of a full answer.
const STEP: u32 = 10_000;

/// The entity that has a reference, and the fields that hold it.
pub(super) type WayKey<'a> = (&'a str, Vec<FieldId>);

/// A reference through which the database deletes rows.
#[derive(Clone, Copy)]
struct Way<'a> {
    child: &'a Entity,
    relation: &'a Relation,
}

impl<'a> Way<'a> {
    /// Returns whether it leads from a tenant to all that the tenant has.
    fn is_of_tenant(self) -> bool {
        self.child.tenant == Some(self.relation.field)
    }

    fn name(self) -> Ident {
        tokens::constant(&format!("{}_by_{}", self.child.rows(), self.held_by()))
    }

    /// Returns the names of the fields that hold the reference.
    fn held_by(self) -> String {
        let names = self.relation.fields().map(|id| self.child.field(id).name.as_str());
        names.collect::<Vec<_>>().join("_and_")
    }

    fn key(self) -> WayKey<'a> {
        (&self.child.name, self.relation.fields().collect())
    }
}

/// Returns the deletes that change counters of other rows, as a static for each entity and each way.
pub(super) fn statics(whole: &Whole<'_>) -> TokenStream {
    let roots = whole.models.iter().filter_map(|model| removal(whole, model));
    roots.chain(used_ways(whole).into_iter().map(|way| branch_static(whole, way))).collect()
}

// Expands to: const REMOVAL: Option<&'static Removal> = Some(&REMOVAL_OF_POST);
pub(super) fn constant(whole: &Whole<'_>, model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, name) = (whole.runtime(), root_name(model.entity));
    is_needed(whole, model).then(|| quote!(const REMOVAL: Option<&'static #runtime::support::Removal> = Some(&#name);))
}

fn root_name(entity: &Entity) -> Ident {
    tokens::constant(&format!("removal_of_{}", tokens::snake(&entity.name)))
}

fn is_needed(whole: &Whole<'_>, model: &Model<'_>) -> bool {
    let owns_cached =
        || whole.owned().any(|child| child.is_cached() && root_of(child.entity) == Some(&model.entity.name));
    !whole.counted_in(model.entity).is_empty()
        || !loose(whole, model.entity).is_empty()
        || !ways(whole, model.entity, false).is_empty()
        || owns_cached()
}

// Expands to: static REMOVAL_OF_POST: Removal = Removal { root: Branch { … }, order: 2 };
fn removal(whole: &Whole<'_>, model: &Model<'_>) -> Option<TokenStream> {
    if !is_needed(whole, model) {
        return None;
    }
    let (runtime, name, entity) = (whole.runtime(), root_name(model.entity), model.entity);
    let by = if entity.tenant.is_some() { quote!(KeyInTenant) } else { quote!(Key) };
    let keys: Vec<&str> = entity.keys().map(Field::column).collect();
    let root = branch(whole, entity, "removed", &keys, &by, None);
    let order = tokens::integer(whole.place(entity));
    Some(quote!(static #name: #runtime::support::Removal = #runtime::support::Removal { root: #root, order: #order };))
}

// Expands to: static POSTS_BY_AUTHOR_ID: Branch = Branch { … };
fn branch_static(whole: &Whole<'_>, way: Way<'_>) -> TokenStream {
    let (runtime, name) = (whole.runtime(), way.name());
    let columns: Vec<&str> = way.relation.fields().map(|id| way.child.field(id).column()).collect();
    let parent_is_owned = whole.schema.entity(&way.relation.parent).is_some_and(|parent| parent.tenant.is_some());
    let by = match (way.is_of_tenant(), way.child.tenant.is_some() && parent_is_owned) {
        (true, _) => quote!(Tenant),
        (false, true) => quote!(KeyInTenant),
        (false, false) => quote!(Key),
    };
    let method = format!("removed_by_{}", way.held_by());
    let branch = branch(whole, way.child, &method, &columns, &by, Some(way));
    quote!(static #name: #runtime::support::Branch = #branch;)
}

/// Returns rows of `entity` that `columns` find; `way` is how they are reached, unless they are the deleted ones.
fn branch(
    whole: &Whole<'_>,
    entity: &Entity,
    method: &str,
    columns: &[&str],
    by: &TokenStream,
    way: Option<Way<'_>>,
) -> TokenStream {
    let runtime = whole.runtime();
    let all = whole.counted_in(entity);
    let counted: Vec<_> =
        all.iter().enumerate().filter(|(_, counted)| way.is_none_or(|way| counts(way, counted))).collect();
    let select = select(whole, entity, &counted.iter().map(|(_, counted)| *counted).collect::<Vec<_>>());
    let in_tenant = by.to_string() == "KeyInTenant";
    let tenant = entity
        .tenant
        .filter(|_| in_tenant)
        .map(|id| Statement::default().name(entity.field(id).column()).text(" = ").bind().text(" AND "));
    let keys: Vec<&str> = entity.keys().map(Field::column).collect();
    // In the order of the primary key MySQL would lock rows that others are still writing, and all that it passes;
    // unless the key begins with the reference, which it then serves.
    let passes_over = way.is_some() && entity.field(entity.primary[0]).column() != columns[0];
    let hint = Statement::default().each("", if passes_over { " IGNORE INDEX (PRIMARY)" } else { "" }, "");
    let bound = match keys.as_slice() {
        [_] => Statement::default().bind(),
        keys => Statement::new("(").joined(", ", keys.iter().map(|_| Statement::default().bind())).text(")"),
    };
    let head = select
        .text(" FROM ")
        .table(&entity.table)
        .then(hint)
        .text(" WHERE ")
        .then(tenant.unwrap_or_default())
        .then(row(&keys))
        .text(" >= ")
        .then(bound)
        .text(" AND ");
    let (found, end, columns) = by_another(whole, way, columns);
    let order: Vec<String> = (1..=keys.len()).map(|nth| nth.to_string()).collect();
    let tail = vec![format!("{end} ORDER BY {} LIMIT {STEP}", order.join(", "))];
    let form =
        Form { name: method.to_owned(), shape: Shape::In { head: head.then(found), tail, columns, array: None } };
    let rows = form.expression(runtime, &entity.name);
    let (table, key) = (&entity.table, key_kind(whole, entity));
    let child = tokens::ident(&entity.name);
    let tallies = counted.iter().map(|(position, counted)| {
        let (position, amounts) = (tokens::integer(*position), tokens::integer(counted.counters.len()));
        let key = one_or_several(runtime, counted.relation.fields().map(|id| entity.field(id)));
        let key = quote!(#runtime::support::KeyKind::#key);
        quote! {
            #runtime::support::Tally {
                target: <#child as #runtime::Registered>::COUNTERS[#position].target(),
                key: #key,
                amounts: #amounts,
            }
        }
    });
    let covered = way.is_some_and(Way::is_of_tenant);
    let branches = ways(whole, entity, covered).into_iter().map(Way::name);
    quote! {
        #runtime::support::Branch {
            table: #table,
            rows: #rows,
            key: #key,
            by: #runtime::support::By::#by,
            counters: &[#(#tallies),*],
            branches: &[#(&#branches),*],
        }
    }
}

/// Returns how rows are found by the keys of those that they hang on, what ends it, and the columns that are compared,
/// where there are several. A reference by another field than the key asks for that first.
fn by_another(whole: &Whole<'_>, way: Option<Way<'_>>, columns: &[&str]) -> (Statement, &'static str, Vec<String>) {
    let by = way.filter(|way| !way.relation.is_to_key());
    let by = by.and_then(|way| Some((&way.relation.by, whole.schema.entity(&way.relation.parent)?)));
    let Some((by, parent)) = by else { return (is_one_of(columns), ")", several(columns)) };
    let keys: Vec<&str> = parent.keys().map(Field::column).collect();
    let held = by.iter().map(|name| parent.column_of(name));
    let found = row(columns).text(" IN (SELECT ").names(held).text(" FROM ").table(&parent.table);
    (found.text(" WHERE ").then(is_one_of(&keys)), "))", several(&keys))
}

// SELECT id, tenant_id, CASE WHEN gone_at IS NULL THEN 1 ELSE 0 END, thread_id, 1, words
fn select(whole: &Whole<'_>, entity: &Entity, counted: &[&Counted<'_>]) -> Statement {
    let column = |id: FieldId| Statement::default().name(entity.field(id).column());
    let number =
        |number: Statement| Statement::default().each("CAST(", "", "").then(number).each(" AS BIGINT)", "", "");
    let tenant = match entity.tenant.or_else(|| business_id(whole, entity)) {
        Some(id) => column(id),
        None => Statement::default().literal(""),
    };
    let live = match entity.soft_delete {
        Some(id) => Statement::new("CASE WHEN ").then(column(id)).text(" IS NULL THEN 1 ELSE 0 END"),
        None => Statement::new("1"),
    };
    let mut columns: Vec<_> = entity.keys().map(|field| Statement::default().name(field.column())).collect();
    columns.extend([tenant, number(live)]);
    for counted in counted {
        columns.extend(counted.relation.fields().map(column));
        columns.extend(counted.counters.iter().map(|counter| {
            let sum = counter.sum.as_deref().and_then(|name| entity.field_id(name));
            number(match sum {
                None => Statement::new("1"),
                Some(id) if entity.field(id).nullable => Statement::new("COALESCE(").then(column(id)).text(", 0)"),
                Some(id) => column(id),
            })
        }));
    }
    Statement::new("SELECT ").joined(", ", columns)
}

/// Returns the field by which other entities name this one as their tenant.
fn business_id(whole: &Whole<'_>, entity: &Entity) -> Option<FieldId> {
    let owned = whole.schema.entities.iter().find(|child| root_of(child) == Some(&entity.name))?;
    entity.field_id(&owned.field(owned.tenant?).name)
}

/// Returns the types of the columns of an entity's key.
pub(super) fn key_kind(whole: &Whole<'_>, entity: &Entity) -> TokenStream {
    let runtime = whole.runtime();
    let kind = one_or_several(runtime, entity.keys());
    quote!(#runtime::support::KeyKind::#kind)
}

fn one_or_several<'f>(runtime: &TokenStream, fields: impl Iterator<Item = &'f Field>) -> TokenStream {
    let kinds: Vec<TokenStream> = fields.map(kind).collect();
    match kinds.as_slice() {
        [kind] => kind.clone(),
        kinds => quote!(Several(&[#(#runtime::support::KeyKind::#kinds),*])),
    }
}

/// Returns the type of a key's column, as the runtime calls it.
fn kind(field: &Field) -> TokenStream {
    match field.ty.stored() {
        FieldType::Scalar(Scalar::I16) => quote!(I16),
        FieldType::Scalar(Scalar::I32) => quote!(I32),
        FieldType::Scalar(Scalar::I64) => quote!(Int),
        FieldType::Scalar(Scalar::Uuid) => quote!(Uuid),
        FieldType::Scalar(Scalar::Bytes) | FieldType::Bytes { .. } => quote!(Bytes),
        FieldType::Scalar(Scalar::Date) => quote!(Date),
        FieldType::Scalar(Scalar::Time) => quote!(Time),
        FieldType::Scalar(Scalar::DateTime) => quote!(LocalDateTime),
        FieldType::Scalar(Scalar::Timestamp) => quote!(Timestamp),
        FieldType::Scalar(_) => quote!(Int),
        _ => quote!(Text),
    }
}

/// The counters of one parent over one child.
pub(super) struct Counted<'a> {
    pub(super) parent: &'a Entity,
    pub(super) relation: &'a Relation,
    pub(super) counters: Vec<&'a Counter>,
    /// Whether parent and child go together when their tenant goes.
    pub(super) is_of_one_tenant: bool,
}

/// Returns whether rows that `way` leads to are counted in rows that may stay.
fn counts(way: Way<'_>, counted: &Counted<'_>) -> bool {
    !(counted.relation.fields().eq(way.relation.fields()) || way.is_of_tenant() && counted.is_of_one_tenant)
}

/// Returns what rows of each entity are counted in; `order` is that in which parents are locked.
pub(super) fn counted<'a>(order: &[&'a Entity]) -> BTreeMap<&'a str, Vec<Counted<'a>>> {
    let children: BTreeMap<&str, &Entity> = order.iter().map(|entity| (entity.name.as_str(), *entity)).collect();
    let mut all: BTreeMap<&str, Vec<Counted<'_>>> = BTreeMap::new();
    for parent in order {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for child in parent.counters.iter().map(|counter| counter.child.as_str()).filter(|child| seen.insert(child)) {
            let Some(child) = children.get(child) else { continue };
            let Some(relation) = child.relations.iter().find(|one| one.parent == parent.name && one.is_to_key()) else {
                continue;
            };
            let counters = parent.counters.iter().filter(|counter| counter.child == child.name).collect();
            let is_of_one_tenant = goes_with_tenant(child) && goes_with_tenant(parent);
            all.entry(&child.name).or_default().push(Counted { parent, relation, counters, is_of_one_tenant });
        }
    }
    all
}

/// Returns the ways on from rows of `entity` that lead to a row counted elsewhere, or to one that others let go of;
/// `covered` tells that the rows' whole tenant goes, so that all of its rows are found from there.
fn ways<'a>(whole: &Whole<'a>, entity: &Entity, covered: bool) -> Vec<Way<'a>> {
    let onward = onward(whole, &entity.name, covered).into_iter();
    onward.filter(|way| whole.leading.contains(&way.key())).collect()
}

/// Returns the ways that lead to a row counted elsewhere, itself or by those that go on from it.
pub(super) fn leading<'a>(whole: &Whole<'a>) -> BTreeSet<WayKey<'a>> {
    let all: Vec<Way<'a>> =
        whole.schema.entities.iter().flat_map(|parent| onward(whole, &parent.name, false)).collect();
    let mut before: BTreeMap<WayKey<'_>, Vec<Way<'a>>> = BTreeMap::new();
    for way in &all {
        for next in onward(whole, &way.child.name, way.is_of_tenant()) {
            before.entry(next.key()).or_default().push(*way);
        }
    }
    let mut leading = BTreeSet::new();
    let mut open: Vec<Way<'a>> =
        all.into_iter().filter(|way| is_counted(whole, *way) || is_let_go(whole, *way)).collect();
    while let Some(way) = open.pop() {
        if leading.insert(way.key()) {
            open.extend(before.get(&way.key()).into_iter().flatten());
        }
    }
    leading
}

fn is_counted(whole: &Whole<'_>, way: Way<'_>) -> bool {
    whole.counted_in(way.child).iter().any(|counted| counts(way, counted))
}

/// Returns whether others let go of the rows that a way leads to before these go; where a whole tenant goes, they go
/// with it.
fn is_let_go(whole: &Whole<'_>, way: Way<'_>) -> bool {
    !way.is_of_tenant() && !loose(whole, way.child).is_empty()
}

/// Returns the entities whose rows the database deletes with rows of `parent`, but for all that a tenant has.
pub(super) fn onward_within_tenant<'a>(whole: &Whole<'a>, parent: &str) -> Vec<&'a Entity> {
    let ways = onward(whole, parent, false).into_iter();
    ways.filter(|way| !way.is_of_tenant()).map(|way| way.child).collect()
}

fn onward<'a>(whole: &Whole<'a>, parent: &str, covered: bool) -> Vec<Way<'a>> {
    whole
        .references(parent)
        .filter(|(_, relation)| relation.on_delete == ReferentialAction::Cascade)
        .filter(|(child, _)| !(covered && goes_with_tenant(child)))
        .map(|(child, relation)| Way { child, relation })
        .collect()
}

/// Returns whether the rows of an entity go with the tenant that they belong to.
pub(super) fn goes_with_tenant(entity: &Entity) -> bool {
    let relation = entity.tenant.and_then(|field| entity.relation_of(field));
    relation.is_some_and(|relation| relation.on_delete == ReferentialAction::Cascade)
}

/// Returns every way that some branch follows, in the order of the schema.
fn used_ways<'a>(whole: &Whole<'a>) -> Vec<Way<'a>> {
    let used: Vec<Way<'a>> = whole
        .models
        .iter()
        .flat_map(|model| [false, true].map(|covered| ways(whole, model.entity, covered)))
        .flatten()
        .collect();
    let mut seen = BTreeSet::new();
    used.into_iter().filter(|way| seen.insert(way.key())).collect()
}
