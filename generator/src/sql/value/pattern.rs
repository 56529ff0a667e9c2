//! The regular expressions that mean the same to every server: anchored rows of ASCII characters and classes.

/// One character or class with its quantifier.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Atom {
    /// What stands between the brackets, or the one character.
    set: String,
    is_class: bool,
    quantifier: String,
}

/// A pattern that can be lowered to a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sql) struct Pattern {
    atoms: Vec<Atom>,
}

impl Pattern {
    /// Returns the class when the pattern is `^[class]+$` or `^[class]*$`, and whether it refuses empty text.
    pub(in crate::sql) fn one_class(&self) -> Option<(&str, bool)> {
        match self.atoms.as_slice() {
            [atom] if atom.is_class && !atom.set.starts_with('^') => match atom.quantifier.as_str() {
                "+" => Some((&atom.set, true)),
                "*" => Some((&atom.set, false)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the expression without its anchors.
    pub(in crate::sql) fn body(&self) -> String {
        let atom = |atom: &Atom| match atom.is_class {
            true => format!("[{}]{}", atom.set, atom.quantifier),
            false => format!("{}{}", atom.set, atom.quantifier),
        };
        self.atoms.iter().map(atom).collect()
    }

    /// Returns a text that matches and has at least so many characters, as short as it can be; `None` where a class
    /// does not tell its characters, or no text is so long.
    pub(in crate::sql) fn sample(&self, least: u32) -> Option<String> {
        let one = |atom: &Atom| match atom.is_class {
            false => atom.set.chars().next(),
            true if atom.set.starts_with('^') => None,
            true => ['a', 'A', '0'].into_iter().find(|c| set_holds(&atom.set, *c)).or_else(|| atom.set.chars().next()),
        };
        let mut left = least;
        let mut parts = Vec::new();
        for atom in &self.atoms {
            let (low, high) = counts(&atom.quantifier)?;
            left = left.saturating_sub(low);
            parts.push((one(atom)?, low, high.map(|high| high.saturating_sub(low))));
        }
        for (_, count, more) in &mut parts {
            let more = more.map_or(left, |more| more.min(left));
            *count += more;
            left -= more;
        }
        (left == 0).then(|| parts.iter().map(|(c, count, _)| c.to_string().repeat(*count as usize)).collect())
    }

    /// Tells whether no text that matches holds `c`.
    pub(in crate::sql) fn excludes(&self, c: char) -> bool {
        self.atoms.iter().all(|atom| !atom.set.starts_with('^') && !set_holds(&atom.set, c))
    }
}

/// Returns the pattern, or `None` when servers could read it in different ways.
pub(in crate::sql) fn parse(pattern: &str) -> Option<Pattern> {
    let mut rest = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let mut atoms = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (set, is_class, after) = if first == '[' {
            let (set, after) = rest[1..].split_once(']')?;
            (set, true, after)
        } else {
            (&rest[..first.len_utf8()], false, &rest[first.len_utf8()..])
        };
        let plain = if is_class { is_plain_class(set) } else { is_plain_literal(first) };
        if !plain {
            return None;
        }
        let (quantifier, after) = quantifier(after)?;
        atoms.push(Atom { set: set.to_owned(), is_class, quantifier: quantifier.to_owned() });
        rest = after;
    }
    (!atoms.is_empty()).then_some(Pattern { atoms })
}

/// Without escapes and without the set operators that some engines read.
fn is_plain_class(set: &str) -> bool {
    let body = set.strip_prefix('^').unwrap_or(set);
    !body.is_empty()
        && body.chars().all(|c| c.is_ascii_graphic() && !"\\[]^".contains(c) || c == ' ')
        && !["&&", "--", "~~", "||"].iter().any(|operator| body.contains(operator))
}

fn is_plain_literal(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_,:@/=;!#%&~<> ".contains(c)
}

/// A quantifier without a lazy or possessive mark, within PostgreSQL's limit of 255.
fn quantifier(rest: &str) -> Option<(&str, &str)> {
    let end = match rest.chars().next() {
        Some('+' | '*' | '?') => 1,
        Some('{') => rest.find('}')? + 1,
        _ => 0,
    };
    let (quantifier, after) = rest.split_at(end);
    let counts = quantifier.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let in_limit = counts.is_none_or(|counts| {
        let (low, high) = counts.split_once(',').unwrap_or((counts, counts));
        low.parse::<u8>().is_ok() && (high.is_empty() || high.parse::<u8>().is_ok())
    });
    (in_limit && !(end > 0 && after.starts_with(['+', '?', '*', '{']))).then_some((quantifier, after))
}

/// Returns the least and the greatest count of a quantifier.
fn counts(quantifier: &str) -> Option<(u32, Option<u32>)> {
    Some(match quantifier {
        "" => (1, Some(1)),
        "+" => (1, None),
        "*" => (0, None),
        "?" => (0, Some(1)),
        counted => {
            let counts = counted.strip_prefix('{')?.strip_suffix('}')?;
            let (low, high) = counts.split_once(',').unwrap_or((counts, counts));
            (low.parse().ok()?, if high.is_empty() { None } else { Some(high.parse().ok()?) })
        }
    })
}

/// A `-` between two characters makes a range of them and is itself none of the set.
fn set_holds(set: &str, c: char) -> bool {
    let chars: Vec<_> = set.chars().collect();
    let mut rest = chars.as_slice();
    loop {
        match rest {
            [low, '-', high, after @ ..] => {
                if (*low..=*high).contains(&c) {
                    return true;
                }
                rest = after;
            }
            [one, after @ ..] => {
                if *one == c {
                    return true;
                }
                rest = after;
            }
            [] => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn one_class_is_recognised() {
        let pattern = parse("^[A-Za-z0-9_-]+$").expect("is plain");
        assert_eq!(pattern.one_class(), Some(("A-Za-z0-9_-", true)));
        assert!(pattern.excludes(' ') && !pattern.excludes('q') && !pattern.excludes('-'));
        let pattern = parse("^[0-9]*$").expect("is plain");
        assert!(pattern.excludes('-') && !pattern.excludes('0') && !pattern.excludes('9'));
    }

    #[test]
    fn a_sample_matches() {
        let sample = |pattern, least| parse(pattern).and_then(|pattern| pattern.sample(least));
        assert_eq!(sample("^[A-Z]{2}-[0-9]+$", 0).as_deref(), Some("AA-0"));
        assert_eq!(sample("^[A-Z]{2}-[0-9]+$", 6).as_deref(), Some("AA-000"));
        assert_eq!(sample("^[a-z]{2,4}$", 5), None);
        assert_eq!(sample("^[^a]+$", 1), None);
    }

    #[test]
    fn engines_that_could_differ_get_nothing() {
        for pattern in
            ["[a-z]+", "^\\d+$", "^[[:alpha:]]+$", "^(a|b)$", "^a+?$", "^.$", "^[é]$", "^[a&&b]$", "^a{1,300}$"]
        {
            assert_eq!(parse(pattern), None, "{pattern}");
        }
        assert_eq!(parse("^[A-Z]{2}-[0-9]+$").map(|pattern| pattern.body()), Some("[A-Z]{2}-[0-9]+".into()));
    }
}
