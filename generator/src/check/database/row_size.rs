//! What MySQL and MariaDB hold in one row.

use larder_format::plan::{Column, ColumnType, Table};

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::sql::value::scalar;

/// All columns together, texts and bytes of unbounded length left out.
const ROW: u64 = 65_535;

/// What has to stand on a page of InnoDB, beside [`HEAD`].
const PAGE: u64 = 8_126;

/// What InnoDB keeps in every row: a header, the number of the transaction, and where the row stood before.
const HEAD: u64 = 5 + 6 + 7;

/// A value of up to so many bytes stands on the page whole.
const SHORT: u64 = 255;

/// Where a longer value stands, and its length.
const POINTER: u64 = 21;

/// No table is too wide for a row.
pub(super) fn check(tables: &[Table], subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for (table, subject) in tables.iter().zip(subjects) {
        let (row, page) = bytes(table);
        let message = if row > ROW {
            format!("a row of `{}` could take {row} bytes, but MySQL and MariaDB allow {ROW}", table.name)
        } else if page > PAGE {
            format!(
                "a row of `{}` could take {page} bytes on an InnoDB page, but MySQL and MariaDB allow {PAGE}",
                table.name
            )
        } else {
            continue;
        };
        let help = if row > ROW {
            "a character takes up to four bytes; shorten the longest strings, or make them `text`, which counts as 12 \
             bytes"
        } else {
            "strings of up to 63 characters are stored on the page; make some of them longer or `text` (stored off \
             the page), or move columns into a table of their own"
        };
        diagnostics.push(Diagnostic::error(Code::RowSize, subject.origin(), message).help(help));
    }
}

/// Returns the bytes of a whole row, and of what stands on its page.
fn bytes(table: &Table) -> (u64, u64) {
    let nulls = table.columns.iter().filter(|column| column.nullable).count().div_ceil(8) as u64;
    let searched = u64::from(table.search.is_some());
    // Tokens stand in a column of their own, a text.
    let (mut row, mut page) = (nulls + searched * 12, HEAD + nulls + searched * POINTER);
    for column in &table.columns {
        let (whole, here) = of(column);
        row += whole;
        page += here;
    }
    (row, page)
}

fn of(column: &Column) -> (u64, u64) {
    let fixed = |bytes| (bytes, bytes);
    match &column.ty {
        ColumnType::Decimal { precision, .. } => fixed(u64::from(*precision).div_ceil(2) + 1),
        ColumnType::String { max } => string(u64::from(*max)),
        ColumnType::Bytes { max: Some(max) } => bounded(u64::from(*max)),
        ColumnType::Enum { values } => {
            string(values.iter().map(|value| value.chars().count() as u64).max().unwrap_or(1))
        }
        ty => scalar::of(ty).and_then(|row| row.bytes).map_or((12, POINTER), fixed),
    }
}

fn string(characters: u64) -> (u64, u64) {
    bounded(characters * 4)
}

fn bounded(bytes: u64) -> (u64, u64) {
    if bytes <= SHORT { (bytes + 1, bytes + 1) } else { (bytes + 2, POINTER) }
}
