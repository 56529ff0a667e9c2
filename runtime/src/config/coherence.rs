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
    /// It is made. Other instances that do reach Redis may read the older value there until this one does too.
    #[default]
    Continue,
    /// It fails before anything is applied, with [`ErrorKind::Cache`](crate::ErrorKind::Cache).
    Abort,
}

impl CacheMode {
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        match name {
            "strict" => Ok(Self::Strict),
            "fast" => Ok(Self::Fast),
            "relaxed" => Ok(Self::Relaxed),
            _ => Err("expected strict, fast or relaxed, or pairs such as strict,UsageStat=fast".to_owned()),
        }
    }
}

impl OnCacheDown {
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        match name {
            "continue" => Ok(Self::Continue),
            "abort" => Ok(Self::Abort),
            _ => Err("expected continue or abort".to_owned()),
        }
    }
}

/// Reads a mode for all entities and those of some, `strict,UsageStat=fast`; either may be left out.
pub(crate) fn modes(text: &str) -> Result<(CacheMode, Vec<(String, CacheMode)>), String> {
    let (mut all, mut some) = (CacheMode::default(), Vec::new());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((entity, mode)) => some.push((entity.trim().to_owned(), CacheMode::parse(mode.trim())?)),
            None => all = CacheMode::parse(part)?,
        }
    }
    Ok((all, some))
}

#[cfg(test)]
mod tests {
    use super::{CacheMode, modes};

    #[test]
    fn a_mode_is_for_all_or_for_some() {
        let some = vec![("UsageStat".to_owned(), CacheMode::Relaxed)];
        assert_eq!(modes("fast, UsageStat = relaxed"), Ok((CacheMode::Fast, some.clone())));
        assert_eq!(modes("UsageStat=relaxed"), Ok((CacheMode::Strict, some)));
        assert!(modes("quick").is_err());
    }
}
