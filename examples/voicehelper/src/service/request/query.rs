//! The query of a list: a page, and filters that an index serves.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use larder::{Cursor, Page};

use crate::service::response::problem::{BAD_REQUEST, Problem, Result};

/// Rows of a page, if the client does not say.
const PAGE: u32 = 20;

/// Most rows of a page.
const LARGEST: u32 = 100;

/// The parameters of a list.
#[derive(Debug)]
pub(in crate::service) struct ListQuery {
    page: Page,
    filters: BTreeMap<String, String>,
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        let Query(mut filters) = query.map_err(|_| Problem::new(&BAD_REQUEST).about("query"))?;
        let limit = match filters.remove("limit").map(|text| text.parse()) {
            None => PAGE,
            Some(Ok(limit @ 1..=LARGEST)) => limit,
            Some(_) => {
                return Err(Problem::bad_parameter("limit", "must be between 1 and 100", "必须在 1 到 100 之间"));
            }
        };
        let cursor = match filters.remove("cursor").map(|text| Cursor::from_str(&text)) {
            None => None,
            Some(Ok(cursor)) => Some(cursor),
            Some(Err(_)) => return Err(Problem::bad_parameter("cursor", "is not a cursor", "不是有效的游标")),
        };
        Ok(Self { page: Page::at(cursor.as_ref(), limit), filters })
    }
}

impl ListQuery {
    /// Takes a filter.
    pub(in crate::service) fn take<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let refused = || Problem::bad_parameter(name, "is not a known value", "不是已知的值");
        let Some(text) = self.filters.remove(name) else { return Ok(None) };
        // A text filter has a character at least, as the document says.
        if text.is_empty() { Err(refused()) } else { text.parse().map(Some).map_err(|_| refused()) }
    }

    /// Takes a filter that the list needs.
    pub(in crate::service) fn require<T: FromStr>(&mut self, name: &str) -> Result<T> {
        self.take(name)?.ok_or_else(|| Problem::bad_parameter(name, "is required", "不能为空"))
    }

    /// Returns the page, once every filter is taken: one that is left has no index.
    pub(in crate::service) fn page(self) -> Result<Page> {
        match self.filters.keys().next() {
            None => Ok(self.page),
            Some(name) => Err(Problem::bad_parameter(name, "cannot be used here", "此处不可用")),
        }
    }
}
