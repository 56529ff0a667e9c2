//! What tests answer to codegen's questions, and what they say of errors.

use larder_generator::sql::Answers;

/// Reads flags as they are typed, each with its value: `--rename U.a=b` or `--rename=U.a=b`.
///
/// # Panics
/// For what is no flag, and for a value that cannot be read.
#[must_use]
pub fn answers(flags: &[impl AsRef<str>]) -> Answers {
    let mut answers = Answers::default();
    for flag in flags.iter().map(AsRef::as_ref) {
        let (name, value) = flag.split_once([' ', '=']).unwrap_or((flag, ""));
        match name {
            "--upgrade" => answers.upgrade = true,
            "--rename" => answers.renames.push(value.parse().expect("is a rename")),
            "--drop" => answers.drops.push(value.parse().expect("is a subject")),
            "--keep" => answers.keeps.push(value.parse().expect("is a subject")),
            "--fill" => answers.fills.push(value.parse().expect("is a fill")),
            "--narrow" => answers.narrows.push(value.parse().expect("is a subject")),
            other => panic!("`{other}` is no flag"),
        }
    }
    answers
}

/// Returns the text of an error with those of its causes.
#[must_use]
pub fn explained(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str("\n  ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
