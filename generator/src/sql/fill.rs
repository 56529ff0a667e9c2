//! What rows get that have no fitting value: the expressions that were typed, defaults, and neutral values.

mod constant;
mod fitting;
mod held;
mod instant;
pub mod mapping;
mod neutral;
mod token;

use larder_format::Direction;
use larder_format::plan::{Column, ColumnType, DefaultValue, Fill, Table};

pub use fitting::{misfit, none_of, text_of_enum};
pub use held::{ends, misshapen, unheld, unruly};
pub use token::{SqlToken, tokens, words};

use crate::dialect::Dialect;
use crate::sql::lower;
use crate::sql::transition::Transition;
use crate::sql::value::{array, decimal};

/// A value as SQL text, and how long it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillValue {
    pub text: String,
    pub kind: FillKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillKind {
    /// `NULL`: there is nothing to fill.
    Null,
    /// A literal, good as a default in every dialect.
    Constant,
    /// One value for all rows of a statement: the time.
    Statement,
    /// Another value for each row, or one that cannot be distinguished from that.
    Row,
}

/// Where a value comes from, for the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Somebody typed it.
    Fill,
    /// It is the column's default.
    Default,
    /// It stands in for values that are lost.
    Neutral,
}

/// Returns what rows get in `column` of `table`, both of the state after: the fill, else the default, else, on the way
/// down, a neutral value. Columns that may be null get null on the way down. `None`: null, a failure where it is
/// required.
pub fn value(
    transition: &Transition<'_>,
    table: &Table,
    column: &Column,
    dialect: Dialect,
) -> Option<(FillValue, Source)> {
    let key = (table.name.clone(), column.name.clone());
    if let Some(fill) = transition.fills.get(&key) {
        return Some((typed(fill, table, column, dialect), Source::Fill));
    }
    let is_down = transition.direction == Direction::Down;
    if column.nullable && is_down {
        return None;
    }
    if let Some(value) = default(column, dialect) {
        return Some((value, Source::Default));
    }
    let neutral = is_down.then(|| neutral::value(table, column, dialect)).flatten()?;
    Some((neutral, Source::Neutral))
}

/// Returns a fill as `dialect` says it: a literal in the spelling of the column's type, the time, a new key, a column,
/// or the expression as it was typed, in parentheses.
pub fn typed(fill: &Fill, table: &Table, column: &Column, dialect: Dialect) -> FillValue {
    let text = fill.of(dialect).trim();
    if dialect == Dialect::Postgres
        && column.enum_type().is_some()
        && let Some(pairs) = mapping::read(fill, &column.name)
    {
        let subject = text_of_enum(&[column], &dialect.identifier(&column.name), dialect);
        return row(format!("({})", mapping::case(&subject, &pairs, dialect)));
    }
    if let Some(value) = constant::parse(text) {
        if let Some(text) = text_of(text).and_then(|json| array::of_column(&json, column, dialect)) {
            return FillValue { text, kind: FillKind::Constant };
        }
        return constant::value(&value, &column.ty, dialect);
    }
    match text.to_ascii_lowercase().as_str() {
        "now" | "now()" => now(&column.ty, dialect),
        "uuid_v7" | "uuid_v7()" => uuid_v7(dialect),
        _ if let Some(other) = table.columns.iter().find(|other| other.name == text) => {
            let name = dialect.identifier(text);
            let units = (dialect == Dialect::Sqlite).then(|| decimal::sqlite_cast(&other.ty, &column.ty, &name));
            row(units.flatten().map_or(name, |value| format!("({value})")))
        }
        _ if is_enclosed(text) => row(text.to_owned()),
        _ => row(format!("({text})")),
    }
}

/// Returns the text of a fill that is a literal text.
pub fn text_of(fill: &str) -> Option<String> {
    match constant::parse(fill.trim())? {
        constant::Constant::Text(text) => Some(text),
        _ => None,
    }
}

/// Tells whether the parenthesis that opens a text is closed by its end.
pub fn is_enclosed(text: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && at + c.len_utf8() < text.len() {
            return false;
        }
    }
    text.ends_with(')')
}

/// Returns the value of the column's default; `None` where there is none or an identity makes it.
fn default(column: &Column, dialect: Dialect) -> Option<FillValue> {
    let kind = match column.default.as_ref()? {
        DefaultValue::Literal(_) | DefaultValue::Json(_) => FillKind::Constant,
        DefaultValue::Now => FillKind::Statement,
        DefaultValue::UuidV7 => return Some(uuid_v7(dialect)),
        DefaultValue::Identity => return None,
        DefaultValue::Sql(_) => FillKind::Row,
    };
    Some(FillValue { text: lower::default(column, dialect)?, kind })
}

fn now(ty: &ColumnType, dialect: Dialect) -> FillValue {
    let default = Some(DefaultValue::Now);
    let column = Column {
        name: String::new(),
        ty: ty.clone(),
        nullable: false,
        default,
        stand_in: None,
        native: None,
        members: None,
        unchecked: false,
        generated: None,
        comment: None,
    };
    FillValue { text: lower::default(&column, dialect).unwrap_or_default(), kind: FillKind::Statement }
}

fn row(text: String) -> FillValue {
    FillValue { text, kind: FillKind::Row }
}

/// A key of version 7, made by the server: 48 bits of milliseconds, version, variant, and random bits.
fn uuid_v7(dialect: Dialect) -> FillValue {
    let text = match dialect {
        Dialect::Postgres => {
            "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing \
             substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), \
             52, 1), 53, 1), 'hex')::uuid"
        }
        Dialect::MySql => {
            "UNHEX(CONCAT(LPAD(HEX(FLOOR(UNIX_TIMESTAMP(NOW(6)) * 1000)), 12, '0'), '7', \
             SUBSTR(SHA2(CONCAT(UUID(), RAND()), 256), 1, 3), HEX(8 + FLOOR(RAND() * 4)), \
             SUBSTR(SHA2(CONCAT(RAND(), UUID()), 256), 1, 15)))"
        }
        Dialect::Sqlite => {
            "unhex(printf('%012x', CAST(unixepoch('subsec') * 1000 AS INTEGER)) || '7' || \
             substr(hex(randomblob(2)), 1, 3) || substr('89ab', 1 + (random() & 3), 1) || \
             substr(hex(randomblob(8)), 1, 15))"
        }
    };
    row(text.to_owned())
}
