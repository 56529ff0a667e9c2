//! Documents of the knowledge base.

use larder::Paged;

use crate::models::{Document, DocumentId, DocumentPatch, DocumentStatus, NewDocument, TenantScope};
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{create, delete, get, list, patch, resource, search};
use crate::service::response::problem::Result;

resource!(Document in documents by DocumentId, DocumentPatch; versioned; documents; create from NewDocument; search);

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
        Endpoint::get("/documents/search", search::<Document>)
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
