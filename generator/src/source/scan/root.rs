//! From the configured sources to the crates they are parts of.

use super::{
    Sources,
    file::File,
    place::{folder, is_within},
    tree,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::Text,
};

/// The files of all sources, and the crate that the generated modules are part of.
pub(super) struct SourceFiles {
    pub(super) list: Vec<File>,
    /// Path of the module that holds the store.
    pub(super) models: Vec<String>,
}

/// Reads the files of every source, each once.
pub(super) fn files(sources: &Sources<'_>, diagnostics: &mut Diagnostics) -> SourceFiles {
    let mut files: Vec<File> = Vec::new();
    let mut roots = Vec::new();
    for source in sources.paths {
        match root(source, sources) {
            Some(root) => {
                roots.push(folder(&root).to_owned());
                let found = within(&root, source.value.trim_end_matches('/'), sources);
                let is_new =
                    |file: &File| files.iter().all(|known| known.path != file.path || known.module != file.module);
                let found: Vec<File> = found.into_iter().filter(|file| is_new(file)).collect();
                files.extend(found);
            }
            None => diagnostics.push(nothing(source)),
        }
    }
    SourceFiles { list: files, models: module(sources.models, &roots) }
}

/// Returns the file from which the modules of a source are found: its own `lib.rs` or `main.rs`, or that of a folder
/// above it.
fn root(source: &Text, sources: &Sources<'_>) -> Option<String> {
    let path = source.value.trim_end_matches('/');
    let is_there = |path: &String| (sources.read)(path).is_some();
    let is_file = path.ends_with(".rs");
    if is_file && ["lib.rs", "main.rs"].iter().any(|name| path.rsplit('/').next() == Some(name)) {
        return Some(path.to_owned()).filter(is_there);
    }
    let mut at = if is_file { folder(path) } else { path };
    loop {
        let roots =
            ["lib.rs", "main.rs"].map(|name| if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") });
        if let Some(root) = roots.into_iter().find(is_there) {
            return Some(root);
        }
        if at.is_empty() {
            // A file of its own, such as an example.
            return Some(path.to_owned()).filter(|_| is_file).filter(is_there);
        }
        at = folder(at);
    }
}

/// Returns the files of the crate that lie under `source`; a file that no module leads to is a crate of its own.
fn within(root: &str, source: &str, sources: &Sources<'_>) -> Vec<File> {
    let all = tree::read(root, sources.models, sources.read);
    let is_root = root == source || folder(root) == source;
    let found: Vec<File> = all.into_iter().filter(|file| is_root || is_within(&file.path, source)).collect();
    if found.is_empty() && source.ends_with(".rs") {
        return tree::read(source, sources.models, sources.read);
    }
    found
}

fn nothing(source: &Text) -> Diagnostic {
    let message =
        format!("`{0}` is not part of a crate: there is no `lib.rs` or `main.rs` in it or above it", source.value);
    let help = "write the path of the crate's sources relative to models.toml, such as `src`";
    Diagnostic::error(Code::SourceFile, source.origin, message).help(help)
}

/// Returns the module of the generated store, by the folders between it and the root of its crate.
fn module(models: &str, roots: &[String]) -> Vec<String> {
    let nearest = roots.iter().filter(|root| is_within(models, root)).max_by_key(|root| root.len());
    let inside = nearest.map_or(models, |root| &models[root.len()..]);
    let names = inside.split('/').filter(|name| !name.is_empty());
    std::iter::once("crate").chain(names).map(str::to_owned).collect()
}
