//! Writes a JSON value as text into formats that do not describe themselves; for `#[serde(with = "…")]`.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the value itself into a human-readable format, its JSON text into any other.
///
/// # Errors
///
/// When the value has no JSON form, or the format refuses it.
pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        value.serialize(serializer)
    } else {
        serializer.serialize_str(&serde_json::to_string(value).map_err(S::Error::custom)?)
    }
}

/// Reads what [`serialize`] wrote.
///
/// # Errors
///
/// When the text is not JSON of the expected form.
pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if deserializer.is_human_readable() {
        T::deserialize(deserializer)
    } else {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
