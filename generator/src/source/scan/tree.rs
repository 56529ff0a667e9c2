//! The files of a crate, found from its root as the compiler finds them.

use super::{
    Reader,
    file::{self, Declared, File},
    place::{folder, is_within, join},
};
use crate::diagnostic::{Code, Diagnostic, Origin};

/// Reads the root file and every file that a `mod` leads to, but for those of `models`, which are generated.
pub(super) fn read(root: &str, models: &str, read: &Reader<'_>) -> Vec<File> {
    let Some(text) = read(root) else { return Vec::new() };
    let mut tree = Tree { models, read, files: Vec::new(), open: Vec::new() };
    tree.add(file::read(root.to_owned(), text, Vec::new(), None), folder(root).to_owned());
    tree.files
}

struct Tree<'a> {
    models: &'a str,
    read: &'a Reader<'a>,
    files: Vec<File>,
    /// The files on the way down to the one at hand; a `#[path]` may lead back to one of them.
    open: Vec<String>,
}

impl Tree<'_> {
    /// Takes a file, then the modules in `children`.
    fn add(&mut self, mut file: File, children: String) {
        self.open.push(file.path.clone());
        let mut below = Vec::new();
        for declared in std::mem::take(&mut file.declared) {
            let candidates = candidates(&file.path, &children, &declared);
            if candidates.iter().any(|(path, _)| is_within(path.trim_end_matches(".rs"), self.models)) {
                continue;
            }
            let read = |(path, children): &(String, String)| Some((path.clone(), (self.read)(path)?, children.clone()));
            match candidates.iter().find_map(read) {
                Some(found) if !self.open.contains(&found.0) => below.push((found, declared)),
                Some(_) => {}
                None => file.notes.push(missing(&declared, &candidates)),
            }
        }
        self.files.push(file);
        for ((path, text, children), declared) in below {
            self.add(file::read(path, text, declared.modules, declared.condition), children);
        }
        self.open.pop();
    }
}

/// Returns the files that may hold a module, each with the folder of its own modules.
fn candidates(file: &str, children: &str, declared: &Declared) -> Vec<(String, String)> {
    let mut at = children.to_owned();
    for step in &declared.folders {
        // A `#[path]` on an outermost inline module counts from the folder of the file, like one on a `mod name;`.
        let from = if step.is_path && at == children { folder(file) } else { &at };
        at = join(from, &step.name);
    }
    if let Some(path) = &declared.path {
        let from = if declared.folders.is_empty() { folder(file) } else { &at };
        let path = join(from, path);
        let children = folder(&path).to_owned();
        return vec![(path, children)];
    }
    let inside = join(&at, &declared.name);
    vec![(format!("{inside}.rs"), inside.clone()), (format!("{inside}/mod.rs"), inside)]
}

/// The compiler says so too; until then the other entities can be generated.
fn missing(declared: &Declared, candidates: &[(String, String)]) -> Diagnostic {
    let paths = candidates.iter().map(|(path, _)| format!("`{path}`")).collect::<Vec<_>>().join(" nor ");
    let what = if candidates.len() == 1 { "there is no" } else { "there is neither" };
    let span = declared.modules.last().map_or_else(proc_macro2::Span::call_site, |module| module.span);
    let name = &declared.name;
    let message = format!("{what} {paths} for module `{name}`");
    Diagnostic::note(Code::SourceFile, Origin::Tokens(span), message).help("structs in this module are not read")
}
