use larder_format::plan::{Column, ColumnType};

use crate::dialect::Dialect;
use crate::sql::lower;

/// Returns the condition of rows whose value no longer fits the type of the column, null left aside; `None` when every
/// value fits, or when only the conversion itself can tell.
pub fn misfit(from: &Column, to: &Column, dialect: Dialect) -> Option<String> {
    let name = dialect.identifier(&to.name);
    match (&from.ty, &to.ty) {
        (_, ColumnType::Enum { values }) => {
            let fits = matches!(&from.ty, ColumnType::Enum { values: before }
                if before.iter().all(|value| values.contains(value)));
            let texts: Vec<_> = values.iter().map(|value| dialect.text_literal(value)).collect();
            // A value with a space behind it is none of the enum's, which MySQL's collation does not tell.
            let is_padded = dialect == Dialect::MySql && !matches!(from.ty, ColumnType::Enum { .. });
            let name = if is_padded { lower::bytes_of(&name) } else { name };
            (!fits).then(|| format!("{name} NOT IN ({})", texts.join(", ")))
        }
        (_, ColumnType::String { max }) => {
            let longest = match &from.ty {
                ColumnType::String { max } => Some(*max),
                ColumnType::Enum { values } => {
                    values.iter().map(|value| u32::try_from(value.chars().count()).unwrap_or(u32::MAX)).max()
                }
                ColumnType::Text { .. } => None,
                _ => return None,
            };
            let length = if dialect == Dialect::Sqlite { "length" } else { "CHAR_LENGTH" };
            let length = if dialect == Dialect::Postgres { "char_length" } else { length };
            (longest.is_none_or(|longest| longest > *max)).then(|| format!("{length}({name}) > {max}"))
        }
        (from, to) => {
            let (before, (least, most)) = (bounds(from)?, bounds(to)?);
            let fits = before.0 >= least && before.1 <= most;
            (!fits).then(|| format!("{name} NOT BETWEEN {least} AND {most}"))
        }
    }
}

/// Whole numbers and what they reach.
fn bounds(ty: &ColumnType) -> Option<(i64, i64)> {
    Some(match ty {
        ColumnType::I16 => (i16::MIN.into(), i16::MAX.into()),
        ColumnType::I32 => (i32::MIN.into(), i32::MAX.into()),
        ColumnType::I64 | ColumnType::Duration => (i64::MIN, i64::MAX),
        _ => return None,
    })
}
