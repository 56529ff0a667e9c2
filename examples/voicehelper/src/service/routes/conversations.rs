//! Conversations and what is said in them.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use larder::Paged;

use crate::models::{
    Conversation, ConversationId, ConversationPatch, ConversationStatus, MessageRole, NewConversation, NewMessage,
    TenantScope, UserId,
};
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::request::body::Payload;
use crate::service::request::call::Call;
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{OWN, create, delete, get, id, list, patch, resource};
use crate::service::response::problem::{NOT_FOUND, Problem, Result};
use crate::service::response::reply::Reply;
use crate::service::usage::quota::{self, Metric};

resource!(Conversation in conversations by ConversationId, ConversationPatch; versioned; page_of; create from NewConversation);

async fn page_of(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<Conversation>> {
    let conversations = scope.conversations();
    if let Some(user) = query.take::<UserId>("user_id")? {
        return Ok(conversations.list_by_user(user, query.page()?).await?);
    }
    if let Some(status) = query.take::<ConversationStatus>("status")? {
        return Ok(conversations.list_by_status(status, query.page()?).await?);
    }
    Ok(conversations.list(query.page()?).await?)
}

/// Brings back a conversation that was deleted.
async fn restore(call: Call, Path(key): Path<String>) -> Result<Response> {
    let (conversations, key) = (call.scope().conversations(), id::<ConversationId>(&key)?);
    conversations.restore(key).await?;
    let row = conversations.get(key).await?;
    Ok(Reply::row(&*row, Some(row.version))?.send(None))
}

/// Adds a message. Its tokens count in the conversation and in the usage of the day.
async fn add_message(call: Call, Path(key): Path<String>, mut payload: Payload) -> Result<Response> {
    let conversation: ConversationId = id(&key)?;
    payload.set("conversation_id", conversation.to_string());
    let new: NewMessage = payload.read(OWN)?;
    if !call.scope().conversations().exists(conversation).await? {
        return Err(Problem::new(&NOT_FOUND).about("Conversation"));
    }
    // A message has a place of its own.
    let post = call.post(&payload).into("/v1/messages");
    let principal = &call.principal;
    post.once(move |scope| {
        let (new, principal) = (new.clone(), Arc::clone(principal));
        Box::pin(async move {
            let message = scope.messages().create(new).await?;
            let (tokens, user) = (i64::from(message.token_count), message.user_id);
            quota::spend(scope, principal.quota(), Metric::Tokens, tokens, user).await?;
            Reply::created(&message, None)
        })
    })
    .await
}

async fn messages_of(call: Call, Path(key): Path<String>, mut query: ListQuery) -> Result<Response> {
    let (messages, conversation) = (call.reading().messages(), id::<ConversationId>(&key)?);
    let page = match query.take::<MessageRole>("role")? {
        Some(role) => messages.list_by_conversation_and_role(conversation, role, query.page()?).await?,
        None => messages.list_by_conversation(conversation, query.page()?).await?,
    };
    call.answer(&page)
}

const FILTERS: &[Filter] = &[Filter::of("user_id", "UserId"), Filter::of("status", "ConversationStatus")];

const ROLE: &[Filter] = &[Filter::of("role", "MessageRole")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/conversations", create::<Conversation>)
            .named("createConversation", "Begin a conversation")
            .takes("NewConversation")
            .created("Conversation"),
        Endpoint::get("/conversations", list::<Conversation>)
            .named("listConversations", "List conversations")
            .lists("Conversation", FILTERS),
        Endpoint::get("/conversations/{id}", get::<Conversation>)
            .named("getConversation", "Read a conversation")
            .gives("Conversation"),
        Endpoint::patch("/conversations/{id}", patch::<Conversation>)
            .named("patchConversation", "Change a conversation")
            .takes("ConversationPatch")
            .gives("Conversation")
            .matches(),
        Endpoint::delete("/conversations/{id}", delete::<Conversation>)
            .named("deleteConversation", "Delete a conversation; it can be restored")
            .matches(),
        Endpoint::post("/conversations/{id}/restore", restore)
            .named("restoreConversation", "Bring back a deleted conversation")
            .gives("Conversation"),
        Endpoint::post("/conversations/{id}/messages", add_message)
            .named("addMessage", "Add a message")
            .takes("AddMessage")
            .created("Message"),
        Endpoint::get("/conversations/{id}/messages", messages_of)
            .named("listMessagesOfConversation", "List the messages of a conversation, newest first")
            .lists("Message", ROLE),
    ]
}
