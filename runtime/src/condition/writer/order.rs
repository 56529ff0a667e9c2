//! Orders and groups of rows.

use larder_format::Dialect;

use super::Writer;
use crate::condition::column::{ColumnForm, ColumnKind, ColumnSql};
use crate::condition::figure::Figure;
use crate::condition::order::{Nulls, OrderItem};

impl Writer {
    /// Appends a column as programs read it; one that rows are grouped by, as one of the values of the group.
    pub(crate) fn selected(&mut self, column: &ColumnSql, is_grouped: bool) {
        let is_value = matches!(column.form, ColumnForm::Itself | ColumnForm::Figure(Figure::Bound { .. }));
        let read = match column.kind {
            ColumnKind::Native(native) if is_value => native.read.map(|read| read[self.dialect as usize]),
            _ => None,
        };
        let (before, behind) = read.unwrap_or_default();
        self.push(before);
        // Where MySQL's collation takes texts for equal that are not, one of those that are equal to the last byte.
        if is_grouped && !column.is_figure() && self.compares_bytes(column) {
            self.push("MIN(");
            self.name(column);
            self.push(")");
        } else {
            self.name(column);
        }
        self.push(behind);
        // PostgreSQL names it after the column, which an order would then mean.
        if !behind.is_empty() && self.dialect == Dialect::Postgres {
            self.push(" AS \"::\"");
        }
    }

    /// Appends ` GROUP BY` and the columns, if there are any.
    pub(crate) fn group_by(&mut self, columns: &[ColumnSql]) {
        for (at, column) in columns.iter().enumerate() {
            self.push(if at == 0 { " GROUP BY " } else { ", " });
            if self.compares_bytes(column) {
                self.bytes(column);
            } else {
                self.name(column);
            }
        }
    }

    /// Appends the column in the order of code points.
    pub(super) fn in_order(&mut self, column: &ColumnSql) {
        match self.dialect {
            Dialect::MySql if self.compares_bytes(column) => self.bytes(column),
            Dialect::Postgres if column.compared().is_text() || matches!(column.compared(), ColumnKind::Label) => {
                self.name(column);
                self.push(" COLLATE \"C\"");
            }
            _ => self.name(column),
        }
    }

    fn compares_bytes(&self, column: &ColumnSql) -> bool {
        self.dialect == Dialect::MySql && column.compared().is_text()
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
