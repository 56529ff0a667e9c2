//! No line of prose and no comment is longer than what two windows side by side show.

use crate::sources;

const WIDTH: usize = 120;

/// Prose that has to stand on one line: rows of tables, and what is quoted from a program, between fences.
fn is_exempt(line: &str, is_quoted: bool) -> bool {
    is_quoted || line.trim_start().starts_with('|')
}

#[test]
fn lines_of_prose_are_short() {
    let mut long = Vec::new();
    for file in sources::read(".md") {
        let mut is_quoted = false;
        for (number, line) in file.numbered() {
            if line.trim_start().starts_with("```") {
                is_quoted = !is_quoted;
            }
            if line.chars().count() > WIDTH && !is_exempt(line, is_quoted) {
                long.push(format!("{}:{number}: {} columns", file.path, line.chars().count()));
            }
        }
    }
    sources::expect_none("lines of more than 120 columns", &long);
}

/// Generated code is left out: a sentence of the definition stands there as it was written.
#[test]
fn comments_are_short() {
    let mut long = Vec::new();
    for file in sources::read(".rs").iter().filter(|file| !file.is_generated()) {
        for (number, line) in file.numbered() {
            let Some(comment) = line.trim_start().strip_prefix("//") else { continue };
            let prose = comment.trim_start_matches(['/', '!']);
            if line.chars().count() > WIDTH && !is_exempt(prose, false) {
                long.push(format!("{}:{number}: {} columns", file.path, line.chars().count()));
            }
        }
    }
    sources::expect_none("comments of more than 120 columns", &long);
}
