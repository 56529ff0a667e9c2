//! The folders of the runtime stand on each other, and imports go down only.

use crate::sources::{self, Source};

/// The folders of `runtime/src/`, those at the bottom first. Folders of one floor do not import each other.
const FLOORS: [&[&str]; 14] = [
    &["clock", "search", "validate"],
    &["error"],
    &["config"],
    &["cache"],
    &["value"],
    &["statement", "connection"],
    &["execute"],
    &["record"],
    &["entity"],
    &["handle"],
    &["repository"],
    &["migrate"],
    &["store"],
    &["support", "internal"],
];

/// What may name anything: the lists of names for applications, generated code, and larder's own tools.
const DOORS: [&str; 3] = ["lib", "support", "internal"];

fn floor(folder: &str) -> Option<usize> {
    FLOORS.iter().position(|folders| folders.contains(&folder))
}

/// Returns the folder that a file belongs to, `cache` for `runtime/src/cache.rs` and what is below
/// `runtime/src/cache/`.
fn folder(path: &str) -> Option<&str> {
    let path = path.strip_prefix("runtime/src/")?;
    Some(path.split('/').next()?.trim_end_matches(".rs"))
}

/// Returns the first segments behind `crate::` in a line of code. A macro's `$crate` names things where it is used.
fn imported(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        found.push(&rest[..end]);
    }
    found
}

/// Returns the folder whose name `lib.rs` hands on, for `use crate::Error`.
fn handed_on<'s>(lib: &'s Source, name: &str) -> Option<&'s str> {
    let lists = lib.text.split("pub use ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(list, _)| list);
    lists.filter_map(|list| list.split_once("::")).find_map(|(folder, names)| {
        let mut names = names.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.any(|listed| listed == name).then_some(folder)
    })
}

#[test]
fn every_folder_of_the_runtime_has_a_floor() {
    let files = sources::read(".rs");
    let folders = files.iter().filter_map(|file| folder(&file.path));
    let unknown: Vec<String> =
        folders.filter(|folder| floor(folder).is_none() && *folder != "lib").map(str::to_owned).collect();
    sources::expect_none("folders without a floor in xtask/tests/house/floors.rs", &unknown);
}

#[test]
fn imports_go_down() {
    let files = sources::read(".rs");
    let lib = files.iter().find(|file| file.path == "runtime/src/lib.rs").expect("the runtime is a library");
    let mut upward = Vec::new();
    for file in &files {
        let Some(from) = folder(&file.path).filter(|folder| !DOORS.contains(folder)) else { continue };
        // A unit test at the end of a file may look from above.
        for (number, line) in file
            .numbered()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
        {
            for name in imported(line) {
                let to = if floor(name).is_some() { name } else { handed_on(lib, name).unwrap_or(name) };
                if to != from && floor(to).is_some_and(|to| Some(to) >= floor(from)) {
                    upward.push(format!("{}:{number}: {from} stands below {to}, or beside it", file.path));
                }
            }
        }
    }
    sources::expect_none("imports that go up", &upward);
}
