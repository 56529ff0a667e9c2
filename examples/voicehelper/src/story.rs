//! The chapters, in the order they are told.

mod conversation;
mod knowledge;
mod migration;
mod rejection;
mod totals;
mod usage;
mod voice;

use larder::{Config, Result};

use crate::narrator::Narrator;
use voicehelper::models::{NewTenant, NewUser, Store, TenantPlan, UserRole};

/// Runs the whole of VoiceHelper's persistence once. Every run brings a tenant of its own, so it can be repeated on one
/// database.
pub(crate) async fn tell(narrator: &Narrator) -> Result<()> {
    let config = Config::from_env()?;
    narrator.chapter("Migrations");
    migration::bring_up(&config, narrator).await?;
    let store = Store::open(config).await?;

    narrator.chapter("A tenant and its first user");
    let tenant_id = format!("acme-{}", larder::Uuid::now_v7().simple());
    let tenant = store.tenants().create(NewTenant::new(&tenant_id, "Acme Ltd").plan(TenantPlan::Premium)).await?;
    store.tenants().update_quota(&tenant, serde_json::json!({ "daily_tokens": 500_000 })).await?;
    let scope = store.tenant(&tenant_id);
    let ada = NewUser::new("ada", "ada", "Ada").email(Some("ada@example.com".into())).role(UserRole::Admin);
    let ada = scope.users().create(ada).await?;
    let (guest, created) = scope
        .users()
        .get_or_create_by_openid(NewUser::new("wx-1", "guest", "Guest").openid(Some("o-42".into())))
        .await?;
    let (again, created_again) = scope
        .users()
        .get_or_create_by_openid(NewUser::new("wx-2", "guest", "Guest").openid(Some("o-42".into())))
        .await?;
    scope.users().touch_last_login_at(&ada).await?;
    narrator
        .say(format_args!("{} on plan {}, users {} and {}", tenant.name, tenant.plan, ada.username, guest.username));
    narrator.say(format_args!(
        "the same openid twice: created {created}, then created {created_again}, one user: {}",
        guest.id == again.id
    ));

    rejection::try_invalid_user(&scope, narrator).await?;
    conversation::hold(&store, &scope, &ada, narrator).await?;
    knowledge::file_and_search(&scope, narrator).await?;
    voice::talk(&scope, &ada, narrator).await?;
    usage::issue_key_and_count(&store, &scope, &ada, narrator).await?;
    migration::roll_back_and_forward(&store, narrator).await?;
    usage::count_again(&scope, &ada, narrator).await?;
    totals::tell(&store, &scope, narrator).await?;
    store.close().await;
    Ok(())
}
