//! A row member by member: one list to read it by and one to write it by, whatever it is read from or written to.
//!
//! Generated code says the members once, generic over where they come from or go to; here stand the places: a result's
//! row, a statement's values, the cache's bytes, any format of serde.

mod binder;
mod bytes;
mod columns;
mod content;
mod deserialize;
mod serialize;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::validate::Text;
use crate::value::Row;
use crate::value::{Column, DecimalMember};

pub(crate) use binder::Binder;
pub use bytes::{read_bytes, write_bytes};
pub use deserialize::deserialize;
pub use serialize::serialize;

/// A value that a row can hold: one of a column, which every format of serde knows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    note = "an enum or a newtype derives `larder::Value`; a serde type is kept as JSON by `#[field(json)]`"
)]
pub trait Member: Column + Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Column + Serialize + DeserializeOwned> Member for T {}

/// Gives the members of a row one after the other.
pub trait MemberSource {
    /// What stands in the way of a member.
    type Error;

    /// Returns the next member.
    ///
    /// # Errors
    /// The value is not of this type.
    fn plain<T: Member>(&mut self) -> Result<T, Self::Error>;

    /// Returns the next member, a text that identifies rows; it is read as any other.
    ///
    /// # Errors
    /// As [`plain`](Self::plain).
    fn key<T: Member>(&mut self) -> Result<T, Self::Error> {
        self.plain()
    }

    /// Returns the next member, a decimal of so many digits.
    ///
    /// # Errors
    /// As [`plain`](Self::plain).
    fn decimal<const PRECISION: u32, const SCALE: u32, T: DecimalMember>(&mut self) -> Result<T, Self::Error> {
        self.plain::<T::Scaled<PRECISION, SCALE>>().map(T::of_scaled)
    }

    /// Returns the next member, which a column holds as JSON.
    ///
    /// # Errors
    /// As [`plain`](Self::plain).
    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<T, Self::Error>;

    /// Returns the next member, which a column holds as JSON or as NULL; a JSON null is a value.
    ///
    /// # Errors
    /// As [`plain`](Self::plain).
    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<Option<T>, Self::Error>;
}

/// Takes the members of a row one after the other.
pub trait MemberSink {
    /// Takes the next member.
    fn plain<T: Member>(&mut self, value: &T);

    /// Takes the next member, a text that identifies the row.
    fn key<T: Member + Text>(&mut self, value: &T) {
        self.plain(value);
    }

    /// Takes the next member, a decimal of so many digits.
    fn decimal<const PRECISION: u32, const SCALE: u32, T: DecimalMember>(&mut self, value: &T) {
        self.plain(&value.scaled::<PRECISION, SCALE>());
    }

    /// Takes the next member, which a column holds as JSON.
    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &T);

    /// Takes the next member, which a column holds as JSON or as NULL.
    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &Option<T>);
}

/// What a statement's rows are read as: an entity, or some of its columns.
pub trait Projection: Sized + Send + 'static {
    /// Its name, in messages.
    const NAME: &'static str;
    /// Its members in the order in which statements select them.
    const COLUMNS: &'static [&'static str];
    /// Which of them tells rows apart, for the message of one that cannot be read.
    const KEY: usize = 0;

    /// Reads the members in their order.
    ///
    /// # Errors
    /// Those of `from`.
    fn read<S: MemberSource>(from: &mut S) -> Result<Self, S::Error>;

    /// Reads a row of a result.
    ///
    /// # Errors
    /// `Decode` when a value is not what the definition says.
    fn decode(row: &Row) -> Result<Self> {
        row.of(Self::NAME, Self::KEY, |row| Self::read(&mut columns::Columns::of(row)))
    }

    /// Reads a row of a result whose columns are at `places`, in the order of the members.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    fn decode_from(row: &Row, places: &[usize]) -> Result<Self> {
        let key = places.get(Self::KEY).copied().unwrap_or_default();
        row.of(Self::NAME, key, |row| Self::read(&mut columns::Columns::at(row, places)))
    }
}

/// A whole row: one that can be written as well, to a table, to the cache, to any format of serde.
pub trait Record: Projection + Clone + Sync {
    /// Changes whenever a member's name, order, type or nullability does; cached bytes with another one are not read.
    const FINGERPRINT: u64 = 0;

    /// Writes the members in their order.
    fn write<S: MemberSink>(&self, to: &mut S);

    /// Returns the tenant the row belongs to.
    fn tenant(&self) -> Option<&str> {
        None
    }

    /// Takes from `stored` what an update does not write.
    fn keep(&mut self, _stored: &Self) {}
}

/// Implements serde's traits for a [`Record`]: `serde_record!(User);`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_record {
    ($record:ident) => {
        impl $crate::support::Serialize for $record {
            fn serialize<S: $crate::support::Serializer>(
                &self,
                serializer: S,
            ) -> $crate::support::Fallible<S::Ok, S::Error> {
                $crate::support::serialize(self, serializer)
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $record {
            fn deserialize<D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> $crate::support::Fallible<Self, D::Error> {
                $crate::support::deserialize(deserializer)
            }
        }
    };
}

/// Implements [`Projection`] and [`Record`] for a struct, and [`New`](crate::support::New) for what a new one needs:
/// `record! { User = 0x12 from NewUser { plain id, key tenant_id = tenant, plain created_at = stored fixed, } }`.
///
/// The words before the members are those of [`MemberSource`] and [`MemberSink`], `decimal(12, 2)` with its digits; a
/// number in brackets is the place of the key, where that is not the first. Behind a member stands where a new row has
/// it from, if not from what it needs: the `tenant`, the time (`now`), a value in parentheses, or what the database
/// keeps of what is given (`stored`, of a decimal `[12, 2]`), or nothing before it is read back (`made`); then `fixed`,
/// if no update changes it. A new row with secrets is `from NewApiKey as StoredApiKey [key_hash]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    (
        $record:ident $([$key:literal])? = $fingerprint:literal
        from $new:ident $(as $stored:ident [$($secret:ident),*])? {
            $($kind:ident $(($precision:literal, $scale:literal))? $member:ident $(= $from:tt)? $($fixed:ident)?,)*
        }
    ) => {
        $crate::__record! {
            $record $([$key])? = $fingerprint {
                $($kind $(($precision, $scale))? $member $(= $from)? $($fixed)?,)*
            }
        }

        impl $crate::support::New for $new {
            type Table = $record;
            type Row = $crate::__record!(@stored $record $($stored)?);

            fn check(&self) -> $crate::support::Checked {
                self.validate()
            }

            fn check_row(row: &$record) -> $crate::support::Checked {
                row.validate()
            }

            fn into_row(self, tenant: &::core::primitive::str) -> Self::Row {
                let row = $record { $($member: $crate::__record!(@new self, tenant, $member $(, $from)?),)* };
                $crate::__record!(@with self, row $(, $stored [$($secret),*])?)
            }
        }
    };
    ($record:ident $([$key:literal])? = $fingerprint:literal {
        $($kind:ident $(($precision:literal, $scale:literal))? $member:ident $(= $from:tt)? $($fixed:ident)?,)*
    }) => {
        impl $crate::support::Projection for $record {
            const NAME: &'static ::core::primitive::str = ::core::stringify!($record);
            const COLUMNS: &'static [&'static ::core::primitive::str] =
                &$crate::support::column_names([$(::core::stringify!($member)),*]);
            $(const KEY: ::core::primitive::usize = $key;)?

            fn read<S: $crate::support::MemberSource>(from: &mut S) -> $crate::support::Fallible<Self, S::Error> {
                $crate::support::Ok(Self { $($member: from.$kind$(::<$precision, $scale, _>)?()?,)* })
            }
        }

        impl $crate::support::Record for $record {
            const FINGERPRINT: ::core::primitive::u64 = $fingerprint;

            fn write<S: $crate::support::MemberSink>(&self, to: &mut S) {
                $(to.$kind$(::<$precision, $scale, _>)?(&self.$member);)*
            }

            $($($crate::__record! { @tenant $member = $from })?)*

            fn keep(&mut self, stored: &Self) {
                $($($crate::support::$fixed(&mut self.$member, &stored.$member);)?)*
            }
        }
    };
    (@tenant $member:ident = tenant) => {
        fn tenant(&self) -> $crate::support::Option<&::core::primitive::str> {
            $crate::support::Some(&self.$member)
        }
    };
    (@tenant $member:ident = $from:tt) => {};

    (@stored $record:ident) => { $record };
    (@stored $record:ident $stored:ident) => { $stored };
    (@with $new:tt, $row:ident) => { $row };
    (@with $new:tt, $row:ident, $stored:ident [$($secret:ident),*]) => {
        $stored { $row, $($secret: $new.$secret),* }
    };

    (@new $new:tt, $tenant:ident, $member:ident) => { $new.$member };
    (@new $new:tt, $tenant:ident, $member:ident, tenant) => { ::std::borrow::ToOwned::to_owned($tenant) };
    (@new $new:tt, $tenant:ident, $member:ident, now) => { $crate::support::now() };
    (@new $new:tt, $tenant:ident, $member:ident, made) => { ::core::default::Default::default() };
    (@new $new:tt, $tenant:ident, $member:ident, stored) => { $crate::support::stored($new.$member) };
    (@new $new:tt, $tenant:ident, $member:ident, ($value:expr)) => { $value };
    (@new $new:tt, $tenant:ident, $member:ident, [$precision:literal, $scale:literal]) => {
        $crate::support::rescaled::<$precision, $scale, _>(&$new.$member)
    };
}

/// Returns the names of columns.
#[must_use]
pub const fn column_names<const N: usize>(mut members: [&'static str; N]) -> [&'static str; N] {
    let mut at = 0;
    while at < N {
        members[at] = column_name(members[at]);
        at += 1;
    }
    members
}

/// Returns the name of a column whose member Rust may have to write as a raw identifier.
#[must_use]
pub const fn column_name(member: &'static str) -> &'static str {
    match member.as_bytes() {
        [b'r', b'#', ..] => member.split_at(2).1,
        _ => member,
    }
}
