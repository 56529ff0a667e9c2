//! Values of any format that are held until it is known what they are read as.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// A value as its format described it.
pub(super) enum Content<'de> {
    None,
    Unit,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(Cow<'de, str>),
    Bytes(Cow<'de, [u8]>),
    Some(Box<Content<'de>>),
    List(Vec<Content<'de>>),
    Map(Vec<(Content<'de>, Content<'de>)>),
}

impl<'de> Deserialize<'de> for Content<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

/// Methods that keep a value as it is.
macro_rules! kept {
    ($($method:ident($type:ty) => $content:expr;)*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<Content<'de>, E> {
            Ok($content(value))
        }
    )*};
}

impl<'de> Visitor<'de> for Any {
    type Value = Content<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    kept! {
        visit_bool(bool) => Content::Bool;
        visit_i64(i64) => Content::Signed;
        visit_u64(u64) => Content::Unsigned;
        visit_f64(f64) => Content::Float;
        visit_string(String) => |text| Content::Text(Cow::Owned(text));
        visit_borrowed_str(&'de str) => |text| Content::Text(Cow::Borrowed(text));
        visit_byte_buf(Vec<u8>) => |bytes| Content::Bytes(Cow::Owned(bytes));
        visit_borrowed_bytes(&'de [u8]) => |bytes| Content::Bytes(Cow::Borrowed(bytes));
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Content<'de>, E> {
        Ok(Content::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Content<'de>, E> {
        Ok(Content::Bytes(Cow::Owned(bytes.to_owned())))
    }

    fn visit_none<E: Error>(self) -> Result<Content<'de>, E> {
        Ok(Content::None)
    }

    fn visit_unit<E: Error>(self) -> Result<Content<'de>, E> {
        Ok(Content::Unit)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content<'de>, D::Error> {
        Content::deserialize(deserializer).map(|value| Content::Some(Box::new(value)))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content<'de>, D::Error> {
        Content::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Content<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Content::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Content::Map(members))
    }
}

/// A held value on its way into its type.
pub(super) struct HeldContent<'de, E> {
    content: Content<'de>,
    /// Whether the format it came from is made for people.
    readable: bool,
    error: PhantomData<E>,
}

impl<'de, E: Error> HeldContent<'de, E> {
    pub(super) fn new(content: Content<'de>, readable: bool) -> Self {
        Self { content, readable, error: PhantomData }
    }
}

impl<'de, E: Error> IntoDeserializer<'de, E> for HeldContent<'de, E> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de, E: Error> Deserializer<'de> for HeldContent<'de, E> {
    type Error = E;

    fn is_human_readable(&self) -> bool {
        self.readable
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let readable = self.readable;
        match self.content {
            Content::None => visitor.visit_none(),
            Content::Unit => visitor.visit_unit(),
            Content::Bool(value) => visitor.visit_bool(value),
            Content::Signed(value) => visitor.visit_i64(value),
            Content::Unsigned(value) => visitor.visit_u64(value),
            Content::Float(value) => visitor.visit_f64(value),
            Content::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Content::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Content::Bytes(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Content::Bytes(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
            Content::Some(value) => visitor.visit_some(Self::new(*value, readable)),
            Content::List(items) => {
                let items = items.into_iter().map(|item| Self::new(item, readable));
                visitor.visit_seq(SeqDeserializer::new(items))
            }
            Content::Map(members) => {
                let members = members.into_iter();
                let members = members.map(|(key, value)| (Self::new(key, readable), Self::new(value, readable)));
                visitor.visit_map(MapDeserializer::new(members))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::None | Content::Unit => visitor.visit_none(),
            Content::Some(value) => visitor.visit_some(Self::new(*value, self.readable)),
            content => visitor.visit_some(Self::new(content, self.readable)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        let readable = self.readable;
        match self.content {
            Content::Map(members) => {
                let members = members.into_iter();
                let members = members.map(|(key, value)| (Self::new(key, readable), Self::new(value, readable)));
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(members)))
            }
            Content::Text(variant) => visitor.visit_enum(variant.into_deserializer()),
            content => Self::new(content, readable).deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
