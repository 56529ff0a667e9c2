//! A row from any format of serde.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::value::Error as Refusal;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::content::{Content, HeldContent};
use super::{Member, MemberSource, Projection};
use crate::value::json;

/// Reads a row from a struct of its members, in any order; what may be missing is, and what is not known is left out.
///
/// # Errors
/// Those of the format, or a member that is missing or there twice.
pub fn deserialize<'de, P: Projection, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let readable = deserializer.is_human_readable();
    deserializer.deserialize_struct(P::NAME, P::COLUMNS, Members { readable, of: PhantomData })
}

struct Members<P> {
    readable: bool,
    of: PhantomData<P>,
}

impl<'de, P: Projection> Visitor<'de> for Members<P> {
    type Value = P;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", P::NAME)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<P, A::Error> {
        P::read(&mut InOrder { list, next: 0, of: P::NAME, lifetime: PhantomData })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<P, A::Error> {
        let mut named =
            Named { map, columns: P::COLUMNS, next: 0, held: Vec::new(), ended: false, readable: self.readable };
        let row = P::read(&mut named)?;
        named.finish()?;
        Ok(row)
    }
}

/// Members that stand in their order and without names.
struct InOrder<'de, A> {
    list: A,
    next: usize,
    of: &'static str,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: SeqAccess<'de>> InOrder<'de, A> {
    fn take<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        let at = self.next;
        self.next += 1;
        match self.list.next_element()? {
            Some(value) => Ok(value),
            None => Err(A::Error::invalid_length(at, &format!("struct {}", self.of).as_str())),
        }
    }
}

impl<'de, A: SeqAccess<'de>> MemberSource for InOrder<'de, A> {
    type Error = A::Error;

    fn plain<T: Member>(&mut self) -> Result<T, A::Error> {
        self.take()
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<T, A::Error> {
        self.take::<FromJson<T>>().map(|json| json.0)
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<Option<T>, A::Error> {
        self.take::<Option<FromJson<T>>>().map(|json| json.map(|json| json.0))
    }
}

/// Members by name. One that comes before its turn is held.
struct Named<'de, A> {
    map: A,
    columns: &'static [&'static str],
    next: usize,
    held: Vec<(usize, Content<'de>)>,
    ended: bool,
    readable: bool,
}

impl<'de, A: MapAccess<'de>> Named<'de, A> {
    fn take<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        let at = self.next;
        self.next += 1;
        if let Some(place) = self.held.iter().position(|(held, _)| *held == at) {
            let (_, content) = self.held.swap_remove(place);
            return T::deserialize(HeldContent::new(content, self.readable));
        }
        while let Some(name) = self.name()? {
            match name {
                Some(named) if named == at => return self.map.next_value(),
                Some(named) => self.hold(named)?,
                None => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        let name = self.columns.get(at).copied().unwrap_or_default();
        T::deserialize(Missing).map_err(|Refusal { .. }| A::Error::missing_field(name))
    }

    /// Returns the place of the next member, `None` in it where none has its name, and `None` behind the last one.
    fn name(&mut self) -> Result<Option<Option<usize>>, A::Error> {
        if self.ended {
            return Ok(None);
        }
        let name = self.map.next_key_seed(Name(self.columns))?;
        self.ended = name.is_none();
        Ok(name)
    }

    fn hold(&mut self, at: usize) -> Result<(), A::Error> {
        if at < self.next || self.held.iter().any(|(held, _)| *held == at) {
            return Err(A::Error::duplicate_field(self.columns.get(at).copied().unwrap_or_default()));
        }
        let content = self.map.next_value()?;
        self.held.push((at, content));
        Ok(())
    }

    fn finish(mut self) -> Result<(), A::Error> {
        while let Some(name) = self.name()? {
            match name {
                Some(at) => self.hold(at)?,
                None => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> MemberSource for Named<'de, A> {
    type Error = A::Error;

    fn plain<T: Member>(&mut self) -> Result<T, A::Error> {
        self.take()
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<T, A::Error> {
        self.take::<FromJson<T>>().map(|json| json.0)
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<Option<T>, A::Error> {
        self.take::<Option<FromJson<T>>>().map(|json| json.map(|json| json.0))
    }
}

struct FromJson<T>(T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for FromJson<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer).map(Self)
    }
}

/// Reads the name of a member, or its number in formats that have no names.
struct Name(&'static [&'static str]);

impl<'de> serde::de::DeserializeSeed<'de> for Name {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Option<usize>, E> {
        Ok(usize::try_from(number).ok().filter(|at| *at < self.0.len()))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|known| *known == name))
    }

    fn visit_bytes<E: serde::de::Error>(self, name: &[u8]) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|known| known.as_bytes() == name))
    }
}

/// A member that is not there: right for one that may be missing.
struct Missing;

impl<'de> Deserializer<'de> for Missing {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refusal> {
        Err(Refusal::custom("missing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
