//! Voice sessions and their aggregates.

use larder::{Result, TimeDelta, now};

use crate::narrator::Narrator;
use voicehelper::models::{NewVoiceSession, TenantScope, User, VoiceConfig};

/// Opens voice sessions, completes one, lets one expire, and sums them up.
pub(super) async fn talk(scope: &TenantScope<'_>, user: &User, narrator: &Narrator) -> Result<()> {
    narrator.chapter("Voice sessions");
    let sessions = scope.voice_sessions();
    let config = VoiceConfig::new().sample_rate(16_000).channels(1).language("zh-CN");
    let call = sessions.create(NewVoiceSession::new("call-1", user).config(config)).await?;
    let forgotten = NewVoiceSession::new("call-2", user).start_time(now() - TimeDelta::days(2));
    sessions.create(forgotten).await?;

    narrator.say(format_args!("{} sessions active", sessions.active_of(user).await?.len()));
    sessions.complete(&call, call.start_time + TimeDelta::seconds(95), 61).await?;
    let expired = sessions.expire_stale(now() - TimeDelta::days(1)).await?;
    let stats = sessions.stats(now() - TimeDelta::days(7)..now() + TimeDelta::days(1)).await?;
    narrator.say(format_args!(
        "{} in a week: {} completed, {} cancelled ({expired} expired), {} s in all, {:.1} s on average",
        stats.sessions,
        stats.completed,
        stats.cancelled,
        stats.total_duration_seconds,
        stats.average_duration_seconds.unwrap_or_default()
    ));
    Ok(())
}
