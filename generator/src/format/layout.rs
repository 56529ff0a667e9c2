//! The insides of macro calls, which prettyplease leaves as they come: one entry per line, documentation as comments.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::join::WIDTH;

pub(super) const STEP: &str = "    ";

/// Returns the text between the braces of a macro call, indented by `indent`.
pub(super) fn body(tokens: TokenStream, indent: usize) -> String {
    let mut text = String::new();
    for entry in entries(tokens) {
        text.push_str(&entry_lines(&entry, indent));
    }
    text
}

/// Returns tokens on one line, with spaces inside braces.
pub(super) fn one_line(tokens: TokenStream) -> String {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    spaced(&trees, |tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !group.stream().is_empty() => {
            format!("{{ {} }}", one_line(group.stream()))
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            format!("[{}]", one_line(group.stream()))
        }
        TokenTree::Group(group) => inline(group),
        tree => tree.to_string(),
    })
}

/// Returns tokens on as few lines as hold them; a number stays with the text before it.
pub(super) fn filled(tokens: TokenStream, indent: usize, width: usize) -> String {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        let text = one_line(tree.clone().into());
        let is_number = text.starts_with(|letter: char| letter.is_ascii_digit());
        match words.last_mut() {
            Some(word) if !needs_space(&trees, at) => word.push_str(&text),
            Some(word) if is_number => *word = format!("{word} {text}"),
            _ => words.push(text),
        }
    }
    let margin = STEP.repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => *line = format!("{line} {word}"),
            _ => lines.push(format!("{margin}{word}")),
        }
    }
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// Cuts at commas outside a type's arguments, at semicolons, behind documentation and blocks.
fn entries(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut entries: Vec<Vec<TokenTree>> = vec![Vec::new()];
    let (mut depth, mut is_arrow) = (0_usize, false);
    for tree in tokens {
        let is_doc_end = matches!(&tree, TokenTree::Group(group) if doc_text(group).is_some());
        let letter = match &tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match letter {
            '<' => depth += 1,
            '>' if !is_arrow => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_arrow = matches!(letter, '-' | '=');
        let ends = letter == ';' || letter == ',' && depth == 0;
        let is_block =
            |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let goes_on = ends || matches!(&tree, TokenTree::Ident(word) if word == "else");
        let follows_block = entries.last().and_then(|entry| entry.last()).is_some_and(is_block);
        if follows_block && !goes_on {
            entries.push(Vec::new());
        }
        if let Some(last) = entries.last_mut() {
            last.push(tree);
        }
        if is_doc_end || ends {
            entries.push(Vec::new());
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

fn entry_lines(entry: &[TokenTree], indent: usize) -> String {
    let margin = STEP.repeat(indent);
    if let [TokenTree::Punct(_), TokenTree::Group(group)] = entry
        && let Some(doc) = doc_text(group)
    {
        return format!("{margin}///{doc}\n");
    }
    let line = spaced(entry, |tree| tree_text(tree, indent));
    let end = if line.ends_with([',', ';', '}']) { "" } else { "," };
    if margin.len() + line.chars().count() + end.len() <= WIDTH || line.contains('\n') {
        return format!("{margin}{line}{end}\n");
    }
    let lines = filled(entry.iter().cloned().collect(), indent + 1, WIDTH - end.len());
    format!("{margin}{}{end}\n", lines.trim())
}

fn tree_text(tree: &TokenTree, indent: usize) -> String {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !group.stream().is_empty() => {
            format!("{{\n{}{}}}", body(group.stream(), indent + 1), STEP.repeat(indent))
        }
        TokenTree::Group(group) => inline(group),
        tree => tree.to_string(),
    }
}

fn inline(group: &Group) -> String {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    };
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    format!("{open}{}{close}", spaced(&trees, |tree| one_line(tree.clone().into())))
}

/// Returns the trees one after the other, with spaces where people write them.
fn spaced(trees: &[TokenTree], text: impl Fn(&TokenTree) -> String) -> String {
    let mut line = String::new();
    for (at, tree) in trees.iter().enumerate() {
        if at > 0 && needs_space(trees, at) {
            line.push(' ');
        }
        line.push_str(&text(tree));
    }
    line
}

fn needs_space(trees: &[TokenTree], at: usize) -> bool {
    let (before, tree) = (&trees[at - 1], &trees[at]);
    let is = |tree: &TokenTree, letters: &[char]| matches!(tree, TokenTree::Punct(punct) if letters.contains(&punct.as_char()));
    let is_joint = matches!(before, TokenTree::Punct(punct) if punct.spacing() == proc_macro2::Spacing::Joint);
    if is_joint || is(tree, &[',', ';', ':', '.', '?', '<', '>', '!']) {
        return false;
    }
    // Behind a path's colons, and in front of what a sign stands for.
    let in_path = is(before, &[':']) && at > 1 && is(&trees[at - 2], &[':']);
    if in_path || is(before, &['.', '<', '&', '!', '-']) {
        return false;
    }
    // Behind the sign of a range.
    if is(before, &['=']) && at > 1 && is(&trees[at - 2], &['.']) {
        return false;
    }
    let is_call = matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    !is_call || is(before, &['=', ','])
}

/// Returns the text of `[doc = "…"]`.
fn doc_text(group: &Group) -> Option<String> {
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    match trees.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] if name == "doc" => {
            syn::parse_str::<syn::LitStr>(&text.to_string()).ok().map(|text| text.value())
        }
        _ => None,
    }
}
