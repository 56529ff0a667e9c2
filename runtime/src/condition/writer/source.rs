//! Where the rows of a statement come from: a table, what it is joined with, and rows that are asked for in conditions.
//!
//! A table that is joined is read by a query of its own, which has its tenant, leaves out deleted rows and gives its
//! columns names that no table has: `LEFT JOIN (SELECT id AS j1__id, title AS j1__title FROM talks WHERE tenant_id =
//! $1) AS larder_j1 ON j1__id = talk_id`. All else stays as it is without it. Databases read it as any join.

use larder_format::Dialect;

use super::Writer;
use crate::condition::column::{ColumnForm, ColumnKind, ColumnSql, push_identifier};
use crate::condition::hop::Hop;
use crate::condition::node::ConditionNode;
use crate::condition::subquery::{Referring, Subquery};
use crate::statement::Sql;

/// A table and what it is joined with.
pub(super) struct RowSource {
    /// What the table is called in the statement.
    name: String,
    tenant: Option<String>,
    pub(super) joins: Vec<JoinedTable>,
    /// Whether a condition stands behind it.
    is_filtered: bool,
}

/// A table that is joined.
pub(super) struct JoinedTable {
    pub(super) hop: &'static Hop,
    number: u32,
    columns: Vec<&'static str>,
}

impl JoinedTable {
    /// Returns what a column is called in the statement.
    pub(super) fn name_of(&self, column: &str) -> String {
        format!("j{}__{column}", self.number)
    }
}

impl Writer {
    /// Appends ` FROM messages WHERE tenant_id = $1`, joined with the rows that hold the columns of `used`, and the
    /// conditions on them. `rows` counts the rows of the table.
    pub(crate) fn rows(
        &mut self,
        rows: &'static Sql,
        tenant: Option<&str>,
        used: &[ColumnSql],
        conditions: &[ConditionNode],
    ) {
        self.from(rows, tenant, used, conditions);
        self.conditions(conditions);
    }

    /// Appends the rows of one of several parts of a statement, which stand beside each other.
    pub(crate) fn counted_rows(
        &mut self,
        rows: &'static Sql,
        tenant: Option<&str>,
        conditions: &[ConditionNode],
        own: &[ConditionNode],
    ) {
        self.rows(rows, tenant, &[], conditions);
        self.conditions(own);
        self.sources.pop();
    }

    /// Does the same, with the columns of the rows before it, which bind no values.
    pub(crate) fn columns_and_rows(
        &mut self,
        rows: &'static Sql,
        tenant: Option<&str>,
        (used, conditions): (&[ColumnSql], &[ConditionNode]),
        columns: impl FnOnce(&mut Self),
    ) {
        let start = self.text.len();
        self.rows(rows, tenant, used, conditions);
        let rows = self.text.split_off(start);
        columns(self);
        self.text.push_str(&rows);
    }

    /// Appends conditions, all of which are true of the rows.
    fn conditions(&mut self, conditions: &[ConditionNode]) {
        let before = (self.is_inverted, self.allows_figures);
        (self.is_inverted, self.allows_figures) = (false, false);
        for condition in conditions {
            self.and();
            self.condition(condition);
        }
        (self.is_inverted, self.allows_figures) = before;
    }

    /// Whether rows of other tables stand beside those of its own.
    pub(crate) fn is_joined(&self) -> bool {
        self.sources.first().is_some_and(|source| !source.joins.is_empty())
    }

    /// Appends what the table is called where its rows are locked: its name without a schema.
    pub(crate) fn push_table(&mut self) {
        let name = self.sources.first().map_or("", |source| source.name.as_str());
        self.text.push_str(name.rsplit_once('.').map_or(name, |(_, table)| table));
    }

    fn and(&mut self) {
        let is_filtered =
            self.sources.last_mut().is_some_and(|source| std::mem::replace(&mut source.is_filtered, true));
        self.push(if is_filtered { " AND " } else { " WHERE " });
    }

    fn from(&mut self, rows: &'static Sql, tenant: Option<&str>, used: &[ColumnSql], conditions: &[ConditionNode]) {
        let (table, scope) = table_and_scope(rows, self.dialect);
        let is_nested = !self.sources.is_empty();
        self.push(" FROM ");
        self.push(table);
        let mut name = table.to_owned();
        if is_nested {
            self.tables += 1;
            name = format!("larder_t{}", self.tables);
            self.push(" AS ");
            self.text.push_str(&name);
        }
        let joins = self.joins(used, conditions);
        let source =
            RowSource { name, tenant: tenant.map(str::to_owned), joins: Vec::new(), is_filtered: scope.is_some() };
        self.sources.push(source);
        for join in joins {
            self.join(join);
        }
        if let Some(scope) = scope {
            self.push(" WHERE ");
            self.scope(scope, tenant);
        }
    }

    /// Returns the tables that hold the columns, each behind the one that leads to it.
    fn joins(&mut self, used: &[ColumnSql], conditions: &[ConditionNode]) -> Vec<JoinedTable> {
        let mut joins = Vec::new();
        let mut take = |column: &ColumnSql| {
            if let Some(hop) = column.path {
                add(&mut joins, &mut self.tables, hop, column.name);
            }
        };
        used.iter().for_each(&mut take);
        conditions.iter().for_each(|condition| condition.each_column(&mut take));
        joins
    }

    fn join(&mut self, join: JoinedTable) {
        let tenant = self.sources.last().and_then(|source| source.tenant.clone());
        let (table, scope) = table_and_scope(join.hop.rows, self.dialect);
        self.push(" LEFT JOIN (SELECT ");
        for (at, column) in join.columns.iter().enumerate() {
            self.push(if at == 0 { "" } else { ", " });
            push_identifier(&mut self.text, self.dialect, column);
            self.push(" AS ");
            push_identifier(&mut self.text, self.dialect, &join.name_of(column));
        }
        self.push(" FROM ");
        self.push(table);
        if let Some(scope) = scope {
            self.push(" WHERE ");
            self.scope(scope, tenant.as_deref());
        }
        self.push(") AS larder_j");
        self.push_number(join.number);
        for (at, columns) in join.hop.on.iter().enumerate() {
            self.push(if at == 0 { " ON " } else { " AND " });
            push_identifier(&mut self.text, self.dialect, &join.name_of(columns.to));
            self.push(" = ");
            self.bare(&ColumnSql { path: join.hop.before, ..ColumnSql::new(columns.from, None) });
        }
        if let Some(source) = self.sources.last_mut() {
            source.joins.push(join);
        }
    }

    /// Appends that a column is among the values of a query; one that is null is none of them.
    pub(super) fn within(&mut self, column: &ColumnSql, query: &Subquery, is_within: bool) {
        let to_the_byte = self.is_exact(column) || self.is_exact(&query.column);
        if to_the_byte {
            self.bytes(column);
        } else {
            self.name(column);
        }
        self.push(if is_within { " IN (SELECT " } else { " NOT IN (SELECT " });
        // The column stands before the table, whose joins it may need.
        let start = self.text.len();
        self.from(query.rows, query.tenant.as_deref(), &[query.column], &query.conditions);
        let rows = self.text.split_off(start);
        if to_the_byte {
            self.bytes(&query.column);
        } else {
            self.name(&query.column);
        }
        self.text.push_str(&rows);
        self.and();
        self.name(&query.column);
        self.push(" IS NOT NULL");
        // Rows are found that these are true of, whatever is asked of the values.
        self.conditions(&query.conditions);
        self.sources.pop();
        self.push(")");
    }

    /// Appends that each column has the value of the row that stands beside the table, whose columns are called
    /// `larder_p1` and so on.
    pub(crate) fn correlated(&mut self, columns: &[ColumnSql]) {
        for (column, number) in columns.iter().zip(1..) {
            self.and();
            self.name(column);
            self.push(" = larder_p");
            self.push_number(number);
        }
    }

    /// Appends that rows elsewhere refer to columns, or that none do; it is never unknown.
    pub(super) fn exists(&mut self, columns: &[ColumnSql], of: &Referring, is_wanted: bool) {
        let own: Vec<String> = columns.iter().map(|column| self.outside(column)).collect();
        let tenant = self.sources.last().and_then(|source| source.tenant.clone());
        self.push(if is_wanted { "EXISTS (SELECT 1" } else { "NOT EXISTS (SELECT 1" });
        let conditions = std::slice::from_ref(&of.condition);
        self.from(of.rows, tenant.as_deref(), &of.columns, conditions);
        for ((column, own), other) in columns.iter().zip(&own).zip(&of.columns) {
            self.and();
            if self.is_exact(column) || self.is_exact(other) {
                self.bytes(other);
                self.push(" = CAST(");
                self.text.push_str(own);
                self.push(" AS BINARY)");
            } else {
                self.name(other);
                self.push(" = ");
                self.text.push_str(own);
            }
        }
        self.conditions(conditions);
        self.sources.pop();
        self.push(")");
    }

    /// Returns a column by a name that means it in a query within as well.
    fn outside(&mut self, column: &ColumnSql) -> String {
        let start = self.text.len();
        if column.path.is_none()
            && let Some(source) = self.sources.last()
        {
            self.text.push_str(&source.name);
            self.text.push('.');
        }
        if !matches!(column.form, ColumnForm::Itself) {
            self.fail("rows refer to a column, not to what is made of it");
        }
        self.bare(column);
        self.text.split_off(start)
    }

    fn is_exact(&self, column: &ColumnSql) -> bool {
        self.dialect == Dialect::MySql && matches!(column.kind, ColumnKind::Text)
    }
}

/// Adds a column of a table, and the tables that lead there.
fn add(joins: &mut Vec<JoinedTable>, tables: &mut u32, hop: &'static Hop, column: &'static str) {
    if let Some(join) = joins.iter_mut().find(|join| std::ptr::eq(join.hop, hop)) {
        if !join.columns.contains(&column) {
            join.columns.push(column);
        }
        return;
    }
    if let Some(before) = hop.before {
        hop.on.iter().for_each(|columns| add(joins, tables, before, columns.from));
    }
    *tables += 1;
    let mut columns: Vec<&'static str> = hop.on.iter().map(|columns| columns.to).collect();
    if !columns.contains(&column) {
        columns.push(column);
    }
    joins.push(JoinedTable { hop, number: *tables, columns });
}

/// Returns the table that a text counts the rows of, and what it says of them.
fn table_and_scope(rows: &'static Sql, dialect: Dialect) -> (&'static str, Option<&'static str>) {
    let text = rows.text(dialect);
    let from = text.strip_prefix("SELECT COUNT(*) FROM ").unwrap_or(text);
    from.split_once(" WHERE ").map_or((from, None), |(table, scope)| (table, Some(scope)))
}
