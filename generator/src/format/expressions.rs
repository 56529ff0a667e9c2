//! Statements and expressions: on one line where they fit, else the last brackets are opened.

use proc_macro2::Delimiter;

use super::tree::{CodeTree, end_of_element};
use super::writer::{Writer, brackets, is_call};

/// Macros whose arguments are pieces, not expressions: they fill lines.
const FILLED: &[&str] = &["change", "concat", "entity", "index_sql", "json", "list_sql", "names", "sql"];

/// Words that begin a statement which ends with its block.
const BLOCKS: &[&str] = &["for", "if", "loop", "match", "while"];

impl Writer {
    /// Writes statements, a line each, behind the line that has begun.
    pub(super) fn block(&mut self, mut trees: &[CodeTree], indent: usize) {
        while !trees.is_empty() {
            let (statement, rest) = trees.split_at(end_of_statement(trees));
            self.newline(indent);
            match statement {
                [statement @ .., CodeTree::Sign(";")] => {
                    self.assignment(statement, indent);
                    self.push(";");
                }
                statement => self.expression(statement, indent, 0),
            }
            trees = rest;
        }
    }

    /// Writes `let name = value` or a value alone; a semicolon follows.
    pub(super) fn assignment(&mut self, trees: &[CodeTree], indent: usize) {
        let Some(equals) = trees.iter().position(|tree| tree.is_sign("=")) else {
            return self.expression(trees, indent, 1);
        };
        if is_plain(trees) && self.try_flat(trees, 1) {
            return;
        }
        let mark = self.mark();
        self.flat(&trees[..=equals]);
        let value = self.mark();
        self.push(" ");
        self.expression(&trees[equals + 1..], indent, 1);
        if !self.fits_since(mark) {
            self.cut(value);
            self.newline(indent + 1);
            self.expression(&trees[equals + 1..], indent + 1, 1);
        }
    }

    /// Writes an expression that `reserve` columns follow.
    pub(super) fn expression(&mut self, trees: &[CodeTree], indent: usize, reserve: usize) {
        if is_plain(trees) && self.try_flat(trees, reserve) {
            return;
        }
        if is_block(trees) {
            return self.blocks(trees, indent);
        }
        let links = links(trees);
        if let [first, ..] = links[..]
            && (links.len() > 1 || matches!(trees[first - 1], CodeTree::Group(..)))
        {
            return self.chain(trees, &links, indent, reserve);
        }
        match trees.iter().rposition(|tree| matches!(tree, CodeTree::Group(_, inner) if !inner.is_empty())) {
            Some(last) => self.open_group(trees, last, indent),
            None => self.flat(trees),
        }
    }

    /// Writes `if … { … } else { … }` or a `match`.
    fn blocks(&mut self, trees: &[CodeTree], indent: usize) {
        let is_match = trees[0].is_word("match");
        for part in trees.split_inclusive(|tree| tree.braced().is_some()) {
            let [head @ .., CodeTree::Group(_, inner)] = part else { return self.flat(part) };
            if head.first().is_some_and(|first| first.is_word("else")) {
                self.push(" ");
            }
            self.condition(head, indent);
            self.push("{");
            if is_match {
                self.list(inner, indent + 1);
            } else {
                self.block(inner, indent + 1);
            }
            self.newline(indent);
            self.push("}");
        }
    }

    /// Writes what stands before a block; alternatives that do not fit get lines of their own.
    fn condition(&mut self, head: &[CodeTree], indent: usize) {
        if self.try_flat(head, " {".len()) {
            return self.push(" ");
        }
        for (at, part) in head.split(|tree| tree.is_sign("||")).enumerate() {
            if at > 0 {
                self.newline(indent + 1);
                self.push("|| ");
            }
            self.flat(part);
        }
        self.newline(indent);
    }

    /// Writes calls, a line each, below what they start from.
    fn chain(&mut self, trees: &[CodeTree], links: &[usize], indent: usize, reserve: usize) {
        let start = &trees[..links[0]];
        let is_short = is_plain(start) && self.try_flat(start, 0);
        if !is_short {
            self.expression(start, indent, 0);
        }
        let indent = if is_short { indent + 1 } else { indent };
        let ends = links[1..].iter().copied().chain([trees.len()]);
        for (at, end) in links.iter().zip(ends) {
            self.newline(indent);
            self.expression(&trees[*at..end], indent, reserve);
        }
    }

    /// Writes the trees with the group at `at` on lines of its own.
    pub(super) fn open_group(&mut self, trees: &[CodeTree], at: usize, indent: usize) {
        let CodeTree::Group(delimiter, inner) = &trees[at] else { return self.flat(trees) };
        self.spaced(trees, |writer, place| {
            if place != at {
                return writer.one(trees, place);
            }
            let (open, close) = brackets(*delimiter);
            writer.push(open);
            if let Some(only) = only_struct(*delimiter, inner) {
                writer.expression(only, indent, 1);
                return writer.push(close);
            }
            match delimiter {
                Delimiter::Brace if at > 0 && trees[at - 1].is_sign("|") => writer.block(inner, indent + 1),
                Delimiter::Brace if at > 0 && trees[at - 1].is_sign("!") => writer.body(inner, indent + 1),
                _ if is_filled(trees, at) => writer.filled(inner, indent + 1, 0),
                Delimiter::Bracket if inner.iter().all(is_literal) => writer.filled(inner, indent + 1, 0),
                Delimiter::Parenthesis if writer.try_last(inner, indent) => return writer.push(close),
                _ => writer.list(inner, indent + 1),
            }
            writer.newline(indent);
            writer.push(close);
        });
    }

    /// Lets the last argument, a call of a macro whose pieces fill lines, begin on the line of the others.
    fn try_last(&mut self, arguments: &[CodeTree], indent: usize) -> bool {
        let arguments = without_end(arguments);
        let Some(last) = arguments.len().checked_sub(1).filter(|last| is_filled(arguments, *last)) else {
            return false;
        };
        let mark = self.mark();
        let begins_here =
            !arguments[..last - 1].iter().any(|tree| tree.is_sign("!")) && self.try_flat(&arguments[..last], 1);
        if begins_here {
            self.cut(mark);
            self.open_group(arguments, last, indent);
        }
        begins_here
    }

    /// Writes what stands between commas, a line each.
    pub(super) fn list(&mut self, trees: &[CodeTree], indent: usize) {
        let mut trees = trees;
        while !trees.is_empty() {
            let end = end_of_element(trees);
            self.newline(indent);
            let element = self.attributes(&trees[..end], indent);
            self.expression(element, indent, 1);
            self.push(",");
            trees = trees.get(end + 1..).unwrap_or_default();
        }
    }
}

/// Returns the only element of a list, if it is a struct: its braces stand close to the brackets.
fn only_struct(delimiter: Delimiter, inner: &[CodeTree]) -> Option<&[CodeTree]> {
    let only = without_end(inner);
    let is_only = delimiter == Delimiter::Bracket && end_of_element(only) == only.len();
    (is_only && only.last()?.braced().is_some()).then_some(only)
}

/// Tells whether the tree is a literal, or what stands between two.
fn is_literal(tree: &CodeTree) -> bool {
    matches!(tree, CodeTree::Literal(_) | CodeTree::Sign(","))
}

/// Returns the arguments without the comma behind the last.
fn without_end(arguments: &[CodeTree]) -> &[CodeTree] {
    match arguments {
        [rest @ .., CodeTree::Sign(",")] => rest,
        all => all,
    }
}

/// Returns how many trees the first statement has.
fn end_of_statement(trees: &[CodeTree]) -> usize {
    let is_block = is_block(trees);
    let end = trees.iter().enumerate().position(|(at, tree)| {
        let goes_on = || trees.get(at + 1).is_some_and(|next| next.is_word("else"));
        tree.is_sign(";") || is_block && tree.braced().is_some() && !goes_on()
    });
    end.map_or(trees.len(), |end| end + 1)
}

fn is_block(trees: &[CodeTree]) -> bool {
    matches!(trees.first(), Some(CodeTree::Word(word)) if BLOCKS.contains(&word.as_str()))
}

/// Tells whether the trees may stand on one line.
fn is_plain(trees: &[CodeTree]) -> bool {
    !is_block(trees)
        && trees.iter().enumerate().all(|(at, tree)| match tree {
            CodeTree::Doc(_) => false,
            CodeTree::Group(delimiter, inner) => {
                let is_block = *delimiter == Delimiter::Brace && inner.iter().any(|tree| tree.is_sign(";"));
                let is_macro = *delimiter == Delimiter::Brace && at > 0 && trees[at - 1].is_sign("!");
                !is_block && (!is_macro || inner.is_empty()) && is_plain(inner)
            }
            _ => true,
        })
}

/// Returns where calls of methods begin: at dots that a name and arguments follow.
fn links(trees: &[CodeTree]) -> Vec<usize> {
    let dots = trees.iter().enumerate().filter(|(at, tree)| *at > 0 && tree.is_sign("."));
    let is_called = |at: usize| {
        let rest = trees.get(at + 2..).unwrap_or_default();
        match rest {
            [CodeTree::Group(Delimiter::Parenthesis, _), ..] => true,
            [CodeTree::Sign("::"), rest @ ..] => rest.iter().any(|tree| matches!(tree, CodeTree::Group(..))),
            _ => false,
        }
    };
    dots.map(|(at, _)| at).filter(|at| is_called(*at)).collect()
}

/// Tells whether the group at `at` holds the pieces of a macro that fill lines.
fn is_filled(trees: &[CodeTree], at: usize) -> bool {
    let name = at.checked_sub(2).and_then(|name| trees[name].name());
    is_call(trees, at) && trees[at - 1].is_sign("!") && name.is_some_and(|name| FILLED.contains(&name))
}
