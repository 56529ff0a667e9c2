//! An operation of the API: its route, and what the `OpenAPI` document says of it.

use std::sync::Arc;

use axum::extract::{Extension, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::access::auth::authorize;
use super::access::principal::Principal;
use super::state::Service;

/// A parameter that narrows a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) schema: FilterSchema,
    pub(super) is_required: bool,
}

/// The values of a filter.
#[derive(Debug, Clone, Copy)]
pub(super) enum FilterSchema {
    /// Those of a component.
    Component(&'static str),
    Text,
    Date,
}

impl Filter {
    /// The words of a search.
    pub(super) const WORDS: Self = Self { name: "q", schema: FilterSchema::Text, is_required: true };

    pub(super) const fn of(name: &'static str, component: &'static str) -> Self {
        Self { name, schema: FilterSchema::Component(component), is_required: false }
    }

    pub(super) const fn text(name: &'static str) -> Self {
        Self { name, schema: FilterSchema::Text, is_required: false }
    }

    pub(super) const fn date(name: &'static str) -> Self {
        Self { name, schema: FilterSchema::Date, is_required: false }
    }
}

/// What a successful answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Nothing,
    One(&'static str),
    Created(&'static str),
    Page(&'static str),
}

/// An operation, from one list for the router and the document.
pub(super) struct Endpoint {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) body: Option<&'static str>,
    pub(super) answer: Answer,
    pub(super) filters: &'static [Filter],
    /// Whether the client says what it has read.
    pub(super) is_conditional: bool,
    route: MethodRouter<Service>,
}

impl Endpoint {
    fn new<T: 'static>(method: Method, path: &'static str, handler: impl Handler<T, Service>) -> Self {
        // Every method below is one that axum knows.
        let route = match MethodFilter::try_from(method.clone()) {
            Ok(filter) => on(filter, handler),
            Err(_) => MethodRouter::new(),
        };
        Self {
            method,
            path,
            id: "",
            summary: "",
            body: None,
            answer: Answer::Nothing,
            filters: &[],
            is_conditional: false,
            route,
        }
    }

    pub(super) fn get<T: 'static>(path: &'static str, handler: impl Handler<T, Service>) -> Self {
        Self::new(Method::GET, path, handler)
    }

    pub(super) fn post<T: 'static>(path: &'static str, handler: impl Handler<T, Service>) -> Self {
        Self::new(Method::POST, path, handler)
    }

    pub(super) fn patch<T: 'static>(path: &'static str, handler: impl Handler<T, Service>) -> Self {
        Self::new(Method::PATCH, path, handler)
    }

    pub(super) fn delete<T: 'static>(path: &'static str, handler: impl Handler<T, Service>) -> Self {
        Self::new(Method::DELETE, path, handler)
    }

    pub(super) fn named(self, id: &'static str, summary: &'static str) -> Self {
        Self { id, summary, ..self }
    }

    /// Says which component the body is.
    pub(super) fn takes(self, component: &'static str) -> Self {
        Self { body: Some(component), ..self }
    }

    pub(super) fn gives(self, component: &'static str) -> Self {
        Self { answer: Answer::One(component), ..self }
    }

    pub(super) fn created(self, component: &'static str) -> Self {
        Self { answer: Answer::Created(component), ..self }
    }

    pub(super) fn lists(self, component: &'static str, filters: &'static [Filter]) -> Self {
        Self { answer: Answer::Page(component), filters, ..self }
    }

    pub(super) fn matches(self) -> Self {
        Self { is_conditional: true, ..self }
    }

    /// Returns the resource, which permissions are named after: `users`.
    pub(super) fn resource(&self) -> &'static str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// Returns the permission that it needs: `users:read`.
    pub(super) fn permission(&self) -> String {
        let action = if self.method == Method::GET { "read" } else { "write" };
        format!("{}:{action}", self.resource())
    }

    /// Returns the route, which asks for the permission by itself, so that none is forgotten.
    pub(super) fn into_route(self) -> (&'static str, MethodRouter<Service>) {
        let permission = self.permission();
        let check = move |principal: Extension<Arc<Principal>>, request: Request, next: Next| {
            let permission = permission.clone();
            async move { authorize(&permission, principal, request, next).await }
        };
        (self.path, self.route.layer(from_fn(check)))
    }
}
