//! A deserializer without data that notes what a type asks for.

use std::any::type_name;
use std::cell::Cell;

use serde::de::value::Error;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::zero::{Zero, is_decimal};

type Names = &'static [&'static str];

/// What a type asks for at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// A scalar, or a JSON value of any form.
    Leaf(&'static str),
    /// What may be missing, a list, or an object of any keys: one member, the value inside.
    Around(&'static str),
    Tuple(usize),
    Struct(Names),
    Enum(Names),
    /// Asks for whatever is there, or cannot be followed.
    Opaque,
}

impl Node {
    pub(super) fn members(self) -> usize {
        match self {
            Self::Leaf(_) | Self::Opaque => 0,
            Self::Around(_) => 1,
            Self::Tuple(members) => members,
            Self::Struct(names) | Self::Enum(names) => names.len(),
        }
    }
}

/// A deserializer without data: follows `path`, one member for each number, and notes what is asked for at its end.
#[derive(Clone, Copy)]
pub(super) struct Ask<'p> {
    path: &'p [usize],
    found: &'p Cell<Node>,
}

impl<'p> Ask<'p> {
    /// Returns what `T` asks for at the end of `path`.
    pub(super) fn along<'de, T: Deserialize<'de>>(path: &[usize]) -> Node {
        let found = Cell::new(Node::Opaque);
        // Always an error: there is no data.
        let _ = T::deserialize(Ask { path, found: &found });
        found.get()
    }

    /// Returns the next member on the path and what lies behind it; at the path's end notes `node` and stops.
    fn next(self, node: Node) -> Result<(usize, Self), Error> {
        match self.path.split_first() {
            Some((member, path)) => Ok((*member, Self { path, ..self })),
            None => {
                self.found.set(node);
                Err(Error::custom("asked"))
            }
        }
    }

    fn leaf<T>(self, kind: &'static str) -> Result<T, Error> {
        self.next(Node::Leaf(kind)).and(Err(Error::custom("a scalar has no members")))
    }

    fn tuple<'de, V: Visitor<'de>>(self, members: usize, visitor: V) -> Result<V::Value, Error> {
        let (before, ask) = self.next(Node::Tuple(members))?;
        visitor.visit_seq(Elements { before, ask })
    }

    fn names<'de, V: Visitor<'de>>(self, names: Names, visitor: V) -> Result<V::Value, Error> {
        let (member, ask) = self.next(Node::Struct(names))?;
        visitor.visit_map(Member { name: names.get(member).copied(), ask })
    }
}

macro_rules! leaves {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            self.leaf(stringify!($method))
        }
    )*};
}

impl<'de> Deserializer<'de> for Ask<'_> {
    type Error = Error;

    leaves! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_str<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        self.leaf("text")
    }

    fn deserialize_string<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        self.leaf("text")
    }

    /// A JSON value takes anything and keeps it, a decimal takes texts and numbers for one; another type that takes
    /// anything does not tell what it keeps.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        match type_name::<V>() {
            json if json.contains("serde_json::value") => self.leaf("any"),
            decimal if is_decimal(decimal) => self.leaf("decimal"),
            _ => Err(Error::custom("opaque")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let (_, ask) = self.next(Node::Around("option"))?;
        visitor.visit_some(ask)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Error> {
        self.leaf("unit")
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let (_, ask) = self.next(Node::Around("seq"))?;
        visitor.visit_seq(Elements { before: 0, ask })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, members: usize, visitor: V) -> Result<V::Value, Error> {
        self.tuple(members, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        members: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.tuple(members, visitor)
    }

    /// A struct with `flatten` asks for a map, and takes its members out of it later.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if type_name::<V>().contains("__Visitor") {
            return Err(Error::custom("opaque"));
        }
        let (_, ask) = self.next(Node::Around("map"))?;
        visitor.visit_map(Member { name: None, ask })
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, names: Names, visitor: V) -> Result<V::Value, Error> {
        self.names(names, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: Names,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (variant, ask) = self.next(Node::Enum(variants))?;
        visitor.visit_enum(Variant { name: variants.get(variant).copied().unwrap_or_default(), ask })
    }
}

/// The elements of a list: zeros up to the one that is asked about.
struct Elements<'p> {
    before: usize,
    ask: Ask<'p>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        match self.before.checked_sub(1) {
            Some(before) => {
                self.before = before;
                seed.deserialize(Zero).map(Some)
            }
            None => seed.deserialize(self.ask).map(Some),
        }
    }
}

/// An object with one member; without a name, the key is a zero.
struct Member<'p> {
    name: Option<&'static str>,
    ask: Ask<'p>,
}

impl<'de> MapAccess<'de> for Member<'_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        match self.name {
            Some(name) => seed.deserialize(name.into_deserializer()).map(Some),
            None => seed.deserialize(Zero).map(Some),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.ask)
    }
}

/// One variant of an enum, and then what is in it.
struct Variant<'p> {
    name: &'static str,
    ask: Ask<'p>,
}

impl<'de, 'p> EnumAccess<'de> for Variant<'p> {
    type Error = Error;
    type Variant = Ask<'p>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Ask<'p>), Error> {
        seed.deserialize(self.name.into_deserializer()).map(|variant| (variant, self.ask))
    }
}

impl<'de> VariantAccess<'de> for Ask<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        self.leaf("unit")
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, members: usize, visitor: V) -> Result<V::Value, Error> {
        self.tuple(members, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, names: Names, visitor: V) -> Result<V::Value, Error> {
        self.names(names, visitor)
    }
}
