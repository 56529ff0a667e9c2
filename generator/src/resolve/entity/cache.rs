//! Resolves the cache tier or duration of an entity.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::Text,
    ir::CachePolicy,
    name,
};

const TIERS: &[(&str, u64)] = &[("short", 300), ("medium", 1800), ("long", 7200)];

/// Reads a tier or a duration such as `90s`, `10m`, `2h`, `1d`.
pub(in crate::resolve) fn resolve(text: &Text, diagnostics: &mut Diagnostics) -> Option<CachePolicy> {
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
    seconds.map(|ttl_seconds| CachePolicy { ttl_seconds })
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
