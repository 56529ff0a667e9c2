//! Documents of the knowledge base.

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use larder::Paged;

use crate::models::{Document, DocumentId, DocumentPatch, DocumentStatus, NewDocument, TenantScope};
use crate::service::api::{Endpoint, Filter};
use crate::service::auth::Principal;
use crate::service::idempotency::Boxed;
use crate::service::problem::Result;
use crate::service::query::ListQuery;
use crate::service::reply::Reply;
use crate::service::resource::{create, delete, get, list, patch, resource};
use crate::service::state::Service;

resource!(Document in documents by DocumentId, NewDocument, DocumentPatch; versioned; documents);

async fn documents(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<Document>> {
    let documents = scope.documents();
    if let Some(status) = query.take::<DocumentStatus>("status")? {
        return Ok(documents.list_by_status(status, query.page()?).await?);
    }
    if let Some(source) = query.take::<String>("source")? {
        return Ok(documents.list_by_source(&source, query.page()?).await?);
    }
    Ok(documents.list(query.page()?).await?)
}

async fn search(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
    mut query: ListQuery,
) -> Result<Response> {
    let words: String = query.require("q")?;
    let page = principal.scope(&service).documents().search(&words, query.page()?).await?;
    Ok(Reply::ok(&page)?.send_unless_known(&headers))
}

const FILTERS: &[Filter] = &[Filter::of("status", "DocumentStatus"), Filter::text("source")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/documents", create::<Document>)
            .named("createDocument", "File a document")
            .takes("NewDocument")
            .created("Document"),
        Endpoint::get("/documents", list::<Document>)
            .named("listDocuments", "List documents")
            .lists("Document", FILTERS),
        Endpoint::get("/documents/search", search)
            .named("searchDocuments", "Find documents by words, Chinese included")
            .lists("Document", &[Filter::WORDS]),
        Endpoint::get("/documents/{id}", get::<Document>).named("getDocument", "Read a document").gives("Document"),
        Endpoint::patch("/documents/{id}", patch::<Document>)
            .named("patchDocument", "Change a document")
            .takes("DocumentPatch")
            .gives("Document")
            .matches(),
        Endpoint::delete("/documents/{id}", delete::<Document>).named("deleteDocument", "Delete a document").matches(),
    ]
}
