//! Resolves how an entity is cached.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{CacheDraft, Located, Text},
    ir::{CacheMode, CachePolicy, OnCacheDown},
    name,
};

const TIERS: &[(&str, u64)] = &[("short", 300), ("medium", 1800), ("long", 7200)];
const DEFAULT_TTL: u64 = 1800;

/// Reads tiers, durations, sizes and words; those that are none of `check`'s words are reported there.
pub(in crate::resolve) fn resolve(draft: &CacheDraft, diagnostics: &mut Diagnostics) -> Option<CachePolicy> {
    let word = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    let missing = draft.missing.as_ref().and_then(|text| seconds(text, diagnostics));
    let lists = draft.lists.as_ref().and_then(|text| ttl(text, diagnostics));
    let memory = draft.memory.as_ref().and_then(|text| memory(text, diagnostics));
    let rows = draft.rows.as_ref().and_then(|rows| positive(rows, diagnostics));
    let ttl_seconds = match &draft.ttl {
        Some(text) => ttl(text, diagnostics)?,
        None => DEFAULT_TTL,
    };
    Some(CachePolicy {
        ttl_seconds,
        missing_seconds: missing,
        lists_seconds: lists,
        mode: word(&draft.mode).and_then(|word| CacheMode::of_word(&word)),
        on_down: word(&draft.on_down).and_then(|word| OnCacheDown::of_word(&word)),
        memory,
        rows,
    })
}

/// Reads a tier or a duration such as `90s`, `10m`, `2h`, `1d`.
fn ttl(text: &Text, diagnostics: &mut Diagnostics) -> Option<u64> {
    let tier = TIERS.iter().find(|(name, _)| *name == text.value).map(|(_, seconds)| *seconds);
    let seconds = tier.or_else(|| duration(&text.value));
    if seconds.is_none() {
        let help = match name::nearest(&text.value, TIERS.iter().map(|(name, _)| *name)) {
            Some(near) => format!("did you mean `\"{near}\"`?"),
            None if text.value == "mid" => "did you mean `\"medium\"`?".to_owned(),
            None => "write `\"short\"` (5 minutes), `\"medium\"` (30 minutes), `\"long\"` (2 hours), or a duration \
                     such as `\"10m\"`"
                .to_owned(),
        };
        let message = format!("`{}` is neither a cache tier nor a duration", text.value);
        diagnostics.push(Diagnostic::error(Code::CacheTier, text.origin, message).help(help));
    }
    seconds
}

fn seconds(text: &Text, diagnostics: &mut Diagnostics) -> Option<u64> {
    let seconds = duration(&text.value);
    if seconds.is_none() {
        let message = format!("`{}` is not a duration", text.value);
        diagnostics.push(Diagnostic::error(Code::CacheTier, text.origin, message).help("write one such as `\"30s\"`"));
    }
    seconds
}

fn duration(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        _ => return None,
    };
    let number: u64 = text[..text.len() - 1].parse().ok()?;
    number.checked_mul(unit).filter(|seconds| *seconds > 0)
}

fn memory(text: &Text, diagnostics: &mut Diagnostics) -> Option<u64> {
    let shift = |unit: &str| match unit.trim() {
        "KiB" => Some(10),
        "MiB" => Some(20),
        "GiB" => Some(30),
        _ => None,
    };
    let digits = text.value.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let number = digits.parse::<u64>().ok().zip(shift(&text.value[digits.len()..]));
    let bytes = number.and_then(|(number, shift)| number.checked_mul(1 << shift)).filter(|bytes| *bytes > 0);
    if bytes.is_none() {
        let message = format!("`{}` is not a number of bytes", text.value);
        let help = "write a number with `KiB`, `MiB` or `GiB`: `\"16MiB\"`";
        diagnostics.push(Diagnostic::error(Code::CacheRoom, text.origin, message).help(help));
    }
    bytes
}

fn positive(rows: &Located<i64>, diagnostics: &mut Diagnostics) -> Option<u64> {
    let count = u64::try_from(rows.value).ok().filter(|count| *count > 0);
    if count.is_none() {
        let message = format!("`rows` is {}, so that no row would be kept", rows.value);
        diagnostics.push(Diagnostic::error(Code::CacheRoom, rows.origin, message).help("write a positive number"));
    }
    count
}
