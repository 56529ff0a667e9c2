//! Keys that take one of a few words.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::Text,
    name,
};

/// What a delete of the parent does.
pub const ON_DELETE_WORDS: &[&str] = &["restrict", "no_action", "cascade", "set_null", "set_default"];
/// What an update sets a field to, or does to a reference when the parent's key changes.
pub const ON_UPDATE_WORDS: &[&str] = &["now", "restrict", "no_action", "cascade", "set_null", "set_default"];
/// What a change of the parent's key does to a reference of several fields.
pub const KEY_CHANGE_WORDS: &[&str] = &["restrict", "no_action", "cascade", "set_null", "set_default"];
/// When a reference is checked that can wait.
pub const DEFERRABLE_WORDS: &[&str] = &["immediate", "deferred"];
/// Whether an index or a key makes methods.
pub const METHODS_WORDS: &[&str] = &["none"];
/// Whether the table has a primary key.
pub const KEY_WORDS: &[&str] = &["none"];
/// The methods of indexes that PostgreSQL has by itself.
pub const USING_WORDS: &[&str] = &["btree", "hash", "gin", "gist", "spgist", "brin"];
/// Whether two nulls of a unique key are the same.
pub const NULLS_WORDS: &[&str] = &["distinct", "equal"];
/// What writes of cached rows cost and promise.
pub const CACHE_MODE_WORDS: &[&str] = &["strict", "fast", "relaxed"];
/// What becomes of writes that cannot be fenced.
pub const ON_CACHE_DOWN_WORDS: &[&str] = &["log", "continue", "abort"];
/// Who gives the values of a primary key; `primary = true` leaves it to its type.
pub const PRIMARY_WORDS: &[&str] = &["assigned"];
/// What spreads tables over servers.
pub const ENGINE_WORDS: &[&str] = &["citus"];
/// Where rows are kept once tables are spread.
pub const DISTRIBUTION_WORDS: &[&str] = &["tenant", "reference", "local"];
/// The time that the rows of one partition are of.
pub const PERIOD_WORDS: &[&str] = &["day", "week", "month", "year"];
/// What of the rows of a query is returned.
pub const RETURNS_WORDS: &[&str] = &["all", "one", "optional", "stream", "execute"];
/// Where a value is unique; `unique = true` is short for the first.
pub const UNIQUE_WORDS: &[&str] = &["tenant", "global"];

/// The engine that a definition names is one.
pub(in crate::check) fn engine(text: &Option<Text>, diagnostics: &mut Diagnostics) {
    word(text, "engine", ENGINE_WORDS, Code::ScaleWord, diagnostics);
}

/// Each word is one of its key's.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for field in &subject.draft.fields {
        word(&field.on_delete, "on_delete", ON_DELETE_WORDS, Code::ReferentialAction, diagnostics);
        word(&field.on_update, "on_update", ON_UPDATE_WORDS, Code::OnUpdate, diagnostics);
        word(&field.deferrable, "deferrable", DEFERRABLE_WORDS, Code::ReferentialAction, diagnostics);
        word(&field.assigned, "primary", PRIMARY_WORDS, Code::PrimaryFlag, diagnostics);
        word(&field.unique, "unique", UNIQUE_WORDS, Code::UniqueWord, diagnostics);
    }
    if let Some(cache) = &subject.draft.cache {
        word(&cache.mode, "mode", CACHE_MODE_WORDS, Code::CacheWord, diagnostics);
        word(&cache.on_down, "on_down", ON_CACHE_DOWN_WORDS, Code::CacheWord, diagnostics);
    }
    word(&subject.draft.distribution, "distribution", DISTRIBUTION_WORDS, Code::ScaleWord, diagnostics);
    if let Some(partition) = &subject.draft.partition {
        word(&partition.every, "every", PERIOD_WORDS, Code::Partition, diagnostics);
    }
    word(&subject.draft.key, "key", KEY_WORDS, Code::Keyless, diagnostics);
    for one in &subject.draft.belongs_to {
        word(&one.on_delete, "on_delete", ON_DELETE_WORDS, Code::ReferentialAction, diagnostics);
        word(&one.on_update, "on_update", KEY_CHANGE_WORDS, Code::ReferentialAction, diagnostics);
        word(&one.deferrable, "deferrable", DEFERRABLE_WORDS, Code::ReferentialAction, diagnostics);
    }
    for unique in &subject.draft.uniques {
        word(&unique.nulls, "nulls", NULLS_WORDS, Code::Nulls, diagnostics);
        word(&unique.methods, "methods", METHODS_WORDS, Code::MethodName, diagnostics);
    }
    for index in &subject.draft.indexes {
        word(&index.methods, "methods", METHODS_WORDS, Code::MethodName, diagnostics);
        word(&index.using, "using", USING_WORDS, Code::IndexStorage, diagnostics);
    }
}

fn word(text: &Option<Text>, key: &str, words: &[&str], code: Code, diagnostics: &mut Diagnostics) {
    let Some(text) = text.as_ref().filter(|text| !words.contains(&&*text.value)) else { return };
    let help = match name::nearest(&text.value, words.iter().copied()) {
        Some(near) => format!("did you mean `\"{near}\"`?"),
        None if matches!(key, "primary" | "unique") => format!("write one of: true, {}", words.join(", ")),
        None => format!("write one of: {}", words.join(", ")),
    };
    let message = format!("`{}` is not a valid value of `{key}`", text.value);
    diagnostics.push(Diagnostic::error(code, text.origin, message).help(help));
}
