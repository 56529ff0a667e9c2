//! The SQL that computes a counter from existing rows.

use std::collections::BTreeMap;

use larder_format::plan::{Fill, Table};

use crate::dialect::Dialect;
use crate::ir;

/// A column that a child's rows are counted or summed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedColumn {
    pub column: String,
    /// The child's table.
    pub child: String,
    /// The child's column that is summed; `None` counts rows.
    pub sum: Option<String>,
    /// Columns of the child, and those of the parent that they equal.
    pub key: Vec<(String, String)>,
    /// The child's column that is null as long as a row is not deleted.
    pub deleted: Option<String>,
}

impl CountedColumn {
    /// Returns the counters of an entity; `tables` are those of all entities.
    pub(in crate::sql::diff) fn all(
        entity: &ir::Entity,
        schema: &ir::Schema,
        tables: &BTreeMap<&str, &Table>,
    ) -> Vec<Self> {
        entity.counters.iter().filter_map(|counter| Self::new(entity, counter, schema, tables)).collect()
    }

    fn new(
        entity: &ir::Entity,
        counter: &ir::Counter,
        schema: &ir::Schema,
        tables: &BTreeMap<&str, &Table>,
    ) -> Option<Self> {
        let child = schema.entity(&counter.child)?;
        let relation =
            child.relations.iter().find(|relation| relation.parent == entity.name && relation.is_to_key())?;
        let reference: Vec<_> = relation.fields().map(|id| child.field(id).column()).collect();
        let table = tables.get(child.table.as_str())?;
        let foreign = table.foreign_keys.iter().find(|key| {
            key.parent == entity.table && reference.iter().all(|own| key.columns.iter().any(|one| one == own))
        })?;
        let mut key: Vec<_> = foreign.columns.iter().cloned().zip(foreign.parent_columns.iter().cloned()).collect();
        let tenant = |entity: &ir::Entity| entity.tenant.map(|field| entity.field(field).column().to_owned());
        // The runtime looks for the parent within the tenant, whether or not the key holds it.
        if let (Some(own), Some(parent)) = (tenant(child), tenant(entity))
            && !key.iter().any(|(column, _)| *column == own)
        {
            key.insert(0, (own, parent));
        }
        Some(Self {
            column: entity.field(counter.field).column().to_owned(),
            child: child.table.clone(),
            sum: counter.sum.as_deref().map(|field| child.column_of(field).to_owned()),
            key,
            deleted: child.soft_delete.map(|field| child.field(field).column().to_owned()),
        })
    }

    /// Returns the columns of the child that the figure is made of.
    pub(in crate::sql::diff) fn needs(&self) -> impl Iterator<Item = &str> {
        let key = self.key.iter().map(|(column, _)| column);
        key.chain(&self.sum).chain(&self.deleted).map(String::as_str)
    }

    /// Returns the figure of a row of `parent`, in the names of the state after.
    pub(in crate::sql::diff) fn fill(&self, parent: &str) -> Fill {
        let [postgres, mysql, sqlite] = Dialect::ALL.map(|dialect| self.figure(parent, dialect));
        Fill::each(postgres, mysql, sqlite)
    }

    fn figure(&self, parent: &str, dialect: Dialect) -> String {
        let name = |name: &str| dialect.identifier(name);
        let (child, parent, is_own) = (dialect.table(&self.child), dialect.table(parent), self.child == parent);
        // MySQL changes no table that a query within the statement reads, unless the query is answered beforehand.
        if is_own && dialect == Dialect::MySql {
            let columns: Vec<_> = self.key.iter().map(|(own, _)| name(own)).collect();
            let (columns, alive) = (columns.join(", "), self.alive("", dialect));
            let alive = alive.map(|alive| format!(" WHERE {alive}")).unwrap_or_default();
            let made = self.made("", dialect);
            let key = self.equal("counted", &parent, dialect);
            return format!(
                "coalesce((SELECT counted.figure FROM (SELECT {columns}, {made} AS figure FROM {child}{alive} \
                 GROUP BY {columns}) AS counted WHERE {key}), 0)"
            );
        }
        let (from, row) = match is_own {
            true => (format!("{child} AS counted"), "counted".to_owned()),
            false => (child.clone(), child),
        };
        let conditions: Vec<_> =
            std::iter::once(self.equal(&row, &parent, dialect)).chain(self.alive(&row, dialect)).collect();
        format!("(SELECT {} FROM {from} WHERE {})", self.made(&row, dialect), conditions.join(" AND "))
    }

    fn made(&self, row: &str, dialect: Dialect) -> String {
        match &self.sum {
            None => "count(*)".to_owned(),
            Some(sum) => format!("coalesce(sum({}), 0)", of(row, sum, dialect)),
        }
    }

    fn equal(&self, row: &str, parent: &str, dialect: Dialect) -> String {
        let pairs = self.key.iter();
        let equal = pairs.map(|(own, theirs)| format!("{} = {}", of(row, own, dialect), of(parent, theirs, dialect)));
        equal.collect::<Vec<_>>().join(" AND ")
    }

    fn alive(&self, row: &str, dialect: Dialect) -> Option<String> {
        self.deleted.as_ref().map(|deleted| format!("{} IS NULL", of(row, deleted, dialect)))
    }
}

/// Returns `row.column`, or the column alone; `row` is spelled already.
fn of(row: &str, column: &str, dialect: Dialect) -> String {
    let column = dialect.identifier(column);
    if row.is_empty() { column } else { format!("{row}.{column}") }
}
