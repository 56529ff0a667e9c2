//! The columns of a table as fields.

use std::collections::BTreeSet;

use larder_format::catalogue::LiveColumn;
use larder_format::splitter::{WordKind, words};

use super::{Subject, Typed, reference};
use crate::check::field::comments;
use crate::dialect::Dialect;
use crate::pull::column::ColumnWords;
use crate::pull::default::{self, DefaultWords};
use crate::pull::miss::MissKind;
use crate::pull::name;
use crate::pull::piece::{FieldPiece, SaidDoc, SaidEntry};
use crate::pull::print;
use crate::sql::fill::is_enclosed;
use crate::sql::lower::SEARCH_ID;
use crate::sql::operation::SEARCH_TOKENS;

/// Returns a field for each column that a definition can say.
pub(super) fn of(typed: &[Typed], subject: &mut Subject<'_>) -> Vec<FieldPiece> {
    let table = subject.table;
    let mut names = BTreeSet::new();
    let mut fields = Vec::new();
    for (column, typed) in table.columns.iter().zip(typed) {
        match &typed.words {
            // Those that larder makes are found again by the keys over them.
            _ if is_of_key(column, subject) => {}
            _ if is_of_search(column, subject) => {
                let why = "it is of larder's full text, whose fields only a person knows: add `{ search = … }`";
                subject.miss(MissKind::Left, &column.name, column.ty.clone(), why);
            }
            Ok(words) => fields.push(field(column, words, typed, &mut names, subject)),
            Err(why) => {
                let needs = !column.nullable && column.default.is_none();
                let rows = if needs { "; rows can be read and changed, and an insert lacks its value" } else { "" };
                subject.miss(MissKind::Left, &column.name, column.ty.clone(), format!("{why}{rows}"));
            }
        }
    }
    in_order_of_key(fields, subject)
}

/// A key has its columns in the order of the fields.
fn in_order_of_key(mut fields: Vec<FieldPiece>, subject: &Subject<'_>) -> Vec<FieldPiece> {
    let place = |field: &FieldPiece| subject.primary().iter().position(|name| subject.is_same(name, &field.column));
    let places: Vec<usize> = (0..fields.len()).filter(|at| place(&fields[*at]).is_some()).collect();
    let mut keys: Vec<FieldPiece> = places.iter().map(|at| fields[*at].clone()).collect();
    keys.sort_by_key(place);
    for (at, key) in places.into_iter().zip(keys) {
        fields[at] = key;
    }
    fields
}

/// Whether larder keeps the words of a full text in the column, or SQLite's number of a row of them.
fn is_of_search(column: &LiveColumn, subject: &Subject<'_>) -> bool {
    let has_tokens = subject.table.column(SEARCH_TOKENS).is_some();
    column.name == SEARCH_TOKENS || has_tokens && column.name == SEARCH_ID && subject.dialect == Dialect::Sqlite
}

/// Whether MySQL computes the column for a key or an index of larder's, which has a name for each kind.
fn is_of_key(column: &LiveColumn, subject: &Subject<'_>) -> bool {
    // The last is of a digest, sha256, without its number.
    const KINDS: [&str; 5] = ["unique", "nulls", "lower", "upper", "sha"];
    let is_virtual = column.generated.is_some() && !is_stored(column);
    let end = column.name.rsplit('_').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    is_virtual && subject.dialect == Dialect::MySql && KINDS.contains(&end)
}

fn is_stored(column: &LiveColumn) -> bool {
    column.others.iter().any(|word| word == "STORED")
}

/// Returns the expression of a column that is computed.
fn generated(column: &LiveColumn, subject: &mut Subject<'_>) -> Option<SaidEntry> {
    let expression = column.generated.as_deref()?;
    if !is_stored(column) {
        let what = format!("GENERATED ALWAYS AS ({expression}) VIRTUAL");
        subject.miss(MissKind::Otherwise, &column.name, what, "larder's column is STORED");
    }
    let expression = bare(expression, subject.dialect);
    Some(SaidEntry::new("generated", print::text(&called(expression, subject.dialect))))
}

/// Returns an expression without the parentheses that MySQL puts around the whole of it.
fn bare(text: &str, dialect: Dialect) -> &str {
    match dialect {
        Dialect::MySql if is_enclosed(text) => &text[1..text.len() - 1],
        _ => text,
    }
}

/// Returns an expression without spaces between a name and a parenthesis: where there is one, MySQL does not know some
/// of its own functions.
fn called(text: &str, dialect: Dialect) -> String {
    let (mut result, mut done, mut name) = (String::new(), 0, None);
    let all = words(text, dialect);
    for word in all.iter().filter(|_| dialect == Dialect::MySql) {
        if let Some(end) = name.filter(|_| word.is_sign("(")) {
            result += &text[done..end];
            done = word.at;
        }
        name = (word.kind == WordKind::Bare).then(|| word.end());
    }
    result + &text[done..]
}

fn field(
    column: &LiveColumn,
    words: &ColumnWords,
    typed: &Typed,
    names: &mut BTreeSet<String>,
    subject: &mut Subject<'_>,
) -> FieldPiece {
    let base = name::field(&column.name);
    let mut own = base.clone();
    let mut number = 1;
    while !names.insert(own.clone()) {
        number += 1;
        own = format!("{base}_{number}");
    }
    let is_primary = subject.is_primary(&column.name);
    let nullable = column.nullable && !is_primary && !typed.checks.is_required();
    let reference = reference::of(column, subject);
    if words.ty == "text" && reference.is_some() {
        let why = "a reference to a text has the length of the key that it refers to";
        subject.miss(MissKind::Otherwise, &column.name, column.ty.clone(), why);
    }
    let bounded = (is_primary && words.ty == "text" && reference.is_none()).then(|| bounded(words));
    let words = bounded.as_ref().unwrap_or(words);
    if let Some(differs) = &words.differs {
        subject.miss(MissKind::Otherwise, &column.name, column.ty.clone(), differs.clone());
    }
    others(column, words.collation.is_some(), subject);
    let mut attributes = Vec::new();
    if is_primary {
        attributes.push(primary(column, words, reference.is_some(), subject));
    }
    default(column, words, (is_primary, reference.is_some()), &mut attributes, subject);
    attributes.extend(generated(column, subject));
    FieldPiece {
        name: own,
        column: column.name.clone(),
        nullable,
        reference,
        plain: plain(column, words, typed, nullable, subject.dialect),
        attributes,
        doc: SaidDoc::of(column.comment.as_ref(), comments::MOST_OF_COLUMN),
        unique: None,
        referred: false,
        renamed: false,
    }
}

/// Type and rules.
fn plain(column: &LiveColumn, words: &ColumnWords, typed: &Typed, nullable: bool, dialect: Dialect) -> Vec<SaidEntry> {
    let mut rules = typed.checks.rules(words, dialect);
    // A rule is about what programs write.
    rules.retain(|(key, _)| column.generated.is_none() || *key == "length");
    let mut entries = Vec::new();
    if words.ty == "enum" {
        let values: Vec<String> = words.values.iter().map(|value| print::text(value)).collect();
        entries.push(SaidEntry::new("enum", format!("[{}]", values.join(", "))));
        if nullable {
            entries.push(SaidEntry::new("nullable", "true"));
        }
    } else {
        let mark = if nullable { "?" } else { "" };
        entries.push(SaidEntry::new("type", print::text(&format!("{}{mark}", words.ty))));
    }
    entries.extend(rules.into_iter().map(|(key, value)| SaidEntry::new(key, value)));
    entries.extend(words.native.as_ref().map(|own| SaidEntry::new("native", native(own, words, dialect))));
    entries.extend(words.collation.as_ref().map(|name| SaidEntry::new("collation", collation(name, dialect))));
    entries
}

/// Returns what each database calls a type that only one has; the others hold what programs bind.
fn native(own: &str, words: &ColumnWords, dialect: Dialect) -> String {
    // Elsewhere larder has a column of its own.
    if words.ty == "enum" || words.ty.ends_with("[]") {
        return format!("{{ postgres = {} }}", print::text(own));
    }
    let is_whole = words.ty == "i64";
    let said = |other: Dialect| {
        print::text(match other {
            _ if other == dialect => own,
            Dialect::Postgres if is_whole => "bigint",
            Dialect::MySql if is_whole => "BIGINT",
            Dialect::Sqlite if is_whole => "INTEGER",
            Dialect::Postgres => "text",
            Dialect::MySql => "LONGTEXT",
            Dialect::Sqlite => "TEXT",
        })
    };
    let [postgres, mysql, sqlite] = Dialect::ALL.map(said);
    format!("{{ postgres = {postgres}, mysql = {mysql}, sqlite = {sqlite} }}")
}

/// Returns how this database compares a text; the others compare as larder has it.
fn collation(name: &str, dialect: Dialect) -> String {
    format!("{{ {} = {} }}", dialect, print::text(name))
}

/// The longest text of a key that has no bound in the database.
const KEY_LENGTH: u32 = 255;

/// MySQL has no key without a bound, so a definition has none either.
fn bounded(words: &ColumnWords) -> ColumnWords {
    let mut words = ColumnWords { ty: "string".to_owned(), length: Some(KEY_LENGTH), ..words.clone() };
    let why = "a text is a key with a length; larder finds no row by a longer one";
    words.differs = Some(words.differs.map_or_else(|| why.to_owned(), |differs| format!("{differs}; {why}")));
    words
}

fn primary(column: &LiveColumn, words: &ColumnWords, is_reference: bool, subject: &Subject<'_>) -> SaidEntry {
    let is_integer = ["i16", "i32", "i64"].contains(&words.ty.as_str());
    let by_sequence = column.default.as_deref().is_some_and(|text| text.contains("nextval("));
    let is_alone = subject.primary().len() == 1;
    let is_given = is_alone && is_integer && !column.numbered && !by_sequence && !is_reference;
    SaidEntry::new("primary", if is_given { "\"assigned\"" } else { "true" })
}

fn default(
    column: &LiveColumn,
    words: &ColumnWords,
    (is_primary, is_reference): (bool, bool),
    attributes: &mut Vec<SaidEntry>,
    subject: &mut Subject<'_>,
) {
    let text = column.default.clone().unwrap_or_default();
    let numbers_alone = is_primary && subject.primary().len() == 1;
    if column.numbered && !numbers_alone {
        let why = "only a primary key of one column is numbered by the database; the program gives the value";
        subject.miss(MissKind::Left, &column.name, "numbered by the database", why);
    }
    match default::words(column, words, subject.dialect) {
        None => {}
        // A key has no fixed value, and its uuid is made in Rust.
        Some(DefaultWords::Said(_)) if is_primary => {}
        Some(DefaultWords::Said(value)) => attributes.push(SaidEntry::new("default", value)),
        Some(DefaultWords::Otherwise(value, why)) => {
            subject.miss(MissKind::Otherwise, &column.name, format!("DEFAULT {text}"), why);
            if !is_primary {
                attributes.push(SaidEntry::new("default", value));
            }
        }
        // A key is made in Rust, or given by the program.
        Some(DefaultWords::Sql(_)) if is_primary || is_reference => {
            let why = "a key has no default by an expression; the program gives the value";
            subject.miss(MissKind::Left, &column.name, format!("DEFAULT {text}"), why);
        }
        Some(DefaultWords::Sql(expression)) => {
            let expression = called(&expression, subject.dialect);
            attributes.push(SaidEntry::new("default_sql", print::text(&expression)));
        }
        Some(DefaultWords::Numbered(why)) if numbers_alone => {
            subject.miss(MissKind::Otherwise, &column.name, format!("DEFAULT {text}"), why);
        }
        Some(DefaultWords::Numbered(_)) => {
            let why = "only a primary key of one column is numbered by the database; the program gives the value";
            subject.miss(MissKind::Left, &column.name, format!("DEFAULT {text}"), why);
        }
        Some(DefaultWords::Refused(why)) => {
            subject.miss(
                MissKind::Left,
                &column.name,
                format!("DEFAULT {text}"),
                format!("{why}; the program gives the value"),
            );
        }
    }
}

/// Lists what else a column's declaration says.
fn others(column: &LiveColumn, is_said: bool, subject: &mut Subject<'_>) {
    let is_known =
        |other: &&String| other.starts_with("DOMAIN OVER ") || column.generated.is_some() && *other == "STORED";
    for other in column.others.iter().filter(|other| !is_known(other)) {
        subject.miss(MissKind::Otherwise, &column.name, other.clone(), "a definition does not say it");
    }
    let is_own = |collation: &str| subject.dialect == Dialect::MySql && collation == "utf8mb4_bin";
    if let Some(collation) = column.collation.clone().filter(|collation| !is_own(collation) && !is_said) {
        let why = "larder compares texts to the byte; this column does as its collation says";
        subject.miss(MissKind::Otherwise, &column.name, format!("COLLATE {collation}"), why);
    }
}
