//! Whether a value can be stored as JSON and read back, found by a walk that writes nothing.

use std::cell::Cell;
use std::fmt;

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::value::arguments::{MOST_LEVELS, Refusal};

/// Returns in how many levels of lists and objects a value is; refuses what a database would not take, or what would
/// not come back.
pub(crate) fn storable<T: Serialize + ?Sized>(value: &T) -> Result<u32, Refusal> {
    let deepest = Cell::new(0);
    value.serialize(Walk { level: 0, deepest: &deepest, is_key: false }).map_err(|Refused(refusal)| refusal)?;
    Ok(deepest.get())
}

/// A place in the value.
#[derive(Clone, Copy)]
struct Walk<'a> {
    /// How many lists and objects are around it.
    level: u32,
    /// The most levels that were seen.
    deepest: &'a Cell<u32>,
    /// Keys of objects are texts, and numbers written as texts.
    is_key: bool,
}

#[derive(Debug)]
struct Refused(Refusal);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be stored as JSON")
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(Refusal::NoJson)
    }
}

type Walked<T = ()> = Result<T, Refused>;

impl Walk<'_> {
    /// Enters `count` levels at once: a variant with members is an object around them.
    fn enter(self, count: u32) -> Walked<Self> {
        if self.is_key {
            return Err(Refused(Refusal::NoJson));
        }
        let level = self.level + count;
        if level > MOST_LEVELS {
            return Err(Refused(Refusal::TooDeep));
        }
        self.deepest.set(self.deepest.get().max(level));
        Ok(Self { level, ..self })
    }

    fn key(self) -> Self {
        Self { is_key: true, ..self }
    }
}

/// Scalars of which every value can be stored.
macro_rules! fine {
    ($($method:ident: $type:ty),* $(,)?) => {$(
        fn $method(self, _: $type) -> Walked {
            Ok(())
        }
    )*};
}

impl Serializer for Walk<'_> {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fine! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
    }

    /// Numbers beyond 64 bits are read back as floats.
    fn serialize_i128(self, value: i128) -> Walked {
        let fits = i64::try_from(value).is_ok() || u64::try_from(value).is_ok();
        if fits { Ok(()) } else { Err(Refused(Refusal::NoJson)) }
    }

    fn serialize_u128(self, value: u128) -> Walked {
        u64::try_from(value).map(drop).map_err(|_| Refused(Refusal::NoJson))
    }

    fn serialize_f32(self, value: f32) -> Walked {
        if value.is_finite() { Ok(()) } else { Err(Refused(Refusal::NotFinite)) }
    }

    /// JSON has no word for NaN: serde writes null in its place, which is then no number.
    fn serialize_f64(self, value: f64) -> Walked {
        if value.is_finite() { Ok(()) } else { Err(Refused(Refusal::NotFinite)) }
    }

    fn serialize_char(self, value: char) -> Walked {
        if value == '\0' { Err(Refused(Refusal::Nul)) } else { Ok(()) }
    }

    fn serialize_str(self, value: &str) -> Walked {
        if value.as_bytes().contains(&0) { Err(Refused(Refusal::Nul)) } else { Ok(()) }
    }

    /// Written as a list of numbers.
    fn serialize_bytes(self, _: &[u8]) -> Walked {
        self.enter(1).map(drop)
    }

    fn serialize_none(self) -> Walked {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Walked {
        self.enter(0).map(drop)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Walked {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Walked {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Walked {
        value.serialize(self.enter(1)?)
    }

    fn serialize_seq(self, _: Option<usize>) -> Walked<Self> {
        self.enter(1)
    }

    fn serialize_tuple(self, _: usize) -> Walked<Self> {
        self.enter(1)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Walked<Self> {
        self.enter(1)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Walked<Self> {
        self.enter(2)
    }

    fn serialize_map(self, _: Option<usize>) -> Walked<Self> {
        self.enter(1)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Walked<Self> {
        self.enter(1)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Walked<Self> {
        self.enter(2)
    }
}

/// What is inside a list, an object or a struct: each member by the same walk.
macro_rules! members {
    ($($trait:ident :: $method:ident $(($key:ty))?;)*) => {$(
        impl $trait for Walk<'_> {
            type Ok = ();
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, $(_: $key,)? value: &T) -> Walked {
                value.serialize(*self)
            }

            fn end(self) -> Walked {
                Ok(())
            }
        }
    )*};
}

members! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
    SerializeStruct::serialize_field(&'static str);
    SerializeStructVariant::serialize_field(&'static str);
}

impl SerializeMap for Walk<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Walked {
        key.serialize(self.key())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
        value.serialize(*self)
    }

    fn end(self) -> Walked {
        Ok(())
    }
}
