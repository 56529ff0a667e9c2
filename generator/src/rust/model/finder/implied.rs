//! Lists that no index is declared for: by the beginning of an index or a key, and by a reference, whose foreign key
//! has an index.

use super::{MOST_ORDERED, Ordered, PageFinder, is_in_row, is_open_end, key_columns, page};
use crate::ir::{Entity, Field, FieldId, FieldType, Index, NullOrder, Nulls, Order, Relation, Scope};

/// Returns the lists besides the declared ones, and the beginnings that have none, each with the reason.
pub(crate) fn implied<'a>(
    entity: &'a Entity,
    declared: &[PageFinder<'a>],
) -> (Vec<PageFinder<'a>>, Vec<(String, String)>) {
    let mut made: Vec<PageFinder<'a>> = Vec::new();
    let mut unmade = Vec::new();
    let is_free = |finder: &PageFinder<'_>, made: &[PageFinder<'_>]| {
        let method = finder.method("list");
        declared.iter().chain(made).all(|known| known.method("list") != method) && !is_taken(entity, finder)
    };
    let beginnings: Vec<PageFinder<'a>> = beginnings(entity);
    for finder in &beginnings {
        let method = finder.method("list");
        let is_ambiguous = beginnings.iter().any(|other| other.method("list") == method && !other.is_same(finder));
        if is_ambiguous && is_free(finder, &[]) {
            let known = (method, "several indexes begin so, each in an order of its own".to_owned());
            if !unmade.contains(&known) {
                unmade.push(known);
            }
        } else if is_free(finder, &made) {
            made.push(finder.clone());
        }
    }
    // The first fields of a primary key serve lists in the order of the key.
    let keys: Vec<&Field> = entity.keys().collect();
    for first in 1..keys.len() {
        let equal = keys[..first].to_vec();
        let (name, missing, order, condition) = (None, Vec::new(), Vec::new(), None);
        let finder = PageFinder { name, equal, missing, order, condition, folds: Vec::new() };
        if is_free(&finder, &made) {
            made.push(finder);
        }
    }
    for relation in entity.relations.iter().filter(|relation| has_own_index(entity, relation)) {
        let equal = relation.fields().map(|id| entity.field(id)).collect();
        let (name, missing, order, condition) = (None, Vec::new(), Vec::new(), None);
        let finder = PageFinder { name, equal, missing, order, condition, folds: Vec::new() };
        if is_free(&finder, &made) {
            made.push(finder);
        }
    }
    (made, unmade)
}

/// A field or figure of the same name has a method of its own.
fn is_taken(entity: &Entity, finder: &PageFinder<'_>) -> bool {
    let methods = [finder.method("list"), finder.method("count")];
    let contained = super::contained(entity).map(|field| format!("list_by_{}_containing", field.name));
    let mut others = contained
        .chain(entity.fields.iter().map(|field| field.name.clone()))
        .chain(entity.aggregates.iter().map(|aggregate| aggregate.name.clone()));
    others.any(|other| methods.contains(&other))
}

/// Returns the lists by the first fields of each index and key, in the order of the others.
fn beginnings(entity: &Entity) -> Vec<PageFinder<'_>> {
    let mut all = Vec::new();
    for index in entity.indexes.iter().filter(|index| is_plain(entity, index)) {
        let Ok(page) = page(entity, index) else { continue };
        all.extend((1..page.equal.len()).filter_map(|first| beginning(&page.equal, first, &page.order)));
    }
    let is_plain = |unique: &&crate::ir::Unique| {
        unique.makes_methods
            && unique.scope == Scope::Tenant
            && unique.condition.is_none()
            && unique.nulls == Nulls::Distinct
    };
    for unique in entity.uniques.iter().filter(is_plain) {
        let columns = key_columns(entity, unique);
        all.extend((1..columns.len()).filter_map(|first| beginning(&columns, first, &[])));
    }
    all
}

/// Returns whether the columns compared for equality are the first ones of an index over all rows.
fn is_plain(entity: &Entity, index: &Index) -> bool {
    let is_compared = |column: &crate::ir::IndexColumn| {
        column.order.is_some() || Some(column.field) == entity.tenant || !is_open_end(entity.field(column.field))
    };
    index.is_over_columns() && index.makes_methods && index.condition.is_none() && index.columns.iter().all(is_compared)
}

/// The rest of the fields orders the pages, so each must be in every row.
fn beginning<'a>(columns: &[&'a Field], first: usize, order: &[Ordered<'a>]) -> Option<PageFinder<'a>> {
    let (equal, rest) = columns.split_at(first);
    // MySQL's keys hold texts without a bound in no order.
    let is_orderable = |field: &&&Field| !field.nullable && is_in_row(field) && field.ty != FieldType::Text;
    if rest.iter().filter(is_orderable).count() < rest.len() || rest.len() + order.len() > MOST_ORDERED {
        return None;
    }
    if equal.iter().any(|field| field.deprecated) {
        return None;
    }
    let ascending = |field: &&'a Field| Ordered { field, order: Order::Ascending, nulls: NullOrder::Lowest };
    let order = rest.iter().map(ascending).chain(order.iter().copied()).collect();
    Some(PageFinder {
        name: None,
        equal: equal.to_vec(),
        missing: Vec::new(),
        order,
        condition: None,
        folds: Vec::new(),
    })
}

/// Returns whether the foreign key has an index that nothing else asks for, and several rows may have one value.
fn has_own_index(entity: &Entity, relation: &Relation) -> bool {
    let fields: Vec<FieldId> = relation.fields().collect();
    let is_own = |columns: &[FieldId]| {
        let columns = columns.iter().filter(|column| Some(**column) != entity.tenant);
        columns.take(fields.len()).eq(&fields)
    };
    let is_declared = entity.indexes.iter().any(|index| {
        let columns: Vec<FieldId> = index.columns.iter().map(|column| column.field).collect();
        index.is_over_columns() && index.condition.is_none() && is_own(&columns)
    });
    let is_keyed = entity.uniques.iter().any(|unique| unique.condition.is_none() && is_own(&unique.columns));
    let is_key = is_own(&entity.primary) && entity.key_ids().nth(fields.len()).is_none();
    let is_deprecated = fields.iter().any(|id| entity.field(*id).deprecated);
    entity.tenant != Some(fields[0]) && !is_deprecated && !is_declared && !is_keyed && !is_key
}
