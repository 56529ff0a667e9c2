//! Names of primitive types that mean something else here, where serde's derives cannot follow.

#![allow(dead_code, non_camel_case_types, reason = "what stands in the way is not used")]

struct bool;
struct str;
struct u8;
struct i16;
struct i32;
struct i64;
struct u64;
struct f64;
struct usize;

#[derive(Debug, Clone, Copy, PartialEq, larder::Value)]
enum Kind {
    Jam,
    Honey,
}

#[derive(Debug, Clone, PartialEq, larder::Value)]
#[value(length(3..=50), pattern = "^[a-z]+$")]
struct Slug(String);

#[derive(Debug, Clone, larder::Repository)]
#[repository(
    index("kind, made_at desc"),
    index(search = "notes"),
    index(contains = "extra"),
    unique("label, size", nulls = "equal"),
    soft_delete = "deleted_at",
    version = "revision",
    aggregate(stats, between = "made_at", jars = "count()", weight = "sum(weight)", mean = "avg(weight)")
)]
#[field(code: String, after = label, unique, length = 64, secret)]
#[field(opened_at: Option<larder::Timestamp>, volatile)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length(1..=20), pattern = "^[a-z]+$", unique)]
    label: String,
    #[field(type = "string")]
    slug: Slug,
    #[field(default = Kind::Jam)]
    kind: Kind,
    #[field(range(0..=9), default = 1)]
    size: Option<::std::primitive::i32>,
    #[field(range(0.0..), default = 0.5)]
    weight: ::std::primitive::f64,
    #[field(default = true)]
    open: ::std::primitive::bool,
    #[field(text, default = "")]
    notes: String,
    #[field(default = { a: 1 })]
    extra: larder::Json,
    #[field(default = ["a"])]
    tags: Vec<String>,
    #[field(default = 0)]
    revision: ::std::primitive::i64,
    #[field(default = now, immutable)]
    made_at: larder::Timestamp,
    deleted_at: Option<larder::Timestamp>,
}

#[derive(Debug, Clone, larder::Repository)]
struct Numbered {
    #[field(primary)]
    id: NumberedId,
    #[field(belongs_to = Jar)]
    jar_id: JarId,
}

larder::register!(Jar, Numbered);
