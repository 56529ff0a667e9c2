//! Methods that read the children of many parents at once.

use proc_macro2::TokenStream;
use quote::quote;

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
    for child in whole.owned() {
        for relation in child.entity.relations.iter().filter(|one| one.parent == parent.entity.name && one.is_to_key())
        {
            let own: Vec<&Field> = relation.fields().map(|id| child.entity.field(id)).collect();
            let finder = finder::declared(child.entity).into_iter().find(|finder| {
                let names = finder.equal.iter().map(|field| &field.name);
                names.eq(own.iter().map(|field| &field.name)) && finder.missing.is_empty() && finder.condition.is_none()
            });
            let is_new = found.iter().all(|known| known.child.entity.name != child.entity.name);
            if let Some(finder) = finder
                && is_new
                && (relation.is_composite() || matches!(own[0].ty, FieldType::Key(_)))
                && !relation.on_delete.refuses()
            {
                found.push(Children { parent, child, relation, finder });
            }
        }
    }
    found
}

/// Returns how children are read for many parents at once.
pub(super) fn loaders(whole: &Whole<'_>) -> TokenStream {
    let all = whole.owned().flat_map(|parent| children(whole, parent));
    all.map(|children| child_of(&children)).collect()
}

// Expands to: impl ChildOf<Conversation> for Message { const FIRST: &'static InSql = &sql::…; fn parent(&self) ->
// Option<ConversationId> { … } }
fn child_of(children: &Children<'_, '_>) -> TokenStream {
    let (parent, child) = (children.parent, children.child);
    let (runtime, of, name) = (parent.runtime(), &parent.name, &child.name);
    let statement = tokens::constant(&children.static_name());
    if children.relation.is_composite() {
        let key = belongs_to::parent_key(child, children.relation);
        return quote! {
            impl #runtime::support::ChildOf<#of> for #name {
                const FIRST: &'static #runtime::support::InSql = &sql::#statement;

                fn parent(&self) -> Option<<#of as #runtime::support::Entity>::Key> { #key }
            }
        };
    }
    let reference = children.finder.equal[0];
    let member = tokens::ident(&reference.name);
    // The child's struct may hold the key without its type.
    let is_other = child.site.has_bare(&parent.entity.name) != parent.site.has_bare(&parent.entity.name);
    let clone = (!column::is_copy(reference, child.site)).then(|| quote!(.clone()));
    let key = match (reference.nullable, is_other) {
        (true, true) => quote!(self.#member #clone.map(Into::into)),
        (true, false) => quote!(self.#member #clone),
        (false, true) => quote!(Some(self.#member #clone.into())),
        (false, false) => quote!(Some(self.#member #clone)),
    };
    quote! {
        impl #runtime::support::ChildOf<#of> for #name {
            const FIRST: &'static #runtime::support::InSql = &sql::#statement;

            fn parent(&self) -> Option<<#of as #runtime::support::Entity>::Key> { #key }
        }
    }
}

/// Returns the statements of the loaders.
pub(super) fn statements<'w, 'a>(whole: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    let all = whole.owned().flat_map(|parent| children(whole, parent));
    all.map(|children| (children.parent, form(&children))).collect()
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
        .name(&child.entity.table)
        .text(" WHERE ")
        .joined(" AND ", conditions)
        .text(" AND ")
        .then(is_one_of(&references));
    // The end of the statement is the same in every dialect: a name that one of them quotes is found by its position.
    let told = |reference: &&str| {
        let is_quoted = Dialect::ALL.iter().any(|dialect| dialect.identifier(reference) != *reference);
        let place = columns().position(|column| column == *reference).filter(|_| is_quoted);
        place.map_or_else(|| (*reference).to_owned(), |place| (place + 1).to_string())
    };
    let parent = references.iter().map(told).collect::<Vec<_>>().join(", ");
    let tail = vec![")) AS ranked WHERE larder_place <= ".to_owned(), format!(" ORDER BY {parent}, larder_place")];
    Form { name: children.static_name(), shape: Shape::In { head, tail, columns: several(&references) } }
}
