//! Rules of the definition, before statements are sent.

use integration::{Fixture, on_every_engine};
use larder::validate::Language;
use voicehelper::models::{
    Message, MessagePatch, MessageRole, NewMessage, NewUser, NewVoiceSession, Reference, Tenant, User, UserPatch,
    VoiceConfig,
};

use crate::seed;

on_every_engine!(
    every_broken_rule_is_named_at_once,
    nothing_invalid_reaches_the_database,
    nested_values_are_checked,
    single_fields_can_be_checked
);

async fn every_broken_rule_is_named_at_once(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let new = NewUser::new("a!", "x".repeat(51), "Ada").email("nobody").phone("call me").avatar_url("ftp//x");
    let error = fixture.store.tenant("acme").users().create(new).await.unwrap_err();
    let violations = error.violations().expect("the input is invalid");
    let mut broken: Vec<_> = violations.iter().map(|violation| (violation.path(), violation.code())).collect();
    broken.sort_unstable();
    assert_eq!(
        broken,
        [
            ("avatar_url", "url"),
            ("email", "email"),
            ("phone", "phone"),
            ("user_id", "length"),
            ("user_id", "pattern"),
            ("username", "length")
        ]
    );
    assert!(violations.iter().all(|one| one.message(Language::Chinese) != one.message(Language::English)));
}

async fn nothing_invalid_reaches_the_database(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    assert!(scope.users().patch(&user, UserPatch::new().email("nobody")).await.unwrap_err().violations().is_some());
    let batch = vec![NewUser::new("fine", "x", "x"), NewUser::new("b", "x", "x")];
    assert!(scope.users().create_many(batch).await.unwrap_err().violations().is_some());
    assert_eq!(scope.users().count().await.unwrap(), 1);
    let mut changed = user.clone();
    changed.username = "y".repeat(51);
    assert!(scope.users().update(changed).await.unwrap_err().violations().is_some());
}

async fn nested_values_are_checked(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    let config = VoiceConfig::new().sample_rate(7).channels(3).language("xx");
    let error = scope.voice_sessions().create(NewVoiceSession::new("s-1", &user).config(config)).await.unwrap_err();
    let paths: Vec<_> = error.violations().unwrap().iter().map(|one| one.path().to_owned()).collect();
    assert_eq!(paths, ["config.sample_rate", "config.channels", "config.language"]);

    let conversation = seed::conversation(&fixture, "acme", &user).await;
    let message = scope.messages().create(NewMessage::new(&conversation, MessageRole::User, "x")).await.unwrap();
    let references = vec![Reference::new("a", 0.5), Reference::new("b", 1.5)];
    let error = scope.messages().patch(&message, MessagePatch::new().references(references)).await.unwrap_err();
    assert_eq!(error.violations().unwrap().iter().next().unwrap().path(), "references[1].score");
}

async fn single_fields_can_be_checked(_: Fixture) {
    assert!(Tenant::validate_tenant_id("acme").is_ok());
    assert!(Tenant::validate_tenant_id("a b").is_err());
    assert!(User::validate_email("ada@example.com").is_ok());
    assert!(User::validate_email("ada").is_err());
    assert!(Message::validate_content("").is_err());
    assert!(Message::validate_content(&"字".repeat(10_000)).is_ok());
    assert!(Message::validate_content(&"字".repeat(10_001)).is_err());
}
