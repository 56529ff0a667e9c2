//! Resolves how an entity is cached.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{CacheDraft, Located, Text, WarmDraft},
    ir::{CacheMode, CachePolicy, OnCacheDown, WarmRows},
    name,
};

const TIERS: &[(&str, u64)] = &[("short", 300), ("medium", 1800), ("long", 7200)];
const DEFAULT_TTL: u64 = 1800;
/// The most rows that are read ahead.
const MOST_WARM: i64 = 100_000;

/// Reads tiers, durations, sizes and words; those that are none of `check`'s words are reported there.
pub(in crate::resolve) fn resolve(draft: &CacheDraft, diagnostics: &mut Diagnostics) -> Option<CachePolicy> {
    let word = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    let missing = draft.missing.as_ref().and_then(|text| seconds(text, diagnostics));
    let lists = draft.lists.as_ref().and_then(|text| ttl(text, diagnostics));
    let memory = draft.memory.as_ref().and_then(|text| memory(text, diagnostics));
    let rows = draft.rows.as_ref().and_then(|rows| positive(rows, diagnostics));
    let warm = draft.warm.as_ref().and_then(|draft| warm(draft, rows, diagnostics));
    let mut timeout = |text: &Option<Text>| text.as_ref().and_then(|text| millis(text, diagnostics));
    let (soft_timeout, hard_timeout) = (timeout(&draft.soft_timeout), timeout(&draft.hard_timeout));
    if let (Some(soft), Some(hard), Some(text)) = (soft_timeout, hard_timeout, &draft.soft_timeout)
        && soft >= hard
    {
        let message = "reads would give up before they take a copy whose time is over".to_owned();
        let help = "write a `soft_timeout` that is shorter than `hard_timeout`";
        diagnostics.push(Diagnostic::error(Code::CacheTimeout, text.origin, message).help(help));
    }
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
        warm,
        soft_timeout,
        hard_timeout,
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

fn warm(draft: &WarmDraft, kept: Option<u64>, diagnostics: &mut Diagnostics) -> Option<WarmRows> {
    if draft.newest.is_none() && draft.used.is_none() {
        let message = "`warm` does not say which rows are read ahead".to_owned();
        let help = "write `newest = 1000`, `used = 1000` or both";
        diagnostics.push(Diagnostic::error(Code::CacheWarm, draft.origin, message).help(help));
        return None;
    }
    let most = kept.and_then(|kept| i64::try_from(kept).ok()).unwrap_or(MOST_WARM).min(MOST_WARM);
    let mut rows = |rows: &Option<Located<i64>>| {
        let rows = rows.as_ref()?;
        let count = u64::try_from(rows.value).ok().filter(|_| (1..=most).contains(&rows.value));
        if count.is_none() {
            let message = format!("`{}` is not a number of rows that can be read ahead", rows.value);
            let help = match kept {
                Some(kept) if rows.value > most => format!("write at most {most}: `rows` keeps {kept} in each process"),
                _ => format!("write a number from 1 to {most}"),
            };
            diagnostics.push(Diagnostic::error(Code::CacheWarm, rows.origin, message).help(help));
        }
        count
    };
    Some(WarmRows { newest: rows(&draft.newest), used: rows(&draft.used), ready: draft.ready })
}

/// Reads `50ms`, or a duration in seconds and more.
fn millis(text: &Text, diagnostics: &mut Diagnostics) -> Option<u64> {
    let number = text.value.strip_suffix("ms").and_then(|number| number.parse().ok()).filter(|number| *number > 0);
    let millis = number.or_else(|| duration(&text.value)?.checked_mul(1000));
    if millis.is_none() {
        let message = format!("`{}` is not a duration", text.value);
        let help = "write one such as `\"50ms\"` or `\"2s\"`";
        diagnostics.push(Diagnostic::error(Code::CacheTimeout, text.origin, message).help(help));
    }
    millis
}
