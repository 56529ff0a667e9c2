//! API keys and usage counters.

use larder::{Result, now};

use crate::narrator::Narrator;
use voicehelper::models::{NewApiKey, NewUsageStat, Store, TenantScope, User};

const KEY_HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Issues an API key, finds it by its hash, revokes it, and counts usage.
pub(super) async fn issue_key_and_count(
    store: &Store,
    scope: &TenantScope<'_>,
    user: &User,
    narrator: &Narrator,
) -> Result<()> {
    narrator.chapter("API keys and usage");
    let hash = format!("{KEY_HASH}-{}", scope.tenant_id());
    let key =
        NewApiKey::new("nightly", "Nightly build", hash.as_str()).user_id(user.id).permissions(vec!["read".into()]);
    let key = scope.api_keys().create(key).await?;
    let found = store.across_tenants().api_keys().get_by_key_hash(&hash).await?;
    scope.api_keys().touch_last_used_at(&key).await?;
    scope.api_keys().revoke(&key).await?;
    let revoked = scope.api_keys().get(&key).await?;
    narrator
        .say(format_args!("key {} of {} found by its hash, then {}", found.key_id, found.tenant_id, revoked.status));
    count_again(scope, user, narrator).await
}

/// Adds to the day's figures, of a user and of the tenant as a whole.
pub(super) async fn count_again(scope: &TenantScope<'_>, user: &User, narrator: &Narrator) -> Result<()> {
    let today = now().date_naive();
    for tokens in [18, 24] {
        scope.usage_stats().add(NewUsageStat::new(today, "tokens").user_id(user.id).metric_value(tokens)).await?;
        scope.usage_stats().add(NewUsageStat::new(today, "tokens").metric_value(tokens)).await?;
    }
    narrator.say(format_args!("usage rows after four additions: {}", scope.usage_stats().count().await?));
    Ok(())
}
