//! Finds generated files that are no longer generated.

use std::io::ErrorKind;
use std::path::Path;

use super::MARK;
use super::place::{inside, io};
use crate::sql::Problem;

/// Tells whether the leading comment says that the file is generated.
pub(super) fn is_generated(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let leading = text.lines().take_while(|line| line.trim().is_empty() || line.trim_start().starts_with("//"));
    leading.into_iter().any(|line| line.contains(MARK))
}

/// Returns the generated Rust files under `folder` that are not `wanted`, by path. Links are not followed.
pub(super) fn generated(root: &Path, folder: &str, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = match std::fs::read_dir(inside(root, &folder)?) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(io(&folder, "cannot be listed", &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| io(&folder, "cannot be listed", &error))?;
            let Some(path) = entry.file_name().to_str().map(|name| format!("{folder}/{name}")) else { continue };
            let kind = entry.file_type().map_err(|error| io(&path, "cannot be read", &error))?;
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file()
                && path.ends_with(".rs")
                && !wanted(&path)
                && std::fs::read_to_string(entry.path()).is_ok_and(|text| is_generated(&text))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
