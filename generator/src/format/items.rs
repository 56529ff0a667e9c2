//! Items, with blank lines between them.

use proc_macro2::Delimiter;

use super::tree::CodeTree;
use super::uses::Uses;
use super::writer::Writer;

/// What stands close together.
#[derive(PartialEq, Eq)]
enum ItemKind<'t> {
    /// `mod sql;`
    Module,
    /// A `use`, by the first name of its path.
    Use(&'t str),
    Function,
    Other,
}

/// What the items are in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemPlace {
    Module,
    /// Constants of a block stand close together, and so do calls of macros.
    Block,
}

impl Writer {
    /// Writes the items, the first on the line that has begun.
    pub(super) fn items(&mut self, mut trees: &[CodeTree], place: ItemPlace, indent: usize) {
        let mut before: Option<ItemKind<'_>> = None;
        while !trees.is_empty() {
            let (item, rest) = trees.split_at(end_of_item(trees));
            let kind = kind(item);
            if let Some(before) = before {
                let is_close = match place {
                    ItemPlace::Module => before == kind && matches!(kind, ItemKind::Module | ItemKind::Use(_)),
                    ItemPlace::Block => kind != ItemKind::Function,
                };
                if !is_close {
                    self.blank();
                }
                self.newline(indent);
            }
            self.item(item, indent);
            (before, trees) = (Some(kind), rest);
        }
    }

    fn imports(&mut self, uses: &Uses, indent: usize) {
        for (at, group) in uses.groups(indent).iter().enumerate() {
            if at > 0 {
                self.blank();
                self.newline(indent);
            }
            for (at, line) in group.iter().enumerate() {
                if at > 0 {
                    self.newline(indent);
                }
                self.push(line);
            }
        }
    }

    fn item(&mut self, item: &[CodeTree], indent: usize) {
        let item = self.attributes(item, indent);
        match item {
            [CodeTree::Uses(uses), ..] => self.imports(uses, indent),
            [head @ .., CodeTree::Group(Delimiter::Brace, inner)] => self.braced_item(item, head, inner, indent),
            [statement @ .., CodeTree::Sign(";")] => {
                self.assignment(statement, indent);
                self.push(";");
            }
            other => self.flat(other),
        }
    }

    /// Writes documentation and attributes, a line each, and returns what they belong to.
    pub(super) fn attributes<'t>(&mut self, mut trees: &'t [CodeTree], indent: usize) -> &'t [CodeTree] {
        loop {
            match trees {
                [CodeTree::Doc(text), rest @ ..] => {
                    self.push("///");
                    self.push(text);
                    trees = rest;
                }
                [CodeTree::Sign("#"), CodeTree::Group(Delimiter::Bracket, _), rest @ ..] => {
                    self.flat(&trees[..2]);
                    trees = rest;
                }
                rest => return rest,
            }
            self.newline(indent);
        }
    }

    fn braced_item(&mut self, item: &[CodeTree], head: &[CodeTree], inner: &[CodeTree], indent: usize) {
        let is_function = head.iter().any(|tree| tree.is_word("fn"));
        if is_function {
            self.signature(head, indent);
        } else {
            self.flat(head);
        }
        if inner.is_empty() {
            return self.push(" {}");
        }
        self.push(" {");
        match head {
            [first, CodeTree::Sign("!"), ..] if first.is_word("macro_rules") => self.arms(inner, indent + 1),
            [.., CodeTree::Sign("!")] => self.body(inner, indent + 1),
            _ if is_function => self.block(inner, indent + 1),
            _ if head.iter().any(|tree| tree.is_word("struct") || tree.is_word("enum")) => self.body(inner, indent + 1),
            [first, ..] => {
                let place = if first.is_word("impl") { ItemPlace::Block } else { ItemPlace::Module };
                self.newline(indent + 1);
                self.items(inner, place, indent + 1);
            }
            [] => self.flat(item),
        }
        self.newline(indent);
        self.push("}");
    }

    fn signature(&mut self, head: &[CodeTree], indent: usize) {
        if self.try_flat(head, " {".len()) {
            return;
        }
        let is_arguments = |tree: &CodeTree| matches!(tree, CodeTree::Group(Delimiter::Parenthesis, _));
        let name = head.iter().position(|tree| tree.is_word("fn")).unwrap_or_default();
        match head[name..].iter().position(is_arguments) {
            Some(arguments) => self.arguments(head, name + arguments, indent),
            None => self.flat(head),
        }
    }

    /// Writes the head of a function with its arguments on a line of their own, or a line each where that is too short.
    fn arguments(&mut self, head: &[CodeTree], at: usize, indent: usize) {
        let CodeTree::Group(_, inner) = &head[at] else { return self.flat(head) };
        let mark = self.mark();
        let mut fits = true;
        self.spaced(head, |writer, place| {
            if place != at {
                return writer.one(head, place);
            }
            writer.push("(");
            writer.newline(indent + 1);
            fits = writer.try_flat(inner, 1);
            writer.push(if inner.last().is_some_and(|tree| tree.is_sign(",")) { "" } else { "," });
            writer.newline(indent);
            writer.push(")");
        });
        if !fits {
            self.cut(mark);
            self.open_group(head, at, indent);
        }
    }

    /// Writes the arms of a macro's definition.
    fn arms(&mut self, trees: &[CodeTree], indent: usize) {
        for arm in trees.split_inclusive(|tree| tree.is_sign(";")) {
            self.newline(indent);
            match arm {
                [pattern @ .., CodeTree::Group(_, inner), CodeTree::Sign(";")] => {
                    self.flat(pattern);
                    self.push(" {");
                    self.newline(indent + 1);
                    self.flat(inner);
                    self.newline(indent);
                    self.push("};");
                }
                other => self.flat(other),
            }
        }
    }
}

/// Returns how many trees the first item has.
fn end_of_item(trees: &[CodeTree]) -> usize {
    let after_attributes = trees
        .iter()
        .enumerate()
        .position(|(at, tree)| !matches!(tree, CodeTree::Doc(_) | CodeTree::Sign("#")) && !is_attribute(trees, at));
    let start = after_attributes.unwrap_or(trees.len());
    if let Some(CodeTree::Uses(_)) = trees.get(start) {
        return start + 1;
    }
    let is_value = is_value(&trees[start..]);
    let is_end = |tree: &CodeTree| tree.is_sign(";") || !is_value && tree.braced().is_some();
    trees[start..].iter().position(is_end).map_or(trees.len(), |end| start + end + 1)
}

fn is_attribute(trees: &[CodeTree], at: usize) -> bool {
    matches!(trees[at], CodeTree::Group(Delimiter::Bracket, _)) && at > 0 && trees[at - 1].is_sign("#")
}

/// Tells whether the item has a value, in which braces may stand: `static`, `const`, `use`.
fn is_value(item: &[CodeTree]) -> bool {
    let is_head = |tree: &&CodeTree| tree.braced().is_none() && !tree.is_sign(";");
    let is_function = || item.iter().take_while(is_head).any(|tree| tree.is_word("fn"));
    first_word(item).is_some_and(|word| matches!(word, "static" | "use" | "type") || word == "const" && !is_function())
}

/// Returns the first word behind the visibility.
fn first_word(item: &[CodeTree]) -> Option<&str> {
    let mut words = item.iter().filter_map(|tree| match tree {
        CodeTree::Word(word) => Some(word.as_str()),
        _ => None,
    });
    words.find(|word| *word != "pub")
}

fn kind(item: &[CodeTree]) -> ItemKind<'_> {
    let start = item.iter().position(|tree| matches!(tree, CodeTree::Word(_) | CodeTree::Uses(_))).unwrap_or_default();
    let item = &item[start..];
    match first_word(item) {
        Some("mod") if item.last().is_some_and(|tree| tree.is_sign(";")) => ItemKind::Module,
        Some("use") => {
            let path = item.iter().skip_while(|tree| !tree.is_word("use")).nth(1);
            ItemKind::Use(path.and_then(CodeTree::name).unwrap_or_default())
        }
        Some("fn" | "async") => ItemKind::Function,
        Some("const") if !is_value(item) => ItemKind::Function,
        _ => ItemKind::Other,
    }
}
