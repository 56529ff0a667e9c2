//! Which finders an entity gets: one per unique key and one per index that a page can follow.

mod folded;
mod implied;
#[cfg(feature = "files")]
mod unmade;

use std::borrow::Cow;

use crate::ir::{
    Default, Entity, Field, FieldId, FieldType, Index, IndexKind, NullOrder, Nulls, Order, Predicate, Scalar, Scope,
    Unique,
};

pub(crate) use folded::{Fold, key as folded_key};
pub(crate) use implied::implied;
#[cfg(feature = "files")]
pub use unmade::unmade;

/// Fields that the runtime's cursors hold, besides the key.
const MOST_ORDERED: usize = 7;

/// A page of rows, `list_by_status`, and its count.
#[derive(Clone)]
pub(crate) struct PageFinder<'a> {
    /// The name that the index gives.
    name: Option<&'a str>,
    /// Compared with an argument each.
    pub(crate) equal: Vec<&'a Field>,
    /// Null in every row.
    pub(crate) missing: Vec<&'a Field>,
    /// Ordered by, before the primary key.
    pub(crate) order: Vec<Ordered<'a>>,
    pub(crate) condition: Option<&'a Predicate>,
    /// How the index has fields that are compared.
    pub(crate) folds: Vec<Fold>,
}

/// A field that a page is ordered by.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Ordered<'a> {
    pub(crate) field: &'a Field,
    pub(crate) order: Order,
    pub(crate) nulls: NullOrder,
}

/// Returns the direction of lists by the primary key: newest first where keys grow with time, else as the key ascends.
pub(in crate::rust) fn key_order(entity: &Entity) -> Order {
    let grows = |id: &FieldId| {
        let default = entity.field(*id).default.as_ref();
        matches!(default, Some(Default::UuidV7 | Default::Identity | Default::Now))
    };
    if entity.primary.iter().any(grows) { Order::Descending } else { Order::Ascending }
}

impl PageFinder<'_> {
    /// Returns the direction of the primary key, the last column of the order.
    pub(in crate::rust) fn key_order(&self, entity: &Entity) -> Order {
        self.order.last().map_or_else(|| key_order(entity), |last| last.order)
    }

    /// Returns `list_by_status` for `list`; of rows that lack a value `list_by_status_without_owner`.
    pub(crate) fn method(&self, verb: &str) -> String {
        let order: Vec<&Field> = self.order.iter().map(|by| by.field).collect();
        let base = match self.name {
            Some(name) => format!("{verb}_{name}"),
            None if !self.equal.is_empty() => format!("{verb}_by_{}", suffix(&self.equal, &self.folds)),
            None if self.missing.is_empty() && !order.is_empty() => format!("{verb}_by_{}", suffix(&order, &[])),
            None => verb.to_owned(),
        };
        if self.missing.is_empty() { base } else { format!("{base}_without_{}", suffix(&self.missing, &[])) }
    }

    /// Returns whether both are lists of the same fields, whatever their orders are.
    pub(crate) fn is_about_same(&self, other: &Self) -> bool {
        let asked = |finder: &Self| {
            let fields = finder.equal.iter().chain(&finder.missing);
            fields.map(|field| field.name.clone()).collect::<Vec<_>>()
        };
        let all = |finder: &Self| {
            let mut all = asked(finder);
            all.extend(finder.order.iter().map(|by| by.field.name.clone()));
            all.sort();
            all
        };
        let is_asked = !asked(self).is_empty() && asked(self) == asked(other);
        (self.condition, &self.folds) == (other.condition, &other.folds) && (is_asked || all(self) == all(other))
    }

    /// Returns whether both give the same rows in the same order.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let names = |fields: &[&Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
        let order = |finder: &Self| {
            finder.order.iter().map(|by| (by.field.name.clone(), by.order, by.nulls)).collect::<Vec<_>>()
        };
        self.folds == other.folds
            && names(&self.equal) == names(&other.equal)
            && order(self) == order(other)
            && self.condition == other.condition
    }
}

/// A row by a unique key, `find_by_openid`.
pub(crate) struct KeyFinder<'a> {
    /// `openid`, or the name that the key gives.
    pub(in crate::rust) suffix: String,
    /// The key's columns without the tenant.
    pub(in crate::rust) columns: Vec<&'a Field>,
    /// The column that may be asked for as null, in a key that has each null once.
    pub(in crate::rust) missing: Option<&'a Field>,
    pub(in crate::rust) unique: Cow<'a, Unique>,
    /// How an index has fields that are compared.
    pub(in crate::rust) folds: Vec<Fold>,
}

impl KeyFinder<'_> {
    /// Returns `find_by_user_and_date`.
    pub(in crate::rust) fn name(&self) -> String {
        self.method("find")
    }

    /// Returns `get_by_user_and_date` for `get`.
    pub(crate) fn method(&self, verb: &str) -> String {
        match &self.unique.name {
            Some(name) => format!("{verb}_{name}"),
            None => format!("{verb}_by_{}", self.suffix),
        }
    }

    /// Returns the key.
    pub(crate) fn unique(&self) -> &Unique {
        &self.unique
    }

    /// Returns the name of the cache's alias.
    pub(crate) fn alias(&self) -> String {
        // The statements by the primary key have the name without the line below.
        let end = if self.suffix == "key" { "_" } else { "" };
        format!("by_{}{end}", self.suffix)
    }

    /// Returns the name of the statement that asks for null: `find_by_user_and_date_without_user`.
    pub(in crate::rust) fn name_without(&self, missing: &Field) -> String {
        format!("{}_without_{}", self.name(), subject(missing))
    }
}

/// Returns the page finders: the list of everything, those of indexes, and what keys and the beginnings of indexes
/// serve besides; of two that have one name the first.
pub(crate) fn pages(entity: &Entity) -> Vec<PageFinder<'_>> {
    let mut finders = declared(entity);
    let (implied, _) = implied(entity, &finders);
    finders.extend(implied);
    finders
}

/// Returns the list of everything and the pages of indexes.
pub(crate) fn declared(entity: &Entity) -> Vec<PageFinder<'_>> {
    let everything = PageFinder {
        name: None,
        equal: Vec::new(),
        missing: Vec::new(),
        order: Vec::new(),
        condition: None,
        folds: Vec::new(),
    };
    let mut finders = vec![everything];
    // Rows of a table without a key are read by conditions.
    for index in entity.indexes.iter().filter(|_| entity.has_key()) {
        for finder in of_index(entity, index).unwrap_or_default() {
            if finders.iter().all(|known| known.method("list") != finder.method("list")) {
                finders.push(finder);
            }
        }
    }
    finders
}

/// Returns the pages that an index makes: by its columns, and where some of them may be null, without each of these and
/// without all. An index without any says why.
pub(crate) fn of_index<'a>(entity: &'a Entity, index: &'a Index) -> Result<Vec<PageFinder<'a>>, String> {
    if !index.is_over_columns() || !index.makes_methods {
        return Ok(folded::page(entity, index).into_iter().collect());
    }
    let base = page(entity, index)?;
    let nullable: Vec<&Field> = base.equal.iter().copied().filter(|field| field.nullable).collect();
    let mut lacking: Vec<Vec<&Field>> = nullable.iter().map(|field| vec![*field]).collect();
    if nullable.len() > 1 {
        lacking.push(nullable);
    }
    let without = lacking.into_iter().map(|missing| {
        let is_there = |field: &&&Field| !missing.iter().any(|missing| missing.name == field.name);
        let equal = base.equal.iter().filter(is_there).copied().collect();
        PageFinder { equal, missing, ..base.clone() }
    });
    Ok(std::iter::once(base.clone()).chain(without).collect())
}

/// Returns the finders of unique keys within one tenant, or (`Scope::Global`) over all of them.
///
/// A key of which several columns may be asked for as null has none: each set of nulls would need a statement of its
/// own.
pub(crate) fn keys(entity: &Entity, scope: Scope) -> Vec<KeyFinder<'_>> {
    let uniques = entity.uniques.iter().filter(|unique| unique.scope == scope && entity.has_key());
    uniques.filter(|unique| unique.makes_methods).filter_map(|unique| key(entity, unique)).collect()
}

/// Returns the look-ups that unique indexes over `lower` or `upper` of a field make.
pub(crate) fn folded_keys(entity: &Entity) -> impl Iterator<Item = KeyFinder<'_>> {
    entity.indexes.iter().filter(|_| entity.has_key()).filter_map(|index| folded_key(entity, index))
}

/// Returns the keys by which an upsert adds up or merges, each with the name of its method: `add`, and where there are
/// several `add_by_openid` or by the name that the key gives; `merge` where it does not only add.
pub(crate) fn adding(entity: &Entity) -> Vec<(&Unique, String)> {
    let uniques: Vec<&Unique> = entity.uniques.iter().filter(|unique| unique.is_merged()).collect();
    let word = |unique: &Unique| if unique.merges.is_empty() { "add" } else { "merge" };
    let is_alone = |unique: &Unique| uniques.iter().filter(|other| word(other) == word(unique)).count() == 1;
    let method = |unique: &Unique| match &unique.name {
        _ if is_alone(unique) => word(unique).to_owned(),
        Some(name) => format!("{}_{name}", word(unique)),
        None => format!("{}_by_{}", word(unique), suffix(&key_columns(entity, unique), &[])),
    };
    uniques.iter().map(|unique| (*unique, method(unique))).collect()
}

/// Returns the fields asked for by containment.
pub(crate) fn contained(entity: &Entity) -> impl Iterator<Item = &Field> {
    let is_asked = |index: &&Index| index.kind == IndexKind::Contains && entity.has_key();
    let indexes = entity.indexes.iter().filter(is_asked);
    indexes.flat_map(|index| &index.columns).map(|column| entity.field(column.field))
}

/// Returns the page of an index, or why no page can follow it.
fn page<'a>(entity: &'a Entity, index: &'a Index) -> Result<PageFinder<'a>, String> {
    let mut equal = Vec::new();
    let mut order = Vec::new();
    let mut open_end = None;
    for column in &index.columns {
        let field = entity.field(column.field);
        match column.order {
            Some(direction) => order.push(Ordered { field, order: direction, nulls: column.nulls }),
            None if Some(column.field) == entity.tenant => {}
            None if is_open_end(field) => open_end = Some(field),
            None => equal.push(field),
        }
    }
    if let Some(outside) = order.iter().find(|by| !is_in_row(by.field)) {
        let name = &outside.field.name;
        return Err(format!("the row struct does not contain `{name}`, so it cannot mark where a page ends"));
    }
    if order.len() > MOST_ORDERED {
        return Err(format!("a page can be ordered by at most {MOST_ORDERED} fields"));
    }
    if let (true, true, Some(field)) = (equal.is_empty(), order.is_empty(), open_end) {
        let whose = if field.volatile { ", and the row struct does not contain it" } else { "" };
        return Err(format!("rows are rarely looked up by one exact `{}`{whose}", field.name));
    }
    if equal.is_empty() && order.is_empty() {
        return Err(String::new());
    }
    let (name, condition) = (index.name.as_deref(), index.condition.as_ref());
    Ok(PageFinder { name, equal, missing: Vec::new(), order, condition, folds: Vec::new() })
}

/// Returns whether the row struct has the field, as the mark where a page ends must.
fn is_in_row(field: &Field) -> bool {
    !field.volatile && !field.secret && !field.deprecated
}

/// Returns the finder of a unique key; `None` for one of which several columns may be asked for as null.
pub(crate) fn key<'a>(entity: &'a Entity, unique: &'a Unique) -> Option<KeyFinder<'a>> {
    let columns = key_columns(entity, unique);
    let mut missing = columns.iter().copied().filter(|field| field.nullable && unique.nulls == Nulls::Equal);
    let suffix = unique.name.clone().unwrap_or_else(|| suffix(&columns, &[]));
    let missing_first = missing.next();
    let (unique, folds) = (Cow::Borrowed(unique), Vec::new());
    let finder = KeyFinder { suffix, missing: missing_first, unique, columns: columns.clone(), folds };
    missing.next().is_none().then_some(finder)
}

/// The tenant is in every key and asked for by none, unless it is the key.
fn key_columns<'a>(entity: &'a Entity, unique: &Unique) -> Vec<&'a Field> {
    let columns = unique.columns.iter().filter(|column| Some(**column) != entity.tenant || unique.columns.len() == 1);
    columns.map(|column| entity.field(*column)).collect()
}

/// A moment that may be missing, such as an expiry, narrows an index but is no argument of its finder.
fn is_open_end(field: &Field) -> bool {
    field.nullable && field.ty == FieldType::Scalar(Scalar::Timestamp)
}

fn suffix(fields: &[&Field], folds: &[Fold]) -> String {
    let named = |field: &&Field| match Fold::of(folds, field) {
        Some(fold) => format!("{}_{}", fold.word, subject(field)),
        None => subject(field).to_owned(),
    };
    fields.iter().map(named).collect::<Vec<_>>().join("_and_")
}

/// Returns the name of what a column is about: `conversation` for the reference `conversation_id`.
pub(in crate::rust) fn subject(field: &Field) -> &str {
    match &field.ty {
        FieldType::Key(_) => field.name.strip_suffix("_id").unwrap_or(&field.name),
        _ => &field.name,
    }
}
