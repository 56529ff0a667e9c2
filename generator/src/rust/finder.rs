//! Which finders an entity gets: one per unique key and one per index that a page can follow.

use crate::ir::{Entity, Field, FieldType, Index, IndexKind, Nulls, Order, Predicate, Scalar, Scope, Unique};

/// A page of rows, `list_by_status`, and its count.
pub(super) struct PageFinder<'a> {
    /// `status`, `user_and_status`; empty for the list of everything.
    pub(super) suffix: String,
    /// Compared with an argument each.
    pub(super) equal: Vec<&'a Field>,
    /// Ordered by, before the primary key.
    pub(super) order: Vec<(&'a Field, Order)>,
    pub(super) condition: Option<&'a Predicate>,
}

impl PageFinder<'_> {
    /// Returns the direction of the primary key, the last column of the order: newest first where nothing else is said.
    pub(super) fn key_order(&self) -> Order {
        self.order.last().map_or(Order::Descending, |(_, order)| *order)
    }

    /// Returns `list_by_status` for `list`.
    pub(super) fn method(&self, verb: &str) -> String {
        if self.suffix.is_empty() { verb.to_owned() } else { format!("{verb}_by_{}", self.suffix) }
    }
}

/// A row by a unique key, `find_by_openid`.
pub(super) struct KeyFinder<'a> {
    pub(super) suffix: String,
    /// The key's columns without the tenant.
    pub(super) columns: Vec<&'a Field>,
    /// The column that may be asked for as null, in a key that has each null once.
    pub(super) missing: Option<&'a Field>,
    pub(super) unique: &'a Unique,
}

impl KeyFinder<'_> {
    /// Returns `find_by_user_and_date`.
    pub(super) fn name(&self) -> String {
        format!("find_by_{}", self.suffix)
    }

    /// Returns the name of the statement that asks for null: `find_by_user_and_date_without_user`.
    pub(super) fn name_without(&self, missing: &Field) -> String {
        format!("{}_without_{}", self.name(), subject(missing))
    }
}

/// Returns the page finders, the list of everything first; two indexes that would give one name give one finder.
pub(super) fn pages(entity: &Entity) -> Vec<PageFinder<'_>> {
    let everything = PageFinder { suffix: String::new(), equal: Vec::new(), order: Vec::new(), condition: None };
    let mut finders = vec![everything];
    for index in entity.indexes.iter().filter(|index| index.kind == IndexKind::Ordered) {
        if let Some(finder) = page(entity, index)
            && finders.iter().all(|known| known.suffix != finder.suffix)
        {
            finders.push(finder);
        }
    }
    finders
}

/// Returns the finders of unique keys within one tenant, or (`Scope::Global`) over all of them.
///
/// A key of which several columns may be asked for as null has none: each set of nulls would need a statement of its own.
pub(super) fn keys(entity: &Entity, scope: Scope) -> Vec<KeyFinder<'_>> {
    let uniques = entity.uniques.iter().filter(|unique| unique.scope == scope);
    uniques.filter_map(|unique| key(entity, unique)).collect()
}

/// Returns the fields asked for by containment.
pub(super) fn contained(entity: &Entity) -> impl Iterator<Item = &Field> {
    let indexes = entity.indexes.iter().filter(|index| index.kind == IndexKind::Contains);
    indexes.flat_map(|index| &index.columns).map(|column| entity.field(column.field))
}

/// Returns `None` for an index that no page can follow: its order is of a column that the row leaves out or that may be null.
fn page<'a>(entity: &'a Entity, index: &'a Index) -> Option<PageFinder<'a>> {
    let mut equal = Vec::new();
    let mut order = Vec::new();
    for column in &index.columns {
        let field = entity.field(column.field);
        match column.order {
            Some(direction) => order.push((field, direction)),
            None if Some(column.field) == entity.tenant || is_open_end(field) => {}
            None => equal.push(field),
        }
    }
    if order.iter().any(|(field, _)| field.volatile || field.secret || field.nullable) {
        return None;
    }
    let named: Vec<&Field> =
        if equal.is_empty() { order.iter().map(|(field, _)| *field).collect() } else { equal.clone() };
    (!named.is_empty()).then(|| PageFinder {
        suffix: suffix(&named),
        equal,
        order,
        condition: index.condition.as_ref(),
    })
}

fn key<'a>(entity: &'a Entity, unique: &'a Unique) -> Option<KeyFinder<'a>> {
    let columns = unique.columns.iter().filter(|column| Some(**column) != entity.tenant || unique.columns.len() == 1);
    let columns: Vec<&Field> = columns.map(|column| entity.field(*column)).collect();
    let mut missing = columns.iter().copied().filter(|field| field.nullable && unique.nulls == Nulls::Equal);
    let finder = KeyFinder { suffix: suffix(&columns), missing: missing.next(), unique, columns: columns.clone() };
    missing.next().is_none().then_some(finder)
}

/// A moment that may be missing, such as an expiry, narrows an index but is no argument of its finder.
fn is_open_end(field: &Field) -> bool {
    field.nullable && field.ty == FieldType::Scalar(Scalar::Timestamp)
}

fn suffix(fields: &[&Field]) -> String {
    fields.iter().map(|field| subject(field)).collect::<Vec<_>>().join("_and_")
}

/// Returns the name of what a column is about: `conversation` for the reference `conversation_id`.
pub(super) fn subject(field: &Field) -> &str {
    match &field.ty {
        FieldType::Key(_) => field.name.strip_suffix("_id").unwrap_or(&field.name),
        _ => &field.name,
    }
}
