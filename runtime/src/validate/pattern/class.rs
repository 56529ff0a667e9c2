//! Repetitions of ASCII characters, matched without a regular expression engine.

/// A repetition of one set of ASCII characters over a whole text: `^[A-Za-z0-9_-]+$`.
pub(super) struct Class {
    /// Bit n: the character with code n is in the set.
    members: u128,
    min: usize,
    max: usize,
}

impl Class {
    /// Returns the class when `source` is nothing else; any other expression, or an unusual notation of one, is `None`.
    pub(super) fn parse(source: &str) -> Option<Self> {
        let inner = source.strip_prefix("^[")?.strip_suffix('$')?;
        let (set, repetition) = inner.rsplit_once(']')?;
        let (min, max) = parse_repetition(repetition)?;
        Some(Self { members: parse_set(set)?, min, max })
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        let member = |byte: u8| byte.is_ascii() && self.members & (1 << byte) != 0;
        (self.min..=self.max).contains(&text.len()) && text.bytes().all(member)
    }
}

fn parse_repetition(text: &str) -> Option<(usize, usize)> {
    match text {
        "" => Some((1, 1)),
        "+" => Some((1, usize::MAX)),
        "*" => Some((0, usize::MAX)),
        _ => {
            let (min, max) = text.strip_prefix('{')?.strip_suffix('}')?.split_once(',')?;
            let (min, max) = (min.parse().ok()?, if max.is_empty() { usize::MAX } else { max.parse().ok()? });
            (min <= max).then_some((min, max))
        }
    }
}

/// Only plain members and ranges; negation, escapes, nested sets and set operators are left to the regex crate.
fn parse_set(set: &str) -> Option<u128> {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !b"[]\\^&~".contains(byte);
    let bytes = set.as_bytes();
    if bytes.is_empty() || !bytes.iter().all(plain) || set.contains("--") {
        return None;
    }
    let mut members = 0;
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        let (last, tail) = match tail {
            [b'-', last, tail @ ..] => (last, tail),
            tail => (first, tail),
        };
        if first > last {
            return None;
        }
        (*first..=*last).for_each(|byte| members |= 1_u128 << byte);
        rest = tail;
    }
    Some(members)
}
