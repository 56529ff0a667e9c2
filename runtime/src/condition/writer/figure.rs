//! Figures of many rows, and the beginnings of periods.

use larder_format::Dialect;

use super::Writer;
use crate::condition::column::{ColumnKind, ColumnSql};
use crate::condition::figure::{Figure, Period};

impl Writer {
    /// Lets figures be asked for: there are groups.
    pub(crate) fn allow_figures(&mut self) {
        self.allows_figures = true;
    }

    pub(super) fn figure(&mut self, column: &ColumnSql, figure: Figure) {
        if !self.allows_figures {
            self.fail(&format!(
                "`{column}` is of many rows: it is asked for by `columns(…)`, and compared in `having`"
            ));
        }
        match figure {
            Figure::Rows => self.push("COUNT(*)"),
            Figure::Count => self.around("COUNT(", column, ")"),
            Figure::Distinct if self.dialect == Dialect::MySql && column.kind.is_text() => {
                self.around("COUNT(DISTINCT CAST(", column, " AS BINARY))");
            }
            Figure::Distinct => self.around("COUNT(DISTINCT ", column, ")"),
            Figure::Sum { of_floats } => self.sum(column, of_floats),
            Figure::Average => self.average(column),
            Figure::Bound { is_least, is_known } => self.bound(column, is_least, is_known),
        }
    }

    fn around(&mut self, before: &'static str, column: &ColumnSql, behind: &'static str) {
        self.push(before);
        self.bare(column);
        self.push(behind);
    }

    /// Appends a column as the number that programs read.
    fn number(&mut self, before: &'static str, column: &ColumnSql, behind: &'static str) {
        let read = match column.kind {
            ColumnKind::Native(native) => native.read.map(|read| read[self.dialect as usize]),
            _ => None,
        };
        let (cast, end) = read.unwrap_or_default();
        self.push(before);
        self.around(cast, column, end);
        self.push(behind);
    }

    fn sum(&mut self, column: &ColumnSql, of_floats: bool) {
        self.needs_order(column);
        let (before, behind) = match (self.dialect, of_floats, column.kind.digits()) {
            (Dialect::Postgres, true, _) => ("COALESCE(SUM(CAST(", " AS double precision)), 0)"),
            (Dialect::Postgres, false, None) => ("COALESCE(CAST(SUM(", ") AS numeric), 0)"),
            (Dialect::MySql, false, None) => ("COALESCE(CAST(SUM(", ") AS DECIMAL(40, 0)), 0)"),
            (Dialect::Sqlite, true, _) => ("COALESCE(SUM(", "), 0.0)"),
            _ => ("COALESCE(SUM(", "), 0)"),
        };
        self.number(before, column, behind);
    }

    fn average(&mut self, column: &ColumnSql) {
        self.needs_order(column);
        let (before, behind) = match self.dialect {
            Dialect::Postgres => ("CAST(AVG(", ") AS double precision)"),
            // Of integers and decimals MySQL keeps four digits after the point, unless they are no such numbers.
            Dialect::MySql => ("AVG(", " + 0e0)"),
            Dialect::Sqlite => ("AVG(", ")"),
        };
        self.number(before, column, behind);
        // SQLite's column holds units of the last digit.
        if let (Dialect::Sqlite, Some(digits)) = (self.dialect, column.kind.digits()) {
            self.text.push_str(&format!(" / 1e{}", digits.scale));
        }
    }

    fn bound(&mut self, column: &ColumnSql, is_least: bool, is_known: bool) {
        self.needs_order(column);
        let is_text = column.kind.is_text();
        let (before, behind) = match (self.dialect, is_least) {
            // It has no such figure of booleans, keys and most types of its own.
            (Dialect::Postgres, _) if !is_known => {
                self.around("(ARRAY_AGG(", column, " ORDER BY ");
                self.bare(column);
                self.push(if is_least { ") " } else { " DESC) " });
                return self.around("FILTER (WHERE ", column, " IS NOT NULL))[1]");
            }
            (Dialect::Postgres, true) if is_text || matches!(column.kind, ColumnKind::Label) => {
                ("MIN(", " COLLATE \"C\")")
            }
            (Dialect::Postgres, false) if is_text || matches!(column.kind, ColumnKind::Label) => {
                ("MAX(", " COLLATE \"C\")")
            }
            (Dialect::MySql, true) if is_text => ("CONVERT(MIN(CAST(", " AS BINARY)) USING utf8mb4)"),
            (Dialect::MySql, false) if is_text => ("CONVERT(MAX(CAST(", " AS BINARY)) USING utf8mb4)"),
            (_, true) => ("MIN(", ")"),
            (_, false) => ("MAX(", ")"),
        };
        self.around(before, column, behind);
    }

    /// Appends the beginning of the period in UTC that a moment is in; SQLite's has microseconds, before 1970 too.
    pub(super) fn beginning(&mut self, column: &ColumnSql, period: Period) {
        let (before, behind) = match (self.dialect, period) {
            (Dialect::Postgres, Period::Minute) => ("date_trunc('minute', ", ", 'UTC')"),
            (Dialect::Postgres, Period::Hour) => ("date_trunc('hour', ", ", 'UTC')"),
            (Dialect::Postgres, Period::Day) => ("date_trunc('day', ", ", 'UTC')"),
            (Dialect::Postgres, Period::Week) => ("date_trunc('week', ", ", 'UTC')"),
            (Dialect::Postgres, Period::Month) => ("date_trunc('month', ", ", 'UTC')"),
            (Dialect::Postgres, Period::Year) => ("date_trunc('year', ", ", 'UTC')"),
            (Dialect::MySql, Period::Minute) => ("CAST(DATE_FORMAT(", ", '%Y-%m-%d %H:%i:00') AS DATETIME(6))"),
            (Dialect::MySql, Period::Hour) => ("CAST(DATE_FORMAT(", ", '%Y-%m-%d %H:00:00') AS DATETIME(6))"),
            (Dialect::MySql, Period::Day) => ("CAST(DATE_FORMAT(", ", '%Y-%m-%d') AS DATETIME(6))"),
            (Dialect::MySql, Period::Week) => {
                self.around("CAST(DATE(", column, ") - INTERVAL WEEKDAY(");
                (" ", ") DAY AS DATETIME(6))")
            }
            (Dialect::MySql, Period::Month) => ("CAST(DATE_FORMAT(", ", '%Y-%m-01') AS DATETIME(6))"),
            (Dialect::MySql, Period::Year) => ("CAST(DATE_FORMAT(", ", '%Y-01-01') AS DATETIME(6))"),
            (Dialect::Sqlite, _) => return self.beginning_on_sqlite(column, period),
        };
        self.around(before, column, behind);
    }

    fn beginning_on_sqlite(&mut self, column: &ColumnSql, period: Period) {
        let (micros, step) = match period {
            Period::Minute => ("60000000", None),
            Period::Hour => ("3600000000", None),
            Period::Day => ("86400000000", None),
            Period::Week => ("86400000000", Some("'weekday 0', '-6 days'")),
            Period::Month => ("86400000000", Some("'start of month'")),
            Period::Year => ("86400000000", Some("'start of year'")),
        };
        if step.is_some() {
            self.push("CAST(strftime('%s', ");
        }
        self.around("(", column, " - (");
        self.around("", column, " % ");
        self.push(micros);
        self.push(" + ");
        self.push(micros);
        self.push(") % ");
        self.push(micros);
        self.push(")");
        if let Some(step) = step {
            self.push(" / 1000000, 'unixepoch', ");
            self.push(step);
            self.push(") AS INTEGER) * 1000000");
        }
    }
}
