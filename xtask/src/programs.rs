//! Looks for programs on this machine.

use std::path::{Path, PathBuf};

/// Where Debian keeps programs beside those that are on the `PATH`.
const FOLDERS: [&str; 6] = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

/// Returns the first of `names` that is installed, on the `PATH` or where Debian keeps servers.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(FOLDERS.map(PathBuf::from));
    folders.extend(postgres_folders(Path::new("/")));
    first(names, &folders)
}

/// Returns the first of `names` that is installed in the system below `root`, as a path of that system.
pub(crate) fn find_below(root: &Path, names: &[&str]) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|folder| below(root, Path::new(folder))).collect();
    folders.extend(postgres_folders(root));
    let found = first(names, &folders)?;
    found.strip_prefix(root).ok().map(|path| Path::new("/").join(path))
}

/// Returns where `path` of the system below `root` is on this one.
pub(crate) fn below(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}

fn first(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file()))
}

/// Debian keeps each version's programs off the `PATH`; the newest comes first.
fn postgres_folders(root: &Path) -> Vec<PathBuf> {
    let versions = std::fs::read_dir(root.join("usr/lib/postgresql")).into_iter().flatten().flatten();
    let mut numbered: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    numbered.sort_by(|one, other| other.cmp(one));
    numbered.into_iter().map(|(_, folder)| folder).collect()
}
