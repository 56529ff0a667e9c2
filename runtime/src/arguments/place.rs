//! Which column a placeholder of a statement stands for.
//!
//! Asked only about a value that was refused: the texts are larder's own, so what stands around a placeholder tells, and
//! statements need not carry the names of all their values for the few that are ever wrong.

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

/// Returns the role and the column of the placeholder at `position`, counted from 0.
pub(super) fn place(text: &str, position: usize) -> Option<(Role, &str)> {
    let at = placeholder(text, position)?;
    if text.starts_with("INSERT") {
        return inserted(text, position).map(|column| (Role::Stored, column));
    }
    let (before, is_equal) = operand(&text[..at]);
    let role = match clause_start(text, " WHERE ") {
        Some(filter) if text.starts_with("UPDATE") && at < filter => Role::Stored,
        _ if is_equal => Role::Equal,
        _ => Role::Compared,
    };
    Some((role, last_name(before)))
}

/// Rows of an INSERT repeat the columns of its list.
fn inserted(text: &str, position: usize) -> Option<&str> {
    let (_, list) = text.split_once('(')?;
    let (list, _) = list.split_once(')')?;
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
    let text = text.trim_end_matches(|c: char| !is_of_name(c));
    let start =
        text.rfind(|c: char| !is_of_name(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns where the placeholder at `position` starts: `?`, or `$` and a number.
fn placeholder(text: &str, position: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_placeholder = |at: &usize| match bytes[*at] {
        b'?' => true,
        b'$' => bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
        _ => false,
    };
    outside_quotes(text).filter(is_placeholder).nth(position)
}

fn clause_start(text: &str, clause: &str) -> Option<usize> {
    outside_quotes(text).find(|at| text.as_bytes()[*at..].starts_with(clause.as_bytes()))
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
        let exact = "SELECT a FROM t WHERE s = ? AND CAST(s AS BINARY) = ?";
        let expected = [
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
        ];
        for (text, position, role, column) in expected {
            assert_eq!(place(text, position), Some((role, column)), "{position} of {text}");
        }
        assert_eq!(place(list, 4), None);
    }
}
