//! Comparisons of columns with values.

use larder_format::Dialect;

use super::Writer;
use crate::condition::column::{ColumnKind, ColumnSql};
use crate::condition::node::{Comparison, ConditionNode};
use crate::condition::operand::Operand;
use crate::condition::pattern::TextPattern;
use crate::error::{Error, ErrorKind};
use crate::statement::push_placeholder;
use crate::validate::{Violation, Violations};

impl Writer {
    /// Appends the column as patterns and negations compare it, which no index serves: texts to the last byte.
    fn exact(&mut self, column: &ColumnSql) {
        if self.dialect == Dialect::MySql && column.compared().is_text() {
            self.bytes(column);
        } else {
            self.name(column);
        }
    }

    pub(super) fn compare(&mut self, column: &ColumnSql, comparison: Comparison, value: &Operand) {
        let on_mysql = self.dialect == Dialect::MySql;
        match comparison {
            Comparison::Equal if on_mysql && matches!(column.compared(), ColumnKind::Text) => {
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
                self.exact(column);
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
        let cast = match column.compared() {
            ColumnKind::Native(native) if self.dialect == Dialect::Postgres => native.cast,
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

    pub(super) fn among(&mut self, column: &ColumnSql, values: &[Operand], is_among: bool) {
        if values.is_empty() {
            // As an empty list has it: whatever the column holds, it is not in it.
            return self.push(if is_among { "1 = 0" } else { "1 = 1" });
        }
        match (self.dialect, is_among) {
            (Dialect::MySql, true) if matches!(column.compared(), ColumnKind::Text) => {
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
                self.exact(column);
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

    /// Appends `a >= 1 AND (a, b) > (1, 2)`. MySQL and MariaDB make no range of the second, and get other words.
    pub(super) fn beyond(&mut self, values: &[(ColumnSql, Operand)], is_descending: bool, apart: &ConditionNode) {
        let (Some((first, value)), true) = (values.first(), self.dialect != Dialect::MySql) else {
            return self.condition(apart);
        };
        let (from, sign) = match is_descending {
            false => (Comparison::GreaterOrEqual, ") > ("),
            true => (Comparison::LessOrEqual, ") < ("),
        };
        self.push("(");
        self.compare(first, from, value);
        self.push(" AND (");
        for (at, (column, _)) in values.iter().enumerate() {
            self.push(if at == 0 { "" } else { ", " });
            self.needs_order(column);
            self.in_order(column);
        }
        self.push(sign);
        for (at, (column, value)) in values.iter().enumerate() {
            self.push(if at == 0 { "" } else { ", " });
            self.value(column, value, false);
        }
        self.push("))");
    }

    pub(super) fn like(&mut self, column: &ColumnSql, pattern: &TextPattern) {
        let (operator, behind) = pattern.operator(self.dialect);
        // By an index, MySQL and MariaDB find no text that goes on with a control character, below the space that their
        // collation sees at the end of every text.
        if pattern.ignores_case {
            self.name(column);
        } else {
            self.exact(column);
        }
        self.push(operator);
        let text: Operand = Box::new(pattern.text(self.dialect));
        self.value(&ColumnSql { kind: ColumnKind::Plain, ..*column }, &text, false);
        self.push(behind);
    }
}
