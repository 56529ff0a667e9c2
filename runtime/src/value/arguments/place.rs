//! Which column a placeholder of a statement stands for.
//!
//! Asked only about a value that was refused: the texts are larder's own, so what stands around a placeholder tells,
//! and statements need not carry the names of all their values for the few that are ever wrong.

/// What a statement does with the value of a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It becomes the column's value.
    Stored,
    /// Rows are found whose column equals it.
    Equal,
    /// It is compared in another way.
    Compared,
}

/// The part of a statement that a placeholder stands in.
#[derive(Clone, Copy)]
enum Clause {
    /// Rows of values; where they start, and how many placeholders come before them.
    Values {
        start: usize,
        first: usize,
    },
    Set,
    Where,
}

/// Returns the role and the column of the placeholder at `position`, counted from 0. What is not known for equality is
/// none: a value that is stored must never pass for one that is compared.
pub(super) fn place(text: &str, position: usize) -> Option<(Role, &str)> {
    let (at, clause) = placeholder(text, position)?;
    let (before, is_equal) = operand(&text[..at]);
    Some(match clause {
        Some(Clause::Values { start, first }) => (Role::Stored, inserted(&text[..start], position - first)?),
        Some(Clause::Set) => (Role::Stored, last_name(before)),
        Some(Clause::Where) if is_equal => (Role::Equal, last_name(before)),
        Some(Clause::Where) | None => (Role::Compared, last_name(before)),
    })
}

/// Returns the column of a value; rows repeat those of the list before them.
fn inserted(before: &str, position: usize) -> Option<&str> {
    let (_, list) = before.rsplit_once('(')?;
    let columns = list.split(',').count();
    list.split(',').nth(position % columns).map(last_name)
}

/// Cuts what stands between a column and the placeholder, and tells whether that asks for equality: `=`, or a list.
fn operand(before: &str) -> (&str, bool) {
    let operator = |c: char| "=<>!@+-".contains(c);
    let before = before.trim_end();
    let compared = before.trim_end_matches(operator);
    if compared.len() < before.len() {
        return (compared, &before[compared.len()..] == "=");
    }
    let mut list = before;
    loop {
        let shorter = list.trim_end_matches([' ', ',', '?']);
        let shorter = match shorter.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('$') {
            Some(placeholder) => placeholder,
            None => shorter,
        };
        if shorter.len() == list.len() {
            break;
        }
        list = shorter;
    }
    match list.strip_suffix("IN (") {
        Some(column) => (column, true),
        None => (list, false),
    }
}

/// Returns the name at the end of `text`, without quotes and without its table.
fn last_name(text: &str) -> &str {
    let quoted = text.trim_end().trim_end_matches(['(', ')', ',']);
    if let Some(quote @ ('"' | '`')) = quoted.chars().next_back() {
        let inner = &quoted[..quoted.len() - 1];
        return inner.rsplit_once(quote).map_or(inner, |(_, name)| name);
    }
    let text = text.trim_end_matches(|c: char| !is_of_name(c));
    let start =
        text.rfind(|c: char| !is_of_name(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns where the placeholder at `position` starts (`?`, or `$` and a number), and its clause: the last one before
/// it in the same or an enclosing parenthesis.
fn placeholder(text: &str, position: usize) -> Option<(usize, Option<Clause>)> {
    let bytes = text.as_bytes();
    let (mut clause, mut around, mut seen) = (None, Vec::new(), 0);
    for at in outside_quotes(text) {
        let rest = &bytes[at..];
        match bytes[at] {
            b'(' => around.push(clause),
            b')' => clause = around.pop().flatten(),
            b' ' if rest.starts_with(b" VALUES ") => clause = Some(Clause::Values { start: at, first: seen }),
            b' ' if rest.starts_with(b" SET ") => clause = Some(Clause::Set),
            b' ' if rest.starts_with(b" WHERE ") => clause = Some(Clause::Where),
            b'?' if seen == position => return Some((at, clause)),
            b'$' if seen == position && rest.get(1).is_some_and(u8::is_ascii_digit) => return Some((at, clause)),
            b'?' => seen += 1,
            b'$' if rest.get(1).is_some_and(u8::is_ascii_digit) => seen += 1,
            _ => {}
        }
    }
    None
}

/// Iterates over the positions that stand in no quotes.
fn outside_quotes(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut quote = None;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        match quote {
            Some(open) if open == byte => quote = None,
            None if matches!(byte, b'\'' | b'"' | b'`') => quote = Some(byte),
            None => return Some(at),
            Some(_) => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::{Role, place};

    #[test]
    fn a_placeholder_stands_for_a_column() {
        let insert = "INSERT INTO \"order\" (id, \"group\", `type`) VALUES ($1, $2, $3), ($4, $5, $6)";
        let update =
            "UPDATE a SET x = $1, n = n + $2, y2 = $3 WHERE deleted_at IS NULL AND t.tenant_id = $4 AND \"id\" = $5";
        let list = "SELECT a FROM t WHERE b = '$9 ?' AND k = ? AND m <= ? AND (m < ? OR id < ?) ORDER BY m DESC";
        let many = "SELECT a FROM (SELECT a FROM t WHERE k = $1 AND id2 IN ($2, $3)) AS r WHERE place <= $4";
        let json = "SELECT a FROM t WHERE e @> $1 AND JSON_CONTAINS(f, ?)";
        let odd = "UPDATE t SET `url-slug` = ?, `Titel 1` = ? WHERE `a/b` = ? AND `createdAt` < ? AND `eMail` IN (?)";
        let exact = "SELECT a FROM t WHERE s = ? AND CAST(s AS BINARY) = ?";
        let upsert =
            "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = t.b + ?, c = ? WHERE t.d = ?";
        let within = "UPDATE t SET a = (SELECT x FROM y WHERE k = $1), b = $2 WHERE c = $3";
        let with =
            "WITH new AS (INSERT INTO t (a, b) VALUES ($1, $2)), o AS (UPDATE u SET c = $3 WHERE d = $4) SELECT $5";
        let expected = [
            (upsert, 1, Role::Stored, "b"),
            (upsert, 2, Role::Stored, "b"),
            (upsert, 3, Role::Stored, "c"),
            (upsert, 4, Role::Equal, "d"),
            (within, 0, Role::Equal, "k"),
            (within, 1, Role::Stored, "b"),
            (within, 2, Role::Equal, "c"),
            (with, 1, Role::Stored, "b"),
            (with, 2, Role::Stored, "c"),
            (with, 3, Role::Equal, "d"),
            (with, 4, Role::Compared, "SELECT"),
            (insert, 1, Role::Stored, "group"),
            (insert, 5, Role::Stored, "type"),
            (update, 0, Role::Stored, "x"),
            (update, 1, Role::Stored, "n"),
            (update, 2, Role::Stored, "y2"),
            (update, 3, Role::Equal, "tenant_id"),
            (update, 4, Role::Equal, "id"),
            (list, 0, Role::Equal, "k"),
            (list, 1, Role::Compared, "m"),
            (list, 2, Role::Compared, "m"),
            (list, 3, Role::Compared, "id"),
            (many, 0, Role::Equal, "k"),
            (many, 1, Role::Equal, "id2"),
            (many, 2, Role::Equal, "id2"),
            (many, 3, Role::Compared, "place"),
            (json, 0, Role::Compared, "e"),
            (json, 1, Role::Compared, "f"),
            (exact, 0, Role::Equal, "s"),
            (odd, 0, Role::Stored, "url-slug"),
            (odd, 1, Role::Stored, "Titel 1"),
            (odd, 2, Role::Equal, "a/b"),
            (odd, 3, Role::Compared, "createdAt"),
            (odd, 4, Role::Equal, "eMail"),
        ];
        for (text, position, role, column) in expected {
            assert_eq!(place(text, position), Some((role, column)), "{position} of {text}");
        }
        assert_eq!(place(list, 4), None);
    }
}
