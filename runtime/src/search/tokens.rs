//! What a row stores so that its texts can be found.

use std::borrow::Cow;

use super::normal::normalize;
use super::run::{Run, runs};
use super::token;

/// What a row stores beside its texts so that they can be found: a set of tokens, always in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchTokens {
    /// Joined by spaces, the tenant's token first.
    text: String,
    /// Length of the tenant's token with the space behind it.
    tenant: usize,
}

impl SearchTokens {
    /// Makes the tokens of a row's texts. Runs do not reach from one text into the next.
    #[must_use]
    pub fn of(tenant: Option<&str>, texts: &[&str]) -> Self {
        let texts: Vec<Cow<'_, str>> = texts.iter().map(|text| normalize(text)).collect();
        let terms = Terms::of(&texts);
        let mut text =
            String::with_capacity(64 + terms.singles.len() * 6 + terms.pairs.len() * 10 + terms.words.len() * 10);
        if let Some(tenant) = tenant {
            token::push_tenant(&mut text, tenant);
            text.push(' ');
        }
        let tenant = text.len();
        terms.write(&mut text);
        // The last token ends without a space.
        text.pop();
        Self { tenant: tenant.min(text.len()), text }
    }

    /// Returns the tokens of the texts, without the tenant's: PostgreSQL's index leads with the tenant column itself.
    #[must_use]
    pub fn as_array(&self) -> Vec<&str> {
        self.text[self.tenant..].split(' ').filter(|token| !token.is_empty()).collect()
    }

    /// Returns all tokens joined by spaces, the tenant's first, for MySQL's and SQLite's full-text indexes.
    #[must_use]
    pub fn as_text(&self) -> &str {
        &self.text
    }
}

/// The distinct terms of some texts, each kind sorted.
struct Terms<'t> {
    singles: Vec<char>,
    pairs: Vec<(char, char)>,
    words: Vec<&'t str>,
}

impl<'t> Terms<'t> {
    fn of(texts: &'t [Cow<'_, str>]) -> Self {
        let mut terms = Self { singles: Vec::new(), pairs: Vec::new(), words: Vec::new() };
        for run in texts.iter().flat_map(|text| runs(text)) {
            match run {
                Run::Cjk(run) => {
                    terms.singles.extend(run.chars());
                    terms.pairs.extend(pairs(run));
                }
                Run::Word(word) => terms.words.push(word),
            }
        }
        terms.singles.sort_unstable();
        terms.singles.dedup();
        terms.pairs.sort_unstable();
        terms.pairs.dedup();
        terms.words.sort_unstable();
        terms.words.dedup();
        terms
    }

    /// Appends every token with a space behind it.
    fn write(&self, text: &mut String) {
        for c in &self.singles {
            token::push_single(text, *c);
            text.push(' ');
        }
        for pair in &self.pairs {
            token::push_pair(text, *pair);
            text.push(' ');
        }
        for word in &self.words {
            token::push_word(text, word);
            text.push(' ');
        }
    }
}

/// Iterates over the overlapping pairs of a run.
pub(super) fn pairs(run: &str) -> impl Iterator<Item = (char, char)> + '_ {
    run.chars().zip(run.chars().skip(1))
}
