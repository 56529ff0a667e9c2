//! What no method is generated for.

use super::{declared, folded_key, implied, key, of_index};
use crate::dialect::Dialect;
use crate::ir::{Entity, Index, IndexKind, Order, Unique};

/// Returns the indexes and keys of an entity that no method uses, and the beginnings of indexes that have no list, each
/// with the reason. What the definition wants without methods is not among them.
pub fn unmade(entity: &Entity) -> Vec<String> {
    if !entity.has_key() {
        return Vec::new();
    }
    let indexes = entity.indexes.iter().enumerate().filter_map(|(at, index)| {
        let why = why_no_list(entity, at, index)?;
        Some(format!("index `{}` ({why})", text(entity, index)))
    });
    let keys = entity.uniques.iter().filter_map(|unique| {
        let names: Vec<&str> = unique.columns.iter().map(|id| entity.field(*id).name.as_str()).collect();
        Some(format!("key `{}` ({})", names.join(", "), why_no_look_up(entity, unique)?))
    });
    let (_, beginnings) = implied(entity, &declared(entity));
    let beginnings = beginnings.into_iter().map(|(method, why)| format!("`{method}` ({why})"));
    indexes.chain(keys).chain(beginnings).collect()
}

fn why_no_list(entity: &Entity, at: usize, index: &Index) -> Option<String> {
    if index.kind != IndexKind::Ordered || !index.makes_methods {
        return None;
    }
    let is_folded = folded_key(entity, index).is_some() || of_index(entity, index).is_ok_and(|pages| !pages.is_empty());
    if let Some(text) = index.text.as_ref().filter(|_| !is_folded) {
        let lacking: Vec<&str> = text.lacking().map(Dialect::title).collect();
        let none = if lacking.is_empty() { String::new() } else { format!(", not on {}", lacking.join(", ")) };
        let is_method = text.postgres.as_ref().is_some_and(|text| text.starts_with("using "));
        let what = if is_method { "conditions of your own use it" } else { "it is SQL of your own" };
        return Some(format!("{what}{none}"));
    }
    if index.unique {
        return None;
    }
    let pages = match of_index(entity, index) {
        Ok(pages) => pages,
        Err(why) if why.is_empty() => return None,
        Err(why) => return Some(why),
    };
    let list = pages.first()?;
    let method = list.method("list");
    let earlier = entity.indexes[..at].iter().filter_map(|other| of_index(entity, other).ok());
    let first = earlier.flatten().find(|other| other.method("list") == method)?;
    (!first.is_same(list)).then(|| format!("an earlier index has `{method}`"))
}

fn why_no_look_up(entity: &Entity, unique: &Unique) -> Option<&'static str> {
    let is_missing = unique.makes_methods && key(entity, unique).is_none();
    is_missing.then_some("several of its fields are nullable, and null counts as a value in it")
}

fn text(entity: &Entity, index: &Index) -> String {
    let columns = index.columns.iter().map(|column| {
        let order = match column.order {
            None => "",
            Some(Order::Ascending) => " asc",
            Some(Order::Descending) => " desc",
        };
        format!("{}{order}", entity.field(column.field).name)
    });
    columns.collect::<Vec<_>>().join(", ")
}
