//! The rows most tests begin with.

use integration::Fixture;
use voicehelper::models::{Conversation, NewConversation, NewTenant, NewUser, Tenant, User};

pub(crate) async fn tenant(fixture: &Fixture, tenant_id: &str) -> Tenant {
    fixture.store.tenants().create(NewTenant::new(tenant_id, "A tenant")).await.expect("the tenant is new")
}

pub(crate) async fn user(fixture: &Fixture, tenant_id: &str, user_id: &str) -> User {
    let user = NewUser::new(user_id, user_id, "A user");
    fixture.store.tenant(tenant_id).users().create(user).await.expect("the user is new")
}

pub(crate) async fn conversation(fixture: &Fixture, tenant_id: &str, user: &User) -> Conversation {
    let conversation = NewConversation::new(user, "A conversation");
    fixture.store.tenant(tenant_id).conversations().create(conversation).await.expect("the user exists")
}
