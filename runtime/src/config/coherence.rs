//! What writes cost for the cache's sake, and what they promise for it.

/// What a write of an entity does about the copies in the cache, and what its acknowledgement promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CacheMode {
    /// Fenced before the write, cleared before it is acknowledged: two round trips. Redis gives nobody an older value
    /// after that, even if Redis misses an answer, evicts the fence or is flushed, or if the writer dies.
    #[default]
    Strict,
    /// Fenced before the write, cleared after it is acknowledged: one round trip. Weaker in one thing: if the fence is
    /// evicted or flushed between the two, Redis may give an older value until it is cleared.
    Fast,
    /// Cleared before the write is acknowledged: one round trip. A reader may see the older value between COMMIT and
    /// then, and until the entry expires if the writer dies in between or Redis does not answer.
    Relaxed,
}

/// What becomes of a write that Redis, which does not answer, cannot fence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnCacheDown {
    /// It is made, and its transaction also writes down what it changes, in the table `larder_cache_log`. All instances
    /// read that table every [`log_interval`](crate::CacheConfig::log_interval) and drop what it names. Where the table
    /// is missing, as in a database that no migrator of this version has seen, this is `Continue`.
    #[default]
    Log,
    /// It is made. Other instances that do reach Redis may read the older value there until this one does too.
    Continue,
    /// It fails before anything is applied, with [`ErrorKind::Cache`](crate::ErrorKind::Cache).
    Abort,
}

impl CacheMode {
    fn parse(name: &str) -> Result<Self, String> {
        match name {
            "strict" => Ok(Self::Strict),
            "fast" => Ok(Self::Fast),
            "relaxed" => Ok(Self::Relaxed),
            _ => Err("expected strict, fast or relaxed, or pairs such as strict,UsageStat=fast".to_owned()),
        }
    }
}

impl OnCacheDown {
    fn parse(name: &str) -> Result<Self, String> {
        match name {
            "log" => Ok(Self::Log),
            "continue" => Ok(Self::Continue),
            "abort" => Ok(Self::Abort),
            _ => Err("expected log, continue or abort, or pairs such as log,ApiKey=abort".to_owned()),
        }
    }
}

/// A choice for all entities, and those of some.
pub(super) type Choices<T> = (T, Vec<(String, T)>);

/// Reads a number of bytes, `67108864`, `64MiB` or `1GiB`.
fn bytes(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let shift = match text[digits.len()..].trim() {
        "" => Some(0),
        "KiB" => Some(10),
        "MiB" => Some(20),
        "GiB" => Some(30),
        _ => None,
    };
    let bytes = digits.parse::<usize>().ok().zip(shift).and_then(|(number, shift)| number.checked_mul(1 << shift));
    bytes
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| "expected bytes such as 64MiB, or pairs such as 64MiB,User=256MiB".to_owned())
}

/// Bytes for all entities, if they are said, and those of some.
type Sizes = (Option<usize>, Vec<(String, usize)>);

/// Reads the value of `CACHE_MEMORY`.
pub(crate) fn memories(text: &str) -> Result<Sizes, String> {
    let (all, some) = choices(text, |text| bytes(text).map(Some))?;
    Ok((all, some.into_iter().filter_map(|(entity, bytes)| Some((entity, bytes?))).collect()))
}

/// Reads a choice for all entities and those of some, `strict,UsageStat=fast`; either may be left out.
pub(super) fn choices<T: Default>(text: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Choices<T>, String> {
    let (mut all, mut some) = (T::default(), Vec::new());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((entity, choice)) => some.push((entity.trim().to_owned(), parse(choice.trim())?)),
            None => all = parse(part)?,
        }
    }
    Ok((all, some))
}

/// Reads the value of `CACHE_MODE`.
pub(crate) fn modes(text: &str) -> Result<Choices<CacheMode>, String> {
    choices(text, CacheMode::parse)
}

/// Reads the value of `CACHE_ON_DOWN`.
pub(crate) fn reactions(text: &str) -> Result<Choices<OnCacheDown>, String> {
    choices(text, OnCacheDown::parse)
}

#[cfg(test)]
mod tests {
    use super::{CacheMode, OnCacheDown, memories, modes, reactions};

    #[test]
    fn a_mode_is_for_all_or_for_some() {
        let some = vec![("UsageStat".to_owned(), CacheMode::Relaxed)];
        assert_eq!(modes("fast, UsageStat = relaxed"), Ok((CacheMode::Fast, some.clone())));
        assert_eq!(modes("UsageStat=relaxed"), Ok((CacheMode::Strict, some)));
        assert!(modes("quick").is_err());
        let some = vec![("ApiKey".to_owned(), OnCacheDown::Abort)];
        assert_eq!(reactions("ApiKey=abort"), Ok((OnCacheDown::Log, some)));
        assert_eq!(reactions("continue"), Ok((OnCacheDown::Continue, Vec::new())));
    }

    #[test]
    fn memory_is_given_in_bytes_or_larger_units() {
        assert_eq!(memories("64MiB, User = 1GiB"), Ok((Some(64 << 20), vec![("User".to_owned(), 1 << 30)])));
        assert_eq!(memories("User=1000"), Ok((None, vec![("User".to_owned(), 1000)])));
        assert_eq!(memories("2 KiB"), Ok((Some(2048), Vec::new())));
        for text in ["much", "64MB", "0", "-1", "99999999999999GiB", "é"] {
            assert!(memories(text).is_err(), "{text}");
        }
    }
}
