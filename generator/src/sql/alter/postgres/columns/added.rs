//! Adds columns on PostgreSQL.

use larder_format::Direction;
use larder_format::plan::{self, DefaultValue};

use super::super::DIALECT;
use super::super::piece::{REWRITE, alone, instant};
use crate::sql::alter::difference::Altered;
use crate::sql::fill as filling;
use crate::sql::fill::{FillKind, FillValue, Source};
use crate::sql::physical::Column;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::{Piece, Transition};

/// Returns what adds the columns that come.
pub(in super::super) fn added(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let columns = altered.columns.added.iter().filter_map(|added| Some((added.source?, &added.column)));
    columns.flat_map(|(source, column)| add(transition, altered, source, column)).collect()
}

/// Returns what adds the columns that are computed, once those that they are computed from are there.
pub(in super::super) fn computed(altered: &Altered<'_>) -> Option<Piece> {
    let columns = altered.columns.added.iter().map(|added| &added.column);
    let columns: Vec<_> = columns.filter(|column| column.generated.is_some()).collect();
    let actions: Vec<_> = columns.iter().map(|column| format!("ADD COLUMN {}", statement::column(column))).collect();
    let names: Vec<_> =
        columns.iter().map(|column| format!("{}.{}", altered.to.name, DIALECT.bare(&column.name))).collect();
    let comment = format!(
        "Adds {}, computed for every row. Nobody reads or writes the table while it is rewritten.",
        names.join(" and ")
    );
    let mut piece = alone(REWRITE, comment, alter_table(&altered.after.name, &actions));
    piece.step.rewrites = true;
    (!actions.is_empty()).then_some(piece)
}

fn add(transition: &Transition<'_>, altered: &Altered<'_>, source: &plan::Column, column: &Column) -> Vec<Piece> {
    let table = &altered.after.name;
    let name = format!("{}.{}", altered.to.name, source.name);
    let statement = |column: &Column| alter_table(table, &[format!("ADD COLUMN {}", statement::column(column))]);
    let lost = match transition.direction {
        Direction::Up => String::new(),
        Direction::Down => format!("\nThe values of {name} do not come back."),
    };
    if source.default == Some(DefaultValue::Identity) {
        let comment = format!("Adds {name}. The rows that are there are numbered, and rewritten for it.{lost}");
        let mut piece = alone(REWRITE, comment, statement(column));
        piece.step.rewrites = true;
        return vec![piece];
    }
    let plain = Column { default: None, ..column.clone() };
    match filling::value(transition, altered.to, source, DIALECT) {
        Some((FillValue { text, kind: FillKind::Constant | FillKind::Statement }, from)) => {
            let what = described(&text, from);
            let comment = format!("Adds {name}: the rows that are there get {what} without being rewritten.{lost}");
            let filled = Column { default: Some(text.clone()), ..column.clone() };
            let mut statements = vec![statement(&filled)];
            statements.extend(default_after(table, column, Some(&text)));
            vec![instant(table, comment, statements)]
        }
        // The checks of the table come when all of its rows have their values.
        Some((FillValue { kind: FillKind::Row, .. }, _)) => {
            let comment = format!("Adds {name}, null until the rows that are there are filled.{lost}");
            let mut statements = vec![statement(&Column { nullable: true, ..plain })];
            statements.extend(default_after(table, column, None));
            vec![instant(table, comment, statements)]
        }
        _ if !column.nullable => {
            let why = match transition.direction {
                Direction::Up => "It is required, and nothing says what rows get",
                Direction::Down => "It is required, and no value can stand in for those that are lost",
            };
            let comment = format!("Adds {name}.{lost}\n{why}: this fails unless the table is empty.");
            vec![instant(table, comment, vec![statement(column)])]
        }
        _ => {
            let comment = format!("Adds {name}, null in the rows that are there.{lost}");
            let mut statements = vec![statement(&plain)];
            statements.extend(default_after(table, column, None));
            vec![instant(table, comment, statements)]
        }
    }
}

fn described(text: &str, from: Source) -> String {
    match from {
        Source::Fill => text.to_owned(),
        Source::Default => format!("the default, {text},"),
        Source::Neutral => format!("{text} in their place"),
    }
}

/// Returns the statement that gives the column its own default after it was added with `added`.
fn default_after(table: &str, column: &Column, added: Option<&String>) -> Option<String> {
    let action = match &column.default {
        same if same.as_ref() == added => return None,
        Some(default) => format!("SET DEFAULT {default}"),
        None => "DROP DEFAULT".to_owned(),
    };
    Some(alter_table(table, &[format!("ALTER COLUMN {} {action}", column.name)]))
}
