//! Adds columns on MySQL and MariaDB.

use larder_format::Direction;
use larder_format::plan::{self, Probe};

use super::super::DIALECT;
use super::super::piece::{COPY, INSTANT, ddl, expects_no_rows, rewriting};
use super::super::rework::Rework;
use super::altered::{change, default_as, is_long};
use super::fill;
use crate::sql::fill as filling;
use crate::sql::fill::{FillKind, FillValue, Source};
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{Column, Table};
use crate::sql::transition::{Piece, Transition};

/// Returns what adds the columns that come.
pub(in super::super) fn added(transition: &Transition<'_>, rework: &Rework<'_>) -> Vec<Piece> {
    let columns = rework.altered.columns.added.iter().filter_map(|added| Some((added.source?, &added.column)));
    columns.flat_map(|(source, column)| column_added(transition, rework, source, column)).collect()
}

fn column_added(
    transition: &Transition<'_>,
    rework: &Rework<'_>,
    source: &plan::Column,
    column: &Column,
) -> Vec<Piece> {
    let (altered, after) = (rework.altered, &rework.altered.after);
    let name = format!("{}.{}", altered.to.name, source.name);
    let is_slow = rework.has_search() || rework.has_computed_keys();
    let add = |column: &Column, comment: String| add(after, column, is_slow, comment);
    let lost = match transition.direction {
        Direction::Up => String::new(),
        Direction::Down => format!("\nThe values of {name} do not come back."),
    };
    let null = Column { nullable: true, default: None, ..column.clone() };
    match filling::value(transition, altered.to, source, DIALECT) {
        Some((FillValue { text, kind: FillKind::Constant }, from)) => {
            let text = as_default(&text, &column.ty);
            let filled = Column { default: Some(text.clone()), ..column.clone() };
            let comment = format!("Adds {name}: the rows that are there get {}.{lost}", described(&text, from));
            let mut pieces = vec![add(&filled, comment)];
            if filled.default != column.default {
                pieces.push(default_as(rework, column, format!("Leaves {name} with its own default.")));
            }
            pieces
        }
        Some((FillValue { text, kind: FillKind::Row | FillKind::Statement }, _)) => {
            let mut pieces =
                vec![add(&null, format!("Adds {name}, null until the rows that are there are filled.{lost}"))];
            if column.default.is_some() {
                let with_default = Column { nullable: true, ..column.clone() };
                pieces.push(default_as(rework, &with_default, format!("Gives new rows a default in {name}.")));
            }
            let condition = format!("{} IS NULL", column.name);
            let comment = format!("Fills {name} where it is null, in batches.");
            pieces.push(fill(altered, &comment, &column.name, &text, &condition));
            if !column.nullable {
                let comment = "Fills the few rows that came in between.";
                pieces.push(fill(altered, comment, &column.name, &text, &condition));
                let before = Column { nullable: true, ..column.clone() };
                pieces.push(change(rework, &before, column, format!("Lets no more nulls into {name}.")));
            }
            pieces
        }
        _ if !column.nullable => {
            let why = match transition.direction {
                Direction::Up => "It is required, and nothing says what rows get",
                Direction::Down => "It is required, and no value can stand in for those that are lost",
            };
            let query = format!("SELECT {} FROM {} LIMIT 1", first_key(after), after.name);
            let refuse = expects_no_rows(format!("{why}: {name} can only come into an empty table."), query);
            vec![refuse, add(column, format!("Adds {name}.{lost}"))]
        }
        _ => {
            let mut pieces = vec![add(&null, format!("Adds {name}, null in the rows that are there.{lost}"))];
            if column.default.is_some() {
                pieces.push(default_as(rework, column, format!("Gives new rows a default in {name}.")));
            }
            pieces
        }
    }
}

/// Returns the step that adds a column. Both servers do so at once where its default is a literal, unless the table
/// `is_slow`. A required date that has no default comes into an empty table, which MySQL does not look at before it
/// refuses to be held to `INSTANT`.
pub(in super::super) fn add(table: &Table, column: &Column, is_slow: bool, comment: String) -> Piece {
    let is_literal = column.default.as_ref().is_none_or(|default| !default.starts_with('('));
    let is_instant = is_literal && !is_slow;
    let is_promised = is_instant && !(column.ty.starts_with("DATE") && !column.nullable && column.default.is_none());
    let mut actions = vec![format!("ADD COLUMN {}", statement::column(column))];
    actions.extend(is_promised.then(|| "ALGORITHM=INSTANT".to_owned()));
    let probe = Probe::HasColumn { table: table.bare_name.clone(), name: DIALECT.bare(&column.name) };
    let statement = alter_table(&table.name, &[actions.join(", ")]);
    if is_instant || column.generated.as_ref().is_some_and(|computed| !computed.stored) {
        return ddl(INSTANT, comment, statement, probe);
    }
    rewriting(COPY, comment, statement, probe)
}

fn as_default(text: &str, ty: &str) -> String {
    if is_long(ty) && !text.starts_with('(') { format!("({text})") } else { text.to_owned() }
}

fn described(text: &str, from: Source) -> String {
    match from {
        Source::Fill => text.to_owned(),
        Source::Default => format!("the default, {text}"),
        Source::Neutral => format!("{text} in their place"),
    }
}

fn first_key(table: &Table) -> &str {
    table.primary_key.iter().flat_map(|key| &key.columns).next().map_or("1", String::as_str)
}
