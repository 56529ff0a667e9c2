//! Tokens as text: formatted, with a header and blank lines between items.
//!
//! The text is laid out by prettyplease and never by rustfmt: generated modules stand under `#[rustfmt::skip]`, so that
//! two formatters never take turns on one file.

mod join;
mod layout;
mod use_tree;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident};
use syn::visit_mut::{self, VisitMut};
use syn::{File, ImplItem, Item, ItemImpl, ItemMod, Macro};

/// A call that stands where a blank line shall be; no macro of this name exists.
const BLANK: &str = "__blank_line";

/// Macros of the runtime and of Rust whose arguments are laid out here wherever they stand.
const INLINE: [&str; 8] = ["change", "concat", "entity", "index_sql", "json", "list_sql", "names", "sql"];

/// What stands for the body of a macro call while prettyplease is at work.
const MARK: &str = "__macro_";

/// Returns the text of a generated file; `doc` becomes its first paragraph.
///
/// # Errors
/// The tokens are not a Rust file, which is a bug of the generator.
pub fn file(doc: &str, tokens: TokenStream) -> Result<String, syn::Error> {
    let mut file: File = syn::parse2(tokens)?;
    let mut macros = Macros::default();
    macros.visit_file_mut(&mut file);
    Spaced.visit_file_mut(&mut file);
    let body = prettyplease::unparse(&file);
    let mut text = header(doc);
    let mut import = String::new();
    for line in join::lines(&body) {
        if !import.is_empty() || line.trim_start().starts_with("use ") {
            import.push_str(&line);
            if line.ends_with(';') {
                let indent = (import.len() - import.trim_start().len()) / 4;
                text.push_str(&use_tree::text(&import, indent).unwrap_or_else(|| format!("{import}\n")));
                import.clear();
            }
            continue;
        }
        let line = macros.restore_inline(line);
        match macros.restore(&line) {
            Some(body) => text.push_str(&body),
            None if line.trim_start().starts_with(BLANK) => text.push('\n'),
            None => text.push_str(&format!("{line}\n")),
        }
    }
    Ok(text)
}

/// The bodies of braced macro calls, taken out before prettyplease and put back laid out.
#[derive(Default)]
struct Macros(Vec<TokenStream>);

impl VisitMut for Macros {
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        // The arguments of any other macro are expressions, which prettyplease knows how to lay out.
        let is_definition = call.path.is_ident("macro_rules");
        let is_listed = call.path.segments.last().is_some_and(|last| INLINE.iter().any(|name| last.ident == name));
        let is_own = !is_definition && (matches!(call.delimiter, syn::MacroDelimiter::Brace(_)) || is_listed);
        if is_own && !call.tokens.is_empty() {
            let mark = format_ident!("{MARK}{}", self.0.len());
            self.0.push(std::mem::replace(&mut call.tokens, mark.into_token_stream()));
        }
    }
}

impl Macros {
    /// Puts back the arguments of calls that stand inside the line: `json!({ "a": 1 })`. Those that make it too long
    /// get lines of their own.
    fn restore_inline(&self, line: String) -> String {
        let mut text = line;
        while let Some((start, end, body)) = self.inline(&text) {
            let (before, after) = (&text[..start], &text[end..]);
            let last = before.rsplit('\n').next().unwrap_or_default();
            let one_line = layout::one_line(body.clone());
            let is_short = last.chars().count() + one_line.chars().count() + after.chars().count() <= join::WIDTH;
            text = if is_short {
                format!("{before}{one_line}{after}")
            } else {
                let indent = (last.len() - last.trim_start().len()) / 4;
                let lines = layout::filled(body.clone(), indent + 1, join::WIDTH);
                format!("{before}\n{lines}{}{after}", layout::STEP.repeat(indent))
            };
        }
        text
    }

    /// Finds the first mark that stands behind something else, and what it stands for.
    fn inline(&self, text: &str) -> Option<(usize, usize, &TokenStream)> {
        text.match_indices(MARK).find_map(|(start, _)| {
            text[..start].ends_with(['(', '[']).then_some(())?;
            let digits = &text[start + MARK.len()..];
            let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
            let body = self.0.get(digits[..end].parse::<usize>().ok()?)?;
            Some((start, start + MARK.len() + end, body))
        })
    }

    /// Returns the body of the macro call whose mark stands on the line; `None` for every other line.
    fn restore(&self, line: &str) -> Option<String> {
        let mark = line.trim_start();
        let body = self.0.get(mark.strip_prefix(MARK)?.parse::<usize>().ok()?)?;
        Some(layout::body(body.clone(), (line.len() - mark.len()) / 4))
    }
}

/// Returns the head of every generated file.
#[must_use]
pub fn header(doc: &str) -> String {
    format!("//! {doc}\n//!\n//! Generated by larder from models.toml; change the definition, not this file.\n\n")
}

/// Puts a blank line between items.
struct Spaced;

impl VisitMut for Spaced {
    fn visit_file_mut(&mut self, file: &mut File) {
        space(&mut file.items);
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if let Some((_, items)) = &mut module.content {
            space(items);
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, block: &mut ItemImpl) {
        let items = std::mem::take(&mut block.items);
        for (position, item) in items.into_iter().enumerate() {
            let is_method = matches!(item, ImplItem::Fn(_));
            if position > 0 && is_method {
                block.items.push(syn::parse_quote!(__blank_line!();));
            }
            block.items.push(item);
        }
    }
}

/// Imports of one crate, and statics of one line, stand together.
fn space(items: &mut Vec<Item>) {
    let mut before: Option<Item> = None;
    for item in std::mem::take(items) {
        if before.as_ref().is_some_and(|before| !stand_together(before, &item)) {
            items.push(syn::parse_quote!(__blank_line!();));
        }
        before = Some(item.clone());
        items.push(item);
    }
}

fn stand_together(before: &Item, item: &Item) -> bool {
    match (before, item) {
        (Item::Mod(before), Item::Mod(item)) => before.content.is_none() && item.content.is_none(),
        (Item::Use(before), Item::Use(item)) => first_segment(&before.tree) == first_segment(&item.tree),
        _ => false,
    }
}

fn first_segment(tree: &syn::UseTree) -> Option<&syn::Ident> {
    match tree {
        syn::UseTree::Path(path) => Some(&path.ident),
        _ => None,
    }
}
