//! How long a read waits for what it has to load.

use std::time::Duration;

/// How long reads of a region wait for a load, at first and at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LoadLimits {
    /// Then a copy in process is taken whose time is over, if there is one, and the load goes on by itself.
    pub(crate) soft: Option<Duration>,
    /// Then the read fails, and nobody waits for the load any more.
    pub(crate) hard: Option<Duration>,
}

impl LoadLimits {
    /// Whether a read would have failed before it takes what it is to take.
    pub(crate) fn are_in_order(self) -> bool {
        self.soft.zip(self.hard).is_none_or(|(soft, hard)| soft < hard)
    }
}

#[cfg(test)]
mod tests {
    use super::LoadLimits;
    use crate::config::CacheConfig;
    use std::time::Duration;

    #[test]
    fn a_setting_for_a_name_counts_before_the_definition_and_that_before_the_setting_for_all() {
        let span = Duration::from_millis;
        let config = CacheConfig {
            soft_timeout: Some(span(10)),
            soft_timeouts: vec![("ApiKey".to_owned(), None)],
            hard_timeouts: vec![("user".to_owned(), Some(span(900)))],
            ..CacheConfig::default()
        };
        let declared = LoadLimits { soft: Some(span(20)), hard: Some(span(500)) };
        assert_eq!(config.limits_of("User", declared), LoadLimits { soft: Some(span(20)), hard: Some(span(900)) });
        assert_eq!(config.limits_of("api_key", declared), LoadLimits { soft: None, hard: Some(span(500)) });
        let unsaid = config.limits_of("Tenant", LoadLimits::default());
        assert_eq!(unsaid, LoadLimits { soft: Some(span(10)), hard: None });
    }

    #[test]
    fn what_comes_first_is_shorter() {
        let limits = |soft, hard| LoadLimits { soft: Some(Duration::from_secs(soft)), hard };
        assert!(limits(1, None).are_in_order() && limits(1, Some(Duration::from_secs(2))).are_in_order());
        assert!(!limits(2, Some(Duration::from_secs(2))).are_in_order());
        assert!(LoadLimits { soft: None, hard: Some(Duration::from_secs(1)) }.are_in_order());
    }
}
