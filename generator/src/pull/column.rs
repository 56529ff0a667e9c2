//! The type of a column in the words of a definition; one file per dialect with the same function in it.

mod mysql;
mod postgres;
mod sqlite;

pub(super) use postgres::UNMADE;

use larder_format::catalogue::{LiveColumn, LiveTable};

use super::checks::ColumnChecks;
use crate::check::field::collations;
use crate::dialect::Dialect;
use crate::ir::MOST_BYTES;

/// The most characters of a string.
const LONGEST_STRING: u32 = 16_383;

/// The most bytes of a key that has no bound in the database.
const KEY_BYTES: u32 = 255;

/// What a definition says of a column's type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ColumnWords {
    /// `i32`, `string`, `decimal(10, 2)`; `enum` with its values beside it.
    pub(super) ty: String,
    /// The bound of a string, or of a text where that tells its column.
    pub(super) length: Option<u32>,
    pub(super) values: Vec<String>,
    /// What a column made anew would have otherwise, and what that means.
    pub(super) differs: Option<String>,
    /// The type, if only this engine has it.
    pub(super) native: Option<String>,
    /// How the database compares its texts, if that is not larder's way.
    pub(super) collation: Option<String>,
    /// Conditions of a check that the type makes by itself, by position.
    pub(super) consumed: Vec<usize>,
}

impl ColumnWords {
    fn plain(ty: &str) -> Self {
        Self { ty: ty.to_owned(), ..Self::default() }
    }

    /// A string, or a text where that is longer than one of MySQL's can be.
    fn string(length: u32) -> Self {
        if length > LONGEST_STRING {
            let text = Self { length: Some(length), ..Self::plain("text") };
            return text.but("larder's column is a text, whose length is a rule");
        }
        Self { length: Some(length), ..Self::plain("string") }
    }

    /// Bytes with the bound that a check says; a key has one in any case.
    fn bytes(checks: &ColumnChecks, is_key: bool) -> Self {
        match checks.most_bytes() {
            Some((at, max @ 1..=MOST_BYTES)) => Self::plain(&format!("bytes({max})")).consuming(vec![at]),
            _ if is_key => Self::plain(&format!("bytes({KEY_BYTES})"))
                .but("bytes are a key with a bound; larder finds no row by longer ones"),
            _ => Self::plain("bytes"),
        }
    }

    /// Takes the type, whose column would be another one.
    fn but(self, differs: impl Into<String>) -> Self {
        Self { differs: Some(differs.into()), ..self }
    }

    /// A type of the engine's own, which programs see as `ty`.
    fn native(ty: &str, column: &LiveColumn) -> Self {
        Self { native: Some(column.ty.clone()), ..Self::plain(ty) }
    }

    fn consuming(self, consumed: Vec<usize>) -> Self {
        Self { consumed, ..self }
    }
}

/// Returns what a definition says of a column's type.
///
/// # Errors
///
/// It cannot say the type; the text says why.
pub(super) fn words(
    column: &LiveColumn,
    table: &LiveTable,
    checks: &ColumnChecks,
    dialect: Dialect,
) -> Result<ColumnWords, String> {
    let words = match dialect {
        Dialect::Postgres => postgres::words(column, table, checks),
        Dialect::MySql => mysql::words(column, is_key(column, table), checks),
        Dialect::Sqlite => sqlite::words(column, table, checks),
    }?;
    let collation = collation(column, table, &words, dialect);
    Ok(ColumnWords { collation, ..words })
}

/// Returns the collation of a text, where a definition can say it: no key has one, and MySQL needs a bound in an index.
fn collation(column: &LiveColumn, table: &LiveTable, words: &ColumnWords, dialect: Dialect) -> Option<String> {
    let name = column.collation.as_deref()?.trim_matches('"');
    let is_text = words.ty == "string" || words.ty == "text" && !is_sought(column, table);
    let is_own = ["utf8mb4_bin", "binary"].contains(&name.to_lowercase().as_str());
    let is_said = is_text && !is_own && words.native.is_none() && words.differs.is_none();
    (is_said && collations::is_name(name, dialect) && !is_key(column, table)).then(|| name.to_owned())
}

/// Tells whether the column is of the primary key or a reference, which have types of larder's own.
fn is_key(column: &LiveColumn, table: &LiveTable) -> bool {
    let holds = |columns: &[String]| columns.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
    table.primary.iter().any(|key| holds(&key.columns))
        || table.references.iter().any(|reference| holds(&reference.columns))
}

/// Tells whether the column is of a key or an index, where a type of the engine's own cannot be.
fn is_sought(column: &LiveColumn, table: &LiveTable) -> bool {
    let is_own = |name: &String| name.eq_ignore_ascii_case(&column.name);
    is_key(column, table)
        || table.uniques.iter().any(|key| key.columns.iter().any(is_own))
        || table.indexes.iter().any(|index| index.parts.iter().any(|part| is_own(&part.text)))
}

/// A type with its parameters apart: `character varying(20)` is `character varying` with 20.
struct Spelled<'a> {
    name: String,
    parameters: Vec<&'a str>,
}

impl<'a> Spelled<'a> {
    fn new(ty: &'a str) -> Self {
        let Some((before, behind)) = ty.split_once('(') else {
            return Self { name: ty.trim().to_lowercase(), parameters: Vec::new() };
        };
        let (inner, after) = behind.split_once(')').unwrap_or((behind, ""));
        let name = format!("{} {}", before.trim(), after.trim()).trim().to_lowercase();
        Self { name, parameters: inner.split(',').map(str::trim).collect() }
    }

    fn number(&self, index: usize) -> Option<u32> {
        self.parameters.get(index).and_then(|text| text.parse().ok())
    }
}

/// Returns a decimal of these parameters, if larder has one with so many digits.
fn decimal(spelled: &Spelled<'_>) -> Result<ColumnWords, String> {
    match (spelled.number(0), spelled.number(1).unwrap_or(0)) {
        (Some(precision @ 1..=28), scale) if scale <= precision => {
            Ok(ColumnWords::plain(&format!("decimal({precision}, {scale})")))
        }
        (Some(precision), _) => Err(format!("a decimal has at most 28 digits, not {precision}")),
        (None, _) => Err("a decimal needs a number of digits".to_owned()),
    }
}
