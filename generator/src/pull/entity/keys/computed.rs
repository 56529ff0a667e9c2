//! Keys that an engine has no word for, as larder makes them: over computed columns on MySQL, over expressions on
//! SQLite.

use larder_format::catalogue::LivePart;

use crate::pull::entity::Subject;
use crate::pull::expression::{self, SqlExpression};

/// A key as a definition says it.
#[derive(Debug, Default)]
pub(super) struct SaidKey {
    pub(super) columns: Vec<String>,
    pub(super) nulls_equal: bool,
    pub(super) condition: Option<SqlExpression>,
}

impl SaidKey {
    /// Adds a column, or what a computed one stands for.
    pub(super) fn add(&mut self, column: &str, subject: &Subject<'_>) {
        let live = subject.table.columns.iter().find(|live| subject.is_same(&live.name, column));
        let computed = live.and_then(|live| expression::parse(live.generated.as_deref()?, subject.dialect));
        let is_known = computed.is_some_and(|read| self.add_expression(read, subject));
        if !is_known {
            self.columns.push(column.to_owned());
        }
    }

    /// Adds a part of an index; returns whether it is a column, or an expression that stands for one.
    pub(super) fn add_part(&mut self, part: &LivePart, unique: bool, subject: &Subject<'_>) -> bool {
        if !part.is_expression {
            self.columns.push(part.text.clone());
            return true;
        }
        let read = expression::parse(&part.text, subject.dialect);
        unique && read.is_some_and(|read| self.add_expression(read, subject))
    }

    fn add_expression(&mut self, read: SqlExpression, subject: &Subject<'_>) -> bool {
        match read {
            SqlExpression::Call(name, mut parts) if name == "case" && parts.len() == 2 => {
                let Some(value) = parts.pop() else { return false };
                self.condition = parts.pop();
                match value {
                    SqlExpression::Column(column) => {
                        self.columns.push(column);
                        true
                    }
                    value => self.add_expression(value, subject),
                }
            }
            // A value that the column cannot hold stands in the place of null.
            SqlExpression::Call(name, parts) if name == "coalesce" && parts.len() == 2 => {
                let is_column =
                    |name: &&str| subject.table.columns.iter().any(|live| subject.is_same(&live.name, name));
                let columns = parts[0].columns();
                let mut own = columns.iter().copied().filter(is_column);
                match (own.next(), own.next()) {
                    (Some(column), None) => {
                        self.columns.push(column.to_owned());
                        self.nulls_equal = true;
                        true
                    }
                    _ => false,
                }
            }
            // The digest of a text without a bound.
            SqlExpression::Call(name, mut parts) if name == "unhex" && parts.len() == 1 => match parts.pop() {
                Some(SqlExpression::Call(name, parts)) if name == "sha2" => match parts.into_iter().next() {
                    Some(SqlExpression::Column(column)) => {
                        self.columns.push(column);
                        true
                    }
                    _ => false,
                },
                _ => false,
            },
            _ => false,
        }
    }
}
