//! Indexes of the physical schema.

use larder_format::plan::{ForeignKey, Index, IndexColumn, IndexKind, NullOrder, Nulls, Order, PrimaryKey, Unique};

use super::constraint::{conditions, sql_text};
use crate::ir;
use crate::sql::physical::naming::ClaimedNames;

/// Returns the declared indexes except the full-text one; two that differ only in the lists they offer, such as `name`
/// and `name asc`, are one to the database.
pub(super) fn indexes(entity: &ir::Entity, claimed: &mut ClaimedNames) -> Vec<Index> {
    let mut made: Vec<Index> = Vec::new();
    for declared in entity.indexes.iter().filter(|index| index.kind != ir::IndexKind::Search) {
        let mut index = index(entity, declared);
        match made.iter_mut().find(|other| is_same(other, &index)) {
            Some(other) => {
                for (column, second) in other.columns.iter_mut().zip(&index.columns) {
                    if column.nulls == NullOrder::Any {
                        column.nulls = second.nulls;
                    }
                }
            }
            None => {
                let names: Vec<_> = index.columns.iter().map(|column| column.name.as_str()).collect();
                index.name = claimed.claim(&entity.table, &names, "idx");
                made.push(index);
            }
        }
    }
    made
}

/// Where nulls stand matters to no list that asks for one value.
fn is_same(first: &Index, second: &Index) -> bool {
    let ordered =
        |index: &Index| index.columns.iter().map(|column| (column.name.clone(), column.order)).collect::<Vec<_>>();
    let mut pairs = first.columns.iter().zip(&second.columns);
    let nulls_agree =
        pairs.all(|(one, two)| one.nulls == two.nulls || one.nulls == NullOrder::Any || two.nulls == NullOrder::Any);
    ordered(first) == ordered(second)
        && nulls_agree
        && (&first.conditions, first.kind, &first.text) == (&second.conditions, second.kind, &second.text)
        && first.include == second.include
}

/// Returns an index that has no name yet.
fn index(entity: &ir::Entity, index: &ir::Index) -> Index {
    Index {
        name: String::new(),
        kind: match index.kind {
            ir::IndexKind::Contains => IndexKind::Contains,
            ir::IndexKind::Ordered | ir::IndexKind::Search => IndexKind::Ordered,
        },
        conditions: conditions(entity, index.condition.as_ref()),
        columns: index.columns.iter().map(|column| index_column(entity, column)).collect(),
        text: index.text.as_ref().map(sql_text),
        include: super::column::names(entity, &index.include),
        unique: index.unique,
    }
}

/// Adds an index for each foreign key that is the beginning of no other key or index; longer keys go first, since
/// their index may serve a shorter one.
pub(super) fn serve_foreign_keys(
    entity: &ir::Entity,
    primary_key: &PrimaryKey,
    uniques: &[Unique],
    foreign_keys: &[ForeignKey],
    indexes: &mut Vec<Index>,
    claimed: &mut ClaimedNames,
) {
    let mut longest_first: Vec<_> = foreign_keys.iter().collect();
    longest_first.sort_by_key(|key| std::cmp::Reverse(key.columns.len()));
    for key in longest_first {
        let by_unique = uniques.iter().any(|unique| unique_serves(entity, unique, key));
        let served = by_unique
            || primary_key.columns.starts_with(&key.columns)
            || indexes.iter().any(|index| serves(index, key));
        if !served {
            let names: Vec<_> = key.columns.iter().map(String::as_str).collect();
            let column =
                |name: &String| IndexColumn { name: name.clone(), order: Order::Ascending, nulls: NullOrder::Any };
            indexes.push(Index {
                name: claimed.claim(&entity.table, &names, "idx"),
                kind: IndexKind::Ordered,
                columns: key.columns.iter().map(column).collect(),
                conditions: Vec::new(),
                text: None,
                include: Vec::new(),
                unique: false,
            });
        }
    }
}

/// Where nulls are equal, dialects without the word for it index an expression in place of a nullable column.
fn unique_serves(entity: &ir::Entity, unique: &Unique, key: &ForeignKey) -> bool {
    let nullable = |name: &String| entity.fields.iter().any(|field| field.column() == name && field.nullable);
    unique.conditions.is_empty()
        && unique.columns.starts_with(&key.columns)
        && (unique.nulls == Nulls::Distinct || !key.columns.iter().any(nullable))
}

/// MySQL makes an index of its own for a foreign key that has only a descending one.
fn serves(index: &Index, key: &ForeignKey) -> bool {
    let ascends = |column: &IndexColumn, name: &String| column.name == *name && column.order == Order::Ascending;
    index.kind == IndexKind::Ordered
        && index.text.is_none()
        && index.conditions.is_empty()
        && index.columns.len() >= key.columns.len()
        && index.columns.iter().zip(&key.columns).all(|(column, name)| ascends(column, name))
}

fn index_column(entity: &ir::Entity, column: &ir::IndexColumn) -> IndexColumn {
    let order = match column.order {
        Some(ir::Order::Descending) => Order::Descending,
        Some(ir::Order::Ascending) | None => Order::Ascending,
    };
    let field = entity.field(column.field);
    let nulls = match (field.nullable && column.order.is_some(), column.nulls) {
        (false, _) => NullOrder::Any,
        (true, ir::NullOrder::Lowest) => NullOrder::Lowest,
        (true, ir::NullOrder::Highest) => NullOrder::Highest,
    };
    IndexColumn { name: field.column().to_owned(), order, nulls }
}
