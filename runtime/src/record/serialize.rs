//! A row as a struct of serde.

use serde::de::DeserializeOwned;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Member, MemberSink, Record};
use crate::value::json;

/// Writes a row as a struct of its members.
///
/// # Errors
/// Those of the format.
pub fn serialize<R: Record, S: Serializer>(row: &R, serializer: S) -> Result<S::Ok, S::Error> {
    let state = serializer.serialize_struct(R::NAME, R::COLUMNS.len())?;
    let mut fields = Fields { state, columns: R::COLUMNS, next: 0, done: Ok(()) };
    row.write(&mut fields);
    fields.done?;
    fields.state.end()
}

struct Fields<S: SerializeStruct> {
    state: S,
    columns: &'static [&'static str],
    next: usize,
    /// The first error.
    done: Result<(), S::Error>,
}

impl<S: SerializeStruct> Fields<S> {
    fn field<T: Serialize + ?Sized>(&mut self, value: &T) {
        let name = self.columns.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        if self.done.is_ok() {
            self.done = self.state.serialize_field(name, value);
        }
    }
}

impl<S: SerializeStruct> MemberSink for Fields<S> {
    fn plain<T: Member>(&mut self, value: &T) {
        self.field(value);
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &T) {
        self.field(&AsJson(value));
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &Option<T>) {
        self.field(&value.as_ref().map(AsJson));
    }
}

/// JSON where people read it, a text of JSON in every other format.
struct AsJson<'v, T>(&'v T);

impl<T: Serialize> Serialize for AsJson<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::serialize(self.0, serializer)
    }
}
