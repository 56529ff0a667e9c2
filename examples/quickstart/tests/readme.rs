//! The start that README.md shows is this program: each block below `<!-- file: name -->` holds the lines of that file
//! between `ANCHOR: name` and `ANCHOR_END: name`.
//!
//! `LARDER_BLESS=1` writes the blocks anew.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the marked lines of a file, moved to the left as far as they go.
fn marked(file: &str, name: &str) -> String {
    let text = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let ends_with = |line: &str, mark: &str| line.trim_end().ends_with(&format!("{mark}: {name}"));
    let lines = text.lines().skip_while(|line| !ends_with(line, " ANCHOR")).skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !ends_with(line, " ANCHOR_END")).collect();
    assert!(!lines.is_empty(), "{file} has no lines called {name}");
    let indent = lines.iter().filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    lines.iter().map(|line| line.get(indent.unwrap_or(0)..).unwrap_or("").to_owned() + "\n").collect()
}

/// Returns `page` with the content of every marked block as the files have it, and how many there are.
fn current(page: &str) -> (String, usize) {
    let (mut out, mut count) = (String::new(), 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let Some((file, name)) = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"))
            .and_then(|rest| rest.split_once(": "))
        else {
            continue;
        };
        let fence = lines.next().expect("a block follows");
        assert!(fence.starts_with("```"), "no block follows `{line}`");
        out += &format!("{fence}\n{}```\n", marked(file, name));
        assert!(lines.any(|line| line == "```"), "the block of `{line}` has no end");
        count += 1;
    }
    (out, count)
}

#[test]
fn the_start_of_the_readme_is_this_program() {
    let path = root().join("README.md");
    let page = fs::read_to_string(&path).unwrap();
    let (expected, blocks) = current(&page);
    assert!(blocks >= 3, "the README shows struct, definition and use");
    if std::env::var_os("LARDER_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    } else {
        assert!(page == expected, "README.md is not current; LARDER_BLESS=1 writes it\n\n{expected}");
    }
}

#[test]
fn the_program_is_short() {
    let lines =
        |file: &str| fs::read_to_string(root().join("examples/quickstart/src").join(file)).unwrap().lines().count();
    assert!(lines("main.rs") + lines("blog.rs") < 150, "a newcomer reads it in one go");
}
