//! The texts of queries, and their values in the order of the placeholders.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` pieces, of names of
//! columns that the generator wrote, in quotes, and of placeholders and numbers; values are always bound.

mod compare;
mod figure;
mod order;
mod source;

use std::ptr;

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static pieces and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use super::column::{ColumnForm, ColumnSql, push_identifier};
use super::node::ConditionNode;
use crate::error::{Error, ErrorKind};
use crate::statement::push_placeholder;
use crate::value::{Arguments, Bind, Keyed};
use source::RowSource;

/// Most values of a statement: SQLite takes no more.
const MOST_VALUES: usize = 32_000;

/// Writes a statement. Whatever is wrong with a value is kept by the arguments, which are then not sent.
pub(crate) struct Writer {
    dialect: Dialect,
    text: String,
    arguments: Arguments,
    /// Whether rows are found by that a condition is not true.
    is_inverted: bool,
    /// Whether there are groups of rows, of which figures can be asked.
    allows_figures: bool,
    /// Where the columns are, the innermost last.
    sources: Vec<RowSource>,
    /// How many tables have got a name.
    tables: u32,
}

impl Writer {
    /// Continues a text of static pieces, and the values that it has placeholders for.
    pub(crate) fn behind(text: String, arguments: Arguments) -> Self {
        let (dialect, sources) = (arguments.dialect(), Vec::new());
        Self { dialect, text, arguments, is_inverted: false, allows_figures: false, sources, tables: 0 }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Appends a text.
    pub(crate) fn push(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// Appends what all statements say of rows, `deleted_at IS NULL AND tenant_id = $1`, with the tenant in place of
    /// the placeholder at its end.
    pub(crate) fn scope(&mut self, text: &'static str, tenant: Option<&str>) {
        let placeholder = if self.dialect == Dialect::MySql { "?" } else { "$1" };
        match (text.strip_suffix(placeholder), tenant) {
            (Some(text), Some(tenant)) => {
                self.push(text);
                self.bind(&Keyed(tenant));
            }
            (Some(_), None) => self.fail("rows that belong to tenants are asked for without one"),
            (None, _) => self.push(text),
        }
    }

    /// Appends a column as the database compares it.
    pub(crate) fn column(&mut self, column: &ColumnSql) {
        self.name(column);
    }

    /// Appends a number.
    pub(crate) fn push_number(&mut self, number: u32) {
        self.text.push_str(&number.to_string());
    }

    /// Appends a placeholder for a value that no column is compared with.
    pub(crate) fn bind(&mut self, value: &dyn Bind) {
        push_placeholder(&mut self.text, self.dialect, self.arguments.len() + 1);
        self.arguments.add(value);
    }

    /// Returns the text and the values.
    pub(crate) fn finish(mut self) -> (SqlStr, Arguments) {
        if self.arguments.len() > MOST_VALUES {
            let what =
                format!("a query with {} values is too long, the longest has {MOST_VALUES}", self.arguments.len());
            self.arguments.fail(Error::new(ErrorKind::Database(what)));
        }
        (AssertSqlSafe(self.text).into_sql_str(), self.arguments)
    }

    /// Appends a condition; one of several parts stands in parentheses.
    pub(crate) fn condition(&mut self, node: &ConditionNode) {
        match node {
            ConditionNode::Compare(column, comparison, value) => self.compare(column, *comparison, value),
            // Not the word alone: MySQL takes it for a number.
            ConditionNode::Never(..) => self.push("NULL = 0"),
            ConditionNode::IsNull(column, is_null) => {
                self.name(column);
                self.push(if *is_null { " IS NULL" } else { " IS NOT NULL" });
            }
            ConditionNode::In(column, values, is_among) => self.among(column, values, *is_among),
            ConditionNode::Within(column, query, is_within) => self.within(column, query, *is_within),
            ConditionNode::Exists(columns, of, is_wanted) => self.exists(columns, of, *is_wanted),
            ConditionNode::Beyond(values, is_descending, apart) => self.beyond(values, *is_descending, apart),
            ConditionNode::Like(column, pattern) => self.like(column, pattern),
            ConditionNode::All(nodes) => self.joined(nodes, " AND ", "1 = 1"),
            ConditionNode::Any(nodes) => self.joined(nodes, " OR ", "1 = 0"),
            ConditionNode::Not(node) => {
                let (before, behind) = self.negation();
                self.push(before);
                self.inverted(node);
                self.push(behind);
            }
            ConditionNode::Unknown(node) => {
                self.push("((");
                self.inverted(node);
                self.push(") IS NULL)");
            }
        }
    }

    /// What stands around a condition that is not to be true. MariaDB 10.11 loses rows where it makes ranges of a
    /// negation, in an index with a descending column: of a comparison with 0 it makes none, and few negations are
    /// served by an index.
    fn negation(&self) -> (&'static str, &'static str) {
        if self.dialect == Dialect::MySql { ("((", ") = 0)") } else { ("NOT (", ")") }
    }

    fn inverted(&mut self, node: &ConditionNode) {
        let before = std::mem::replace(&mut self.is_inverted, true);
        self.condition(node);
        self.is_inverted = before;
    }

    fn joined(&mut self, nodes: &[ConditionNode], between: &'static str, none: &'static str) {
        if nodes.is_empty() {
            return self.push(none);
        }
        self.push("(");
        for (at, node) in nodes.iter().enumerate() {
            if at > 0 {
                self.push(between);
            }
            self.condition(node);
        }
        self.push(")");
    }

    /// Appends a column as the database compares it, or what is made of it.
    fn name(&mut self, column: &ColumnSql) {
        match column.form {
            ColumnForm::Itself => self.bare(column),
            ColumnForm::Figure(figure) => self.figure(column, figure),
            ColumnForm::Beginning(period) => self.beginning(column, period),
        }
    }

    /// Appends the name of a column. Every name is quoted: only few need it, but which ones differs.
    fn bare(&mut self, column: &ColumnSql) {
        let Some(hop) = column.path else { return push_identifier(&mut self.text, self.dialect, column.name) };
        let joins = self.sources.last().map(|source| source.joins.as_slice()).unwrap_or_default();
        match joins.iter().find(|join| ptr::eq(join.hop, hop)) {
            Some(join) => push_identifier(&mut self.text, self.dialect, &join.name_of(column.name)),
            None => self.fail("a column of rows elsewhere is out of place"),
        }
    }

    /// Keeps that the statement cannot be sent.
    fn fail(&mut self, what: &str) {
        self.arguments.fail(Error::new(ErrorKind::Database(what.to_owned())));
    }

    /// Appends the column as it is compared or ordered to the last byte: MySQL's one exact collation of both servers
    /// ignores spaces at the end and puts them above control characters.
    fn bytes(&mut self, column: &ColumnSql) {
        self.push("CAST(");
        self.name(column);
        self.push(" AS BINARY)");
    }
}
