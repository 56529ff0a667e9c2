//! A row from the columns of a result.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Member, MemberSource};
use crate::error::{Error, Result};
use crate::value::{JsonOf, Row};

/// The columns of a result's row: from the first one on, or where they are.
pub(super) struct Columns<'r> {
    row: &'r Row,
    places: Option<&'r [usize]>,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r Row) -> Self {
        Self { row, places: None, next: 0 }
    }

    pub(super) fn at(row: &'r Row, places: &'r [usize]) -> Self {
        Self { row, places: Some(places), next: 0 }
    }

    fn next(&mut self) -> usize {
        let at = self.next;
        self.next += 1;
        self.places.and_then(|places| places.get(at)).copied().unwrap_or(at)
    }
}

impl MemberSource for Columns<'_> {
    type Error = Error;

    fn plain<T: Member>(&mut self) -> Result<T> {
        let at = self.next();
        self.row.get(at)
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<T> {
        let at = self.next();
        self.row.get::<JsonOf<T>>(at).map(|json| json.0)
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<Option<T>> {
        let at = self.next();
        self.row.get::<Option<JsonOf<T>>>(at).map(|json| json.map(|json| json.0))
    }
}
