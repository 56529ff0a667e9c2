//! JSON columns.

mod storable;

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Number;

use super::{Bind, Column};
use crate::error::Result;
use crate::value::arguments::{Arguments, encode};
use crate::value::row::{Row, read};

pub(crate) use storable::storable;

/// Any JSON value.
pub type Json = serde_json::Value;

/// A whole number from 10^16 on is stored as one, however it was written: PostgreSQL does so, and the others follow.
impl Bind for Json {
    fn bind(&self, arguments: &mut Arguments) {
        let levels = match storable(self) {
            Ok(levels) => levels,
            Err(refusal) => {
                Self::bind_null(arguments);
                return arguments.refuse(refusal);
            }
        };
        if has_large(self) {
            let stored = self.clone().stored();
            encode!(arguments, stored);
        } else {
            encode!(arguments, self);
        }
        arguments.nests(levels);
    }

    fn stored(mut self) -> Self {
        if has_large(&self) {
            make_whole(&mut self);
        }
        self
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<&Self>);
    }
}

impl Column for Json {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        read!(row, index, Self)
    }
}

/// The least number that is written with an exponent, `1e16`, which PostgreSQL writes out.
const LARGE: f64 = 1e16;

/// Returns the integer that a large float is; every one of this size is whole.
fn whole(number: &Number) -> Option<Number> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.abs() >= LARGE)?;
    // Its digits, which no conversion of a float into an integer rounds or cuts.
    let digits = format!("{float:.0}");
    digits.parse::<u64>().map(Number::from).or_else(|_| digits.parse::<i64>().map(Number::from)).ok()
}

fn has_large(json: &Json) -> bool {
    match json {
        Json::Number(number) => whole(number).is_some(),
        Json::Array(items) => items.iter().any(has_large),
        Json::Object(members) => members.values().any(has_large),
        Json::Null | Json::Bool(_) | Json::String(_) => false,
    }
}

fn make_whole(json: &mut Json) {
    match json {
        Json::Number(number) => {
            if let Some(whole) = whole(number) {
                *number = whole;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(make_whole),
        Json::Object(members) => members.values_mut().for_each(make_whole),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

/// A JSON column that holds a `T`. `JsonOf<&T>` binds without a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JsonOf<T>(pub T);

impl<T> Deref for JsonOf<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for JsonOf<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize + Sync> Bind for JsonOf<T> {
    fn bind(&self, arguments: &mut Arguments) {
        let levels = match storable(&self.0) {
            Ok(levels) => levels,
            Err(refusal) => {
                Self::bind_null(arguments);
                return arguments.refuse(refusal);
            }
        };
        encode!(arguments, sqlx::types::Json(&self.0));
        arguments.nests(levels);
    }

    fn bind_null(arguments: &mut Arguments) {
        Json::bind_null(arguments);
    }
}

impl<T: Serialize + DeserializeOwned + Sync> Column for JsonOf<T> {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        let value: Result<sqlx::types::Json<T>> = read!(row, index, sqlx::types::Json<T>);
        value.map(|json| Self(json.0))
    }
}
