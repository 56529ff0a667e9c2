//! The commands that a page shows.

use std::fs;
use std::path::Path;

/// A command and what the page says it prints; nothing, if the page shows none of it.
pub struct Example {
    /// As a shell reads it.
    pub command: String,
    /// Lines that begin as printed ones do.
    pub printed: String,
}

impl Example {
    /// Returns those of a page that stand in fences of `kind`, each with the fence `text` after it.
    ///
    /// # Panics
    /// When there is no such page.
    #[must_use]
    pub fn all(page: &str, kind: &str) -> Vec<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let parts: Vec<&str> = text.split("\n```").collect();
        let body = |part: &&str, kind: &str| Some(part.strip_prefix(kind)?.strip_prefix('\n')?.to_owned());
        // A fence, what stands between, and the next one.
        let examples = parts.iter().enumerate().filter_map(|(at, part)| {
            let printed = parts.get(at + 2).and_then(|part| body(part, "text")).unwrap_or_default();
            Some(Self { command: body(part, kind)?, printed })
        });
        examples.collect()
    }

    /// Checks that `output` has a line that begins as each of the page's does, but for spaces and numbers.
    ///
    /// # Panics
    /// When one is missing.
    pub fn check(&self, output: &str) {
        let lines: Vec<String> = output.lines().map(plain).collect();
        for line in self.printed.lines().map(plain).filter(|line| !line.is_empty()) {
            let command = &self.command;
            assert!(lines.iter().any(|shown| shown.starts_with(&line)), "`{line}` is not in\n{output}\nof {command}");
        }
    }
}

/// Returns a line without what differs from run to run: spaces, rules of tables, and numbers.
fn plain(line: &str) -> String {
    let line = line.replace(['|', '-', '+'], " ");
    let words = line.split_whitespace().map(|word| if word.parse::<f64>().is_ok() { "0" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
