//! The manifest from which an interrupted run is completed.

use crate::output::place::check_relative;
use crate::sql::Problem;

use super::STAGING;

/// What remains to be done, one line each: `rename 0001 path` or `remove path`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) entries: Vec<ManifestEntry>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum ManifestEntry {
    Rename { staged: String, path: String },
    Remove { path: String },
}

impl Manifest {
    pub(super) fn render(&self) -> String {
        let line = |entry: &ManifestEntry| match entry {
            ManifestEntry::Rename { staged, path } => format!("rename {staged} {path}\n"),
            ManifestEntry::Remove { path } => format!("remove {path}\n"),
        };
        self.entries.iter().map(line).collect()
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let mut entries = Vec::new();
        for line in text.lines() {
            let entry = entry(line).ok_or_else(|| {
                Problem::new("F0107", format!("line `{line}` of the manifest cannot be read"))
                    .at(STAGING)
                    .help(format!("remove the folder `{STAGING}` and run codegen again"))
            })?;
            entries.push(entry);
        }
        Ok(Self { entries })
    }
}

fn entry(line: &str) -> Option<ManifestEntry> {
    let (word, rest) = line.split_once(' ')?;
    let entry = match word {
        "rename" => {
            let (staged, path) = rest.split_once(' ')?;
            let numbered = !staged.is_empty() && staged.bytes().all(|byte| byte.is_ascii_digit());
            numbered.then(|| ManifestEntry::Rename { staged: staged.to_owned(), path: path.to_owned() })?
        }
        "remove" => ManifestEntry::Remove { path: rest.to_owned() },
        _ => return None,
    };
    let (ManifestEntry::Rename { path, .. } | ManifestEntry::Remove { path }) = &entry;
    check_relative(path).ok().map(|()| entry)
}
