//! Methods that read the children of many parents at once.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Whole, belongs_to};
use crate::dialect::Dialect;
use crate::ir::{Field, FieldType, Relation};
use crate::rust::model::finder::{self, PageFinder};
use crate::rust::model::{Model, column, tokens};
use crate::rust::sql::clause::{OrderedBy, ordered, selected};
use crate::rust::sql::form::Shape;
use crate::rust::sql::{Form, Statement, is_one_of, scope, several};

/// Children that are read for many parents at once, by the index that starts with the reference.
struct Children<'w, 'a> {
    parent: &'w Model<'a>,
    child: &'w Model<'a>,
    relation: &'a Relation,
    finder: PageFinder<'a>,
}

impl Children<'_, '_> {
    fn method(&self) -> String {
        format!("with_last_{}", self.child.entity.rows())
    }

    fn static_name(&self) -> String {
        format!("{}_{}", tokens::snake(&self.parent.entity.name), self.method())
    }
}

fn children<'w, 'a>(whole: &'w Whole<'a>, parent: &'w Model<'a>) -> Vec<Children<'w, 'a>> {
    let mut found: Vec<Children<'w, 'a>> = Vec::new();
    let is_beside = |child: &&Model<'_>| child.entity.tenant.is_some() == parent.entity.tenant.is_some();
    for child in whole.models.iter().filter(is_beside).filter(|child| has_rows(child)) {
        let to_parent = child.entity.relations.iter().filter(|one| one.parent == parent.entity.name && one.is_to_key());
        for relation in to_parent.filter(|relation| child.entity.tenant != Some(relation.field)) {
            let own: Vec<&Field> = relation.fields().map(|id| child.entity.field(id)).collect();
            let finder = finder::declared(child.entity).into_iter().find(|finder| {
                let names = finder.equal.iter().map(|field| &field.name);
                names.eq(own.iter().map(|field| &field.name)) && finder.missing.is_empty() && finder.condition.is_none()
            });
            let is_new = found.iter().all(|known| known.child.entity.name != child.entity.name);
            if let Some(finder) = finder
                && is_new
                && (relation.is_composite() || matches!(own[0].ty, FieldType::Key(_)))
            {
                found.push(Children { parent, child, relation, finder });
            }
        }
    }
    found
}

/// Whether rows have keys and are more than what a view shows.
fn has_rows(model: &Model<'_>) -> bool {
    model.entity.has_key() && !model.entity.view
}

fn all<'w, 'a>(whole: &'w Whole<'a>) -> impl Iterator<Item = Children<'w, 'a>> {
    whole.models.iter().filter(|parent| has_rows(parent)).flat_map(|parent| children(whole, parent))
}

/// Returns how children are read for many parents at once.
pub(super) fn loaders(whole: &Whole<'_>) -> TokenStream {
    all(whole).map(|children| child_of(&children)).collect()
}

// Expands to: impl ChildOf<Conversation> for Message { const FIRST: &'static InSql = &sql::…; fn parent(&self) ->
// Option<ConversationId> { … } }
fn child_of(children: &Children<'_, '_>) -> TokenStream {
    let (parent, child) = (children.parent, children.child);
    let (runtime, of, name) = (parent.runtime(), &parent.name, &child.name);
    let statement = tokens::constant(&children.static_name());
    let key = held_key(child, parent, children.relation, &format_ident!("self"));
    quote! {
        impl #runtime::support::ChildOf<#of> for #name {
            const FIRST: &'static #runtime::support::InSql = &sql::#statement;

            fn parent(&self) -> Option<<#of as #runtime::support::Entity>::Key> { #key }
        }
    }
}

/// Returns the key of the parent that a row holds, if it does.
pub(super) fn held_key(child: &Model<'_>, parent: &Model<'_>, relation: &Relation, row: &Ident) -> TokenStream {
    if relation.is_composite() {
        return belongs_to::parent_key(child, relation, row);
    }
    let reference = child.entity.field(relation.field);
    let member = tokens::ident(&reference.name);
    // The child's struct may hold the key without its type.
    let is_other = child.site.has_bare(&parent.entity.name) != parent.site.has_bare(&parent.entity.name);
    let clone = (!column::is_copy(reference, child.site)).then(|| quote!(.clone()));
    match (reference.nullable, is_other) {
        (true, true) => quote!(#row.#member #clone.map(Into::into)),
        (true, false) => quote!(#row.#member #clone),
        (false, true) => quote!(Some(#row.#member #clone.into())),
        (false, false) => quote!(Some(#row.#member #clone)),
    }
}

/// Returns the statements of the loaders.
pub(super) fn statements<'w, 'a>(whole: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    all(whole).map(|children| (children.parent, form(&children))).collect()
}

/// Numbers the children of each parent in their order and keeps the first ones. Their numbers have a name of
/// larder's own: a child may well have a place.
fn form(children: &Children<'_, '_>) -> Form {
    let child = children.child;
    let references: Vec<&str> = children.finder.equal.iter().map(|field| field.column()).collect();
    let columns = || child.row_fields().map(Field::column);
    let mut order: Vec<_> =
        children.finder.order.iter().map(|by| OrderedBy::with(by.field, by.order, by.nulls)).collect();
    let direction = children.finder.key_order(child.entity);
    order.extend(child.keys().map(|field| OrderedBy::new(field, direction)));
    let place = Statement::new("ROW_NUMBER() OVER (PARTITION BY ")
        .names(references.iter().copied())
        .then(ordered(&order))
        .text(") AS larder_place");
    let conditions = scope(child.entity, true);
    let head = Statement::new("SELECT ")
        .joined(", ", child.row_fields().map(selected))
        .text(" FROM (SELECT ")
        .names(columns())
        .text(", ")
        .then(place)
        .text(" FROM ")
        .table(&child.entity.table)
        .text(" WHERE ")
        .joined(" AND ", conditions.into_iter().chain([is_one_of(&references)]));
    // The end of the statement is the same in every dialect: a name that one of them quotes is found by its position.
    let told = |reference: &&str| {
        let is_quoted = Dialect::ALL.iter().any(|dialect| dialect.identifier(reference) != *reference);
        let place = columns().position(|column| column == *reference).filter(|_| is_quoted);
        place.map_or_else(|| (*reference).to_owned(), |place| (place + 1).to_string())
    };
    let parent = references.iter().map(told).collect::<Vec<_>>().join(", ");
    let tail = vec![")) AS ranked WHERE larder_place <= ".to_owned(), format!(" ORDER BY {parent}, larder_place")];
    let array = array(children, &references, &order);
    Form { name: children.static_name(), shape: Shape::In { head, tail, columns: several(&references), array } }
}

/// Returns what PostgreSQL reads the first children of each parent in an array by: the index gives them in their order
/// and is left once there are enough, where numbering the children of all parents sorts them twice. The array is bound
/// behind the tenant.
fn array(children: &Children<'_, '_>, references: &[&str], order: &[OrderedBy<'_>]) -> Option<Statement> {
    let (child, [reference]) = (children.child, references) else { return None };
    let bound = usize::from(child.entity.tenant.is_some()) + 1;
    let conditions = scope(child.entity, true).into_iter().chain([Statement::default().name(reference)]);
    // A subquery with a limit runs for one parent as a whole, so that its children come in their order.
    let statement = Statement::new("SELECT ")
        .joined(", ", child.row_fields().map(selected))
        .text(format!(" FROM UNNEST(${bound}) AS parents (larder_parent) CROSS JOIN LATERAL (SELECT "))
        .names(child.row_fields().map(Field::column))
        .text(" FROM ")
        .table(&child.entity.table)
        .text(" WHERE ")
        .joined(" AND ", conditions)
        .text(" = larder_parent")
        .then(ordered(order))
        .text(format!(" LIMIT ${}) AS ranked", bound + 1));
    Some(statement)
}
