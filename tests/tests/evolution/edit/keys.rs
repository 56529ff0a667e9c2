//! Random keys, indexes, full text and roles of fields.

use super::Edit;
use super::propose::Maker;
use crate::model::{Comparison, Condition, Entity, Field, Id, Index, IndexOn, Kind, Scope, Unique};
use crate::rows::draw;

pub(super) fn add_unique(maker: &mut Maker, entity: &Entity) -> Option<Edit> {
    let fields: Vec<&Field> = entity.fields.iter().filter(|field| in_key(field)).collect();
    let on = some(maker, &fields, 3)?;
    let condition = condition(maker, entity, 40);
    let nulls_equal = maker.random.chance(35);
    let unique = Unique { id: maker.id(), on, condition, nulls_equal };
    Some(Edit::AddUnique { entity: entity.id, unique })
}

fn in_key(field: &Field) -> bool {
    field.kind.is_exact() && !field.kind.is_special()
}

pub(super) fn single(maker: &mut Maker, entity: &Entity) -> Option<Edit> {
    let field = maker.random.any(entity.fields.iter().filter(|field| in_key(field)))?;
    let unique = match field.unique {
        Some(_) => None,
        None => Some(if maker.random.chance(60) { Scope::Tenant } else { Scope::Global }),
    };
    Some(Edit::Single { entity: entity.id, field: field.id, unique })
}

pub(super) fn add_index(maker: &mut Maker, entity: &Entity) -> Option<Edit> {
    let json: Vec<&Field> = entity.fields.iter().filter(|field| field.kind == Kind::Json).collect();
    if maker.random.chance(20)
        && let Some(field) = maker.random.any(json)
    {
        let index = Index { id: maker.id(), on: IndexOn::Contains(field.id), condition: Vec::new() };
        return Some(Edit::AddIndex { entity: entity.id, index });
    }
    let fields: Vec<&Field> = entity.fields.iter().filter(|field| field.kind.is_indexable()).collect();
    let strings: Vec<&Field> = fields.iter().copied().filter(|field| matches!(field.kind, Kind::String(_))).collect();
    if maker.random.chance(15)
        && let Some(field) = maker.random.any(strings)
    {
        let index = Index { id: maker.id(), on: IndexOn::Lower(field.id), condition: Vec::new() };
        return Some(Edit::AddIndex { entity: entity.id, index });
    }
    let ids = some(maker, &fields, 3)?;
    let ordered_from = maker.random.below(ids.len() + 1);
    let columns = ids.into_iter().enumerate().map(|(position, id)| {
        let order = (position >= ordered_from).then(|| maker.random.chance(60));
        (id, order)
    });
    let on = IndexOn::Columns(columns.collect());
    let condition = condition(maker, entity, 30);
    Some(Edit::AddIndex { entity: entity.id, index: Index { id: maker.id(), on, condition } })
}

pub(super) fn search(maker: &mut Maker, entity: &Entity) -> Option<Edit> {
    if !entity.search.is_empty() && maker.random.chance(50) {
        return Some(Edit::Search { entity: entity.id, columns: Vec::new() });
    }
    let fields: Vec<&Field> = entity.fields.iter().filter(|field| field.kind.is_text()).collect();
    let columns = some(maker, &fields, 2)?;
    Some(Edit::Search { entity: entity.id, columns })
}

pub(super) fn role(maker: &mut Maker, entity: &Entity) -> Option<Edit> {
    if maker.random.chance(50) {
        let fields = entity.fields.iter().filter(|field| field.kind == Kind::Timestamp && field.nullable);
        let field = maker.random.any(fields).map(|field| field.id).filter(|_| entity.soft_delete.is_none());
        return Some(Edit::SoftDelete { entity: entity.id, field });
    }
    let fields = entity.fields.iter().filter(|field| field.kind.is_integer() && !field.nullable);
    let field = maker.random.any(fields).map(|field| field.id).filter(|_| entity.version.is_none());
    Some(Edit::Version { entity: entity.id, field })
}

/// Returns one to `most` different fields in any order.
fn some(maker: &mut Maker, fields: &[&Field], most: usize) -> Option<Vec<Id>> {
    let mut left: Vec<Id> = fields.iter().map(|field| field.id).collect();
    let count = (1 + maker.random.below(most)).min(left.len());
    let chosen: Vec<Id> = (0..count).map(|_| left.swap_remove(maker.random.below(left.len()))).collect();
    if chosen.is_empty() { None } else { Some(chosen) }
}

fn condition(maker: &mut Maker, entity: &Entity, percent: usize) -> Vec<Condition> {
    if !maker.random.chance(percent) {
        return Vec::new();
    }
    let random = &mut maker.random;
    let plain = |field: &&Field| field.kind.is_integer() || matches!(field.kind, Kind::Bool | Kind::Enum(_));
    let askable = entity.fields.iter().filter(|field| field.nullable || plain(field));
    let Some(field) = random.any(askable) else { return Vec::new() };
    let value = draw::draw(random, &field.kind, &field.rules);
    let is = match random.below(6) {
        0 if field.nullable => Comparison::Null,
        1 | 2 if field.nullable => Comparison::NotNull,
        _ if !plain(&field) => Comparison::NotNull,
        3 => Comparison::NotEqual(value),
        4 if field.kind.is_integer() => Comparison::Above(value),
        5 if field.kind.is_integer() => Comparison::AtMost(value),
        _ => Comparison::Equal(value),
    };
    vec![Condition { field: field.id, is }]
}
