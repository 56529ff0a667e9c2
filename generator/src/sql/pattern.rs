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
pub(super) struct Pattern {
    atoms: Vec<Atom>,
}

impl Pattern {
    /// Returns the class when the pattern is `^[class]+$` or `^[class]*$`, and whether it refuses empty text.
    pub(super) fn one_class(&self) -> Option<(&str, bool)> {
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
    pub(super) fn body(&self) -> String {
        let atom = |atom: &Atom| match atom.is_class {
            true => format!("[{}]{}", atom.set, atom.quantifier),
            false => format!("{}{}", atom.set, atom.quantifier),
        };
        self.atoms.iter().map(atom).collect()
    }

    /// Tells whether no text that matches holds `c`.
    pub(super) fn excludes(&self, c: char) -> bool {
        self.atoms.iter().all(|atom| !atom.set.starts_with('^') && !set_holds(&atom.set, c))
    }
}

/// Returns the pattern, or `None` when servers could read it in different ways.
pub(super) fn parse(pattern: &str) -> Option<Pattern> {
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

fn set_holds(set: &str, c: char) -> bool {
    let chars: Vec<_> = set.chars().collect();
    let range = |window: &[char]| window[1] == '-' && window[0] <= c && c <= window[2];
    chars.contains(&c) || chars.windows(3).any(range)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn one_class_is_recognised() {
        let pattern = parse("^[A-Za-z0-9_-]+$").expect("is plain");
        assert_eq!(pattern.one_class(), Some(("A-Za-z0-9_-", true)));
        assert!(pattern.excludes(' ') && !pattern.excludes('q'));
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
