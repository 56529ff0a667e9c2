//! The `OpenAPI` document, and the page to browse it.

use std::sync::LazyLock;

use axum::Router;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use larder::Input;
use larder::validate::Description;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::models::{
    ApiKey, ApiKeyPatch, Conversation, ConversationPatch, Document, DocumentPatch, Message, MessagePatch,
    NewConversation, NewDocument, NewMessage, NewUsageStat, NewUser, NewVoiceSession, Reference, Tenant, TenantPatch,
    UsageStat, UsageStatPatch, User, UserPatch, VoiceConfig, VoiceSession, VoiceSessionPatch,
};
use crate::service::endpoint::{Answer, Endpoint, FilterSchema};
use crate::service::resource::{OWN, Resource};
use crate::service::routes::{self, own};

/// The types of the API, each the one that the database uses.
#[derive(OpenApi)]
#[openapi(components(schemas(
    ApiKey,
    Conversation,
    ConversationPatch,
    Document,
    DocumentPatch,
    Message,
    MessagePatch,
    NewConversation,
    NewDocument,
    NewMessage,
    NewUsageStat,
    NewUser,
    NewVoiceSession,
    Tenant,
    TenantPatch,
    UsageStat,
    UsageStatPatch,
    User,
    UserPatch,
    VoiceSession,
    VoiceSessionPatch,
    own::CompleteVoiceSession,
    own::IssueApiKey,
    own::IssuedApiKey,
    own::TenantFigures,
    own::UsageToday,
    own::VerifiedApiKey,
    own::VerifyApiKey,
)))]
struct Components;

static TEXT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// Returns the routes of document and page, which need no key.
pub(in crate::service) fn routes() -> Router {
    let page = SwaggerUi::new("/docs").config(Config::from("/openapi.json").validator_url("none"));
    Router::new()
        .route("/openapi.json", get(|| async { ([(CONTENT_TYPE, "application/json")], TEXT.as_str()) }))
        .merge(page)
}

fn document() -> Value {
    let mut schemas = serde_json::to_value(Components::openapi()).unwrap_or_default()["components"]["schemas"].take();
    schemas["ApiKeyPatch"] = patch_of_key(&schemas);
    complete(&mut schemas);
    schemas["Problem"] = problem();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "VoiceHelper",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every request has an API key: `Authorization: Bearer vh_…`. Failures are problem documents \
                            (RFC 9457) in the language of `Accept-Language` (en, zh).",
        },
        "paths": paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
        },
        "security": [{ "key": [] }],
    })
}

/// Describes the patch of a key by its row: the hash that it could set has no schema.
fn patch_of_key(schemas: &Value) -> Value {
    let row = &schemas["ApiKey"]["properties"];
    let members = ApiKeyPatch::MEMBERS.iter().filter(|member| row.get(member.name).is_some());
    let properties: Map<_, _> = members.map(|member| (member.name.to_owned(), row[member.name].clone())).collect();
    let mut patch = json!({ "type": "object", "properties": properties });
    let rates = own::RATES;
    patch["properties"]["rate_limit"]["minimum"] = (*rates.start()).into();
    patch["properties"]["rate_limit"]["maximum"] = (*rates.end()).into();
    patch
}

/// Writes the rules of the definition into the schemas, and takes out what only the service sets.
fn complete(schemas: &mut Value) {
    macro_rules! rules {
        (rows $($row:ident)*; input $($input:ident without $own:expr,)*) => {
            $(Description::of::<$row>().complete(&mut schemas[stringify!($row)]);)*
            $(
                Description::of_input::<$input>().complete(&mut schemas[stringify!($input)]);
                remove(&mut schemas[stringify!($input)], $own);
            )*
        };
    }
    rules! {
        rows ApiKey Conversation Document Message Reference Tenant UsageStat User VoiceConfig VoiceSession;
        input
        NewConversation without OWN,
        NewDocument without OWN,
        NewMessage without OWN,
        NewUsageStat without OWN,
        NewUser without OWN,
        NewVoiceSession without &[OWN, own::COUNTED].concat(),
        ApiKeyPatch without ApiKey::KEPT,
        ConversationPatch without Conversation::KEPT,
        DocumentPatch without Document::KEPT,
        MessagePatch without Message::KEPT,
        TenantPatch without own::TENANT,
        UsageStatPatch without UsageStat::KEPT,
        UserPatch without User::KEPT,
        VoiceSessionPatch without VoiceSession::KEPT,
    }
    let mut message = schemas["NewMessage"].take();
    remove(&mut message, &["conversation_id"]);
    schemas["AddMessage"] = message;
    if let Some(schemas) = schemas.as_object_mut() {
        schemas.remove("NewMessage");
    }
}

fn remove(schema: &mut Value, members: &[&str]) {
    for name in members {
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.remove(*name);
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|known| known != name);
        }
    }
}

fn paths() -> Value {
    let mut paths = Map::new();
    for endpoint in routes::all() {
        let path = paths.entry(format!("/v1{}", endpoint.path)).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_lowercase()] = operation(&endpoint);
    }
    paths.into()
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "description": format!("Needs the permission `{}`.", endpoint.permission()),
        "tags": [endpoint.resource()],
        "parameters": parameters(endpoint),
        "responses": responses(endpoint),
    });
    if let Some(component) = endpoint.body {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": {
            "schema": reference(component),
        } } });
    }
    operation
}

fn parameter(name: &str, place: &str, is_required: bool, schema: &Value) -> Value {
    json!({ "name": name, "in": place, "required": is_required, "schema": schema })
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut parameters = Vec::new();
    if endpoint.path.contains("{id}") {
        parameters.push(parameter("id", "path", true, &json!({ "type": "string", "format": "uuid" })));
    }
    if matches!(endpoint.answer, Answer::Page(_)) {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 });
        parameters.push(parameter("limit", "query", false, &limit));
        parameters.push(parameter("cursor", "query", false, &json!({ "type": "string", "minLength": 1 })));
    }
    for filter in endpoint.filters {
        let schema = match filter.schema {
            FilterSchema::Component(name) => reference(name),
            FilterSchema::Text => json!({ "type": "string", "minLength": 1 }),
            FilterSchema::Date => json!({ "type": "string", "format": "date" }),
        };
        parameters.push(parameter(filter.name, "query", filter.is_required, &schema));
    }
    if endpoint.is_conditional {
        parameters.push(parameter("If-Match", "header", true, &json!({ "type": "string" })));
    }
    if matches!(endpoint.answer, Answer::Created(_)) {
        let key = json!({ "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$" });
        parameters.push(parameter("Idempotency-Key", "header", false, &key));
    }
    parameters
}

fn done(schema: &Value) -> Value {
    json!({ "description": "Done.", "content": { "application/json": { "schema": schema } } })
}

fn responses(endpoint: &Endpoint) -> Value {
    let page = |component| {
        json!({ "type": "object", "required": ["items"], "properties": {
            "items": { "type": "array", "items": reference(component) },
            "next": { "type": ["string", "null"], "description": "The cursor of the next page." },
        } })
    };
    let (status, mut answer) = match endpoint.answer {
        Answer::Nothing => ("204", json!({ "description": "Done." })),
        Answer::One(component) => ("200", done(&reference(component))),
        Answer::Created(component) => ("201", done(&reference(component))),
        Answer::Page(component) => ("200", done(&page(component))),
    };
    if let Answer::Created(component) = endpoint.answer {
        answer["links"] = links(component);
    }
    let problem = json!({ "description": "It failed.", "content": { "application/problem+json": {
        "schema": reference("Problem"),
    } } });
    json!({ status: answer, "4XX": problem, "5XX": problem })
}

/// Returns the operations that take the id of what was created, for clients that find their way by the document.
fn links(component: &str) -> Value {
    let all = routes::all();
    let is_row = |endpoint: &&Endpoint| {
        let answers = matches!(endpoint.answer, Answer::One(row) if component.ends_with(row));
        answers && endpoint.method == Method::GET && endpoint.path.ends_with("/{id}")
    };
    let row = all.iter().find(is_row).map(|endpoint| endpoint.path);
    let takes_id = |endpoint: &&Endpoint| row.is_some_and(|row| endpoint.path.starts_with(row));
    let link = |endpoint: &Endpoint| {
        let link = json!({ "operationId": endpoint.id, "parameters": { "id": "$response.body#/id" } });
        (endpoint.id.to_owned(), link)
    };
    Value::Object(all.iter().filter(takes_id).map(link).collect())
}

fn reference(component: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{component}") })
}

fn problem() -> Value {
    let text = || json!({ "type": "string" });
    let error = json!({ "type": "object", "required": ["path", "code", "message"], "properties": {
        "path": text(),
        "code": text(),
        "message": text(),
        "params": { "type": "object" },
    } });
    json!({ "type": "object", "required": ["type", "title", "status"], "properties": {
        "type": text(),
        "title": text(),
        "status": { "type": "integer" },
        "detail": text(),
        "instance": text(),
        "request_id": text(),
        "errors": { "type": "array", "items": error },
    } })
}
