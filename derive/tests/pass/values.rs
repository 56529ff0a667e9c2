//! Enums, newtypes and JSON of the user's own, by name and by path.

#![allow(dead_code, unreachable_pub, unused_qualifications, reason = "compiled only")]

use std::collections::BTreeMap;

use larder::{Repository, Result, Timestamp, Uuid, Value, validate::Validate};
use serde::{Deserialize, Serialize};

mod kinds {
    /// How full it is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, larder::Value)]
    pub enum Level {
        Empty,
        HalfFull,
        #[value("brim-full")]
        Full,
    }

    #[derive(Debug, Clone, PartialEq, larder::Value)]
    #[value(length(3..=50), pattern = "^[a-z-]+$")]
    pub struct Slug(pub String);
}

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Kind {
    Jam,
    Honey,
}

#[derive(Debug, Clone, PartialEq, Value)]
#[value(range(0..=5000))]
struct Grams(i64);

#[derive(Debug, Clone, PartialEq, Value)]
#[value(past)]
struct Harvest(Timestamp);

#[derive(Debug, Clone, PartialEq, Value)]
struct Batch(Uuid);

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Value)]
struct Origin {
    #[field(length(..=100))]
    place: Option<String>,
    #[field(range(0.0..=1.0))]
    certainty: Option<f64>,
    inner: Option<Unchecked>,
}

/// A type of serde's that knows no rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Unchecked {
    anything: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(cache = "short", index("kind, level"), index("weight desc"), unique("batch, kind", nulls = "equal"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(type = "string", unique)]
    slug: kinds::Slug,
    #[field(default = "honey")]
    kind: Kind,
    #[field(default = kinds::Level::Full)]
    level: kinds::Level,
    before: Option<self::kinds::Level>,
    #[field(type = "i64", default = 250)]
    weight: Grams,
    #[field(type = "timestamp")]
    harvest: Harvest,
    #[field(type = "uuid")]
    batch: Option<Batch>,
    #[field(type = "string", length = 50, unique)]
    sort: Option<crate::values::kinds::Slug>,
    #[field(json, default = {})]
    origin: Origin,
    #[field(json)]
    sizes: BTreeMap<String, i64>,
    #[field(json)]
    unchecked: Option<Unchecked>,
    #[field(default = [])]
    origins: Vec<Origin>,
    #[field(default = ["plum"])]
    fruit: Vec<String>,
}

larder::register!(Jar);

async fn use_it(jars: JarRepository<'_>, harvest: Harvest) -> Result<()> {
    let slug = kinds::Slug("plum".to_owned());
    let new = NewJar::new(slug.clone(), harvest, BTreeMap::new()).kind(Kind::Jam).weight(500).sort(slug.clone());
    let (jar, _) = jars.get_or_create_by_slug(new).await?;
    let same = jars.get_by_slug(&slug).await?;
    jars.find_by_batch_and_kind(None, Kind::Jam).await?;
    jars.find_by_sort(&slug).await?;
    jars.list_by_kind_and_level(Kind::Honey, kinds::Level::HalfFull, larder::Page::first(10)).await?;
    jars.patch(&*jar, JarPatch::new().before(None).sort(slug).origin(same.origin.clone())).await
}

#[test]
fn values_know_their_texts_and_rules() {
    assert_eq!(kinds::Level::ALL.map_texts(), ["empty", "half_full", "brim-full"]);
    assert!(kinds::Slug("A".to_owned()).validate().is_err());
    assert!(Grams(5001).validate().is_err());
    assert!(Origin { certainty: Some(2.0), ..Origin::default() }.validate().is_err());
}

trait Texts {
    fn map_texts(&self) -> Vec<&'static str>;
}

impl Texts for &[kinds::Level] {
    fn map_texts(&self) -> Vec<&'static str> {
        self.iter().map(|level| level.as_str()).collect()
    }
}
