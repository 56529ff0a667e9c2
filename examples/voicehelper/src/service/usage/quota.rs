//! What a tenant may use on one day (UTC), counted in its usage figures.

use larder::{Json, TimeDelta, now};

use crate::models::{NewUsageStat, TenantScope, UserId, VoiceSessionStatus};
use crate::service::response::problem::{Problem, QUOTA, Result};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::service) enum Metric {
    /// Tokens of messages.
    Tokens,
    /// Seconds of audio.
    AudioSeconds,
    /// Voice sessions that were begun.
    VoiceSessions,
}

impl Metric {
    pub(in crate::service) const ALL: [Self; 3] = [Self::Tokens, Self::AudioSeconds, Self::VoiceSessions];

    /// Returns whether the service counts a metric of this name itself.
    pub(in crate::service) fn is_counted(name: &str) -> bool {
        Self::ALL.iter().any(|metric| metric.name() == name)
    }

    pub(in crate::service) fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::AudioSeconds => "audio_seconds",
            Self::VoiceSessions => "voice_sessions",
        }
    }

    /// Returns the limit of a day; none if the tenant's quota does not name it.
    fn limit(self, quota: &Json) -> Option<i64> {
        match self {
            Self::Tokens => quota["daily_tokens"].as_i64(),
            Self::AudioSeconds => quota["daily_audio_minutes"].as_i64().map(|minutes| minutes.saturating_mul(60)),
            Self::VoiceSessions => None,
        }
    }
}

/// Adds to the figures of today, in the transaction of what uses it, and refuses what goes over the quota.
///
/// The figure of the tenant is read after it was added to, while its row is locked, so that requests at the same time
/// cannot go over the quota together.
pub(in crate::service) async fn spend(
    scope: TenantScope<'_>,
    quota: &Json,
    metric: Metric,
    amount: i64,
    user: Option<UserId>,
) -> Result<()> {
    if amount <= 0 {
        return Ok(());
    }
    let (today, name) = (now().date_naive(), metric.name());
    let usage = scope.usage_stats();
    usage.add(NewUsageStat::new(today, name).metric_value(amount)).await?;
    if let Some(limit) = metric.limit(quota) {
        let total = usage.find_by_user_and_date_and_metric_type(None, today, name).await?;
        if total.is_some_and(|total| total.metric_value > limit) {
            return Err(Problem::new(&QUOTA).about(name).retry_after(until_midnight()));
        }
    }
    if let Some(user) = user {
        usage.add(NewUsageStat::new(today, name).user_id(user).metric_value(amount)).await?;
    }
    Ok(())
}

/// Counts another voice session, and refuses it where as many are open as the tenant may have. Those that are counted
/// stay as they are if begin and end [take turns](crate::service::request::idempotency::Post::in_turn).
pub(in crate::service) async fn admit_session(scope: TenantScope<'_>, quota: &Json, user: UserId) -> Result<()> {
    if let Some(limit) = quota["max_concurrent"].as_i64() {
        let open = scope.voice_sessions().count_by_status(VoiceSessionStatus::Active).await?;
        if i64::try_from(open).unwrap_or(i64::MAX) >= limit {
            return Err(Problem::new(&QUOTA).about("max_concurrent").retry_after(60));
        }
    }
    spend(scope, quota, Metric::VoiceSessions, 1, Some(user)).await
}

fn until_midnight() -> u64 {
    let now = now();
    let tomorrow = (now.date_naive() + TimeDelta::days(1)).and_hms_opt(0, 0, 0).unwrap_or_default().and_utc();
    u64::try_from((tomorrow - now).num_seconds()).unwrap_or(1)
}
