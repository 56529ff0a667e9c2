//! A validation error with several broken rules.

use larder::Result;

use crate::narrator::Narrator;
use voicehelper::models::{NewUser, TenantScope};

/// Offers a user that breaks several rules at once; nothing reaches the database.
pub(super) async fn try_invalid_user(scope: &TenantScope<'_>, narrator: &Narrator) -> Result<()> {
    narrator.chapter("Invalid input is refused whole");
    let user = NewUser::new("a!", "x".repeat(51), "Ada").email("not an address").phone("call me");
    let Err(error) = scope.users().create(user).await else {
        narrator.say("nobody refused it");
        return Ok(());
    };
    match error.violations() {
        Some(violations) => violations.iter().for_each(|violation| narrator.say(violation)),
        None => narrator.say(format_args!("validation is off, so the database refuses it: {error}")),
    }
    Ok(())
}
