//! Messages of all conversations.

use larder::Paged;

use crate::models::{Message, MessageId, MessageModality, MessagePatch, TenantScope};
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{delete, get, list, patch, resource, search};
use crate::service::response::problem::Result;

resource!(Message in messages by MessageId, MessagePatch; plain; messages; search);

async fn messages(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<Message>> {
    match query.take::<MessageModality>("modality")? {
        Some(modality) => Ok(scope.messages().list_by_modality(modality, query.page()?).await?),
        None => Ok(scope.messages().list(query.page()?).await?),
    }
}

const FILTERS: &[Filter] = &[Filter::of("modality", "MessageModality")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/messages", list::<Message>).named("listMessages", "List messages").lists("Message", FILTERS),
        Endpoint::get("/messages/search", search::<Message>)
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
