mod storable;

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Bind, Column};
use crate::arguments::{Arguments, encode};
use crate::error::Result;
use crate::row::{Row, read};

pub(crate) use storable::storable;

/// Any JSON value.
pub type Json = serde_json::Value;

impl Bind for Json {
    fn bind(&self, arguments: &mut Arguments) {
        if let Err(refusal) = storable(self) {
            Self::bind_null(arguments);
            return arguments.refuse(refusal);
        }
        encode!(arguments, self);
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
        if let Err(refusal) = storable(&self.0) {
            Self::bind_null(arguments);
            return arguments.refuse(refusal);
        }
        encode!(arguments, sqlx::types::Json(&self.0));
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
