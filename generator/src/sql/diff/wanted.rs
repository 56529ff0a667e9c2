//! The tables that the definition asks for.

pub(super) mod counted;
pub(super) mod proposal;

use std::collections::BTreeMap;

use larder_format::plan::Table;

use crate::ir;
use crate::sql::{Problem, operation};
use counted::CountedColumn;

/// A table that the definition asks for, and the names it had before.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub entity: String,
    pub table: Table,
    /// The entity or table it was.
    pub was: Option<String>,
    /// The column that says whose row it is.
    pub tenant: Option<String>,
    pub counters: Vec<CountedColumn>,
    /// The columns that had another name: now, and before.
    pub columns_were: Vec<(String, String)>,
    /// The fields whose columns have other names: the column, and the field.
    pub fields: Vec<(String, String)>,
    /// By column, a value that it takes, or why none is proposed.
    pub proposals: BTreeMap<String, Result<String, String>>,
}

/// Returns the table of every entity, in declaration order.
///
/// # Errors
///
/// An entity names a parent that the schema does not hold, or a key that one of the databases cannot hold.
pub fn wanted(schema: &ir::Schema) -> Result<Vec<Wanted>, Vec<Problem>> {
    let tables = operation::tables(schema)?;
    let by_name = tables.iter().map(|table| (table.name.as_str(), table)).collect();
    let counters: Vec<_> = schema.with_tables().map(|entity| CountedColumn::all(entity, schema, &by_name)).collect();
    let with_entity = schema.with_tables().zip(tables).zip(counters);
    Ok(with_entity
        .map(|((entity, table), counters)| Wanted {
            entity: entity.name.clone(),
            table,
            was: entity.was.clone(),
            counters,
            tenant: entity.tenant.map(|field| entity.field(field).column().to_owned()),
            proposals: entity
                .fields
                .iter()
                .map(|field| (field.column().to_owned(), proposal::of(field, schema)))
                .collect(),
            fields: entity
                .fields
                .iter()
                .filter_map(|field| field.column.clone().map(|column| (column, field.name.clone())))
                .collect(),
            columns_were: entity
                .fields
                .iter()
                .filter_map(|field| field.was.clone().map(|was| (field.column().to_owned(), was)))
                .collect(),
        })
        .collect())
}
