//! Kinds of errors, and the fields that they name.

use integration::{Fixture, on_every_engine};
use larder::{ErrorKind, ForeignKeyCause};
use voicehelper::models::{NewConversation, NewUser, UserId};

use crate::seed;

on_every_engine!(errors_name_entity_and_field, a_missing_row_is_not_found);

async fn errors_name_entity_and_field(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    scope.users().create(NewUser::new("ada", "x", "x").openid("o")).await.unwrap();

    let taken = scope.users().create(NewUser::new("bob", "x", "x").openid("o")).await.unwrap_err();
    assert_eq!(*taken.kind(), ErrorKind::UniqueViolation { field: "User.openid".into() });
    let cause = ForeignKeyCause::MissingParent;
    let missing = scope.conversations().create(NewConversation::new(UserId::new(), "x")).await.unwrap_err();
    assert_eq!(*missing.kind(), ErrorKind::ForeignKeyViolation { field: "Conversation.user_id".into(), cause });
    let nowhere = fixture.store.tenant("nowhere").users().create(NewUser::new("ada", "x", "x")).await.unwrap_err();
    assert_eq!(*nowhere.kind(), ErrorKind::ForeignKeyViolation { field: "User.tenant_id".into(), cause });
}

async fn a_missing_row_is_not_found(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let error = fixture.store.tenant("acme").users().get(UserId::new()).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NotFound { entity: "User" });
    assert!(fixture.store.tenants().get_by_tenant_id("nobody").await.unwrap_err().is_not_found());
}
