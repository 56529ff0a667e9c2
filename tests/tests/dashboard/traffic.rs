//! What an application does while its operator looks.

use std::time::Duration;

use futures_util::future::BoxFuture;
use larder::Page;
use larder::admin::TenantUse;
use voicehelper::models::{
    ConversationPatch, MessageRole, NewConversation, NewMessage, NewTenant, NewUser, Store, UserPatch,
};

const TENANTS: [&str; 3] = ["acme", "globex", "initech"];

/// Counts what each tenant uses.
pub(crate) fn used(
    store: &Store,
) -> impl Fn() -> BoxFuture<'static, larder::Result<Vec<TenantUse>>> + Send + Sync + 'static {
    let store = store.clone();
    move || {
        let store = store.clone();
        Box::pin(async move {
            let mut used = Vec::new();
            for name in TENANTS {
                let scope = store.tenant(name);
                let (messages, users) = (scope.messages().count().await?, scope.users().count().await?);
                used.push(TenantUse::new(name).figure("messages", messages).figure("users", users));
            }
            Ok(used)
        })
    }
}

/// Works on a store until it is stopped. Failures are a part of it.
pub(crate) async fn run(store: Store) {
    for name in TENANTS {
        store.tenants().create(NewTenant::new(name, name)).await.unwrap();
    }
    let mut users = Vec::new();
    for number in 0_u64.. {
        let tenant = TENANTS[(number % 3) as usize];
        let scope = store.tenant(tenant);
        let name = format!("user-{number}");
        let user = scope.users().create(NewUser::new(&name, &name, "A user")).await.unwrap();
        if number % 7 == 0 {
            scope.users().create(NewUser::new(&name, &name, "Again")).await.unwrap_err();
        }
        users.push((tenant, user.id));
        for back in 1..12_usize {
            let (tenant, id) = users[users.len().saturating_sub(back * back)];
            store.tenant(tenant).users().get(id).await.unwrap();
        }
        scope.users().patch(user.id, UserPatch::new().nickname("Renamed")).await.unwrap();
        let talk = scope.conversations().create(NewConversation::new(&user, "A talk")).await.unwrap();
        for text in ["Hello", "How are you?", "Goodbye"] {
            scope.messages().create(NewMessage::new(&talk, MessageRole::User, text)).await.unwrap();
        }
        scope.conversations().patch(talk.id, ConversationPatch::new().title("Renamed")).await.unwrap();
        scope.users().list(Page::first(20)).await.unwrap();
        if number % 5 == 0 {
            scope.users().delete(user.id).await.unwrap();
            users.pop();
        }
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}
