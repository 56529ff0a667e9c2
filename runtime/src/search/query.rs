//! Searches: what is asked of the database, and of the text itself.

use std::collections::BTreeSet;

use super::normal::normalize;
use super::run::{Run, runs};
use super::token;
use super::tokens::pairs;

/// Tokens sent to the database for one query; more would narrow the candidates no further.
const MOST_TOKENS: usize = 32;

/// A search: rows match that hold every word and every CJK phrase of it, in any of their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// Sorted and distinct.
    phrases: Vec<String>,
    /// Sorted and distinct.
    words: Vec<String>,
    tokens: Vec<String>,
    tenant: Option<String>,
    exact: bool,
}

impl SearchQuery {
    /// Reads what a person typed. There are no operators: punctuation separates, like a space.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = normalize(text);
        let (mut phrases, mut words) = (BTreeSet::new(), BTreeSet::new());
        for run in runs(&text) {
            match run {
                Run::Cjk(phrase) => phrases.insert(phrase.to_owned()),
                Run::Word(word) => words.insert(word.to_owned()),
            };
        }
        let tokens = tokens(&phrases, &words);
        let exact = tokens.len() <= MOST_TOKENS && phrases.iter().all(|phrase| phrase.chars().count() <= 2);
        Self {
            phrases: phrases.into_iter().collect(),
            words: words.into_iter().collect(),
            tokens: spread(tokens),
            tenant: None,
            exact,
        }
    }

    /// Narrows the search to the rows of one tenant, where the tokens were made with it.
    #[must_use]
    pub fn within(mut self, tenant: &str) -> Self {
        let mut token = String::new();
        token::push_tenant(&mut token, tenant);
        self.tenant = Some(token);
        self
    }

    /// Returns whether the query holds neither a word nor a phrase; it matches nothing then.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.words.is_empty()
    }

    /// Returns the tokens without the tenant's, for `search_tokens @> …` on PostgreSQL.
    #[must_use]
    pub fn as_array(&self) -> Vec<&str> {
        self.tokens.iter().map(String::as_str).collect()
    }

    /// Returns `+a +b` for `MATCH … AGAINST (… IN BOOLEAN MODE)` on MySQL and MariaDB.
    #[must_use]
    pub fn as_boolean_mode(&self) -> String {
        let required: Vec<String> = self.all().map(|token| format!("+{token}")).collect();
        required.join(" ")
    }

    /// Returns `a b` for `… MATCH …` on SQLite's FTS5, which wants all of them.
    #[must_use]
    pub fn as_match(&self) -> String {
        let tokens: Vec<&str> = self.all().collect();
        tokens.join(" ")
    }

    /// Returns the same text for every spelling of the same query, for cache keys and cursors.
    #[must_use]
    pub fn canonical(&self) -> String {
        let terms: Vec<&str> = self.phrases.iter().chain(&self.words).map(String::as_str).collect();
        terms.join(" ")
    }

    /// Returns whether rows found by their tokens still have to pass [`matches`](Self::matches).
    #[must_use]
    pub fn needs_recheck(&self) -> bool {
        !self.exact
    }

    /// Returns whether a row with these texts is a hit: every phrase stands in one of them without a gap, every word as
    /// a whole word.
    #[must_use]
    pub fn matches(&self, texts: &[&str]) -> bool {
        if self.is_empty() {
            return false;
        }
        let mut missing: BTreeSet<&str> = self.words.iter().map(String::as_str).collect();
        let mut absent: Vec<&str> = self.phrases.iter().map(String::as_str).collect();
        for text in texts {
            let text = normalize(text);
            // A phrase has CJK characters only, so wherever it stands it stands inside one run.
            absent.retain(|phrase| !text.contains(phrase));
            if !missing.is_empty() {
                strike(&mut missing, &text);
            }
        }
        missing.is_empty() && absent.is_empty()
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.tenant.iter().chain(&self.tokens).map(String::as_str)
    }
}

/// A single character is its own token; anything longer is held by its pairs.
fn tokens(phrases: &BTreeSet<String>, words: &BTreeSet<String>) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    let mut add = |push: &dyn Fn(&mut String)| {
        let mut token = String::new();
        push(&mut token);
        tokens.insert(token);
    };
    for phrase in phrases {
        let mut characters = phrase.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => add(&|token| token::push_single(token, only)),
            _ => pairs(phrase).for_each(|pair| add(&|token| token::push_pair(token, pair))),
        }
    }
    for word in words {
        add(&|token| token::push_word(token, word));
    }
    tokens
}

/// Thins a long list out evenly, so that every part of the query takes part. An empty one becomes a token that no row
/// has.
fn spread(tokens: BTreeSet<String>) -> Vec<String> {
    if tokens.is_empty() {
        return vec![token::NOTHING.to_owned()];
    }
    let step = tokens.len().div_ceil(MOST_TOKENS);
    tokens.into_iter().step_by(step).collect()
}

/// Removes the words that the normalised text holds.
fn strike(missing: &mut BTreeSet<&str>, text: &str) {
    for run in runs(text) {
        if let Run::Word(word) = run
            && missing.remove(word)
            && missing.is_empty()
        {
            break;
        }
    }
}
