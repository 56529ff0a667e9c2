//! The text of an own statement: SQL with `{name}` for values and `{if name} … {else} … {end}` for parts.

use std::ops::Range;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPiece {
    /// SQL without comments.
    Text(String),
    /// The name of a value.
    Value(String),
    /// The name of a value behind `IN`, which is a list.
    List(String),
    /// The name of what a part stands or falls with.
    If(String),
    /// The part that stands where it falls.
    Else,
    /// The end of both.
    End,
}

impl TextPiece {
    /// Returns the name of a value.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Value(name) | Self::List(name) | Self::If(name) => Some(name),
            Self::Text(_) | Self::Else | Self::End => None,
        }
    }
}

/// What is wrong with a text, and at which of its bytes; the lines after the first are advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextError {
    /// Where.
    pub at: Range<usize>,
    /// What.
    pub message: String,
}

/// Takes `text` apart, each part with its bytes; `asks` where `?` may be an operator.
///
/// # Errors
/// A brace or a quote has no other, or what stands in braces is no name.
pub fn pieces(text: &str, asks: bool) -> Result<Vec<(TextPiece, Range<usize>)>, TextError> {
    let mut reader =
        Reader { text, rest: text, open: Vec::new(), plain: String::new(), begun: 0, pieces: Vec::new(), asks };
    let read = reader.read();
    let at = text.len() - reader.rest.len();
    read.map_err(|message| TextError { at: at..reader.end_of_error(at), message })?;
    Ok(reader.pieces)
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
    /// For each part that is open, where, and whether its other half has begun.
    open: Vec<(usize, bool)>,
    plain: String,
    /// Where what is in `plain` began.
    begun: usize,
    pieces: Vec<(TextPiece, Range<usize>)>,
    asks: bool,
}

impl Reader<'_> {
    /// Returns where what is wrong ends: a hole as a whole, else one letter.
    fn end_of_error(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let hole = rest.starts_with('{').then(|| rest.find('}')).flatten().map(|end| end + 1);
        at + hole.unwrap_or_else(|| rest.chars().next().map_or(0, char::len_utf8))
    }

    fn read(&mut self) -> Result<(), String> {
        while let Some(first) = self.rest.chars().next() {
            match first {
                '\'' | '"' | '`' => self.quoted(first)?,
                '-' if self.rest.starts_with("--") => self.comment("\n"),
                '/' if self.rest.starts_with("/*") => self.comment("*/"),
                '{' if self.rest.starts_with("{{") => self.brace("{"),
                '}' if self.rest.starts_with("}}") => self.brace("}"),
                '{' => self.hole()?,
                '}' => return Err("`}` has no `{` before it\nhelp: write `}}` for a brace of the text".into()),
                '$' if self.rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                    return Err("`$1` is numbered by larder\nhelp: write `{name}` where the value belongs".into());
                }
                '?' if !self.asks => {
                    let help = "write `{name}` where the value belongs; PostgreSQL's operator stands in a text of its \
                                own: `{ postgres: \"…\", _: \"…\" }`";
                    return Err(format!("`?` is a placeholder on MySQL and SQLite\nhelp: {help}"));
                }
                other => self.take(other.len_utf8()),
            }
        }
        if let Some((at, _)) = self.open.first() {
            self.rest = &self.text[*at..];
            return Err("an `{if …}` has no `{end}`".into());
        }
        self.flush();
        Ok(())
    }

    fn take(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.plain.push_str(taken);
        self.rest = rest;
    }

    /// Takes a text or a quoted name as it is; braces mean nothing in it.
    fn quoted(&mut self, quote: char) -> Result<(), String> {
        let inside = &self.rest[1..];
        let Some(end) = inside.find(quote) else {
            return Err(format!("a {quote} has no other {quote} behind it"));
        };
        self.take(end + 2);
        Ok(())
    }

    /// Leaves a comment out: servers would keep it in their statistics of statements.
    fn comment(&mut self, end: &str) {
        let length = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len());
        self.rest = &self.rest[length..];
        self.plain.push(' ');
    }

    fn brace(&mut self, brace: &str) {
        self.plain.push_str(brace);
        self.rest = &self.rest[2..];
    }

    fn hole(&mut self) -> Result<(), String> {
        let Some(end) = self.rest.find('}') else { return Err("`{` has no `}` behind it".into()) };
        let inside = self.rest[1..end].trim();
        let piece = match inside.split_once(char::is_whitespace) {
            None if inside == "else" => match self.open.last_mut() {
                Some((_, has_else @ false)) => {
                    *has_else = true;
                    TextPiece::Else
                }
                Some((_, true)) => return Err("an `{if …}` has a second `{else}`".into()),
                None => return Err("`{else}` has no `{if …}` before it".into()),
            },
            None if inside == "end" => match self.open.pop() {
                Some(_) => TextPiece::End,
                None => return Err("`{end}` has no `{if …}` before it".into()),
            },
            None if self.is_behind_in() => TextPiece::List(name(inside)?),
            None => TextPiece::Value(name(inside)?),
            Some(("if", condition)) => {
                let condition = name(condition.trim())?;
                self.open.push((self.text.len() - self.rest.len(), false));
                TextPiece::If(condition)
            }
            Some(_) => return Err(unnamed(inside)),
        };
        self.flush();
        let at = self.text.len() - self.rest.len();
        self.pieces.push((piece, at..at + end + 1));
        self.rest = &self.rest[end + 1..];
        self.begun = at + end + 1;
        Ok(())
    }

    fn is_behind_in(&self) -> bool {
        let before = self.plain.trim_end();
        before.len() < self.plain.len()
            && before.get(before.len().saturating_sub(3)..).is_some_and(|last| {
                let mut letters = last.chars();
                let stands_alone = letters.next().is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
                (last.len() < 3 || stands_alone) && last.trim_start().eq_ignore_ascii_case("in")
            })
    }

    fn flush(&mut self) {
        if !self.plain.is_empty() {
            let end = self.text.len() - self.rest.len();
            self.pieces.push((TextPiece::Text(std::mem::take(&mut self.plain)), self.begun..end));
        }
    }
}

fn name(inside: &str) -> Result<String, String> {
    let is_name = inside.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && inside.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if is_name { Ok(inside.to_owned()) } else { Err(unnamed(inside)) }
}

fn unnamed(inside: &str) -> String {
    let help = "write a name, and its value behind the text: `sql!(\"… {day} …\", day = today())`; `{{` is a brace of \
                the text";
    format!("`{{{inside}}}` holds no name\nhelp: {help}")
}

#[cfg(test)]
mod tests {
    use super::TextPiece;

    fn pieces(text: &str, asks: bool) -> Result<Vec<TextPiece>, String> {
        let pieces = super::pieces(text, asks).map_err(|error| error.message)?;
        Ok(pieces.into_iter().map(|(piece, _)| piece).collect())
    }

    fn text(text: &str) -> TextPiece {
        TextPiece::Text(text.into())
    }

    #[test]
    fn values_lists_and_parts_are_found() {
        let found = pieces("SELECT 1 WHERE a = {a} AND b IN {b}{if c} AND c = {c}{else} AND d{end}", false).unwrap();
        let expected = [
            text("SELECT 1 WHERE a = "),
            TextPiece::Value("a".into()),
            text(" AND b IN "),
            TextPiece::List("b".into()),
            TextPiece::If("c".into()),
            text(" AND c = "),
            TextPiece::Value("c".into()),
            TextPiece::Else,
            text(" AND d"),
            TextPiece::End,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn only_the_word_in_makes_a_list() {
        for (before, is_list) in [
            ("x IN ", true),
            ("x not in ", true),
            ("(\nin\n", true),
            ("x = login ", false),
            ("x=", false),
            ("in", false),
        ] {
            let found = pieces(&format!("{before}{{a}}"), false).unwrap();
            assert_eq!(
                found.last(),
                Some(&if is_list { TextPiece::List("a".into()) } else { TextPiece::Value("a".into()) })
            );
        }
    }

    #[test]
    fn braces_mean_nothing_in_quotes_and_comments_are_left_out() {
        let found = pieces("SELECT '{a}', \"{b}\", '{{', {{c}} -- {d}\n/* {e} */", false).unwrap();
        assert_eq!(found, [text("SELECT '{a}', \"{b}\", '{{', {c}   ")]);
    }

    #[test]
    fn mistakes_are_said() {
        for (wrong, expected) in [
            ("{if a} x", "an `{if …}` has no `{end}`"),
            ("x {end}", "`{end}` has no `{if …}` before it"),
            ("{else}", "`{else}` has no `{if …}` before it"),
            ("{if a}{else}{else}{end}", "a second `{else}`"),
            ("{a", "`{` has no `}` behind it"),
            ("a}", "`}` has no `{` before it"),
            ("a = $1", "`$1` is numbered by larder"),
            ("a = ?", "`?` is a placeholder"),
            ("{a.b}", "`{a.b}` holds no name"),
            ("{}", "`{}` holds no name"),
            ("'a", "a ' has no other '"),
        ] {
            let said = pieces(wrong, false).unwrap_err();
            assert!(said.contains(expected), "{wrong}: {said}");
        }
        assert!(pieces("tags ? 'a'", true).is_ok());
    }
}
