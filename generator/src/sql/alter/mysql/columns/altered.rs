//! Changes columns on MySQL and MariaDB.

use larder_format::plan::ColumnType;

use super::super::DIALECT;
use super::super::comments;
use super::super::piece::{COPY, IN_PLACE, INSTANT, ONLINE, ddl, rewriting};
use super::super::rework::Rework;
use super::defined::{changed, defined_as};
use super::{fill, later};
use crate::sql::alter::difference::AlteredColumn;
use crate::sql::fill as filling;
use crate::sql::fill::FillKind;
use crate::sql::physical::Column;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::{Piece, Transition};

/// The bytes from which the length of a text is stored in two.
const LONG: u32 = 256;

/// Returns what changes the columns that stay: values that do not fit first, then the columns.
pub(in super::super) fn altered(transition: &Transition<'_>, rework: &Rework<'_>) -> Vec<Piece> {
    rework.altered.columns.altered.iter().flat_map(|column| column_altered(transition, rework, column)).collect()
}

/// Returns the steps that say again what the columns are which hold other values and are the same to the database.
pub(in super::super) fn same(rework: &Rework<'_>) -> Vec<Piece> {
    let say = |column: &AlteredColumn<'_>| {
        let comment = format!("{}.{} stays as it is.", rework.altered.to.name, column.to.name);
        change(rework, &column.before, &column.after, comment)
    };
    rework.altered.columns.altered.iter().map(say).collect()
}

fn column_altered(transition: &Transition<'_>, rework: &Rework<'_>, column: &AlteredColumn<'_>) -> Vec<Piece> {
    let named = format!("{}.{}", rework.altered.to.name, column.to.name);
    let changed = |before: &Column, after: &Column| {
        change(rework, before, after, format!("Changes {named} to {}.", described(after)))
    };
    let mut pieces = Vec::new();
    let refit = refit(transition, rework, column);
    let require = require(transition, rework, column);
    let is_filled = refit.is_some() || !require.is_empty();
    let (early, before) = if let Some((told_apart, later)) = later::later(transition, rework.altered, column) {
        pieces.extend(told_apart);
        (Some(changed(&column.before, &later)), later)
    } else if refit.is_some() && gets_fractions(column) {
        let roomy = Column { ty: BOTH.to_owned(), default: None, ..column.before.clone() };
        (Some(changed(&column.before, &roomy)), roomy)
    } else if is_filled && needs_room(column) {
        let roomy = Column { nullable: column.before.nullable || column.after.nullable, ..column.after.clone() };
        (Some(changed(&column.before, &roomy)), roomy)
    } else {
        default_first(rework, column)
    };
    // The values may be those of a later type alone.
    pieces.extend(early);
    pieces.extend(refit);
    pieces.extend(require);
    if before != column.after {
        pieces.push(changed(&before, &column.after));
    }
    pieces
}

/// Holds every whole number and short decimal, and fractions of those that stand in for others.
const BOTH: &str = "DECIMAL(65,20)";

/// Tells whether a fill may be a fraction while the column still holds whole numbers that it is to replace, or have
/// more digits before the point than decimals with more behind it.
fn gets_fractions(column: &AlteredColumn<'_>) -> bool {
    if let (ColumnType::Decimal { scale, .. }, ColumnType::Decimal { scale: after, .. }) =
        (&column.from.ty, &column.to.ty)
    {
        return scale != after;
    }
    let is_whole = matches!(column.from.ty, ColumnType::I64 | ColumnType::Duration);
    is_whole && matches!(column.to.ty, ColumnType::F32 | ColumnType::F64 | ColumnType::Decimal { .. })
}

/// Tells whether the new type holds more than the one before.
fn needs_room(column: &AlteredColumn<'_>) -> bool {
    let (before, after) = (&column.before.ty, &column.after.ty);
    if before == after {
        return false;
    }
    match (length(before), length(after)) {
        (Some(before), Some(after)) => before < after,
        _ => filling::misfit(&column.from, column.to, DIALECT).is_none() && column.to.ty != ColumnType::Bool,
    }
}

/// Returns the step that gives new rows the default of a column which lets no more nulls in, and the column as it is
/// then. Otherwise a row that names no value, and comes between the last fill and the change, would make that fail.
fn default_first(rework: &Rework<'_>, column: &AlteredColumn<'_>) -> (Option<Piece>, Column) {
    let (before, after) = (&column.before, &column.after);
    let is_new = after.default.is_some() && before.default != after.default;
    if !is_new || before.ty != after.ty || !before.nullable || after.nullable {
        return (None, before.clone());
    }
    let with_default = Column { nullable: true, ..after.clone() };
    let comment = format!("Gives new rows a default in {}.{}.", rework.altered.to.name, column.to.name);
    (Some(default_as(rework, &with_default, comment)), with_default)
}

/// Returns the step that replaces values that do not fit: where a fill was typed for them, or where the column holds
/// true or false afterwards.
fn refit(transition: &Transition<'_>, rework: &Rework<'_>, column: &AlteredColumn<'_>) -> Option<Piece> {
    let (to, name) = (rework.altered.to, &column.after.name);
    let bare = format!("{}.{}", to.name, column.to.name);
    if column.to.ty == ColumnType::Bool && column.from.ty != ColumnType::Bool {
        let comment = format!("Makes every other number of {bare} true, in batches.");
        return Some(fill(rework.altered, &comment, name, "1", &format!("{name} NOT IN (0, 1)")));
    }
    let typed = transition.fills.get(&(to.name.clone(), column.to.name.clone()))?;
    let condition = filling::misfit(&column.from, column.to, DIALECT)?;
    let comment = format!("Replaces values of {bare} that no longer fit, in batches.");
    Some(fill(rework.altered, &comment, name, &filling::typed(typed, to, column.to, DIALECT).text, &condition))
}

/// Returns the steps that fill a column which lets no more nulls in.
fn require(transition: &Transition<'_>, rework: &Rework<'_>, column: &AlteredColumn<'_>) -> Vec<Piece> {
    if !column.before.nullable || column.after.nullable {
        return Vec::new();
    }
    let (to, name) = (rework.altered.to, &column.after.name);
    let value = filling::value(transition, to, column.to, DIALECT);
    let Some((value, _)) = value.filter(|(value, _)| value.kind != FillKind::Null) else { return Vec::new() };
    let condition = format!("{name} IS NULL");
    let first = format!("Fills {}.{} where it is null, in batches.", to.name, column.to.name);
    let comments = [first.as_str(), "Fills the few rows that came in between."];
    comments.map(|comment| fill(rework.altered, comment, name, &value.text, &condition)).into()
}

/// Returns the step that makes `after` of `before`, which have the same name.
pub(super) fn change(rework: &Rework<'_>, before: &Column, after: &Column, comment: String) -> Piece {
    let table = &rework.altered.after;
    let is_same = before.ty == after.ty && before.nullable == after.nullable;
    if is_same && before.comment == after.comment {
        return default_as(rework, after, comment);
    }
    let says_alone = is_same && before.default == after.default;
    let probe = match says_alone {
        true => comments::is_said(&table.bare_name, after),
        false => changed(&table.bare_name, before, after),
    };
    let modify = format!("MODIFY COLUMN {}", statement::column(after));
    let plain = alter_table(&table.name, std::slice::from_ref(&modify));
    let in_place = alter_table(&table.name, &[modify, IN_PLACE.to_owned()]);
    if before.nullable == after.nullable && grows_in_place(&before.ty, &after.ty) {
        let is_slow = rework.has_computed_keys() || rework.has_long_checks();
        let statement = if is_slow { plain } else { in_place };
        return ddl(INSTANT, comment, statement, probe);
    }
    if says_alone && !rework.has_long_checks() {
        return ddl(INSTANT, comment, plain, probe);
    }
    let is_slow = rework.has_search() || rework.has_computed_keys() || rework.has_long_checks();
    if before.ty == after.ty && !is_slow {
        return rewriting(ONLINE, comment, in_place, probe);
    }
    rewriting(COPY, comment, plain, probe)
}

/// Returns the step that gives a column the default it is to have.
pub(super) fn default_as(rework: &Rework<'_>, column: &Column, comment: String) -> Piece {
    let table = &rework.altered.after;
    let probe = defined_as(&table.bare_name, column);
    let alter = |action: &str| format!("ALTER COLUMN {} {action}", column.name);
    let action = match &column.default {
        // MySQL takes the default of a long type with the whole column only, be it null.
        default if is_long(&column.ty) && (default.is_some() || column.nullable) => {
            let modify = format!("MODIFY COLUMN {}", statement::column(column));
            if rework.has_long_checks() {
                return rewriting(COPY, comment, alter_table(&table.name, &[modify]), probe);
            }
            modify
        }
        Some(default) => alter(&format!("SET DEFAULT {default}")),
        None if column.nullable => alter("SET DEFAULT NULL"),
        None => alter("DROP DEFAULT"),
    };
    let statement = alter_table(&table.name, &[format!("{action}, ALGORITHM=INSTANT")]);
    ddl(INSTANT, comment, statement, probe)
}

/// Whether values of a type are kept apart from the row; such a type takes no literal as a default, only an expression.
pub(super) fn is_long(ty: &str) -> bool {
    let word = ty.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_uppercase();
    word.ends_with("TEXT") || word.ends_with("BLOB") || ["JSON", "GEOMETRY", "POINT"].contains(&&*word)
}

fn described(column: &Column) -> String {
    let null = if column.nullable { "null allowed" } else { "required" };
    match &column.default {
        Some(default) => format!("{}, {null}, default {default}", column.ty),
        None => format!("{}, {null}, no default", column.ty),
    }
}

/// A text of at most four bytes each character grows in place where the bytes of its length stay as many.
fn grows_in_place(before: &str, after: &str) -> bool {
    match (length(before), length(after)) {
        (Some(before), Some(after)) => before <= after && (before * 4 < LONG) == (after * 4 < LONG),
        _ => false,
    }
}

fn length(ty: &str) -> Option<u32> {
    ty.strip_prefix("VARCHAR(")?.strip_suffix(')')?.parse().ok()
}
