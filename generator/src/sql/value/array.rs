//! Arrays of PostgreSQL's.

use larder_format::plan::Column;
use serde_json::Value;

use crate::dialect::Dialect;

/// Returns a list in JSON as a literal of an array; `None` for another value.
pub(in crate::sql) fn literal(json: &str) -> Option<String> {
    let Ok(Value::Array(members)) = serde_json::from_str(json) else { return None };
    let members: Vec<_> = members.iter().map(member).collect();
    Some(Dialect::Postgres.text_literal(&format!("{{{}}}", members.join(","))))
}

fn member(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        other => other.to_string(),
    }
}

/// Returns the array that a literal text in JSON stands for, where the column is one.
pub(in crate::sql) fn of_column(text: &str, column: &Column, dialect: Dialect) -> Option<String> {
    column.array_type().filter(|_| dialect == Dialect::Postgres)?;
    literal(text)
}

/// What turns lists into arrays while a table is rewritten, which no expression without a query does; it lasts no
/// longer than the transaction.
#[derive(Debug)]
pub(in crate::sql) struct Conversion {
    pub(in crate::sql) before: String,
    /// The expression of a column.
    pub(in crate::sql) call: String,
    pub(in crate::sql) after: String,
}

/// Returns how the list of a column becomes an array of the type.
pub(in crate::sql) fn conversion(name: &str, ty: &str) -> Conversion {
    let query = format!("SELECT v FROM jsonb_to_record(jsonb_build_object('v', $1)) AS given (v {ty})");
    let query = Dialect::Postgres.text_literal(&query);
    let word: String = ty.chars().filter(char::is_ascii_alphanumeric).collect();
    let function = format!("pg_temp.array_of_{}", word.to_ascii_lowercase());
    Conversion {
        before: format!("CREATE FUNCTION {function}(jsonb) RETURNS {ty} LANGUAGE sql AS {query}"),
        call: format!("{function}({name})"),
        after: format!("DROP FUNCTION {function}(jsonb)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_becomes_a_literal() {
        for (json, expected) in [
            ("[]", Some("'{}'")),
            ("[1, -2.5, null, true]", Some("'{1,-2.5,NULL,true}'")),
            (r#"["a", "b \"c\", d", "it's"]"#, Some(r#"'{"a","b \"c\", d","it''s"}'"#)),
            ("{}", None),
            ("no", None),
        ] {
            assert_eq!(literal(json).as_deref(), expected, "{json}");
        }
    }
}
