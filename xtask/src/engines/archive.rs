//! Debian's archive, from which the servers come.

use std::path::{Path, PathBuf};

use crate::Result;

/// Returns the address of the archive that this system's own packages come from.
pub(super) fn address() -> Result<String> {
    address_below(Path::new("/etc/apt"))
        .ok_or_else(|| "no source of apt's names an archive to take packages from".into())
}

fn address_below(folder: &Path) -> Option<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("sources.list.d"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sources" || extension == "list"))
        .collect();
    files.sort();
    files.insert(0, folder.join("sources.list"));
    let texts = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    texts.flat_map(|text| addresses(&text)).next()
}

/// Returns the addresses of both forms: `URIs: http://…` and `deb [options] http://… suite component`.
fn addresses(text: &str) -> Vec<String> {
    let named = |line: &&str| line.starts_with("URIs:") || line.starts_with("deb ");
    let words = text.lines().filter(named).flat_map(str::split_whitespace);
    words
        .filter(|word| ["http://", "https://", "file:"].iter().any(|scheme| word.starts_with(scheme)))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn both_forms_of_sources_name_an_archive() {
        let newer = "# http://comment.example\nTypes: deb\nURIs: http://one.example/debian\nSuites: stable\n";
        assert_eq!(addresses(newer), ["http://one.example/debian"]);
        let older =
            "deb-src http://source.example/x stable main\ndeb [arch=amd64] https://two.example/debian stable main\n";
        assert_eq!(addresses(older), ["https://two.example/debian"]);
    }
}
