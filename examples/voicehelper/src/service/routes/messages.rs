//! Messages of all conversations.

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use larder::Paged;

use crate::models::{Message, MessageId, MessageModality, MessagePatch, NewMessage, TenantScope};
use crate::service::api::{Endpoint, Filter};
use crate::service::auth::Principal;
use crate::service::idempotency::Boxed;
use crate::service::problem::Result;
use crate::service::query::ListQuery;
use crate::service::reply::Reply;
use crate::service::resource::{delete, get, list, patch, resource};
use crate::service::state::Service;

resource!(Message in messages by MessageId, NewMessage, MessagePatch; plain; messages);

async fn messages(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<Message>> {
    match query.take::<MessageModality>("modality")? {
        Some(modality) => Ok(scope.messages().list_by_modality(modality, query.page()?).await?),
        None => Ok(scope.messages().list(query.page()?).await?),
    }
}

async fn search(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
    mut query: ListQuery,
) -> Result<Response> {
    let words: String = query.require("q")?;
    let page = principal.scope(&service).messages().search(&words, query.page()?).await?;
    Ok(Reply::ok(&page)?.send_unless_known(&headers))
}

const FILTERS: &[Filter] = &[Filter::of("modality", "MessageModality")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/messages", list::<Message>).named("listMessages", "List messages").lists("Message", FILTERS),
        Endpoint::get("/messages/search", search)
            .named("searchMessages", "Find messages by words, Chinese included")
            .lists("Message", &[Filter::WORDS]),
        Endpoint::get("/messages/{id}", get::<Message>).named("getMessage", "Read a message").gives("Message"),
        Endpoint::patch("/messages/{id}", patch::<Message>)
            .named("patchMessage", "Change a message")
            .takes("MessagePatch")
            .gives("Message"),
        Endpoint::delete("/messages/{id}", delete::<Message>).named("deleteMessage", "Delete a message"),
    ]
}
