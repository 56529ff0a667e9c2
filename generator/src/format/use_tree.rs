//! Imports, laid out as rustfmt does: names fill lines, a path inside a list has a line of its own.

use syn::{ItemUse, UseTree};

use super::join::WIDTH;

const STEP: &str = "    ";

/// Returns the text of an import, indented by `indent`; `None` when the text is no import.
pub(super) fn text(import: &str, indent: usize) -> Option<String> {
    let item: ItemUse = syn::parse_str(import).ok()?;
    let margin = STEP.repeat(indent);
    Some(format!("{margin}use {};\n", tree(&item.tree, indent)))
}

fn tree(tree: &UseTree, indent: usize) -> String {
    match tree {
        UseTree::Path(path) => format!("{}::{}", path.ident, self::tree(&path.tree, indent)),
        UseTree::Name(name) => name.ident.to_string(),
        UseTree::Rename(rename) => format!("{} as {}", rename.ident, rename.rename),
        UseTree::Glob(_) => "*".to_owned(),
        UseTree::Group(group) => {
            let items: Vec<String> = group.items.iter().map(|item| self::tree(item, indent + 1)).collect();
            list(&items, indent)
        }
    }
}

fn list(items: &[String], indent: usize) -> String {
    let line = format!("{{{}}}", items.join(", "));
    if !items.iter().any(|item| item.contains('{')) && STEP.len() * indent + line.len() + "use larder::;".len() <= WIDTH
    {
        return line;
    }
    let margin = STEP.repeat(indent + 1);
    let mut text = String::from("{");
    let mut column = WIDTH;
    for item in items {
        if item.contains("::") || column + item.len() + ", ".len() > WIDTH {
            text.push_str(&format!("\n{margin}{item},"));
            column = if item.contains("::") { WIDTH } else { margin.len() + item.len() + 1 };
        } else {
            text.push_str(&format!(" {item},"));
            column += item.len() + 2;
        }
    }
    format!("{text}\n{}}}", STEP.repeat(indent))
}
