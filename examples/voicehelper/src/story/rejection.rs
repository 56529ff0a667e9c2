use larder::Result;

use crate::narrator::Narrator;
use voicehelper::models::{NewUser, TenantScope};

/// Offers a user that breaks several rules at once; nothing reaches the database.
pub(super) async fn try_invalid_user(scope: &TenantScope<'_>, narrator: &Narrator) -> Result<()> {
    narrator.chapter("Invalid input is refused whole");
    let user = NewUser::new("a!", "x".repeat(51), "Ada").email("not an address").phone("call me");
    let Err(error) = scope.users().create(user).await else {
        narrator.say("validation is off (VALIDATION_ENABLED=false): left to the database");
        return Ok(());
    };
    let Some(violations) = error.violations() else { return Err(error) };
    for violation in violations.iter() {
        narrator.say(violation);
    }
    Ok(())
}
