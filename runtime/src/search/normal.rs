//! The form in which texts are compared.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Returns `text` in the form in which texts are compared: NFKC, without case, without invisible joiners.
///
/// Full width becomes half width, half-width kana full, `Straße` `strasse`; accents stay.
pub(super) fn normalize(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.find(|c| !is_plain(c)).unwrap_or(rest.len());
        // The last plain character may be the base of a mark behind it.
        let split =
            if plain == rest.len() { plain } else { rest[..plain].char_indices().next_back().map_or(0, |(at, _)| at) };
        rest[..split].chars().for_each(|c| push_plain(c, &mut normal));
        let other = plain + rest[plain..].find(is_plain).unwrap_or(rest.len() - plain);
        push_other(&rest[split..other], &mut normal);
        rest = &rest[other..];
    }
    Cow::Owned(normal)
}

/// Returns whether `c` never composes with what stands before it and, unless a mark follows, is normalised alone.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{3001}'..='\u{3003}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

/// Full-width ASCII lies at a fixed distance from ASCII.
fn push_plain(c: char, normal: &mut String) {
    let narrow = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    normal.push(narrow.to_ascii_lowercase());
}

fn push_other(text: &str, normal: &mut String) {
    let composed = if is_composed(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect::<String>()) };
    let mut folded = String::with_capacity(composed.len());
    composed.chars().filter(|c| !is_joiner(*c)).for_each(|c| fold(c, &mut folded));
    // Folding can leave what composes: İ becomes i and a dot above.
    if is_composed(&folded) {
        normal.push_str(&folded);
    } else {
        normal.extend(folded.nfkc());
    }
}

fn is_composed(text: &str) -> bool {
    is_nfkc_quick(text.chars()) == IsNormalized::Yes
}

/// Upper case first, so that letters with several small forms (σ and ς, s and ſ, ß and ss) meet. One character at a
/// time: the same letter folds alike at the end of a word and inside it.
fn fold(c: char, folded: &mut String) {
    match c {
        c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        // No script between these ends has case, and they hold nearly all CJK text.
        '\u{2E80}'..='\u{A63F}' => folded.push(c),
        // Turkish dotless i is a letter of its own.
        'ı' => folded.push(c),
        c => folded.extend(c.to_uppercase().flat_map(char::to_lowercase)),
    }
}

/// Characters that change how a word is drawn and not which word it is.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, without the short cut for plain characters.
    fn whole(text: &str) -> String {
        let mut normal = String::new();
        push_other(text, &mut normal);
        normal
    }

    #[test]
    fn plain_characters_need_no_tables() {
        for c in ('\0'..='\u{1FFFF}').chain('\u{E0000}'..='\u{E01FF}') {
            let text = format!("Ａe{c}\u{301}退が{c}각{c}e\u{301}");
            assert_eq!(normalize(&text), whole(&text), "{c:?}");
        }
    }
}
