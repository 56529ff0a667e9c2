//! Repositories of one tenant.

use integration::{Fixture, on_every_engine};
use larder::Page;
use voicehelper::models::{MessageRole, NewConversation, NewMessage, NewUser, UserPatch, UserStatus};

use crate::seed;

on_every_engine!(
    another_tenants_rows_do_not_exist,
    references_cannot_cross_tenants,
    the_same_business_id_fits_in_two_tenants
);

async fn another_tenants_rows_do_not_exist(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    seed::tenant(&fixture, "rival").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let rival = fixture.store.tenant("rival");
    for _ in 0..2 {
        assert!(fixture.store.tenant("acme").users().find(&user).await.unwrap().is_some());
        assert!(rival.users().find(&user).await.unwrap().is_none());
        assert!(rival.users().find_by_user_id("ada").await.unwrap().is_none());
    }
    assert!(rival.users().patch(&user, UserPatch::new().nickname("stolen")).await.unwrap_err().is_not_found());
    assert!(rival.users().delete(&user).await.unwrap_err().is_not_found());
    assert_eq!(rival.users().list_by_status(UserStatus::Active, Page::first(10)).await.unwrap().items, []);
    assert_eq!(fixture.store.across_tenants().users().count().await.unwrap(), 1);
}

async fn references_cannot_cross_tenants(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    seed::tenant(&fixture, "rival").await;
    let ada = seed::user(&fixture, "acme", "ada").await;
    let eve = seed::user(&fixture, "rival", "eve").await;
    let rival = fixture.store.tenant("rival");
    let error = rival.conversations().create(NewConversation::new(&ada, "x")).await.unwrap_err();
    assert!(error.is_foreign_key_violation());
    assert!(error.to_string().contains("Conversation.user_id"), "{error}");
    let conversation = rival.conversations().create(NewConversation::new(&eve, "x")).await.unwrap();
    let message = NewMessage::new(&conversation, MessageRole::User, "x").user_id(ada.id);
    let error = rival.messages().create(message).await.unwrap_err();
    assert!(error.to_string().contains("Message.user_id"), "{error}");
}

async fn the_same_business_id_fits_in_two_tenants(fixture: Fixture) {
    for tenant in ["acme", "rival"] {
        seed::tenant(&fixture, tenant).await;
        seed::user(&fixture, tenant, "ada").await;
    }
    let error = fixture.store.tenant("acme").users().create(NewUser::new("ada", "x", "x")).await.unwrap_err();
    assert!(error.is_unique_violation());
    assert!(error.to_string().contains("User.user_id"), "{error}");
    let case = fixture.store.tenant("acme").users().create(NewUser::new("ADA", "x", "x")).await;
    assert!(case.is_ok(), "keys are case-sensitive");
}
