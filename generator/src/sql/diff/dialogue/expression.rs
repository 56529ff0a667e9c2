//! Whether the value of `--fill` can stand in the middle of a statement, as far as its text tells.

mod outer;

use larder_format::plan::{Column, ColumnType, Table};

use crate::sql::diff::Tables;
use crate::sql::fill;

/// Functions that make one value of many rows. A copy of the table that named one would keep a single row.
const AGGREGATES: &[&str] = &[
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "group_concat",
    "json_agg",
    "json_arrayagg",
    "json_group_array",
    "json_group_object",
    "json_object_agg",
    "json_objectagg",
    "jsonb_agg",
    "jsonb_object_agg",
    "std",
    "stddev",
    "string_agg",
    "sum",
    "total",
    "variance",
];

/// A parenthesis that is open.
struct Open {
    /// A query of its own begins here or around.
    query: bool,
    /// The function takes the extreme of many rows, unless it has several arguments.
    extreme: bool,
    several: bool,
}

/// What the tables are like when the value is asked for.
#[derive(Clone, Copy)]
pub(super) struct FillScope<'a> {
    /// The table whose rows get the value, as it becomes.
    pub(super) own: &'a Table,
    pub(super) before: &'a Tables,
    pub(super) wanted: &'a [crate::sql::diff::Wanted],
    /// That table as it was.
    pub(super) stood: Option<&'a Table>,
    /// The columns of the table that are called otherwise by then: before, and then.
    pub(super) renamed: &'a [(String, String)],
}

/// Why a value is refused, and what to write instead.
pub(super) struct Refusal {
    pub(super) reason: &'static str,
    pub(super) help: String,
}

/// Says why an expression cannot be the value of `column`.
pub(super) fn refused(expression: &str, column: &Column, scope: FillScope<'_>) -> Option<Refusal> {
    let word = expression.to_ascii_lowercase();
    let plain = |reason| Refusal { reason, help: "write one SQL expression, such as `'none'` or `0`".to_owned() };
    if word == "null" && !column.nullable {
        return Some(plain("is null, but the field is required"));
    }
    if matches!(word.as_str(), "uuid_v7" | "uuid_v7()") && column.ty != ColumnType::Uuid {
        let reason = "is a uuid, but the field has another type";
        let help = match column.ty {
            ColumnType::String { .. } | ColumnType::Text { .. } => {
                "write an expression for each database: `gen_random_uuid()::text` for `postgres`, `uuid()` for \
                 `mysql`, \
                 `lower(hex(randomblob(16)))` for `sqlite`, each with `--fill User.slug:postgres=…`"
                    .to_owned()
            }
            _ => "write a value of the field's type; `uuid_v7` is for fields of type `uuid`".to_owned(),
        };
        return Some(Refusal { reason, help });
    }
    let misshapen = || column.stand_in.as_deref().and_then(|sample| fill::misshapen(expression, sample));
    let rules = scope.own.checks.iter().find(|check| check.column == column.name).map_or(&[][..], |check| &check.rules);
    let unruly = || fill::unruly(expression, rules);
    if let Some(reason) = fill::unheld(expression, &column.ty).or_else(misshapen).or_else(unruly) {
        return Some(Refusal { reason, help: "write a value that the field can hold".to_owned() });
    }
    if let Some(reason) = unusable(expression) {
        return Some(plain(reason));
    }
    if let Some((old, new)) = outer::renamed(expression, scope) {
        let help = format!("the column has already been renamed at that point: write `{new}` instead of `{old}`");
        return Some(Refusal { reason: "uses the old name of a column", help });
    }
    if let Some(near) = outer::unknown(expression, scope) {
        return Some(Refusal { reason: "is not a column of the table", help: near });
    }
    outer::aggregate(expression, scope).map(|call| Refusal {
        reason: "aggregates over the rows of the table itself",
        help: format!(
            "`{call}` uses only columns of `{}`, so it is not an aggregate of the subquery that contains it; use a \
             column of a table of the subquery",
            scope.own.name
        ),
    })
}

/// Tells whether a function, in small letters, makes one value of many rows.
fn is_aggregate(function: &str) -> bool {
    AGGREGATES.contains(&function)
}

/// Says why a text cannot stand for a value in the middle of a statement.
fn unusable(expression: &str) -> Option<&'static str> {
    const FOLDS: &str = "uses an aggregate function outside a `(SELECT …)`";
    let mut open: Vec<Open> = Vec::new();
    let mut word = String::new();
    let mut after_space = false;
    let mut chars = expression.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' | '`' if !chars.any(|other| other == c) => return Some("has a quotation mark without its pair"),
            '(' => {
                let inside: String = chars.clone().skip_while(|c| c.is_whitespace()).take(6).collect();
                let query = inside.eq_ignore_ascii_case("select") || open.last().is_some_and(|outer| outer.query);
                if !query && is_aggregate(&word) {
                    return Some(FOLDS);
                }
                open.push(Open { query, extreme: !query && matches!(&*word, "max" | "min"), several: false });
            }
            ')' => match open.pop() {
                None => return Some("closes a parenthesis that is not open"),
                Some(Open { extreme: true, several: false, .. }) => return Some(FOLDS),
                Some(_) => {}
            },
            ',' => match open.last_mut() {
                None => return Some("contains more than one value"),
                Some(inner) => inner.several = true,
            },
            ';' => return Some("contains a semicolon"),
            '-' if chars.peek() == Some(&'-') => return Some("contains a comment"),
            '/' if chars.peek() == Some(&'*') => return Some("contains a comment"),
            '\n' | '\r' => return Some("contains a line break"),
            _ => {}
        }
        if !c.is_whitespace() {
            if after_space || !(c.is_alphanumeric() || c == '_') {
                word.clear();
            }
            if c.is_alphanumeric() || c == '_' {
                word.push(c.to_ascii_lowercase());
            }
        }
        after_space = c.is_whitespace();
    }
    (!open.is_empty()).then_some("leaves a parenthesis open")
}
