//! Reading SQL just far enough to see where texts, names and parentheses end.

/// How a text says its own quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    Doubled,
    /// Doubled or behind a backslash.
    Escaped,
}

/// Calls `visit` for every character with its place, its depth in parentheses, and whether it is outside all quotes.
fn walk(sql: &str, quotes: Quotes, mut visit: impl FnMut(usize, char, usize, bool)) {
    let mut depth = 0;
    let mut open: Option<char> = None;
    let mut characters = sql.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match open {
            Some(_) if character == '\\' && quotes == Quotes::Escaped => {
                visit(at, character, depth, false);
                if let Some((at, escaped)) = characters.next() {
                    visit(at, escaped, depth, false);
                }
            }
            Some(end) => {
                visit(at, character, depth, false);
                // A doubled quote closes and opens again.
                if character == end {
                    open = None;
                }
            }
            None => {
                if character == ')' {
                    depth -= 1;
                }
                if matches!(character, '\'' | '"' | '`') {
                    open = Some(character);
                }
                visit(at, character, depth, open.is_none());
                if character == '(' {
                    depth += 1;
                }
            }
        }
    }
}

/// Splits `CREATE … (a, b) …` into its head, the items between the outermost parentheses, and its tail.
pub(super) fn items(statement: &str, quotes: Quotes) -> Option<(String, Vec<String>, String)> {
    let mut cuts = Vec::new();
    let mut closed = None;
    walk(statement, quotes, |at, character, depth, outside| {
        if !outside || closed.is_some() {
            return;
        }
        match (depth, character) {
            (0, '(') if cuts.is_empty() => cuts.push(at),
            (1, ',') => cuts.push(at),
            (0, ')') => closed = Some(at),
            _ => {}
        }
    });
    let closed = closed?;
    let head = statement[..*cuts.first()?].trim().to_owned();
    let ends = cuts.iter().skip(1).copied().chain([closed]);
    let items = cuts.iter().zip(ends).map(|(start, end)| statement[start + 1..end].trim().to_owned());
    Some((head, items.collect(), statement[closed + 1..].trim().to_owned()))
}

/// Returns the words, names without their quotes, texts with them, and marks one by one.
pub(super) fn tokens(sql: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' | '`' => quoted_end(rest, first),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let token = &rest[..end];
        // The shadow tables of FTS5 are named by texts.
        let is_name = matches!(first, '"' | '`') || first == '\'' && tokens == ["CREATE", "TABLE"];
        tokens.push(if is_name { token[1..end - 1].to_owned() } else { token.to_owned() });
        rest = rest[end..].trim_start();
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '$')
}

fn quoted_end(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}
