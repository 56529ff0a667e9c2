//! The insides of macro calls, which prettyplease leaves as they come: one entry per line, documentation as comments.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

const STEP: &str = "    ";

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
    let mut text = String::new();
    let mut before: Option<TokenTree> = None;
    for tree in tokens {
        if before.as_ref().is_some_and(|before| needs_space(before, &tree)) {
            text.push(' ');
        }
        match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !group.stream().is_empty() => {
                text.push_str(&format!("{{ {} }}", one_line(group.stream())));
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                text.push_str(&format!("[{}]", one_line(group.stream())));
            }
            tree => text.push_str(&tree_text(tree, 0)),
        }
        before = Some(tree);
    }
    text
}

/// Cuts at top-level commas and behind documentation.
fn entries(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut entries: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for tree in tokens {
        let is_doc_end = matches!(&tree, TokenTree::Group(group) if doc_text(group).is_some());
        let is_comma = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ',');
        if let Some(last) = entries.last_mut() {
            last.push(tree);
        }
        if is_doc_end || is_comma {
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
    let mut line = String::new();
    let mut before: Option<&TokenTree> = None;
    for tree in entry {
        if before.is_some_and(|before| needs_space(before, tree)) {
            line.push(' ');
        }
        line.push_str(&tree_text(tree, indent));
        before = Some(tree);
    }
    let ends = line.ends_with([',', ';', '}']);
    format!("{margin}{line}{}\n", if ends { "" } else { "," })
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
    let mut text = open.to_owned();
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    for (position, tree) in trees.iter().enumerate() {
        if position > 0 && needs_space(&trees[position - 1], tree) {
            text.push(' ');
        }
        text.push_str(&tree_text(tree, 0));
    }
    text + close
}

fn needs_space(before: &TokenTree, tree: &TokenTree) -> bool {
    let hugs_left = matches!(tree, TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';' | ':'))
        || matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    let is_joint = matches!(before, TokenTree::Punct(punct) if punct.spacing() == proc_macro2::Spacing::Joint);
    !hugs_left && !is_joint
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
