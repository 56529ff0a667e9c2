//! `#[cfg(…)]` as far as it can be answered without a compiler: `test` is off, of everything else nothing is known.

use syn::{Attribute, Meta, Token, punctuated::Punctuated};

/// Whether what a `cfg` stands on is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Unknown,
}

/// Returns whether all `cfg`s among `attributes` hold, and the first that cannot be answered.
pub(super) fn holds(attributes: &[Attribute]) -> (Answer, Option<&Attribute>) {
    let mut unknown = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
        match attribute.parse_args::<Meta>().map_or(Answer::Unknown, |condition| answer(&condition)) {
            Answer::No => return (Answer::No, None),
            Answer::Unknown => unknown = unknown.or(Some(attribute)),
            Answer::Yes => {}
        }
    }
    (if unknown.is_some() { Answer::Unknown } else { Answer::Yes }, unknown)
}

/// Returns whether one condition holds.
pub(super) fn answer(condition: &Meta) -> Answer {
    let all = || -> Vec<Answer> {
        let Meta::List(list) = condition else { return Vec::new() };
        let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        inner.map_or_else(|_| vec![Answer::Unknown], |inner| inner.iter().map(answer).collect())
    };
    let path = condition.path();
    if path.is_ident("test") {
        Answer::No
    } else if path.is_ident("not") {
        match all().first() {
            Some(Answer::Yes) => Answer::No,
            Some(Answer::No) => Answer::Yes,
            _ => Answer::Unknown,
        }
    } else if path.is_ident("all") {
        most(&all(), Answer::No, Answer::Yes)
    } else if path.is_ident("any") {
        most(&all(), Answer::Yes, Answer::No)
    } else {
        Answer::Unknown
    }
}

/// Returns `decisive` when one answer is that, `Unknown` when one is unknown, else `rest`.
fn most(answers: &[Answer], decisive: Answer, rest: Answer) -> Answer {
    [decisive, Answer::Unknown].into_iter().find(|one| answers.contains(one)).unwrap_or(rest)
}
