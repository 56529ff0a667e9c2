//! The texts of queries, and their values in the order of the placeholders.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` pieces, of names of
//! columns that the generator wrote, in quotes, and of placeholders and numbers; values are always bound.

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static pieces and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

use super::column::{ColumnKind, ColumnSql};
use super::node::{Comparison, ConditionNode};
use super::operand::Operand;
use super::order::{Nulls, OrderItem};
use super::pattern::TextPattern;
use super::subquery::Subquery;
use crate::error::{Error, ErrorKind};
use crate::statement::push_placeholder;
use crate::validate::{Violation, Violations};
use crate::value::{Arguments, Bind, Keyed};

/// Most values of a statement: SQLite takes no more.
const MOST_VALUES: usize = 32_000;

/// Writes a statement. Whatever is wrong with a value is kept by the arguments, which are then not sent.
pub(crate) struct Writer {
    dialect: Dialect,
    text: String,
    arguments: Arguments,
    /// Whether rows are found by that a condition is not true.
    is_inverted: bool,
}

impl Writer {
    /// Begins with a text, and the values that it has placeholders for.
    pub(crate) fn new(text: &'static str, arguments: Arguments) -> Self {
        Self { dialect: arguments.dialect(), text: text.to_owned(), arguments, is_inverted: false }
    }

    /// Continues a text of static pieces and placeholders.
    pub(crate) fn behind(text: String, arguments: Arguments) -> Self {
        Self { dialect: arguments.dialect(), text, arguments, is_inverted: false }
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
        let Some(tenant) = tenant else { return self.push(text) };
        let placeholder = if self.dialect == Dialect::MySql { "?" } else { "$1" };
        self.push(text.strip_suffix(placeholder).unwrap_or(text));
        self.bind(&Keyed(tenant));
    }

    /// Appends a column.
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

    fn name(&mut self, column: &ColumnSql) {
        column.push_name(&mut self.text, self.dialect, None);
    }

    /// Appends the column as it is compared or ordered to the last byte: MySQL's one exact collation of both servers
    /// ignores spaces at the end and puts them above control characters.
    fn bytes(&mut self, column: &ColumnSql) {
        self.push("CAST(");
        self.name(column);
        self.push(" AS BINARY)");
    }

    /// Appends the column in the order of code points.
    fn in_order(&mut self, column: &ColumnSql) {
        let is_text = matches!(column.kind, ColumnKind::Text | ColumnKind::KeyText);
        match self.dialect {
            Dialect::MySql if is_text => self.bytes(column),
            Dialect::Postgres if is_text || matches!(column.kind, ColumnKind::Label) => {
                self.name(column);
                self.push(" COLLATE \"C\"");
            }
            _ => self.name(column),
        }
    }

    fn compare(&mut self, column: &ColumnSql, comparison: Comparison, value: &Operand) {
        let is_text = matches!(column.kind, ColumnKind::Text | ColumnKind::KeyText);
        let on_mysql = self.dialect == Dialect::MySql;
        match comparison {
            Comparison::Equal if on_mysql && matches!(column.kind, ColumnKind::Text) => {
                // By the index first.
                self.push("(");
                self.name(column);
                self.push(" = ");
                self.value(column, value, true);
                self.push(" AND ");
                self.bytes(column);
                self.push(" = ");
                self.value(column, value, true);
                return self.push(")");
            }
            Comparison::NotEqual if on_mysql => {
                let (before, behind) = self.negation();
                self.push(before);
                if is_text {
                    self.bytes(column)
                } else {
                    self.name(column)
                }
                self.push(" = ");
                self.value(column, value, false);
                return self.push(behind);
            }
            Comparison::Equal | Comparison::NotEqual => self.name(column),
            _ => {
                self.needs_order(column);
                self.in_order(column);
            }
        }
        self.push(comparison.sign());
        self.value(column, value, comparison == Comparison::Equal);
    }

    /// What SQLite keeps as text can be neither ordered nor summed up there.
    pub(crate) fn needs_order(&mut self, column: &ColumnSql) {
        if self.dialect == Dialect::Sqlite && column.is_long_decimal() {
            let what = format!("SQLite keeps `{}` as text, which has no order of numbers", column.name);
            self.arguments.fail(Error::new(ErrorKind::Database(what)));
        }
    }

    /// Appends a placeholder. No row holds a value that cannot be stored: none is found that equals it, where that is
    /// all that is asked; everywhere else it is an error.
    fn value(&mut self, column: &ColumnSql, value: &Operand, is_equal: bool) {
        let cast = match column.kind {
            ColumnKind::Native(cast) if self.dialect == Dialect::Postgres => cast,
            _ => None,
        };
        self.text.push_str(cast.map_or("", |cast| cast.before));
        push_placeholder(&mut self.text, self.dialect, self.arguments.len() + 1);
        self.text.push_str(cast.map_or("", |cast| cast.behind));
        let refused = self.arguments.refused();
        value.bind(&mut self.arguments);
        if let Some(refusal) = self.arguments.take_refused(refused).filter(|_| !is_equal || self.is_inverted) {
            let violation = Violation::new(column.name, refusal.rule());
            self.arguments.fail(Violations::from(vec![violation]).into());
        }
    }

    fn among(&mut self, column: &ColumnSql, values: &[Operand], is_among: bool) {
        if values.is_empty() {
            // As an empty list has it: whatever the column holds, it is not in it.
            return self.push(if is_among { "1 = 0" } else { "1 = 1" });
        }
        let is_text = matches!(column.kind, ColumnKind::Text | ColumnKind::KeyText);
        match (self.dialect, is_among) {
            (Dialect::MySql, true) if matches!(column.kind, ColumnKind::Text) => {
                self.push("(");
                self.name(column);
                self.list(column, values, " IN (", is_among);
                self.push(" AND ");
                self.bytes(column);
                self.list(column, values, " IN (", is_among);
                return self.push(")");
            }
            (Dialect::MySql, false) => {
                let (before, behind) = self.negation();
                self.push(before);
                if is_text {
                    self.bytes(column)
                } else {
                    self.name(column)
                }
                self.list(column, values, " IN (", false);
                return self.push(behind);
            }
            _ => self.name(column),
        }
        self.list(column, values, if is_among { " IN (" } else { " NOT IN (" }, is_among);
    }

    /// Appends as many placeholders as the next power of two, so that lists of all lengths share a few prepared
    /// statements; the last item stands in the places that are left.
    fn list(&mut self, column: &ColumnSql, values: &[Operand], operator: &'static str, is_among: bool) {
        self.push(operator);
        let places = values.len().next_power_of_two();
        for (at, value) in values.iter().chain(values.last().into_iter().cycle()).take(places).enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.value(column, value, is_among);
        }
        self.push(")");
    }

    /// Appends that a column is among the values of a query; one that is null is none of them.
    fn within(&mut self, column: &ColumnSql, query: &Subquery, is_within: bool) {
        let is_text = |column: &ColumnSql| matches!(column.kind, ColumnKind::Text);
        let to_the_byte = self.dialect == Dialect::MySql && (is_text(column) || is_text(&query.column));
        if to_the_byte {
            self.bytes(column)
        } else {
            self.name(column)
        }
        self.push(if is_within { " IN (SELECT " } else { " NOT IN (SELECT " });
        if to_the_byte {
            self.bytes(&query.column)
        } else {
            self.name(&query.column)
        }
        let rows = query.rows[self.dialect as usize];
        self.scope(rows, query.tenant.as_deref());
        self.push(if rows.contains(" WHERE ") { " AND " } else { " WHERE " });
        self.name(&query.column);
        self.push(" IS NOT NULL");
        // Rows are found that these are true of, whatever is asked of the values.
        let before = std::mem::replace(&mut self.is_inverted, false);
        for condition in &query.conditions {
            self.push(" AND ");
            self.condition(condition);
        }
        self.is_inverted = before;
        self.push(")");
    }

    fn like(&mut self, column: &ColumnSql, pattern: &TextPattern) {
        let (operator, behind) = pattern.operator(self.dialect);
        // By an index, MySQL and MariaDB find no text that goes on with a control character, below the space that their
        // collation sees at the end of every text.
        let is_text = matches!(column.kind, ColumnKind::Text | ColumnKind::KeyText);
        if self.dialect == Dialect::MySql && is_text && !pattern.ignores_case {
            self.bytes(column);
        } else {
            self.name(column);
        }
        self.push(operator);
        let text: Operand = Box::new(pattern.text(self.dialect));
        self.value(&ColumnSql { kind: ColumnKind::Plain, ..*column }, &text, false);
        self.push(behind);
    }

    /// Appends the column of a statement whose rows are grouped by it: where MySQL's collation takes texts for equal
    /// that are not, one of those that are equal to the last byte.
    pub(crate) fn grouped(&mut self, column: &ColumnSql) {
        if self.groups_bytes(column) {
            self.push("MIN(");
            self.name(column);
            return self.push(")");
        }
        self.name(column);
    }

    /// Appends ` GROUP BY` and the column, and the order of its values.
    pub(crate) fn group_by(&mut self, column: &ColumnSql) {
        self.push(" GROUP BY ");
        if self.groups_bytes(column) {
            self.bytes(column)
        } else {
            self.name(column)
        }
        self.push(" ORDER BY ");
        self.in_order(column);
        if column.is_nullable && self.dialect == Dialect::Postgres {
            self.push(" NULLS FIRST");
        }
    }

    /// Appends the day in UTC of a column that holds moments; SQLite's has microseconds, before 1970 too.
    pub(crate) fn day(&mut self, column: &ColumnSql) {
        match self.dialect {
            Dialect::Postgres => {
                self.push("CAST(");
                self.name(column);
                self.push(" AT TIME ZONE 'UTC' AS date)");
            }
            Dialect::MySql => {
                self.push("CAST(");
                self.name(column);
                self.push(" AS DATE)");
            }
            Dialect::Sqlite => {
                self.push("date((");
                self.name(column);
                self.push(" - (");
                self.name(column);
                self.push(" % 86400000000 + 86400000000) % 86400000000) / 1000000, 'unixepoch')");
            }
        }
    }

    fn groups_bytes(&self, column: &ColumnSql) -> bool {
        self.dialect == Dialect::MySql && matches!(column.kind, ColumnKind::Text | ColumnKind::KeyText)
    }

    /// Appends ` ORDER BY` and the columns, if there are any.
    pub(crate) fn order(&mut self, items: &[OrderItem]) {
        for (at, item) in items.iter().enumerate() {
            self.push(if at == 0 { " ORDER BY " } else { ", " });
            self.ordered_by(item);
        }
    }

    /// PostgreSQL takes a null for the highest value, the others for the lowest; MySQL has no words for anything else.
    fn ordered_by(&mut self, item: &OrderItem) {
        let OrderItem { column, is_descending, nulls, .. } = item;
        self.needs_order(column);
        let is_usual = *nulls == OrderItem::usual(*is_descending);
        if self.dialect == Dialect::MySql && column.is_nullable && !is_usual {
            self.name(column);
            self.push(if *nulls == Nulls::Last { " IS NULL, " } else { " IS NOT NULL, " });
        }
        self.in_order(column);
        if *is_descending {
            self.push(" DESC");
        }
        let is_said = match self.dialect {
            Dialect::Postgres => true,
            Dialect::Sqlite => !is_usual,
            Dialect::MySql => false,
        };
        if column.is_nullable && is_said {
            self.push(if *nulls == Nulls::First { " NULLS FIRST" } else { " NULLS LAST" });
        }
    }
}
