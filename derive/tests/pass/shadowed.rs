//! Names of the prelude that mean something else here, and modules called like crates.

#![allow(dead_code, non_camel_case_types, non_snake_case, unused_macros, reason = "what stands in the way is not used")]

mod core {}
mod std {}
mod larder {}

struct Result;
struct Option;
struct String;
struct Vec;
struct Some;
struct None;
struct Ok;
struct Err;
struct Box;
trait Default {}
trait Clone {}
trait Copy {}
trait Debug {}
trait From {}
trait Into {}
trait IntoIterator {}
trait PartialEq {}
trait ToString {}

macro_rules! vec {
    () => {};
}
macro_rules! format_args {
    () => {};
}

#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy, ::std::cmp::PartialEq, ::larder::Value)]
enum Kind {
    Jam,
    Honey,
}

#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::larder::Value)]
#[value(length(3..=50), pattern = "^[a-z]+$")]
struct Slug(::std::string::String);

#[derive(
    ::std::fmt::Debug,
    ::std::clone::Clone,
    ::std::cmp::PartialEq,
    ::serde::Serialize,
    ::serde::Deserialize,
    ::larder::Value,
)]
struct Origin {
    #[field(length(1..=100))]
    place: ::std::string::String,
}

#[derive(
    ::std::fmt::Debug,
    ::std::clone::Clone,
    ::std::cmp::PartialEq,
    ::serde::Serialize,
    ::serde::Deserialize,
    ::larder::Repository,
)]
#[repository(
    cache = "short",
    index("kind, made_at desc"),
    index(search = "notes"),
    index(contains = "extra"),
    unique("label, size", nulls = "equal"),
    soft_delete = "deleted_at",
    version = "revision",
    aggregate(stats, between = "made_at", jars = "count()", weight = "sum(weight)", mean = "avg(weight)")
)]
#[field(code: ::std::string::String, after = label, unique, length = 64, secret)]
#[field(opened_at: ::std::option::Option<::larder::Timestamp>, volatile)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length(1..=20), pattern = "^[a-z]+$", unique)]
    label: ::std::string::String,
    #[field(type = "string")]
    slug: Slug,
    #[field(default = Kind::Jam)]
    kind: Kind,
    #[field(range(0..=9), default = 1)]
    size: ::std::option::Option<::std::primitive::i32>,
    #[field(range(0.0..), default = 0.5)]
    weight: ::std::primitive::f64,
    #[field(default = true)]
    open: ::std::primitive::bool,
    #[field(text, default = "")]
    notes: ::std::string::String,
    #[field(default = { a: 1 })]
    #[serde(with = "::larder::json")]
    extra: ::larder::Json,
    #[field(default = ["a"])]
    tags: ::std::vec::Vec<::std::string::String>,
    origins: ::std::vec::Vec<Origin>,
    #[field(json)]
    sizes: ::std::collections::BTreeMap<::std::string::String, ::std::primitive::i64>,
    #[field(default = 0)]
    revision: ::std::primitive::i64,
    #[field(default = now, immutable)]
    made_at: ::larder::Timestamp,
    deleted_at: ::std::option::Option<::larder::Timestamp>,
}

::larder::register!(Jar);
