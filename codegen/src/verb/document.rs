//! `codegen document`: keeps a page current that shows the database design: a diagram, and every column.

use std::fs;
use std::io::ErrorKind;

use larder_generator::document::document;
use larder_generator::output::Files;
use larder_generator::sql::Problem;

use crate::arguments::{Arguments, Document};
use crate::outcome::Outcome;
use crate::project;

/// What encloses the design in its page; the rest is the user's.
const MARKS: [&str; 2] =
    ["<!-- design: written by `codegen document`; change the definition, not this -->\n", "<!-- end of design -->\n"];

/// Writes the design into the page, or with `--check` says whether it is there.
pub(crate) fn run(arguments: &Arguments, page: &Document) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let Some(definition) = project.definition(outcome) else { return Ok(()) };
        let before = match fs::read_to_string(project.root.join(&page.file)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(vec![Problem::new("F0106", error.to_string()).at(&page.file)]),
        };
        let text =
            within(before.as_deref(), &document(&definition.schema)).ok_or_else(|| vec![no_place(&page.file)])?;
        let mut files = Files::default();
        files.insert(&page.file, text).map_err(|problem| vec![problem])?;
        outcome.differences = project.put(&files, arguments.check)?;
        Ok(())
    })
}

/// Returns the page with the design in its place; `None` where it has none.
fn within(page: Option<&str>, design: &str) -> Option<String> {
    let [begin, end] = MARKS;
    let (before, after) = match page {
        Some(page) => {
            let (before, rest) = page.split_once(begin)?;
            (before, rest.split_once(end)?.1)
        }
        None => ("# Database design\n\n", ""),
    };
    Some(format!("{before}{begin}\n{design}\n{end}{after}"))
}

fn no_place(file: &str) -> Problem {
    let [begin, end] = MARKS.map(str::trim_end);
    Problem::new("F0108", "the page has no place for the design").at(file).help(format!(
        "write the two lines `{begin}` and `{end}` where it is to stand, or name a file that is not there yet"
    ))
}
