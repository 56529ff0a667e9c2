//! Queries for rows that would stop a script in its middle, asked before its first change. A script that is not one
//! transaction would otherwise be left half done.

mod fills;
mod json;
mod keys;

use larder_format::plan::{self, CheckRule, ColumnType, DefaultValue, Step, Table};

use super::difference::{Altered, AlteredColumn, TableDifference};
use crate::dialect::Dialect;
use crate::sql::fill::{self, FillKind};
use crate::sql::lower;
use crate::sql::transition::{Piece, Transition};
use crate::sql::value::stricter::stricter;

/// Rows that are shown of those in the way, and one more.
const SHOWN: u32 = 4;

/// Returns the queries of a script, in the names of the tables as they stand before it.
pub(super) fn guards(transition: &Transition<'_>, difference: &TableDifference<'_>, dialect: Dialect) -> Vec<Piece> {
    let of_table = |altered| {
        let was = Was { transition, altered, dialect };
        let mut pieces: Vec<_> = was.empty().into_iter().collect();
        let written = || altered.to.columns.iter().filter(|column| column.generated.is_none());
        pieces.extend(written().filter_map(|column| was.values(column)));
        pieces.extend(written().filter_map(|column| was.not_taken(column)));
        pieces.extend(written().filter_map(|column| was.not_json(column)));
        pieces.extend(was.keys());
        pieces
    };
    difference.altered.iter().flat_map(of_table).collect()
}

/// Returns the columns of a script that does nothing but look, each with its table: what they hold changes, and not
/// what the database knows of them. A script needs a statement to be run and rolled back.
pub(super) fn only_looked_at<'a>(
    script: &[Piece],
    altered: &'a [Altered<'a>],
    dialect: Dialect,
) -> Vec<(&'a Altered<'a>, &'a AlteredColumn<'a>)> {
    if script.iter().any(|piece| !piece.step.expects_no_rows) {
        return Vec::new();
    }
    let columns =
        altered.iter().flat_map(|altered| altered.columns.altered.iter().map(move |column| (altered, column)));
    columns.filter(|(_, column)| takes_others(column, dialect)).collect()
}

/// Tells whether the type takes other values than before, on this way or on the way back.
fn takes_others(column: &AlteredColumn<'_>, dialect: Dialect) -> bool {
    let AlteredColumn { from, to, .. } = column;
    fill::misfit(from, to, dialect).or_else(|| fill::misfit(to, from, dialect)).is_some()
}

/// A table that changes, looked at as it stands.
struct Was<'a> {
    transition: &'a Transition<'a>,
    altered: &'a Altered<'a>,
    dialect: Dialect,
}

impl<'a> Was<'a> {
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
        let origin = self.origin(&to.name);
        let mut conditions = origin.map(|from| self.kept_values(from, to)).unwrap_or_default();
        if let Some(source) = self.copied(to) {
            conditions.extend(self.misfits(source, to));
        }
        if let Some(value) = self.perhaps_null(to) {
            conditions.extend(self.unfilled(origin, to).map(|rows| format!("{rows}{value} IS NULL")));
        }
        if conditions.is_empty() {
            return None;
        }
        let of = origin.unwrap_or(to);
        let comment = format!("Looks for values of {}.{} that may not stay.", self.altered.from.name, of.name);
        let condition = match conditions.as_slice() {
            [one] => one.clone(),
            several => several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" OR "),
        };
        Some(self.look(comment, Some(&condition)))
    }

    /// Returns the conditions of values that a column has and may not keep.
    fn kept_values(&self, from: &plan::Column, to: &plan::Column) -> Vec<String> {
        let name = self.dialect.identifier(&from.name);
        let is_typed = self.transition.fills.contains_key(&self.key(&to.name));
        let mut conditions = Vec::new();
        if let Some(misfit) = fill::misfit(from, &named(to, from), self.dialect).filter(|_| is_typed) {
            let compared = fill::text_of_enum(&[from, to], &name, self.dialect);
            conditions.extend(self.left(&to.name, &compared).map(|left| format!("{misfit} AND {left}")));
            let broken = self.stricter(from, to).into_iter();
            conditions.extend(broken.map(|broken| format!("{broken} AND NOT ({misfit})")));
        } else {
            conditions.extend(self.misfits(from, to));
        }
        let is_filled = self.value(to).is_some_and(|(value, _)| value.kind != FillKind::Null);
        if from.nullable && !to.nullable && !is_filled {
            conditions.push(format!("{name} IS NULL"));
        }
        conditions
    }

    /// Returns the conditions of values of one column that the other cannot hold.
    fn misfits(&self, from: &plan::Column, to: &plan::Column) -> Vec<String> {
        let misfit = fill::misfit(from, &named(to, from), self.dialect);
        let misfit = misfit.or_else(|| inconvertible(from, to, &self.dialect.identifier(&from.name), self.dialect));
        misfit.into_iter().chain(self.stricter(from, to)).collect()
    }

    /// Returns which rows get the value that was typed, as the beginning of a condition; `None` for none.
    fn unfilled(&self, origin: Option<&plan::Column>, to: &plan::Column) -> Option<String> {
        let Some(from) = origin else { return Some(String::new()) };
        let null = (from.nullable && !to.nullable).then(|| format!("{} IS NULL", self.dialect.identifier(&from.name)));
        let misfit = fill::misfit(from, &named(to, from), self.dialect);
        let rows: Vec<_> = null.into_iter().chain(misfit).collect();
        (!rows.is_empty()).then(|| format!("({}) AND ", rows.join(" OR ")))
    }

    /// Returns the values that the fill of a way back says nothing of, as a condition.
    fn left(&self, column: &str, name: &str) -> Option<String> {
        let known = self.transition.taken_back.get(&self.key(column))?;
        Some(fill::none_of(name, known, self.dialect))
    }

    /// Returns the conditions of values that break a rule of the column afterwards alone, where it can be asked of them
    /// as they are.
    fn stricter(&self, from: &plan::Column, to: &plan::Column) -> Vec<String> {
        if !reads_alike(&from.ty, &to.ty) {
            return Vec::new();
        }
        let (before, after) = (rules(self.altered.from, &from.name), rules(self.altered.to, &to.name));
        let name = fill::text_of_enum(&[from], &self.dialect.identifier(&from.name), self.dialect);
        lower::broken(to, name, &stricter(before, after, from, to), self.dialect)
    }

    fn value(&self, column: &plan::Column) -> Option<(fill::FillValue, fill::Source)> {
        fill::value(self.transition, self.altered.to, column, self.dialect)
    }

    fn key(&self, column: &str) -> (String, String) {
        (self.altered.to.name.clone(), column.to_owned())
    }

    /// Returns what a column of afterwards is before.
    fn origin(&self, column: &str) -> Option<&'a plan::Column> {
        let at = self.altered.renamed.columns.iter().position(|other| other.name == column)?;
        self.altered.from.columns.get(at)
    }

    fn look(&self, comment: String, condition: Option<&str>) -> Piece {
        let keys: Vec<_> = self.altered.from.shown_by().into_iter().map(|name| self.dialect.identifier(name)).collect();
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

/// Returns a column under the name of another.
fn named(column: &plan::Column, other: &plan::Column) -> plan::Column {
    plan::Column { name: other.name.clone(), ..column.clone() }
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
        (text, ColumnType::Json) if is_text(text) && dialect == Dialect::MySql => {
            Some(format!("NOT JSON_VALID({name})"))
        }
        _ => None,
    }
}
