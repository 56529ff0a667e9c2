//! Lines of a file, and trees on one of them.

use proc_macro2::Delimiter;

use super::tree::{CodeTree, end_of_element};
use super::{STEP, WIDTH};

/// Signs that what follows stands close to.
const CLOSE_BEFORE: &[&str] = &["::", ".", "..", "..=", "&", "*", "!", "-", "$", "<", "#"];

/// Signs that stand close to what is before.
const CLOSE_AFTER: &[&str] = &[",", ";", ":", ".", "?", ">", "::", "!"];

/// Words that no list of arguments follows.
const KEYWORDS: &[&str] = &["as", "else", "for", "if", "in", "let", "match", "move", "return"];

/// A text that grows line by line.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    /// Where the last line starts.
    line: usize,
}

/// What a text is cut back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    length: usize,
    line: usize,
}

impl Writer {
    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Begins a line.
    pub(super) fn newline(&mut self, indent: usize) {
        self.blank();
        self.text.extend(std::iter::repeat_n(' ', indent * STEP));
    }

    /// Ends a line.
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
        self.line = self.text.len();
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { length: self.text.len(), line: self.line }
    }

    /// Returns whether nothing was written since.
    pub(super) fn is_at(&self, mark: Mark) -> bool {
        self.text.len() == mark.length
    }

    pub(super) fn cut(&mut self, mark: Mark) {
        self.text.truncate(mark.length);
        self.line = mark.line;
    }

    /// Returns how many columns of the last line are taken.
    pub(super) fn column(&self) -> usize {
        self.text[self.line..].chars().count()
    }

    /// Returns whether the line on which `mark` stands is not too long.
    pub(super) fn fits_since(&self, mark: Mark) -> bool {
        let line = self.text[mark.line..].lines().next().unwrap_or_default();
        line.chars().count() <= WIDTH
    }

    /// Writes the trees on the line, where there is room for them and `reserve` columns more.
    pub(super) fn try_flat(&mut self, trees: &[CodeTree], reserve: usize) -> bool {
        let mark = self.mark();
        self.flat(trees);
        let fits = self.column() + reserve <= WIDTH;
        if !fits {
            self.cut(mark);
        }
        fits
    }

    /// Writes the trees on the line.
    pub(super) fn flat(&mut self, trees: &[CodeTree]) {
        self.spaced(trees, |writer, at| writer.one(trees, at));
    }

    /// Writes each tree by `write`, with spaces where people write them.
    pub(super) fn spaced(&mut self, trees: &[CodeTree], mut write: impl FnMut(&mut Self, usize)) {
        let mut spaces = Spaces::of(trees);
        for at in 0..trees.len() {
            if spaces.before(at) {
                self.push(" ");
            }
            write(self, at);
        }
    }

    /// Writes one of the trees.
    pub(super) fn one(&mut self, trees: &[CodeTree], at: usize) {
        match &trees[at] {
            CodeTree::Word(text) | CodeTree::Literal(text) => self.push(text),
            CodeTree::Sign(sign) => self.push(sign),
            CodeTree::Path(segments) => segments.iter().for_each(|segment| {
                self.push("::");
                self.push(segment);
            }),
            CodeTree::Group(delimiter, inner) => {
                let (open, close) = brackets(*delimiter);
                let is_spaced = *delimiter == Delimiter::Brace && !inner.is_empty();
                self.push(open);
                self.push(if is_spaced { " " } else { "" });
                self.flat(without_last_comma(trees, at, inner));
                self.push(if is_spaced { " " } else { "" });
                self.push(close);
            }
            CodeTree::Doc(_) | CodeTree::Uses(_) => {}
        }
    }
}

pub(super) fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    }
}

/// On one line no comma stands behind the last of several; a tuple of one is nothing but its comma.
fn without_last_comma<'t>(trees: &[CodeTree], at: usize, inner: &'t [CodeTree]) -> &'t [CodeTree] {
    let Some((_, rest)) = inner.split_last().filter(|(last, _)| last.is_sign(",")) else { return inner };
    let is_tuple = matches!(trees[at], CodeTree::Group(Delimiter::Parenthesis, _)) && !is_call(trees, at);
    let is_one = end_of_element(rest) == rest.len();
    if is_tuple && is_one { inner } else { rest }
}

/// Tells whether the group at `at` holds the arguments of what stands before it.
pub(super) fn is_call(trees: &[CodeTree], at: usize) -> bool {
    match at.checked_sub(1).map(|before| &trees[before]) {
        Some(CodeTree::Word(word)) => !KEYWORDS.contains(&word.as_str()),
        Some(CodeTree::Sign(sign)) => matches!(*sign, "!" | ">"),
        Some(CodeTree::Path(_) | CodeTree::Group(..)) => true,
        _ => false,
    }
}

/// Cuts the trees where lines may end: in place of a space, but not in front of a number.
pub(super) fn words(trees: &[CodeTree]) -> Vec<&[CodeTree]> {
    let mut spaces = Spaces::of(trees);
    let (mut words, mut start) = (Vec::new(), 0);
    for at in 0..trees.len() {
        let is_number =
            matches!(&trees[at], CodeTree::Literal(text) if text.starts_with(|letter: char| letter.is_ascii_digit()));
        if spaces.before(at) && !is_number {
            words.push(&trees[start..at]);
            start = at;
        }
    }
    words.push(&trees[start..]);
    words
}

/// Where spaces stand, tree by tree.
struct Spaces<'t> {
    trees: &'t [CodeTree],
    /// Whether the parameters of a closure have begun.
    in_parameters: bool,
    /// Whether the tree before opened them.
    opened: bool,
}

impl<'t> Spaces<'t> {
    fn of(trees: &'t [CodeTree]) -> Self {
        Self { trees, in_parameters: false, opened: false }
    }

    /// Tells whether a space stands before the tree; asked for one after the other.
    fn before(&mut self, at: usize) -> bool {
        let was_opened = std::mem::take(&mut self.opened);
        let previous = at.checked_sub(1).map(|before| &self.trees[before]);
        if self.trees[at].is_sign("|") {
            if self.in_parameters {
                self.in_parameters = false;
                return false;
            }
            let begins = previous
                .is_none_or(|tree| matches!(tree, CodeTree::Sign(sign) if *sign != ">") || tree.is_word("move"));
            (self.in_parameters, self.opened) = (begins, begins);
        }
        !was_opened && previous.is_some_and(|previous| self.parts(previous, at))
    }

    fn parts(&self, previous: &CodeTree, at: usize) -> bool {
        let tree = &self.trees[at];
        if let CodeTree::Sign(sign) = previous
            && CLOSE_BEFORE.contains(sign)
        {
            return *sign == "!" && (tree.braced().is_some() || matches!(tree, CodeTree::Word(_)));
        }
        match tree {
            // A type or path in angle brackets stands by itself behind another sign.
            CodeTree::Sign("<") => matches!(previous, CodeTree::Sign(_)),
            CodeTree::Sign(".." | "..=") => matches!(previous, CodeTree::Sign("," | ":" | "=" | "=>")),
            CodeTree::Sign(sign) => !CLOSE_AFTER.contains(sign),
            CodeTree::Group(Delimiter::Parenthesis, _) => !is_call(self.trees, at),
            CodeTree::Group(Delimiter::Bracket, inner) => !self.is_index(at, inner),
            // What a macro matches: `$name:ident`.
            CodeTree::Word(_) => !(previous.is_sign(":") && at > 2 && self.trees[at - 3].is_sign("$")),
            _ => true,
        }
    }

    /// Tells whether the brackets hold a position: `COUNTERS[0].target()`.
    fn is_index(&self, at: usize, inner: &[CodeTree]) -> bool {
        let goes_on = self.trees.get(at + 1).is_some_and(|tree| tree.is_sign("."));
        goes_on && matches!(inner, [CodeTree::Literal(_)])
    }
}
