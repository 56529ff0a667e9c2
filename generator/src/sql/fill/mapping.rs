//! The fill that puts new values in the place of old ones, each for one, so that a way down can take it back.

use larder_format::plan::Fill;

use crate::dialect::Dialect;

/// Returns `CASE column WHEN old THEN new … ELSE column END`: every other value stays, so that one which does not fit
/// is found.
pub fn write(column: &str, pairs: &[(String, String)]) -> Fill {
    let of = |dialect: Dialect| case(&dialect.identifier(column), pairs, dialect);
    Fill::each(of(Dialect::Postgres), of(Dialect::MySql), of(Dialect::Sqlite))
}

/// Returns the same of an expression.
pub fn case(subject: &str, pairs: &[(String, String)], dialect: Dialect) -> String {
    let text = |value: &str| dialect.text_literal(value);
    let cases: String = pairs.iter().map(|(old, new)| format!(" WHEN {} THEN {}", text(old), text(new))).collect();
    format!("CASE {subject}{cases} ELSE {subject} END")
}

/// Returns the pairs of a fill that [`write()`] made; `None` for any other.
pub fn read(fill: &Fill, column: &str) -> Option<Vec<(String, String)>> {
    let name = Dialect::Postgres.identifier(column);
    let text = fill.of(Dialect::Postgres);
    let mut rest = text.strip_prefix(&format!("CASE {name}"))?.strip_suffix(&format!(" ELSE {name} END"))?;
    let mut pairs = Vec::new();
    while !rest.is_empty() {
        let (old, after) = literal(rest.strip_prefix(" WHEN ")?)?;
        let (new, after) = literal(after.strip_prefix(" THEN ")?)?;
        pairs.push((old, new));
        rest = after;
    }
    (*fill == write(column, &pairs)).then_some(pairs)
}

/// Reads a text in quotes; returns it and what follows.
fn literal(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('\'')?;
    let mut quotes = inner.match_indices('\'').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return Some((inner[..at].replace("''", "'"), &inner[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let pairs = [("it's", "a 'b'"), ("", "c\\d")].map(|(old, new)| (old.to_owned(), new.to_owned()));
        assert_eq!(read(&write("current_date", &pairs), "current_date").as_deref(), Some(&pairs[..]));
        assert_eq!(read(&Fill::All("CASE a WHEN 'x' THEN upper(a) ELSE a END".to_owned()), "a"), None);
    }
}
