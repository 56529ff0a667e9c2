//! The position where a page ended, as text for the request of the next one.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind, Result};
use crate::statistics::Label;
use crate::validate::{Validator, Violation};
use crate::value::arguments::Arguments;
use crate::value::base64url;
use crate::value::column::CursorValue as _;
use crate::value::keyset::Keyset;

/// The position where a page ended. Opaque: pass it back to read the next page.
///
/// `Display` gives text that is safe in a URL; `FromStr` and serde read it. A cursor names the list it came from and is
/// rejected by every other one. It is not signed: it only selects a position in a list that its reader may read anyway.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(Vec<u8>);

const FORMAT: u8 = 1;

impl Cursor {
    pub(crate) fn new(list: Label, keys: &impl Keyset) -> Self {
        let mut bytes = vec![FORMAT];
        list.to_string().write(&mut bytes);
        keys.write(&mut bytes);
        Self(bytes)
    }

    /// Creates a cursor of a list that a program made; only the list knows what the bytes mean.
    pub(crate) fn of_bytes(list: &str, place: &[u8]) -> Self {
        let mut bytes = vec![FORMAT];
        list.write(&mut bytes);
        bytes.extend_from_slice(place);
        Self(bytes)
    }

    /// Returns the bytes when this is a cursor of `list`.
    pub(crate) fn bytes(&self, list: &str) -> Result<&[u8]> {
        let mut rest = self.0.strip_prefix(&[FORMAT]).ok_or_else(damaged)?;
        match String::read(&mut rest) {
            Some(own) if own == list => Ok(rest),
            _ => Err(of_another_list()),
        }
    }

    /// Returns all of it, for [`from_bytes`](Self::from_bytes).
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Returns the error of a cursor that was not made here.
    pub(crate) fn damaged() -> Error {
        damaged()
    }

    /// Returns the keys when this is a cursor of `list`.
    pub(crate) fn keys<K: Keyset>(&self, list: Label) -> Result<K> {
        self.parse(list).ok_or_else(of_another_list)
    }

    /// Binds keys that came from a cursor. Every row has keys that can be stored, so a cursor with others was not made
    /// here.
    pub(crate) fn bind(keys: &impl Keyset, arguments: &mut Arguments) -> Result<()> {
        let refused = arguments.refused();
        keys.bind(arguments);
        if arguments.refused() == refused { Ok(()) } else { Err(damaged()) }
    }

    fn parse<K: Keyset>(&self, list: Label) -> Option<K> {
        let mut rest = self.0.strip_prefix(&[FORMAT])?;
        if String::read(&mut rest)? != list.to_string() {
            return None;
        }
        K::read(&mut rest).filter(|_| rest.is_empty())
    }
}

fn of_another_list() -> Error {
    refused("the cursor belongs to another list", "该游标属于另一个列表")
}

fn damaged() -> Error {
    refused("the cursor is damaged", "游标已损坏")
}

fn refused(english: &'static str, chinese: &'static str) -> Error {
    let verdict = Err(Violation::custom("cursor", english, chinese));
    match Validator::new().custom("cursor", verdict).finish() {
        Err(violations) => Error::from(violations),
        // Unreachable while validators keep what they are given; still an error to the caller.
        Ok(()) => Error::new(ErrorKind::Decode(english.to_owned())),
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({self})")
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        base64url::decode(text).map(Self).ok_or_else(damaged)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
