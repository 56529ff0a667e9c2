//! The text of an own statement: SQL with `{name}` for values and `{if name} … {else} … {end}` for parts.

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Value(String),
    /// A value behind `IN`, which is a list.
    List(String),
    If(String),
    Else,
    End,
}

/// Takes `text` apart; `asks` where `?` may be an operator.
pub(super) fn pieces(text: &str, asks: bool) -> Result<Vec<Piece>, String> {
    let mut reader = Reader { rest: text, open: Vec::new(), plain: String::new(), pieces: Vec::new(), asks };
    reader.read()?;
    Ok(reader.pieces)
}

struct Reader<'t> {
    rest: &'t str,
    /// For each part that is open, whether its other half has begun.
    open: Vec<bool>,
    plain: String,
    pieces: Vec<Piece>,
    asks: bool,
}

impl Reader<'_> {
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
        if !self.open.is_empty() {
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
        self.rest = &self.rest[end + 1..];
        let piece = match inside.split_once(char::is_whitespace) {
            None if inside == "else" => match self.open.last_mut() {
                Some(has_else @ false) => {
                    *has_else = true;
                    Piece::Else
                }
                Some(true) => return Err("an `{if …}` has a second `{else}`".into()),
                None => return Err("`{else}` has no `{if …}` before it".into()),
            },
            None if inside == "end" => match self.open.pop() {
                Some(_) => Piece::End,
                None => return Err("`{end}` has no `{if …}` before it".into()),
            },
            None if self.is_behind_in() => Piece::List(name(inside)?),
            None => Piece::Value(name(inside)?),
            Some(("if", condition)) => {
                let condition = name(condition.trim())?;
                self.open.push(false);
                Piece::If(condition)
            }
            Some(_) => return Err(unnamed(inside)),
        };
        self.flush();
        self.pieces.push(piece);
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
            self.pieces.push(Piece::Text(std::mem::take(&mut self.plain)));
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
    use super::{Piece, pieces};

    fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    #[test]
    fn values_lists_and_parts_are_found() {
        let found = pieces("SELECT 1 WHERE a = {a} AND b IN {b}{if c} AND c = {c}{else} AND d{end}", false).unwrap();
        let expected = [
            text("SELECT 1 WHERE a = "),
            Piece::Value("a".into()),
            text(" AND b IN "),
            Piece::List("b".into()),
            Piece::If("c".into()),
            text(" AND c = "),
            Piece::Value("c".into()),
            Piece::Else,
            text(" AND d"),
            Piece::End,
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
            assert_eq!(found.last(), Some(&if is_list { Piece::List("a".into()) } else { Piece::Value("a".into()) }));
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
