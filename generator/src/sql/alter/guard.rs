//! Queries for rows that would stop a script in its middle, asked before its first change. A script that is not one
//! transaction would otherwise be left half done.

mod json;
mod keys;

use larder_format::plan::{self, CheckRule, ColumnType, DefaultValue, Step, Table};

use super::difference::{Altered, Difference};
use super::fill::{self, Kind};
use crate::dialect::Dialect;
use crate::sql::diff::stricter;
use crate::sql::lower;
use crate::sql::transition::{Piece, Transition};

/// Rows that are shown of those in the way, and one more.
const SHOWN: u32 = 4;

/// Returns the queries of a script, in the names of the tables as they stand before it.
pub(super) fn guards(transition: &Transition<'_>, difference: &Difference<'_>, dialect: Dialect) -> Vec<Piece> {
    let of_table = |altered| {
        let was = Was { transition, altered, dialect };
        let mut pieces: Vec<_> = was.empty().into_iter().collect();
        pieces.extend(altered.to.columns.iter().filter_map(|column| was.values(column)));
        pieces.extend(altered.to.columns.iter().filter_map(|column| was.not_json(column)));
        pieces.extend(was.keys());
        pieces
    };
    difference.altered.iter().flat_map(of_table).collect()
}

/// A table that changes, looked at as it stands.
struct Was<'a> {
    transition: &'a Transition<'a>,
    altered: &'a Altered<'a>,
    dialect: Dialect,
}

impl Was<'_> {
    /// Asks for any row where a required column comes that nothing fills.
    fn empty(&self) -> Option<Piece> {
        let lacks_value = |column: &plan::Column| {
            !column.nullable && column.default != Some(DefaultValue::Identity) && self.value(column).is_none()
        };
        let added = self.altered.columns.added.iter().filter_map(|added| added.source);
        let names: Vec<_> = added.filter(|column| lacks_value(column)).map(|column| column.name.as_str()).collect();
        if names.is_empty() {
            return None;
        }
        let comment = format!(
            "{}.{} can only come into an empty table: it is required, and nothing says what rows get.",
            self.altered.to.name,
            names.join(" and ")
        );
        Some(self.look(comment, None))
    }

    /// Asks for rows whose value of a column is none afterwards.
    fn values(&self, to: &plan::Column) -> Option<Piece> {
        let from = self.origin(&to.name)?;
        let as_was = plan::Column { name: from.name.clone(), ..to.clone() };
        let name = self.dialect.identifier(&from.name);
        let misfit = fill::misfit(from, &as_was, self.dialect);
        let mut conditions = Vec::new();
        let typed = self.transition.fills.contains_key(&self.key(&to.name));
        match &misfit {
            Some(misfit) if !typed => conditions.push(misfit.clone()),
            Some(misfit) => conditions.extend(self.left(&to.name).map(|left| format!("{misfit} AND {name} {left}"))),
            None => conditions.extend(inconvertible(from, to, &name, self.dialect)),
        }
        let is_filled = self.value(to).is_some_and(|(value, _)| value.kind != Kind::Null);
        if from.nullable && !to.nullable && !is_filled {
            conditions.push(format!("{name} IS NULL"));
        }
        let rules = self.stricter(from, to, &as_was);
        let spared = misfit.filter(|_| typed).map(|misfit| format!(" AND NOT ({misfit})")).unwrap_or_default();
        conditions.extend(rules.iter().map(|rule| format!("NOT ({rule}){spared}")));
        if conditions.is_empty() {
            return None;
        }
        let comment = format!("Looks for values of {}.{} that may not stay.", self.altered.from.name, from.name);
        let condition = match conditions.as_slice() {
            [one] => one.clone(),
            several => several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" OR "),
        };
        Some(self.look(comment, Some(&condition)))
    }

    /// Returns the values that the fill of a way back says nothing of, as a condition.
    fn left(&self, column: &str) -> Option<String> {
        let known = self.transition.taken_back.get(&self.key(column))?;
        let known: Vec<_> = known.iter().map(|value| self.dialect.text_literal(value)).collect();
        Some(format!("NOT IN ({})", known.join(", ")))
    }

    /// Returns the conditions that hold of the column afterwards alone, where they can be asked of it as it is.
    fn stricter(&self, from: &plan::Column, to: &plan::Column, as_was: &plan::Column) -> Vec<String> {
        if !reads_alike(&from.ty, &to.ty) {
            return Vec::new();
        }
        let (before, after) = (rules(self.altered.from, &from.name), rules(self.altered.to, &to.name));
        lower::rules(as_was, &stricter(before, after, from, to), self.dialect)
    }

    fn value(&self, column: &plan::Column) -> Option<(fill::Value, fill::Source)> {
        fill::value(self.transition, self.altered.to, column, self.dialect)
    }

    fn key(&self, column: &str) -> (String, String) {
        (self.altered.to.name.clone(), column.to_owned())
    }

    /// Returns what a column of afterwards is before.
    fn origin(&self, column: &str) -> Option<&plan::Column> {
        let at = self.altered.renamed.columns.iter().position(|other| other.name == column)?;
        self.altered.from.columns.get(at)
    }

    fn look(&self, comment: String, condition: Option<&str>) -> Piece {
        let keys: Vec<_> =
            self.altered.from.primary_key.columns.iter().map(|name| self.dialect.identifier(name)).collect();
        let condition = condition.map(|condition| format!("\nWHERE {condition}")).unwrap_or_default();
        let query = format!("SELECT {} FROM {}{condition}", keys.join(", "), self.altered.old.name);
        query_for(comment, query)
    }
}

fn query_for(comment: String, query: String) -> Piece {
    let step = Step { expects_no_rows: true, ..Step::default() };
    let comment = format!("{comment}\nNothing is changed while there are any.");
    Piece { comment: Some(comment), statements: vec![format!("{query}\nLIMIT {SHOWN}")], unit: None, step }
}

fn rules<'a>(table: &'a Table, column: &str) -> &'a [CheckRule] {
    table.checks.iter().find(|check| check.column == column).map_or(&[], |check| &check.rules)
}

fn is_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::String { .. } | ColumnType::Text { .. } | ColumnType::Enum { .. })
}

fn is_whole(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::I16 | ColumnType::I32 | ColumnType::I64 | ColumnType::Duration)
}

/// Tells whether a value of one type reads as it does when it is one of the other.
fn reads_alike(from: &ColumnType, to: &ColumnType) -> bool {
    let is_float = |ty: &ColumnType| matches!(ty, ColumnType::F32 | ColumnType::F64);
    from == to || is_text(from) && is_text(to) || is_whole(from) && (is_whole(to) || is_float(to))
}

/// Returns the condition of values that the server would refuse to turn into the other type.
fn inconvertible(from: &plan::Column, to: &plan::Column, name: &str, dialect: Dialect) -> Option<String> {
    match (&from.ty, &to.ty) {
        (ColumnType::F32 | ColumnType::F64, to) => {
            let (least, most) = match to {
                ColumnType::I16 => ("-32768", "32767"),
                ColumnType::I32 => ("-2147483648", "2147483647"),
                ColumnType::I64 | ColumnType::Duration => ("-9223372036854774784", "9223372036854774784"),
                ColumnType::F32 if from.ty == ColumnType::F64 => ("-3.4028234663852886e38", "3.4028234663852886e38"),
                _ => return None,
            };
            Some(format!("{name} NOT BETWEEN {least} AND {most}"))
        }
        (text, ColumnType::Json) if is_text(text) && dialect == Dialect::MySql => {
            Some(format!("NOT JSON_VALID({name})"))
        }
        _ => None,
    }
}
