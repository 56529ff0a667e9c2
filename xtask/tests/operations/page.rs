//! The examples of a page.

use std::fs;
use std::path::Path;

/// A command and what the page says it prints.
pub(crate) struct Example {
    pub(crate) command: String,
    pub(crate) printed: String,
}

impl Example {
    /// Returns those in fences that begin with `kind`.
    pub(crate) fn all(path: &str, kind: &str) -> Vec<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let parts: Vec<&str> = text.split("\n```").collect();
        let body = |part: &str, kind: &str| Some(part.strip_prefix(kind)?.strip_prefix('\n')?.to_owned());
        // A fence, what stands between, and the next one.
        let mut windows = parts.windows(3);
        let examples = std::iter::from_fn(|| windows.next()).filter_map(|window| {
            let command = body(window[0], kind)?;
            let printed =
                body(window[2], "text").unwrap_or_else(|| panic!("{command} is not followed by what it prints"));
            Some(Self { command, printed })
        });
        examples.collect()
    }
}

/// Returns a line without what differs from run to run: spaces, rules of tables, and numbers.
pub(crate) fn plain(line: &str) -> String {
    let line = line.replace(['|', '-', '+'], " ");
    let words = line.split_whitespace().map(|word| if word.parse::<f64>().is_ok() { "0" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
