//! The bodies of macro calls and structs: one entry per line, documentation as comments.

use super::WIDTH;
use super::tree::CodeTree;
use super::writer::{Writer, words};

impl Writer {
    /// Writes entries, a line each, behind the line that has begun.
    pub(super) fn body(&mut self, mut trees: &[CodeTree], indent: usize) {
        while !trees.is_empty() {
            self.newline(indent);
            trees = self.attributes(trees, indent);
            let (entry, rest) = trees.split_at(end_of_entry(trees));
            self.entry(entry, indent);
            trees = rest;
        }
    }

    fn entry(&mut self, entry: &[CodeTree], indent: usize) {
        let has_end =
            entry.last().is_none_or(|tree| matches!(tree, CodeTree::Sign("," | ";")) || tree.braced().is_some());
        let end = if has_end { "" } else { "," };
        let has_block = entry.iter().any(|tree| tree.braced().is_some_and(|inner| !inner.is_empty()));
        if has_block {
            self.spaced(entry, |writer, at| match entry[at].braced() {
                Some(inner) if !inner.is_empty() => {
                    writer.push("{");
                    if is_plain_list(inner) {
                        writer.members(inner, indent + 1);
                    } else {
                        writer.body(inner, indent + 1);
                    }
                    writer.newline(indent);
                    writer.push("}");
                }
                _ => writer.one(entry, at),
            });
        } else if !self.try_flat(entry, end.len()) {
            self.fill(entry, indent + 1, end.len());
        }
        self.push(end);
    }

    /// Writes entries that are words, on as few lines as hold them, behind the line that has begun.
    fn members(&mut self, mut trees: &[CodeTree], indent: usize) {
        self.newline(indent);
        let start = self.mark();
        while !trees.is_empty() {
            let (member, rest) = trees.split_at(end_of_entry(trees));
            let is_first = self.is_at(start);
            let mark = self.mark();
            let end = if member.last().is_some_and(|tree| tree.is_sign(",")) { "" } else { "," };
            self.push(if is_first { "" } else { " " });
            self.flat(member);
            self.push(end);
            if !is_first && self.column() > WIDTH {
                self.cut(mark);
                self.newline(indent);
                self.flat(member);
                self.push(end);
            }
            trees = rest;
        }
    }

    /// Writes pieces on as few lines as hold them, behind the line that has begun.
    pub(super) fn filled(&mut self, trees: &[CodeTree], indent: usize, reserve: usize) {
        self.newline(indent);
        self.fill(trees, indent, reserve);
    }

    /// Writes pieces from the column on; further lines are indented. A number stays with the text before it.
    fn fill(&mut self, trees: &[CodeTree], indent: usize, reserve: usize) {
        for (at, word) in words(trees).into_iter().enumerate() {
            let mark = self.mark();
            self.push(if at == 0 { "" } else { " " });
            self.flat(word);
            if at > 0 && self.column() + reserve > WIDTH {
                self.cut(mark);
                self.newline(indent);
                self.flat(word);
            }
        }
    }
}

/// Tells whether the entries are words without types, values of enums or documentation: `plain id, key name`.
fn is_plain_list(entries: &[CodeTree]) -> bool {
    entries.iter().all(|tree| match tree {
        CodeTree::Sign(sign) => !matches!(*sign, ":" | ";" | "=>"),
        CodeTree::Doc(_) => false,
        _ => tree.braced().is_none(),
    })
}

/// Returns how many trees the first entry has: it ends with a comma outside of a type's arguments, with a semicolon or
/// behind a block.
fn end_of_entry(trees: &[CodeTree]) -> usize {
    let mut depth = 0_usize;
    let end = trees.iter().enumerate().position(|(at, tree)| {
        match tree {
            CodeTree::Sign("<") => depth += 1,
            CodeTree::Sign(">") => depth = depth.saturating_sub(1),
            CodeTree::Sign(";") => return true,
            CodeTree::Sign(",") => return depth == 0,
            _ => {}
        }
        let next = trees.get(at + 1);
        let goes_on = next.is_some_and(|next| matches!(next, CodeTree::Sign("," | ";")) || next.is_word("else"));
        tree.braced().is_some() && !goes_on
    });
    end.map_or(trees.len(), |end| end + 1)
}
