//! Cuts a text into runs of CJK characters and words.

use unicode_normalization::char::is_combining_mark;

/// A stretch of a normalised text that is searched as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run<'t> {
    /// Characters of scripts written without spaces: any part of it can be found.
    Cjk(&'t str),
    /// Letters and digits of other scripts: found as a whole.
    Word(&'t str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Cjk,
    Word,
    Separator,
}

/// Iterates over the runs of a normalised text; what is neither letter nor digit only separates.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| class(c) == Class::Separator);
        let first = class(rest.chars().next()?);
        let end = rest.find(|c| !continues(first, c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(if first == Class::Cjk { Run::Cjk(run) } else { Run::Word(run) })
    })
}

/// A mark belongs to the letter before it: Indic words are full of them.
fn continues(run: Class, c: char) -> bool {
    match class(c) {
        Class::Separator => run == Class::Word && is_combining_mark(c),
        class => class == run,
    }
}

fn class(c: char) -> Class {
    match c {
        c if c.is_ascii_alphanumeric() => Class::Word,
        c if c.is_ascii() => Class::Separator,
        c if is_cjk(c) => Class::Cjk,
        c if c.is_alphanumeric() => Class::Word,
        _ => Class::Separator,
    }
}

/// Han with its extensions and radicals, kana, bopomofo, hangul. Half-width forms are gone after NFKC.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{2E80}'..='\u{2FDF}'
        // Iteration mark, closing mark, zero; numerals and kana marks.
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303C}'
        // Kana without the voicing marks that stand alone, the double hyphen and the middle dot.
        | '\u{3041}'..='\u{309A}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{312F}'
        | '\u{3131}'..='\u{318E}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{1AFF0}'..='\u{1B16F}'
        | '\u{20000}'..='\u{3FFFD}')
}
