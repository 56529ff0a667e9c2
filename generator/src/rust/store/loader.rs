use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Whole;
use crate::ir::{FieldType, Order, ReferentialAction};
use crate::rust::finder::{self, PageFinder};
use crate::rust::model::Model;
use crate::rust::sql::clause::{OrderedBy, ordered};
use crate::rust::sql::form::Shape;
use crate::rust::sql::{Form, scope};
use crate::rust::statement::Statement;
use crate::rust::tokens;

/// Children that are read for many parents at once, by the index that starts with the reference.
struct Children<'w, 'a> {
    parent: &'w Model<'a>,
    child: &'w Model<'a>,
    finder: PageFinder<'a>,
}

impl Children<'_, '_> {
    fn method(&self) -> String {
        format!("with_last_{}", self.child.entity.table)
    }

    fn static_name(&self) -> String {
        format!("{}_{}", tokens::snake(&self.parent.entity.name), self.method())
    }
}

fn children<'w, 'a>(whole: &'w Whole<'a>, parent: &'w Model<'a>) -> Vec<Children<'w, 'a>> {
    let mut found: Vec<Children<'w, 'a>> = Vec::new();
    for child in whole.owned() {
        for relation in child.entity.relations.iter().filter(|relation| relation.parent == parent.entity.name) {
            let reference = child.entity.field(relation.field);
            let finder = finder::pages(child.entity).into_iter().find(|finder| {
                finder.equal.len() == 1 && finder.equal[0].name == reference.name && finder.condition.is_none()
            });
            let is_new = found.iter().all(|known| known.child.entity.name != child.entity.name);
            if let Some(finder) = finder
                && is_new
                && matches!(reference.ty, FieldType::Key(_))
                && relation.on_delete != ReferentialAction::Restrict
            {
                found.push(Children { parent, child, finder });
            }
        }
    }
    found
}

/// Returns a loader for every entity of a tenant that has children.
pub(super) fn loaders(whole: &Whole<'_>) -> TokenStream {
    whole
        .owned()
        .filter_map(|parent| {
            let children = children(whole, parent);
            (!children.is_empty()).then(|| loader(parent, &children))
        })
        .collect()
}

// Expands to:
//     /// Conversations to be read together with what belongs to them.
//     pub struct ConversationLoader<'a> { repository: ConversationRepository<'a>, ids: Vec<ConversationId> }
fn loader(parent: &Model<'_>, children: &[Children<'_, '_>]) -> TokenStream {
    let (repository, key) = (&parent.repository, parent.key_type());
    let name = format_ident!("{}Loader", parent.name);
    let nouns = tokens::words(&parent.entity.table);
    let doc = tokens::doc(&format!("{} to be read together with what belongs to them.", tokens::sentence(&nouns)));
    let load_doc =
        tokens::doc(&format!("Names {nouns} to be read together with what belongs to them; a `with_…` reads them."));
    let methods = children.iter().map(with_last);
    quote! {
        #doc
        #[must_use]
        pub struct #name<'a> { repository: #repository<'a>, ids: Vec<#key> }

        impl<'a> #repository<'a> {
            #load_doc
            pub fn load(self, ids: impl IntoIterator<Item = impl Into<#key>>) -> #name<'a> {
                #name { repository: self, ids: ids.into_iter().map(Into::into).collect() }
            }
        }

        impl #name<'_> { #(#methods)* }
    }
}

// Expands to: pub async fn with_last_messages(self, count: u32) -> Result<Vec<(Arc<Conversation>, Vec<Message>)>> { … }
fn with_last(children: &Children<'_, '_>) -> TokenStream {
    let (parent, child) = (children.parent, children.child);
    let (runtime, row, item) = (parent.runtime(), &parent.name, &child.name);
    let (method, statement) = (format_ident!("{}", children.method()), tokens::constant(&children.static_name()));
    let (key, key_type) = (tokens::ident(&parent.key().name), parent.key_type());
    let group = group(children);
    let nouns = tokens::words(&child.entity.table);
    let region = tokens::snake(&child.entity.name);
    let found = quote!(at.all_in(&sql::#statement, &[&#runtime::support::Keyed(tenant)], &keys, &[&i64::from(count)], <#item as #runtime::support::Entity>::decode));
    let found = if child.is_cached() {
        quote! {
            let found = #found;
            let region = at.cache().region::<#item>(#runtime::cache::RegionSpec::new(#region));
            let found = region.read_past(at.in_transaction(), found).await?;
        }
    } else {
        quote!(let found = #found.await?;)
    };
    let doc = tokens::doc(&format!(
        "Returns each with at most `count` of its {nouns}, {}: two statements however many there are.",
        order(children)
    ));
    quote! {
        #doc
        ///
        /// # Errors
        /// What the statements meet.
        pub async fn #method(self, count: u32) -> #runtime::Result<Vec<(::std::sync::Arc<#row>, Vec<#item>)>> {
            let rows = self.repository.find_many(self.ids).await?;
            let keys: ::std::collections::BTreeSet<#key_type> = rows.iter().map(|row| row.#key).collect();
            let keys: Vec<&dyn #runtime::support::Bind> = keys.iter().map(|key| key as _).collect();
            let (at, tenant) = (self.repository.at, self.repository.tenant);
            #found
            let mut groups: ::std::collections::BTreeMap<#key_type, Vec<#item>> = ::std::collections::BTreeMap::new();
            for item in found {
                #group
            }
            let with_items = |row: ::std::sync::Arc<#row>| {
                let items = groups.get(&row.#key).cloned().unwrap_or_default();
                (row, items)
            };
            Ok(rows.into_iter().map(with_items).collect())
        }
    }
}

fn group(children: &Children<'_, '_>) -> TokenStream {
    let reference = children.finder.equal[0];
    let member = tokens::ident(&reference.name);
    let parent = &children.parent.entity.name;
    // The child's struct may hold the key without its type.
    let into = (children.child.site.has_bare(parent) != children.parent.site.has_bare(parent)).then(|| quote!(.into()));
    if reference.nullable {
        quote!(if let Some(key) = item.#member { groups.entry(key #into).or_default().push(item); })
    } else {
        quote!(groups.entry(item.#member #into).or_default().push(item);)
    }
}

fn order(children: &Children<'_, '_>) -> String {
    match children.finder.order.first() {
        Some((field, Order::Descending)) => format!("highest `{}` first", field.name),
        Some((field, Order::Ascending)) => format!("lowest `{}` first", field.name),
        None => "newest first".to_owned(),
    }
}

/// Returns the statements of the loaders.
pub(super) fn statements<'w, 'a>(whole: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    let all = whole.owned().flat_map(|parent| children(whole, parent));
    all.map(|children| (children.parent, form(&children))).collect()
}

/// Numbers the children of each parent in their order and keeps the first ones.
fn form(children: &Children<'_, '_>) -> Form {
    let child = children.child;
    let reference = children.finder.equal[0].name.as_str();
    let columns = || child.row_fields().map(|field| field.name.as_str());
    let mut order: Vec<_> = children.finder.order.iter().map(|(field, order)| OrderedBy::new(field, *order)).collect();
    order.push(OrderedBy::new(child.key(), children.finder.key_order()));
    let place =
        Statement::new("ROW_NUMBER() OVER (PARTITION BY ").name(reference).then(ordered(&order)).text(") AS place");
    let conditions = scope(child.entity, true);
    let head = Statement::new("SELECT ")
        .names(columns())
        .text(" FROM (SELECT ")
        .names(columns())
        .text(", ")
        .then(place)
        .text(" FROM ")
        .name(&child.entity.table)
        .text(" WHERE ")
        .joined(" AND ", conditions)
        .text(" AND ")
        .name(reference)
        .text(" IN (");
    let tail = vec![")) AS ranked WHERE place <= ".to_owned(), format!(" ORDER BY {reference}, place")];
    Form { name: children.static_name(), shape: Shape::In { head, tail } }
}
