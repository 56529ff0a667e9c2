//! Where a struct stands: the modules around it.

use proc_macro2::Span;
use syn::Visibility;

/// A module on the way from the root of the crate.
#[derive(Clone)]
pub(super) struct Module {
    /// As it is written in a path, `r#type` included.
    pub(super) name: String,
    pub(super) visibility: Visibility,
    pub(super) span: Span,
}

/// Returns the path of the innermost module, `crate::domain::user`.
pub(super) fn path(modules: &[Module]) -> String {
    names(modules).join("::")
}

/// Returns the segments of that path.
pub(super) fn names(modules: &[Module]) -> Vec<String> {
    std::iter::once("crate".to_owned()).chain(modules.iter().map(|module| module.name.clone())).collect()
}

/// Joins a folder and a relative path, taking `.` and `..` out as far as they do not lead above the folder of the
/// definition.
pub(super) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns the folder of a file, empty at the top.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns whether `path` is `folder` or within it; everything is within the empty folder.
pub(super) fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
