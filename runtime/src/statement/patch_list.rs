//! Patches of many rows that set the same columns, in few statements.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of a
//! [`PatchSql`], of placeholders, commas and parentheses; values are always bound.

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and placeholders; see above")]
use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr as _;

use super::batch::{MOST_PLACEHOLDERS, MOST_ROWS, class};
use super::cast::{Cast, push_cast};
use super::column_set::ColumnSet;
use super::dynamic::{Assignments, PatchSql};
use super::sql::push_placeholder;
use super::text_cache::Shape;
use crate::config::Driver;
use crate::statement::Statement;
use crate::value::{Arguments, Bind, Keyed};

impl PatchSql {
    /// Returns statements that change rows, each with its own values of the same columns, and how many rows each
    /// concerns; `None` where the database knows no UPDATE from a list of values, or one of the values cannot be
    /// stored, which is explained by the patch of its row.
    pub(crate) fn list<K: Bind>(
        &'static self,
        driver: Driver,
        tenant: Option<&str>,
        mut rows: Vec<(K, Assignments<'_>)>,
    ) -> Option<Vec<(Statement, usize)>> {
        let dialect = driver.dialect();
        if dialect == Dialect::MySql {
            return None;
        }
        let columns = rows.first()?.1.columns().clone();
        let keys = self.text(dialect).filter.len() - usize::from(tenant.is_some());
        let each = keys + self.columns.len();
        let mut statements = Vec::new();
        let mut rest = rows.as_mut_slice();
        while !rest.is_empty() {
            let size = class(rest.len(), MOST_ROWS.min((MOST_PLACEHOLDERS - 1) / each));
            let (chunk, after) = rest.split_at_mut(size);
            rest = after;
            let mut arguments = Arguments::new(driver);
            for (key, set) in chunk {
                key.bind(&mut arguments);
                set.bind(&mut arguments);
            }
            if let Some(tenant) = tenant {
                Keyed(tenant).bind(&mut arguments);
            }
            if !arguments.can_be_stored() {
                return None;
            }
            let shape = Shape::Patches(columns.clone(), size);
            let text = self.texts.text(dialect, shape, || self.write_list(dialect, &columns, size, tenant.is_some()));
            statements.push((Statement::new(self.label, AssertSqlSafe(text).into_sql_str(), arguments), size));
        }
        Some(statements)
    }

    /// `UPDATE items SET a = given.column2 FROM (VALUES ($1, $2), ($3, $4)) AS given WHERE id = given.column1`. Both
    /// databases call the columns of VALUES so.
    fn write_list(&self, dialect: Dialect, columns: &ColumnSet, rows: usize, has_tenant: bool) -> String {
        let fragments = self.text(dialect);
        let (tenant, keys) = fragments.filter.split_at(usize::from(has_tenant));
        let set: Vec<usize> = (0..self.columns.len()).filter(|column| columns.contains(*column)).collect();
        let mut text = String::from(fragments.update);
        for (nth, column) in set.iter().enumerate() {
            let comma = if nth > 0 { ", " } else { "" };
            text.push_str(&format!("{comma}{} = given.column{}", fragments.columns[*column], keys.len() + nth + 1));
        }
        text.push_str(" FROM (VALUES ");
        let mut number = 0;
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for place in 0..keys.len() + set.len() {
                text.push_str(if place > 0 { ", " } else { "" });
                number += 1;
                let cast = place.checked_sub(keys.len()).and_then(|nth| Cast::at(self.casts, set[nth]));
                push_value(&mut text, dialect, number, cast);
            }
            text.push(')');
        }
        text.push_str(") AS given");
        for piece in tenant {
            text.push_str(piece);
            push_value(&mut text, dialect, number + 1, None);
        }
        for (nth, piece) in keys.iter().enumerate() {
            text.push_str(piece);
            text.push_str(&format!("given.column{}", nth + 1));
        }
        text
    }
}

/// SQLite takes `$1` for a name, and compares it with all names before it.
fn push_value(text: &mut String, dialect: Dialect, number: usize, cast: Option<Cast>) {
    match (dialect, cast) {
        (Dialect::Postgres, Some(_)) => push_cast(text, dialect, number, cast),
        (Dialect::Postgres, None) => push_placeholder(text, dialect, number),
        _ => text.push('?'),
    }
}
